"""How long to wait before trying again: longer each time, within limits, never all clients at once."""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential growth with a ceiling and jitter."""

    first_s: float = 0.2
    """Seconds before the second try."""
    factor: float = 2.0
    """By how much each wait is longer than the one before."""
    longest_s: float = 5.0
    """Seconds no wait exceeds, but for a server that asks for more."""
    jitter: float = 0.2
    """Each wait is drawn evenly from this share around its length."""
    tries: int = 6
    """How often anything is tried in all."""

    def delay_s(self, failures: int, *, asked_s: float = 0.0, draw: Callable[[], float] = random.random) -> float:
        """Seconds to wait after so many failures in a row (1 or more).

        `asked_s` is what the server asked for (RetryInfo): never less than that. `draw` gives a number in 0 … 1.
        """
        plain_s = min(self.first_s * self.factor ** (failures - 1), self.longest_s)
        return max(plain_s * (1 + self.jitter * (2 * draw() - 1)), asked_s)
