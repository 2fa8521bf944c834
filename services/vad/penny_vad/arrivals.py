"""Two sources awaited as one: the client's messages, and the results of work begun for it meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Generic, TypeVar

Message = TypeVar("Message")
Result = TypeVar("Result")


class Arrivals(Generic[Message, Result]):
    """The next message or result, whichever comes first. The work belongs to it: `close` ends what still runs.

    While `limit` pieces of work are unfinished no message is read, so that a client who sends faster than we work has
    to wait (gRPC's own flow control) instead of filling our memory.
    """

    def __init__(self, messages: AsyncIterator[Message], limit: int) -> None:
        self._messages = messages
        self._limit = limit
        self._work: set[asyncio.Task[Result]] = set()
        self._reading: asyncio.Task[Message | None] | None = None
        self._ended = False

    def begin(self, work: Coroutine[Any, Any, Result]) -> None:
        """Start a piece of work; its result (or its exception) will be an arrival."""
        self._work.add(asyncio.create_task(work))

    async def next(self) -> Message | Result | None:
        """What comes next; None once the messages have ended and all work is done."""
        if not self._work and self._reading is None and not self._ended:
            return await self._read()  # nearly always: a task for every message would cost more than its handling
        while waiting := self._waiting():
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for work in self._work:
                if work.done():
                    self._work.discard(work)
                    return work.result()
            if self._reading is not None and self._reading.done():
                message, self._reading = self._reading.result(), None
                if message is not None:
                    return message
        return None

    async def close(self) -> None:
        """Cancel what still runs."""
        running = [*self._work, *([self._reading] if self._reading is not None else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _read(self) -> Message | None:
        message = await anext(self._messages, None)
        self._ended = message is None
        return message

    def _waiting(self) -> set[asyncio.Task[Any]]:
        if self._reading is None and not self._ended and len(self._work) < self._limit:
            self._reading = asyncio.create_task(self._read())
        return {*self._work, *([self._reading] if self._reading is not None else [])}
