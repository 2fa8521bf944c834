"""How a call ended, whatever grpc puts over it."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import grpc
import pytest

from penny_client import ending
from penny_client.ending import MASK, AnyCall, Ending

NOTHING = grpc.aio.Metadata()
MASKED = grpc.aio.AioRpcError(grpc.StatusCode.INTERNAL, NOTHING, NOTHING, MASK)


class Call:
    """A call whose status a test sets, as grpc does: at once, and perhaps twice."""

    def __init__(self) -> None:
        self._callback: Callable[[Any], None] = lambda _: None
        self._status = (grpc.StatusCode.OK, "")

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        """Remember whom to call."""
        self._callback = callback

    def end(self, code: grpc.StatusCode, details: str) -> None:
        """Set the status."""
        self._status = (code, details)
        self._callback(self)

    async def code(self) -> grpc.StatusCode:
        """The status as it stands."""
        return self._status[0]

    async def details(self) -> str:
        """Its words."""
        return self._status[1]

    async def trailing_metadata(self) -> grpc.aio.Metadata:
        """Nothing more."""
        return NOTHING


@pytest.fixture
def call() -> Call:
    """A call that has not ended."""
    return Call()


def watched(call: Call) -> Ending:
    """How it ends."""
    return Ending(cast("AnyCall", call))


async def test_plain_status_is_left_alone(call: Call) -> None:
    """What is no mask is what it is."""
    error = grpc.aio.AioRpcError(grpc.StatusCode.NOT_FOUND, NOTHING, NOTHING, "no")
    assert await watched(call).unmasked(error) is error


@pytest.mark.parametrize("server_first", [True, False])
async def test_server_status_is_seen_behind_the_mask(call: Call, *, server_first: bool) -> None:
    """Whichever of the two statuses comes first, the server's is the one that counts."""
    watching = watched(call)
    statuses = [(grpc.StatusCode.INVALID_ARGUMENT, "too large"), (grpc.StatusCode.INTERNAL, MASK)]
    for code, details in statuses if server_first else reversed(statuses):
        call.end(code, details)
    status = await watching.unmasked(MASKED)
    assert (status.code(), status.details()) == (grpc.StatusCode.INVALID_ARGUMENT, "too large")


async def test_server_status_may_come_a_moment_later(call: Call) -> None:
    """If only the mask is there, the server's status is waited for."""
    watching = watched(call)
    asking = asyncio.create_task(watching.unmasked(MASKED))
    await asyncio.sleep(0)
    call.end(grpc.StatusCode.OK, "")
    assert (await asking).code() is grpc.StatusCode.OK


async def test_without_any_word_of_the_server_the_connection_broke(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mask with nothing behind it counts as a break, which is worth another try."""
    monkeypatch.setattr(ending, "PATIENCE_S", 0.0)
    assert (await watched(call).unmasked(MASKED)).code() is grpc.StatusCode.UNAVAILABLE
