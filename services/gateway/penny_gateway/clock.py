"""The session's clock: samples of its audio (law 5), and when each arrived, for the latencies alone."""

import time
from collections import deque

from penny_chassis.audio import to_ms

KEPT_ARRIVALS = 3000
"""A minute of 20 ms frames."""


class SampleClock:
    """Counts the session's audio and remembers when the last minute of it came."""

    def __init__(self) -> None:
        self.now_sample = 0
        self.last_s = time.monotonic()
        """When audio last arrived."""
        self._arrivals: deque[tuple[int, float]] = deque(maxlen=KEPT_ARRIVALS)

    def heard_until(self, sample: int) -> None:
        """Audio up to this sample has arrived now."""
        self.now_sample = sample
        self.last_s = time.monotonic()
        self._arrivals.append((sample, self.last_s))

    def arrival_s(self, sample: int) -> float:
        """When a sample arrived, in seconds of the monotonic clock; the nearest known if it is long ago."""
        now = time.monotonic()
        for end, at in reversed(self._arrivals):
            if end <= sample:
                return min(now, at + to_ms(sample - end) / 1000)
        return self._arrivals[0][1] if self._arrivals else now
