"""Is a service there, and ready? By the standard health protocol of gRPC."""

from enum import StrEnum

import grpc
from grpc_health.v1 import health_pb2

CHECK_TIMEOUT_S = 5.0


class Health(StrEnum):
    """What a service says of itself."""

    SERVING = "serving"
    NOT_SERVING = "not serving"
    UNREACHABLE = "unreachable"


async def check(target: str, timeout_s: float = CHECK_TIMEOUT_S) -> Health:
    """The health of the service at host:port; never raises."""
    options = [("grpc.use_local_subchannel_pool", 1)]  # a shared one would remember earlier failures and not even try
    async with grpc.aio.insecure_channel(target, options=options) as channel:
        ask = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        try:
            answer = await ask(health_pb2.HealthCheckRequest(), timeout=timeout_s)
        except grpc.aio.AioRpcError:
            return Health.UNREACHABLE
    serving = answer.status == health_pb2.HealthCheckResponse.SERVING
    return Health.SERVING if serving else Health.NOT_SERVING
