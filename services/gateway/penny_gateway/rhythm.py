"""How a person pauses while she speaks: a running mean of her own pauses within a turn. Pure."""

from dataclasses import dataclass

_WEIGHT = 0.2
"""Of the newest pause: the mean is that of about the last nine."""
_ENOUGH = 3
"""Fewer pauses say nothing."""
_MARGIN = 1.25
"""Half of a person's pauses are longer than their mean."""


@dataclass(slots=True)
class Rhythm:
    """What is known of one person's pauses."""

    mean_ms: float = 0.0
    count: int = 0

    def paused(self, pause_ms: float) -> None:
        """She has gone on speaking after a pause."""
        self.count += 1
        weight = max(_WEIGHT, 1 / self.count)
        self.mean_ms += weight * (pause_ms - self.mean_ms)

    @property
    def usual_pause_ms(self) -> float | None:
        """Silence in which she may well be about to go on; None if too few pauses are known."""
        return self.mean_ms * _MARGIN if self.count >= _ENOUGH else None
