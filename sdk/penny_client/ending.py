"""How a call ended, as the server said it.

grpc.aio has a gap here: when a call ends while a message is being written to it, the write's own failure puts a
status of grpc's making (INTERNAL, MASK) over the server's, so whoever reads next learns nothing. Each status is
therefore noted at the moment it is set.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import grpc

MASK = "Internal error from Core"
PATIENCE_S = 0.5
"""How long the server's status may be behind the mask, if the mask came first."""

T = TypeVar("T")
AnyCall = grpc.aio.StreamStreamCall[Any, Any] | grpc.aio.StreamUnaryCall[Any, Any]


class Ending:
    """Notes how one call ends."""

    def __init__(self, call: AnyCall) -> None:
        self._status: asyncio.Future[grpc.aio.AioRpcError] = asyncio.get_running_loop().create_future()
        call.add_done_callback(self._note)

    async def unmasked(self, error: grpc.aio.AioRpcError) -> grpc.aio.AioRpcError:
        """The server's status, for what a read or a write has raised; the same if there is no better one.

        If the server's never comes to light, the connection counts as broken: UNAVAILABLE.
        """
        if error.details() != MASK:
            return error
        await asyncio.wait([self._status], timeout=PATIENCE_S)
        if self._status.done():
            return self._status.result()
        nothing = grpc.aio.Metadata()
        return grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, nothing, nothing, "The call broke off.")

    def _note(self, call: AnyCall) -> None:
        """Called by grpc each time a status is set: what it asks for is there already."""
        details = _at_once(call.details())
        if details == MASK or self._status.done():
            return
        code, trailing = _at_once(call.code()), _at_once(call.trailing_metadata())
        self._status.set_result(grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, details))


async def answered(call: "grpc.aio.StreamUnaryCall[Any, T]") -> T:
    """The answer to a stream of requests.

    Raises:
        AioRpcError: With the server's status.
    """
    ending = Ending(call)
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise await ending.unmasked(error) from None


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("The call has not ended.")
