"""Where the engine speaks, and who goes first.

The law: a person who has heard nothing yet goes first. As many parts are spoken at once as there are workers; the
others wait, urgent ones before the rest, and equals in the order in which they came.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_Place = tuple[bool, int, "asyncio.Future[None]"]
"""Not urgent, order of arrival, and what wakes the one who waits."""


class Booth:
    """A few threads and an orderly queue before them; to be used on one event loop."""

    def __init__(self, workers: int) -> None:
        self._free = workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="booth")
        self._arrivals = itertools.count()
        self._waiting: list[_Place] = []

    async def run(self, work: Callable[[], T], *, urgent: bool) -> T:
        """Do some work on a thread as soon as it is its turn.

        A cancelled caller gives up its place; work that has begun has to be ended by whoever knows how.
        """
        await self._enter(urgent=urgent)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._leave()

    def close(self) -> None:
        """Wait for the work that has begun, and end the threads; blocks."""
        self._threads.shutdown(cancel_futures=True)

    async def _enter(self, *, urgent: bool) -> None:
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._arrivals), called))
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # called in and cancelled in the same moment: the place is free again
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, called = heapq.heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
