"""Tools that the client offers to the model: a call goes out, its result comes back, on the same stream."""

import asyncio
import json
from collections.abc import Callable

from penny.v1 import tools_pb2
from penny_chassis.errors import OutOfOrder, TooLarge

MAX_RESULT_CHARACTERS = 8000
"""What the model is given of a result has to fit in its context beside everything else."""

NO_ANSWER = json.dumps({"error": "The tool did not answer."})


class ToolDesk:
    """Calls that wait for their results."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._over: set[str] = set()
        """Calls whose results nobody waits for any more: too late, or their answer has been stopped."""

    async def call(self, call: tools_pb2.ToolCall, send: Callable[[tools_pb2.ToolCall], None]) -> str:
        """Send a call and wait for its result; a tool that does not answer in time has its silence for a result."""
        result: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[call.id] = result
        self._over.discard(call.id)
        send(call)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await result
        except TimeoutError:
            return NO_ANSWER
        finally:
            if self._waiting.get(call.id) is result:
                del self._waiting[call.id]
                self._over.add(call.id)

    def answer(self, call_id: str, content: str) -> None:
        """Take a result; one that comes when nobody waits any more is of no use.

        Raises:
            OutOfOrder: There was no such call.
            TooLarge: The result is too long.
        """
        if len(content) > MAX_RESULT_CHARACTERS:
            raise TooLarge.of("tool_result.content", len(content), MAX_RESULT_CHARACTERS, "characters")
        if call_id in self._over:
            return
        waiting = self._waiting.get(call_id)
        if waiting is None:
            raise OutOfOrder("There was no such tool call.", field="tool_result.call_id")
        if not waiting.done():
            waiting.set_result(content)
