"""Shaping what an engine speaks."""

import numpy as np
import pytest

from penny_chassis.audio import Samples, to_samples
from penny_tts import sound

RATE_HZ = 24_000


def tone(milliseconds: float, level: float = 0.3) -> Samples:
    """A voice."""
    time_s = np.arange(to_samples(milliseconds, RATE_HZ)) / RATE_HZ
    voice: Samples = (level * np.cos(2 * np.pi * 300 * time_s)).astype(np.float32)
    return voice


def silence(milliseconds: float) -> Samples:
    """Digital silence, as Kokoro puts it around its speech."""
    return np.full(to_samples(milliseconds, RATE_HZ), 1e-5, np.float32)


def milliseconds(samples: Samples) -> float:
    """How long it lasts."""
    return len(samples) * 1000 / RATE_HZ


@pytest.mark.parametrize(
    ("text", "pause_ms"),
    [
        ("Hola,", 120),
        ("Hola.", 250),
        ("¿Qué tal?", 250),
        ("Vale: ", 180),
        ("Pues…", 300),
        ('Dijo "vale".', 250),
        ('Dijo: "vale."', 250),
        ("(quizá), ", 120),
        ("y entonces", 0),
        ("", 0),
        ('"', 0),
    ],
)
def test_a_clauses_last_mark_asks_for_a_pause(text: str, pause_ms: int) -> None:
    """Longer after a sentence than after a comma, none where the sentence goes on; quotes and brackets do not count."""
    assert sound.pause_after(text) == pause_ms


def test_silence_is_cut_but_not_the_voice() -> None:
    """30 ms are left before the voice, 60 behind it, and every sample of the voice is what it was."""
    voice = tone(500)

    shaped = sound.shape(np.concatenate([silence(200), voice, silence(180)]), RATE_HZ, 0)

    assert milliseconds(shaped) == 30 + 500 + 60
    lead = to_samples(30, RATE_HZ)
    np.testing.assert_array_equal(shaped[lead : lead + len(voice)], voice)


def test_a_soft_beginning_is_voice() -> None:
    """An s of -55 dBFS before the loud vowel is not taken for silence."""
    soft = tone(80, level=10 ** (-52 / 20))

    shaped = sound.shape(np.concatenate([silence(200), soft, tone(300)]), RATE_HZ, 0)

    assert milliseconds(shaped) == 30 + 80 + 300


def test_a_tick_behind_the_voice_is_cut() -> None:
    """The faint tick that Kokoro leaves 90 ms behind its last word is not heard."""
    tick = tone(5, level=10 ** (-47 / 20))

    shaped = sound.shape(np.concatenate([tone(300), silence(90), tick, silence(40)]), RATE_HZ, 250)

    assert milliseconds(shaped) == 300 + 250
    assert np.abs(shaped[to_samples(300, RATE_HZ) :]).max() < 1e-4


@pytest.mark.parametrize("pause_ms", [0, 40, 120, 250])
def test_the_pause_includes_the_silence_that_is_there(pause_ms: int) -> None:
    """From the end of the voice to the end of the clause it is as long as asked for, or as the breath that is left."""
    shaped = sound.shape(np.concatenate([tone(300), silence(400)]), RATE_HZ, pause_ms)

    assert milliseconds(shaped) == 300 + max(60, pause_ms)


def test_a_clause_that_stops_short_has_its_pause() -> None:
    """Where the engine leaves no silence at all the pause is made up."""
    shaped = sound.shape(tone(300), RATE_HZ, 120)

    assert milliseconds(shaped) == 420


@pytest.mark.parametrize("spoken", [tone(300), np.concatenate([silence(3), tone(97)]), tone(1)])
def test_clauses_begin_and_end_at_zero(spoken: Samples) -> None:
    """So that laid end to end they do not click, even where the voice is cut off in full swing."""
    shaped = sound.shape(spoken, RATE_HZ, 0)

    assert shaped[0] == 0
    assert shaped[-1] == 0


def test_what_is_too_loud_is_turned_down_not_clipped() -> None:
    """The shape of the wave stays, below full scale."""
    spoken = np.concatenate([silence(100), tone(300, level=1.4), silence(100)])

    shaped = sound.shape(spoken, RATE_HZ, 0)

    assert np.abs(shaped).max() == pytest.approx(0.98, abs=1e-3)
    middle = slice(to_samples(130, RATE_HZ), to_samples(230, RATE_HZ))
    np.testing.assert_allclose(
        shaped[middle], spoken[to_samples(200, RATE_HZ) :][: len(shaped[middle])] * 0.7, atol=1e-4
    )


@pytest.mark.parametrize("spoken", [silence(500), np.zeros(0, np.float32), tone(300, level=1e-4)])
def test_what_nobody_hears_is_nothing(spoken: Samples) -> None:
    """No audio, and no pause behind it."""
    assert len(sound.shape(spoken, RATE_HZ, 250)) == 0


@pytest.mark.parametrize(("length", "sizes"), [(0, []), (1, [1]), (960, [960]), (2000, [960, 960, 80])])
def test_chunks_are_the_samples_in_order(length: int, sizes: list[int]) -> None:
    """40 ms each, nothing lost, the rest in the last."""
    samples = np.arange(length, dtype=np.float32)

    chunks = list(sound.chunks(samples, RATE_HZ))

    assert [len(chunk) for chunk in chunks] == sizes
    np.testing.assert_array_equal(np.concatenate([*chunks, samples[:0]]), samples)
