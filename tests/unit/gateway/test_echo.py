"""Penny's own voice is told from a person's, whatever the room and the client do to it."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile
from support.sounds import Sound, filtered, in_a_room, mixed, noise, resampled, speech

from penny_chassis.audio import encode_pcm
from penny_gateway.echo import Echo

VOICE_HZ = 24_000
ANSWER_S = 4.0
BEFORE_S = 1.0
"""Silence of the microphone before the answer is sent."""
WINDOW = 512
"""So often the vad service says something."""
LEAD_S = 1.0

RECORDINGS = sorted((Path(__file__).parents[4] / "shared" / "audio").glob("*.ogg"))

PENNY = speech(1, ANSWER_S, VOICE_HZ)
PERSON = speech(2, 2.0)


def echo_of(answer: Sound, down_db: float, lingers_s: float = 0.4) -> Sound:
    """What a microphone takes of it: a small loudspeaker in a room, so many dB weaker."""
    heard = filtered(resampled(answer, VOICE_HZ, 16_000), 16_000, 250, 5500)
    return np.asarray(10 ** (-down_db / 20) * in_a_room(heard, lingers_s))


@dataclass
class Client:
    """One that sends what its microphone hears, all of which the vad service takes for speech."""

    microphone: Sound
    answer: Sound = field(default_factory=lambda: PENNY)
    echo: Echo = field(default_factory=Echo)
    sent: int = 0

    def voice(self, since_s: float = BEFORE_S, until_s: float = 99.0) -> tuple[float, float] | None:
        """When a voice that is not Penny's was first found, and where it was said to begin, in seconds."""
        pcm = encode_pcm(self.microphone.astype(np.float32))
        for at in range(self.heard, min(len(self.microphone), round(until_s * 16_000)) - WINDOW + 1, WINDOW):
            self.echo.heard(at, pcm[2 * at : 2 * (at + WINDOW)])
            self._send(at + WINDOW)
            if at < since_s * 16_000:
                continue
            began = self.echo.own_voice(round(since_s * 16_000), at + WINDOW)
            if began is not None:
                return (at + WINDOW) / 16_000, began / 16_000
        return None

    @property
    def heard(self) -> int:
        """How much of the microphone has been sent."""
        return self.echo._microphone.end_sample

    def _send(self, now: int) -> None:
        """The answer, not further ahead than it is useful."""
        pcm = encode_pcm(self.answer.astype(np.float32))
        while now >= BEFORE_S * 16_000 and self.sent < min(
            len(self.answer), round((now / 16_000 - BEFORE_S + LEAD_S) * VOICE_HZ)
        ):
            piece = pcm[2 * self.sent : 2 * self.sent + 9600]
            self.echo.sent(self.sent, piece, VOICE_HZ)
            self.sent += len(piece) // 2


def microphone(*sounds: tuple[float, Sound], seconds: float = BEFORE_S + ANSWER_S + 1.0, dbfs: float = -65) -> Sound:
    """What is heard, from so many seconds on, over the noise of the room."""
    quiet = noise(seconds, dbfs)
    return quiet + mixed(len(quiet), *sounds)


@pytest.mark.parametrize("down_db", [6, 20, 40])
@pytest.mark.parametrize("late_s", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("lingers_s", [0.2, 0.6])
def test_an_echo_is_no_voice(down_db: float, late_s: float, lingers_s: float) -> None:
    """However weak, late and drawn out it is, from the first syllable to after the last."""
    client = Client(microphone((BEFORE_S + late_s, echo_of(PENNY, down_db, lingers_s))))

    assert client.voice() is None


@pytest.mark.parametrize("from_s", [0.2, 1.5, 3.0])
@pytest.mark.parametrize("over_db", [-3, 3, 9])
def test_a_person_over_an_echo_is_heard(from_s: float, over_db: float) -> None:
    """As loud as the echo or so; found soon, and where she begins."""
    begins_s = BEFORE_S + from_s
    person = PERSON * 10 ** ((over_db - 15) / 20)
    found = Client(microphone((BEFORE_S + 0.3, echo_of(PENNY, 15)), (begins_s, person))).voice()

    assert found is not None
    at_s, began_s = found
    assert begins_s < at_s < begins_s + 0.5
    assert abs(began_s - begins_s) < 0.2


@pytest.mark.parametrize("from_s", [0.0, 0.5, 2.5])
def test_without_an_echo_every_voice_is_a_persons(from_s: float) -> None:
    """With headphones, or a client that cancels echoes: she is heard as soon as she can be told from a click."""
    begins_s = BEFORE_S + from_s
    found = Client(microphone((begins_s, PERSON))).voice()

    assert found is not None
    at_s, began_s = found
    assert at_s < begins_s + 0.25
    assert abs(began_s - begins_s) < 0.1


def test_the_echo_of_the_last_words_is_no_voice_and_an_answer_to_them_is() -> None:
    """After the last audio, an echo is still expected; a person who answers at once is not taken for it."""
    short = PENNY[: round(0.9 * VOICE_HZ)]
    tail = (BEFORE_S + 0.7, echo_of(short, 12, lingers_s=0.6))
    assert Client(microphone(tail, seconds=BEFORE_S + 1.9), short).voice() is None

    begins_s = BEFORE_S + 1.7
    found = Client(microphone(tail, (begins_s, PERSON * 0.5), seconds=5.0), short).voice()
    assert found is not None
    assert abs(found[1] - begins_s) < 0.2


def test_long_after_the_answer_nothing_is_compared() -> None:
    """Whatever is heard then began where the vad service says."""
    client = Client(microphone(seconds=BEFORE_S + ANSWER_S + 3.0))
    assert client.voice(until_s=BEFORE_S + ANSWER_S + 1.0) is None

    at_s, began_s = client.voice() or (0.0, 0.0)
    assert at_s == pytest.approx(BEFORE_S + ANSWER_S + 1.1, abs=0.1)
    assert began_s == BEFORE_S


def test_without_an_answer_nothing_is_compared() -> None:
    """Penny has said nothing yet."""
    echo = Echo()
    echo.heard(0, bytes(2 * WINDOW))

    assert echo.own_voice(0, WINDOW) == 0


def test_a_client_that_plays_late_and_says_so_is_followed() -> None:
    """Its buffers hold a second and a half, more than is looked for; what it acknowledges shows it."""
    late_s = 1.5
    client = Client(microphone((BEFORE_S + late_s, echo_of(PENNY, 15)), seconds=BEFORE_S + late_s + ANSWER_S))
    assert client.voice(since_s=98.0, until_s=BEFORE_S + late_s) is None  # not asked
    client.echo.acknowledged(1)

    assert client.voice(since_s=BEFORE_S + late_s) is None


def test_that_client_is_not_followed_if_it_does_not_say_so() -> None:
    """The test above proves something."""
    late_s = 1.5
    client = Client(microphone((BEFORE_S + late_s, echo_of(PENNY, 15)), seconds=BEFORE_S + late_s + ANSWER_S))

    assert client.voice(since_s=BEFORE_S + late_s) is not None


def test_a_person_in_a_noisy_place_is_heard_unless_the_client_sends_back_what_it_plays() -> None:
    """4 dB above the noise, only the loudest bands of her voice are heard: too little where an echo is expected."""
    begins_s = BEFORE_S + 1.5
    client, wary = (Client(microphone((begins_s, PERSON), dbfs=-30)) for _ in range(2))
    wary.echo._echoes = True

    at_s, _ = client.voice(since_s=begins_s) or (99.0, 0.0)
    later_s, _ = wary.voice(since_s=begins_s) or (99.0, 0.0)
    assert at_s < begins_s + 0.25
    assert later_s > at_s + 0.2


@pytest.mark.parametrize(("down_db", "sends_back"), [(15, True), (90, False)])
def test_a_client_is_known_by_what_it_sends_back(down_db: float, *, sends_back: bool) -> None:
    """Whoever speaks over Penny with headphones on is not taken for an echo."""
    client = Client(microphone((BEFORE_S + 0.3, echo_of(PENNY, down_db)), (BEFORE_S + 3.0, PERSON)))
    client.voice()

    assert client.echo._echoes is sends_back


def test_another_sound_than_what_is_played_is_no_echo() -> None:
    """The words of somebody on the television, say, at the time at which an echo would come."""
    other = speech(3, ANSWER_S, VOICE_HZ)

    assert Client(microphone((BEFORE_S + 0.3, echo_of(other, 10)))).voice() is not None


def test_a_held_voice_goes_on_where_it_was_and_is_still_an_echo() -> None:
    """The client stops for most of a second; the echo stops with it and goes on later."""
    heard, split = echo_of(PENNY, 15, lingers_s=0.2), round(1.5 * 16_000)
    pause_s, late_s = 0.9, 0.2
    sounds = (BEFORE_S + late_s, heard[:split]), (BEFORE_S + 1.5 + pause_s + late_s, heard[split:])
    client = Client(microphone(*sounds, seconds=BEFORE_S + ANSWER_S + pause_s + 1.0))

    assert client.voice(until_s=BEFORE_S + 1.5) is None
    client.echo.held()
    assert client.voice(until_s=BEFORE_S + 1.5 + pause_s) is None
    client.echo.resumed()
    assert client.voice() is None


def without_silence(recording: Path) -> Sound:
    """A sentence from its first loud moment on."""
    sound, rate_hz = soundfile.read(recording)
    assert rate_hz == 16_000
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::WINDOW].std(axis=1)
    return np.asarray(sound[WINDOW * int(np.argmax(windows > windows.max() / 8)) :])


@pytest.fixture(params=range(max(1, len(RECORDINGS))), ids=lambda number: f"recording {number}")
def people(request: pytest.FixtureRequest) -> tuple[Sound, Sound]:
    """4 s of one person's sentence at the voice's rate, and another's as loud."""
    if not RECORDINGS:
        pytest.skip("there are no recordings: the folder shared/audio is not beside the checkout")
    one, other = (without_silence(RECORDINGS[(request.param + next_) % len(RECORDINGS)]) for next_ in (0, 1))
    length = round(ANSWER_S * 16_000)
    return resampled(one[:length], 16_000, VOICE_HZ), other * np.std(one[:length]) / np.std(other[:length])


def test_a_real_voice_is_told_from_its_own_echo_and_from_another(people: tuple[Sound, Sound]) -> None:
    """One person in the place of Penny; another speaks over her, 3 dB louder than the echo with its reverberation."""
    penny, person = people
    echo = (BEFORE_S + 0.25, echo_of(penny, 15))
    assert Client(microphone(echo), penny).voice() is None

    begins_s = BEFORE_S + 2.0
    found = Client(microphone(echo, (begins_s, person * 10 ** (-9 / 20))), penny).voice()
    assert found is not None
    assert begins_s < found[0] < begins_s + 1.0
