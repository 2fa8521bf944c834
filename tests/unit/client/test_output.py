"""Simulated playback."""

from penny_client.audio.output import SimulatedOutput
from penny_client.testing import JumpClock

SECOND = bytes(2 * 1000)


def output() -> tuple[SimulatedOutput, JumpClock]:
    """An output that plays 1000 samples a second, and its clock."""
    clock = JumpClock()
    made = SimulatedOutput(clock)
    made.start(1000)
    return made, clock


def test_plays_in_real_time_and_stops_at_the_end() -> None:
    """What is there is heard at its rate, and never more than is there."""
    out, clock = output()
    out.write(SECOND)
    heard = []
    for time_s in (0.0, 0.25, 1.0, 9.0):
        clock.time_s = time_s
        heard.append(out.played_samples())
    assert heard == [0, 250, 1000, 1000]


def test_what_comes_late_is_heard_from_then_on() -> None:
    """After a gap in the supply the next piece is not heard faster."""
    out, clock = output()
    out.write(SECOND)
    clock.time_s = 5.0
    out.write(SECOND)
    clock.time_s = 5.25
    assert out.played_samples() == 1250


def test_pause_holds_still() -> None:
    """Time that passes in a pause is not playback."""
    out, clock = output()
    out.write(SECOND)
    clock.time_s = 0.5
    out.pause()
    clock.time_s = 3.0
    assert out.played_samples() == 500
    out.resume()
    clock.time_s = 3.25
    assert out.played_samples() == 750


def test_clearing_forgets_what_was_not_heard() -> None:
    """After clearing, what was heard stays heard and the rest never is."""
    out, clock = output()
    out.write(SECOND)
    clock.time_s = 0.5
    out.clear()
    clock.time_s = 9.0
    assert out.played_samples() == 500
