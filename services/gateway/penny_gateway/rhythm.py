"""How a person pauses while she speaks: a running mean of her own pauses within a turn. Pure."""

from dataclasses import dataclass, field

LONGEST_MS = 10_000
"""A longer pause counts as one of this length: DECK keeps no longer ones."""
_WEIGHT = 0.2
"""Of the newest pause: the mean is that of about the last nine."""
_ENOUGH = 3
"""Fewer pauses say nothing."""
_MARGIN = 1.25
"""Half of a person's pauses are longer than their mean."""


@dataclass(slots=True)
class Pauses:
    """Some of one person's pauses: their mean, in milliseconds, and how many they are."""

    mean_ms: float = 0.0
    count: int = 0

    def add(self, pause_ms: float, least_weight: float = 0.0) -> None:
        """One more; it counts as much as each of the others, but `least_weight` of the mean at least."""
        self.count += 1
        self.mean_ms += max(least_weight, 1 / self.count) * (pause_ms - self.mean_ms)


@dataclass(slots=True)
class Rhythm:
    """What is known of one person's pauses."""

    recent: Pauses = field(default_factory=Pauses)
    """From what DECK knew when the session began; what is new counts most."""
    session: Pauses = field(default_factory=Pauses)
    """Those of this session alone, all alike: what there is to learn from it."""

    def paused(self, pause_ms: float) -> None:
        """She has gone on speaking after a pause."""
        pause_ms = min(pause_ms, LONGEST_MS)
        self.recent.add(pause_ms, _WEIGHT)
        self.session.add(pause_ms)

    @property
    def usual_pause_ms(self) -> float | None:
        """Silence in which she may well be about to go on; None if too few pauses are known."""
        return self.recent.mean_ms * _MARGIN if self.recent.count >= _ENOUGH else None
