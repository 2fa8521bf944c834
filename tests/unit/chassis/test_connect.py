"""Channels to other services."""

import grpc
from support.distance import far_away

from penny.v1 import gateway_pb2 as wire
from penny.v1 import gateway_pb2_grpc
from penny_chassis.connect import channel
from penny_client.testing import Parrot, ScriptedGateway


async def test_a_service_far_away_is_reached() -> None:
    """Or one that has no time at the moment: the first call waits for the connection, and does not fail."""
    with ScriptedGateway(Parrot) as gateway:
        async with far_away(gateway.target, 0.4) as target, channel(target) as to_it:
            call = gateway_pb2_grpc.GatewayServiceStub(to_it).Converse()
            await call.write(wire.ConverseRequest(open=wire.Open()))
            opened = await call.read()
            call.cancel()
    assert opened is not grpc.aio.EOF
