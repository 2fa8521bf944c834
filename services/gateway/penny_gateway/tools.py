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
        self._given_up: set[str] = set()

    async def call(self, call: tools_pb2.ToolCall, send: Callable[[tools_pb2.ToolCall], None]) -> str:
        """Send a call and wait for its result; a tool that does not answer in time has its silence for a result."""
        result: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[call.id] = result
        send(call)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await result
        except TimeoutError:
            self._given_up.add(call.id)
            return NO_ANSWER
        finally:
            del self._waiting[call.id]

    def answer(self, call_id: str, content: str) -> None:
        """Take a result; one that comes after its call was given up is no longer of use.

        Raises:
            OutOfOrder: No such call is waiting.
            TooLarge: The result is too long.
        """
        if len(content) > MAX_RESULT_CHARACTERS:
            raise TooLarge.of("tool_result.content", len(content), MAX_RESULT_CHARACTERS, "characters")
        waiting = self._waiting.get(call_id)
        if call_id in self._given_up:
            return
        if waiting is None:
            raise OutOfOrder("No such tool call is waiting for a result.", field="tool_result.call_id")
        if not waiting.done():
            waiting.set_result(content)
