"""Events on their way to the program.

Its policy: it holds MAX_EVENTS; while it is full the connection is not read, so the server waits and nothing is
dropped. Audio is fenced: of an older generation than the newest that has arrived, or of a lost connection, it is void
and never handed out, even if it waits here already.
"""

import asyncio

from penny_client import events
from penny_client.errors import PennyError

MAX_EVENTS = 2000

Age = tuple[int, int]
"""Connection, then generation within it."""


class Inbox:
    """A bounded queue of events with a fence and an end."""

    def __init__(self) -> None:
        self._items: asyncio.Queue[tuple[Age, events.Event] | None] = asyncio.Queue(MAX_EVENTS)
        self._newest: Age = (0, 0)
        self._error: PennyError | None = None
        self.over = False
        """Whether the last event has been taken."""

    async def put(self, event: events.Event, connection: int) -> None:
        """Queue an event of that connection, when there is room."""
        age = (connection, event.generation)
        self._newest = max(self._newest, age)
        await self._items.put((age, event))

    async def end(self, error: PennyError | None) -> None:
        """No event will follow; an error is what the program gets instead of the end."""
        self._error = error
        await self._items.put(None)

    async def get(self) -> events.Event | None:
        """The next event that is not void; None after the last.

        Raises:
            PennyError: What the conversation ended with.
        """
        while not self.over:
            item = await self._items.get()
            if item is None:
                self.over = True
                break
            age, event = item
            if age >= self._newest or not isinstance(event, events.ResponseAudio):
                return event
        if self._error is not None:
            raise self._error
        return None
