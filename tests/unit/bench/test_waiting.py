"""When a policy would have ended a turn, by what is known at each moment."""

import math

import pytest
from rivals import scaled, silence, smart_turn, without
from waiting import Pause, Policy, Turn, end_ms, known, score

from penny_gateway.endpoint import EndpointPolicy, Evidence


def pause(silence_ms: float = math.inf, *, sound: float = 0.9, completeness: float | None = 0.9) -> Pause:
    """A pause of which the sound is known at 230 ms, the words at 400 and their completeness at 450."""
    return Pause(silence_ms, sound, 30.0, "Pon música", 200.0, completeness, 50.0)


def turn(*pauses: Pause) -> Turn:
    """Somebody's turn."""
    return Turn("Pon música", "request", "tune", pauses)


def end(policy: Policy, at: Pause) -> float:
    """When the policy ends a pause."""
    return end_ms(policy, known(at))


def when_complete(evidence: Evidence) -> float:
    """A policy that waits for the model."""
    return 1000 if evidence.completeness is None else 300


def test_each_judge_is_known_from_its_moment_on() -> None:
    """First the sound, then the words, then what the model makes of them."""
    assert known(pause()) == [
        (0.0, Evidence()),
        (230.0, Evidence(sound=0.9)),
        (400.0, Evidence("Pon música", sound=0.9)),
        (450.0, Evidence("Pon música", 0.9, 0.9)),
    ]


def test_a_recogniser_that_reads_ahead_is_known_earlier_but_not_before_the_pause() -> None:
    """Words are asked for when the pause is noticed."""
    assert [moment for moment, _ in known(pause(), words_from_ms=80)] == [0.0, 230.0, 280.0, 330.0]
    assert [moment for moment, _ in known(pause(), words_from_ms=-300)] == [0.0, 200.0, 230.0, 250.0]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (silence(100), 100),
        (silence(700), 700),
        (smart_turn(200), 230),
        (smart_turn(600), 600),
        (when_complete, 450),
        (lambda evidence: 420 if evidence.words and evidence.completeness is None else 5000, 420),
        (lambda evidence: 460 if evidence.words and evidence.completeness is None else 5000, 5000),
    ],
)
def test_a_turn_ends_when_the_silence_is_as_long_as_is_wanted_by_what_is_known_then(
    policy: Policy, expected: float
) -> None:
    """Not before that is known, and not by what has been outdated since."""
    assert end(policy, pause()) == expected


def test_smart_turn_has_patience_with_what_sounds_unfinished() -> None:
    """As long as Pipecat's default."""
    assert end(smart_turn(200), pause(sound=0.4)) == 3000


def test_a_pause_is_a_cut_off_if_the_voice_would_have_come_later() -> None:
    """One cut pause cuts the turn; the delay is that of the true end alone."""
    turns = [turn(pause(600), pause(300), pause()), turn(pause(400), pause()), turn(pause())]

    result = score(silence(500), turns)

    assert result.cutoff_rate == pytest.approx(1 / 3)
    assert result.cutoff_rate_paused == pytest.approx(1 / 2)
    assert result.mean_delay_ms == 500


def test_a_voice_that_comes_at_the_very_moment_is_not_cut() -> None:
    """The silence has to be longer than the pause was."""
    assert score(silence(500), [turn(pause(500), pause())]).cutoff_rate == 0


def test_more_patience_waits_longer() -> None:
    """Every wait of a policy is scaled."""
    assert end(scaled(silence(500), 1.5), pause()) == 750


@pytest.mark.parametrize(
    ("signal", "evidence"),
    [
        ("words", Evidence("", 0.9, 0.2)),
        ("completeness", Evidence("Pon música porque", None, 0.2)),
        ("sound", Evidence("Pon música porque", 0.9, 1.0)),
    ],
)
def test_a_policy_without_a_signal_is_told_nothing_by_it(signal: str, evidence: Evidence) -> None:
    """The others remain."""
    policy = EndpointPolicy()

    assert without(policy, signal)(Evidence("Pon música porque", 0.9, 0.2)) == policy.wait_ms(evidence)
