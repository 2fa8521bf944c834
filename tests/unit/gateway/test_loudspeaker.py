"""What is played while the microphone hears a sample."""

import numpy as np
import pytest

from penny_chassis.audio import encode_pcm
from penny_gateway.loudspeaker import Loudspeaker

MICROPHONE_HZ = 16_000
RATE_HZ = 24_000
SENT_AT = 50_000


def marked(second: int, seconds: int = 4) -> bytes:
    """An answer that is silent but for one of its seconds."""
    sound = np.zeros(seconds * RATE_HZ, np.float32)
    sound[second * RATE_HZ : (second + 1) * RATE_HZ] = np.random.default_rng(0).uniform(-0.5, 0.5, RATE_HZ)
    return encode_pcm(sound)


def playing(second: int = 2) -> Loudspeaker:
    """The answer, on its way since SENT_AT."""
    loudspeaker = Loudspeaker(MICROPHONE_HZ)
    loudspeaker.sent(0, marked(second), RATE_HZ, SENT_AT)
    return loudspeaker


def sounds(loudspeaker: Loudspeaker) -> tuple[float, float]:
    """From when to when something is played, in seconds since SENT_AT."""
    samples = SENT_AT + np.arange(0, 12 * MICROPHONE_HZ, 160)
    loud = np.flatnonzero(loudspeaker.power(samples).max(axis=1) > 1e-3)
    return loud[0] / 100, (loud[-1] + 1) / 100


def after(seconds: float) -> int:
    """A sample of the microphone."""
    return SENT_AT + round(seconds * MICROPHONE_HZ)


def test_an_answer_sounds_from_when_it_is_sent() -> None:
    """Its third second is the third from then on, at another rate than the microphone's."""
    assert sounds(playing()) == pytest.approx((2.0, 3.0), abs=0.03)


def test_nothing_is_played_before_there_is_an_answer() -> None:
    """And nobody need compare anything."""
    loudspeaker = Loudspeaker(MICROPHONE_HZ)
    loudspeaker.held(SENT_AT)
    loudspeaker.resumed(SENT_AT)
    loudspeaker.acknowledged(100, SENT_AT)

    assert not loudspeaker.may_be_heard(SENT_AT, 1000)
    assert loudspeaker.power(np.array([SENT_AT])).max() < 1e-9


def test_it_may_be_heard_until_a_while_after_its_end() -> None:
    """The answer lasts 4 s."""
    loudspeaker = playing()

    assert not loudspeaker.may_be_heard(after(-0.1), 1000)
    assert loudspeaker.may_be_heard(after(0.0), 1000)
    assert loudspeaker.may_be_heard(after(4.9), 1000)
    assert not loudspeaker.may_be_heard(after(5.1), 1000)


@pytest.mark.parametrize(("late_s", "from_s"), [(0.6, 2.6), (-0.4, 1.6), (0.1, 2.0)])
def test_an_acknowledgement_corrects_what_is_far_off(late_s: float, from_s: float) -> None:
    """A tenth of a second is within the steps of a client's counter."""
    loudspeaker = playing()
    loudspeaker.acknowledged(RATE_HZ, after(1.0 + late_s))

    assert sounds(loudspeaker)[0] == pytest.approx(from_s, abs=0.03)


def test_an_acknowledgement_that_says_nothing_new_changes_nothing() -> None:
    """A client that repeats its last one for ever does not keep the answer alive."""
    loudspeaker = playing()
    loudspeaker.acknowledged(4 * RATE_HZ, after(4.0))
    for second in range(5, 60):
        loudspeaker.acknowledged(4 * RATE_HZ, after(second))

    assert not loudspeaker.may_be_heard(after(5.1), 1000)


def test_a_held_answer_goes_on_where_it_was() -> None:
    """Held after a second and a half, for two seconds."""
    loudspeaker = playing()
    loudspeaker.held(after(1.5))
    assert not loudspeaker.may_be_heard(after(2.6), 1000)

    loudspeaker.resumed(after(3.5))
    assert sounds(loudspeaker) == pytest.approx((4.0, 5.0), abs=0.03)
    assert loudspeaker.may_be_heard(after(6.9), 1000)


def test_what_was_heard_before_a_hold_stays_where_it_was() -> None:
    """A sound that has been played is not played again."""
    loudspeaker = playing(second=0)
    loudspeaker.held(after(1.2))
    loudspeaker.resumed(after(2.0))

    assert sounds(loudspeaker) == pytest.approx((0.0, 1.0), abs=0.03)


def test_an_acknowledgement_while_it_is_held_says_where_it_will_go_on() -> None:
    """The client had come less far than was thought."""
    loudspeaker = playing()
    loudspeaker.held(after(1.5))
    loudspeaker.acknowledged(RATE_HZ, after(1.6))
    loudspeaker.resumed(after(2.0))

    assert sounds(loudspeaker) == pytest.approx((3.0, 4.0), abs=0.03)


def test_audio_that_comes_after_the_client_has_run_dry_sounds_when_it_comes() -> None:
    """The voice was a second too late with the second piece."""
    loudspeaker = Loudspeaker(MICROPHONE_HZ)
    answer = marked(2)
    loudspeaker.sent(0, answer[: 4 * RATE_HZ], RATE_HZ, SENT_AT)
    loudspeaker.sent(2 * RATE_HZ, answer[4 * RATE_HZ :], RATE_HZ, after(3.0))
    dry, sounding = loudspeaker.power(np.array([after(2.5), after(3.5)]))

    assert dry.max() < 1e-9
    assert sounding.max() > 1e-3


def test_the_next_answer_takes_the_place_of_the_last() -> None:
    """Positions begin at 0 again."""
    loudspeaker = playing(second=3)
    loudspeaker.sent(0, marked(0), RATE_HZ, after(2.0))

    assert sounds(loudspeaker) == pytest.approx((2.0, 3.0), abs=0.03)


def test_many_holds_take_no_more_room_than_a_few() -> None:
    """Somebody coughs all the time."""
    loudspeaker = playing()
    for number in range(100):
        loudspeaker.held(after(number * 0.01))
        loudspeaker.resumed(after(number * 0.01 + 0.005))

    assert len(loudspeaker._stretches) <= 8
    assert sounds(loudspeaker)[0] == pytest.approx(2.5, abs=0.03)
