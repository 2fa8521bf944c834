"""Everything that happens to one stream, in one queue: requests, pieces from the engine, and ends of its calls.

Whoever owns the stream takes one event after the other and needs no lock. The engine's calls run on threads; what they
post arrives in the order in which they posted it, before the end of the call.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Request = TypeVar("Request")
Event = TypeVar("Event")
Result = TypeVar("Result")

_MAX_REQUESTS = 32
"""Requests read ahead of their turn; a client that sends faster is made to wait."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Request]):
    """A request came."""

    request: Request


@dataclass(frozen=True, slots=True)
class Gone:
    """No more requests will come; a client that has vanished looks the same."""


class Mailbox(Generic[Request, Event]):
    """One stream's events; to be made on the event loop."""

    def __init__(self, executor: Executor) -> None:
        self._loop = asyncio.get_running_loop()
        self._executor = executor
        self._events: asyncio.Queue[Asked[Request] | Gone | Event] = asyncio.Queue()
        self._room = asyncio.Semaphore(_MAX_REQUESTS)

    @asynccontextmanager
    async def reading(self, requests: AsyncIterable[Request]) -> AsyncIterator[None]:
        """Post the requests as they come, and Gone after the last."""
        reader = asyncio.create_task(self._read(requests))
        try:
            yield
        finally:
            reader.cancel()

    async def next(self) -> Asked[Request] | Gone | Event:
        """The next event."""
        event = await self._events.get()
        if isinstance(event, Asked):
            self._room.release()
        return event

    def post(self, event: Event) -> None:
        """Add an event, from any thread."""
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    def run(self, call: Callable[[], Result], ended: Callable[["asyncio.Future[Result]"], Event]) -> None:
        """Make an engine's call on a thread, and post what `ended` makes of its outcome."""
        self._loop.run_in_executor(self._executor, call).add_done_callback(
            lambda outcome: self._events.put_nowait(ended(_seen(outcome)))
        )

    async def _read(self, requests: AsyncIterable[Request]) -> None:
        async for request in requests:
            await self._room.acquire()
            self._events.put_nowait(Asked(request))
        self._events.put_nowait(Gone())


def _seen(outcome: "asyncio.Future[Result]") -> "asyncio.Future[Result]":
    """The outcome, with its exception taken note of: the stream may be gone before it would ask for it."""
    if not outcome.cancelled():
        outcome.exception()
    return outcome
