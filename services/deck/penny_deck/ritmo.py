"""What Penny learns of how a person pauses: a running average, kept beside plano 2's content. Pure."""

from dataclasses import dataclass

from penny_chassis.errors import InvalidInput

MAX_PAUSA_MS = 10_000
"""Nobody pauses longer within a turn: every turn has ended by then."""
MEMORY = 50
"""Pauses that are remembered, and that one session counts for at most: who has changed is known anew after a few."""


@dataclass(frozen=True, slots=True)
class Ritmo:
    """Some of a person's pauses within a turn."""

    pausa_media_ms: float
    pausas: int


def of_session(pausa_media_ms: int, pausas: int) -> Ritmo:
    """The pauses of one session as they are sent; neither number is negative.

    Raises:
        InvalidInput: The mean is longer than a pause can be.
    """
    if pausa_media_ms > MAX_PAUSA_MS:
        raise InvalidInput(
            f"ritmo.pausa_media_ms is above {MAX_PAUSA_MS}: no turn goes on after so long a pause.",
            remedy="Send the mean in milliseconds.",
            field="ritmo.pausa_media_ms",
        )
    return Ritmo(pausa_media_ms, min(pausas, MEMORY))
