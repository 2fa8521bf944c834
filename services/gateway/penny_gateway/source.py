"""Whatever an answer's clauses come from, and the law of all of it: before the commit nothing is changed (law 3)."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from penny.v1 import tools_pb2

SendCall = Callable[[tools_pb2.ToolCall], None]
"""Tells the client that a tool is to be called."""
Released = asyncio.Future[SendCall]
"""Done when the turn is committed; cancelled when the answer is thrown away."""


class Source(Protocol):
    """Whatever an answer's clauses come from."""

    def clauses(self, text: str) -> AsyncGenerator[str, None]:
        """The answer to a question, clause by clause."""


def on_commit(released: Released, deed: Callable[[], None]) -> None:
    """Do something as soon as the turn is committed; never, if the answer is thrown away."""

    def committed(released: Released) -> None:
        if not released.cancelled():
            deed()

    released.add_done_callback(committed)
