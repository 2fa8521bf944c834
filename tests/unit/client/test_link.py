"""One connection, over real gRPC."""

from collections.abc import Iterator

import grpc
import pytest

from penny.v1 import gateway_pb2 as wire
from penny.v1 import gateway_pb2_grpc
from penny_client.errors import PennyError
from penny_client.link import Link
from penny_client.testing import HungUp, ScriptedGateway

LAST_WORDS = 20


class Leaving:
    """Opens, and at the first text has some last words and ends the call."""

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        if request.HasField("open"):
            yield wire.ConverseResponse(opened=wire.Opened(session_id="s1"))
        else:
            yield from (wire.ConverseResponse(pong=wire.Ping(nonce=number)) for number in range(LAST_WORDS))
            raise HungUp


async def until_it_fails(link: Link) -> None:
    """Write."""
    while True:
        await link.write(wire.ConverseRequest(text=wire.TextInput(text="Hola.")))


async def test_last_words_are_heard_after_a_write_has_failed() -> None:
    """A server may end the call while it is written to: what it said before, and that it ended well, still comes."""
    with ScriptedGateway(Leaving) as gateway:
        async with grpc.aio.insecure_channel(gateway.target) as channel:
            link = await Link.open(gateway_pb2_grpc.GatewayServiceStub(channel), gateway.target, wire.Open())
            with pytest.raises(PennyError):
                await until_it_fails(link)
            heard = [frame.pong.nonce async for frame in link.frames()]
    assert heard == list(range(LAST_WORDS))
