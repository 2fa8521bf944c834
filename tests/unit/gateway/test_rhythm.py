"""A person's own pauses."""

import pytest

from penny_gateway.rhythm import Rhythm


def test_a_few_pauses_say_nothing() -> None:
    """The policy's own limits hold until there is something to go by."""
    rhythm = Rhythm()
    for _ in range(2):
        rhythm.paused(800)

    assert rhythm.usual_pause_ms is None


def test_the_mean_follows_the_person() -> None:
    """The first pauses count alike, later ones a fifth each."""
    rhythm = Rhythm()
    for pause_ms in (300, 400, 500):
        rhythm.paused(pause_ms)
    assert rhythm.mean_ms == pytest.approx(400)
    assert rhythm.usual_pause_ms == pytest.approx(500)

    for _ in range(30):
        rhythm.paused(700)
    assert rhythm.mean_ms == pytest.approx(700, rel=0.01)
