"""When a policy would have ended a turn: pure arithmetic over what was measured at its pauses.

The law: the turn ends at the first moment at which the silence is as long as the policy wants by what is known then.
A pause that the person would have gone on after is a cut-off if that moment comes before her voice does; at the true
end that moment is the delay. Time is milliseconds from the last voiced sample. What the wire adds, and that silence is
noticed in windows of 32 ms, is left out.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from penny_gateway.endpoint import Evidence

PAUSE_MS = 200
"""Silence after which the judges are asked."""
READING_AHEAD_MS = 80
"""Quiet after which the recogniser decodes on its own account, if it has nothing else to do."""

Policy = Callable[[Evidence], float]
"""The silence to wait for, given what is known."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence, and what each judge made of the turn up to it, and how long that took."""

    silence_ms: float
    """Until the person goes on; infinite at the end of the turn."""
    sound: float
    sound_ms: float
    words: str
    words_ms: float
    completeness: float | None
    completeness_ms: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A clip's pauses, the true end as the last."""

    name: str
    kind: str
    half: str
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What a policy does to some turns."""

    cutoff_rate: float
    """Turns that are cut, of all."""
    cutoff_rate_paused: float
    """Turns that are cut, of those with a pause that is noticed."""
    mean_delay_ms: float
    """From the true end of the speech to the end of the turn."""

    def to_json(self) -> dict[str, float]:
        """The figures, rounded."""
        return {
            "cutoff_rate": round(self.cutoff_rate, 3),
            "cutoff_rate_paused": round(self.cutoff_rate_paused, 3),
            "mean_delay_ms": round(self.mean_delay_ms),
        }


def known(pause: Pause, words_from_ms: float = PAUSE_MS) -> list[tuple[float, Evidence]]:
    """What is known of a pause, each from its moment on."""
    sound_at = PAUSE_MS + pause.sound_ms
    words_at = max(PAUSE_MS, words_from_ms + pause.words_ms)
    complete_at = words_at + pause.completeness_ms
    return [
        (
            moment,
            Evidence(
                words=pause.words if words_at <= moment else "",
                completeness=pause.completeness if complete_at <= moment else None,
                sound=pause.sound if sound_at <= moment else None,
            ),
        )
        for moment in sorted({0.0, sound_at, words_at, complete_at})
    ]


def end_ms(policy: Policy, course: Sequence[tuple[float, Evidence]]) -> float:
    """The first moment at which the silence is long enough."""
    until = [moment for moment, _ in course[1:]] + [math.inf]
    moments = ((max(since, policy(evidence)), end) for (since, evidence), end in zip(course, until, strict=True))
    return next((moment for moment, end in moments if moment < end), math.inf)


def score(policy: Policy, turns: Iterable[Turn], words_from_ms: float = PAUSE_MS) -> Score:
    """How many of these turns the policy cuts, and how long it waits at their ends."""
    cut, delays, paused = 0, list[float](), 0
    for turn in turns:
        *within, last = turn.pauses
        delays.append(end_ms(policy, known(last, words_from_ms)))
        cut += any(end_ms(policy, known(pause, words_from_ms)) < pause.silence_ms for pause in within)
        paused += bool(within)
    return Score(cut / len(delays), cut / max(paused, 1), sum(delays) / len(delays))
