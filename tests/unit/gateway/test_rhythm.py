"""A person's own pauses."""

import pytest

from penny_gateway.rhythm import LONGEST_MS, Pauses, Rhythm


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
    assert rhythm.recent.mean_ms == pytest.approx(400)
    assert rhythm.usual_pause_ms == pytest.approx(500)

    for _ in range(30):
        rhythm.paused(700)
    assert rhythm.recent.mean_ms == pytest.approx(700, rel=0.01)


def test_a_session_begins_with_what_is_known() -> None:
    """From the first pause on, and a new one moves it by its fifth, however many are known."""
    rhythm = Rhythm(Pauses(800, 50))
    assert rhythm.usual_pause_ms == pytest.approx(1000)

    rhythm.paused(300)
    assert rhythm.recent.mean_ms == pytest.approx(700)


def test_too_little_that_is_known_says_nothing_yet() -> None:
    """Pauses of several sessions are enough together."""
    rhythm = Rhythm(Pauses(400, 2))
    assert rhythm.usual_pause_ms is None

    rhythm.paused(700)
    assert rhythm.usual_pause_ms == pytest.approx(500 * 1.25)


def test_what_there_is_to_learn_is_the_session_s_own() -> None:
    """Its pauses alone, all alike: what was known before would count twice, and DECK weighs the sessions itself."""
    rhythm = Rhythm(Pauses(900, 50))
    for pause_ms in (*[300] * 9, 1300):
        rhythm.paused(pause_ms)

    assert rhythm.session.count == 10
    assert rhythm.session.mean_ms == pytest.approx(400)


def test_a_pause_that_cannot_be_one_does_not_spoil_the_mean() -> None:
    """Whatever the settings let a turn wait, DECK is sent nothing that it refuses."""
    rhythm = Rhythm()
    rhythm.paused(1e9)

    assert rhythm.session.mean_ms == rhythm.recent.mean_ms == LONGEST_MS
