"""Time, as everything that is paced reads it; a test gives a clock that jumps."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds that only grow, and a way to wait for them."""

    def now_s(self) -> float:
        """The time, in seconds since whenever."""

    async def sleep(self, seconds: float) -> None:
        """Wait; not at all if `seconds` is not positive, but let others run."""


class WallClock:
    """The real one."""

    def now_s(self) -> float:
        """The time, in seconds since whenever."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait; not at all if `seconds` is not positive, but let others run."""
        await asyncio.sleep(max(0.0, seconds))
