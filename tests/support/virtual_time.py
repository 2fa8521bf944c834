"""An event loop whose clock moves only when nothing is left to do: an hour of waiting takes no time.

Both the loop's clock and `time.monotonic` are the virtual one while it runs.
"""

import asyncio
import gc
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from unittest.mock import patch

T = TypeVar("T")


class Deadlock(AssertionError):
    """Somebody waits, and nothing will ever happen."""


class _Jump(selectors.DefaultSelector):
    """Waits for nothing: the time it is asked to wait has passed at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, and if nothing is, later."""
        if timeout is None:
            raise Deadlock
        self.now_s += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Counts its steps, so that something can be done between any two of them."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)
        self.steps = 0
        self.complaints: list[str] = []
        """What nobody waited for: exceptions that were never retrieved, and the like."""
        self._interruptions: dict[int, Callable[[], None]] = {}
        self.set_exception_handler(lambda _, context: self.complaints.append(f"{context.get('exception')!r} {context}"))

    def time(self) -> float:
        """Virtual seconds."""
        return self._jump.now_s

    def interrupt(self, after_steps: int, deed: Callable[[], None]) -> None:
        """Do something before the loop's step of this number, counted from now."""
        self._interruptions[self.steps + after_steps] = deed

    def _run_once(self) -> None:
        self.steps += 1
        if deed := self._interruptions.pop(self.steps, None):
            deed()
        super()._run_once()  # type: ignore[misc]  # the loop's own: nowhere else can a step be seen


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run to the end on a VirtualLoop.

    Raises:
        Deadlock: Everything waits for something that will never come.
        AssertionError: An exception was left that nobody has seen.
    """
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        with patch("time.monotonic", loop.time):
            result = loop.run_until_complete(main())
            gc.collect(0)
            loop.run_until_complete(asyncio.sleep(0))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    assert not loop.complaints, loop.complaints
    return result
