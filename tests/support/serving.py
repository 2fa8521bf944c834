"""Serving one of our services inside a test, over real gRPC on a unix socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from grpc_health.v1 import health_pb2

from penny_chassis.serve import Service, build_server


@asynccontextmanager
async def serving(service: Service, folder: Path) -> AsyncIterator[str]:
    """Start a service; gives its address, ready to be called."""
    address = f"unix:{folder / service.name.rsplit('.', 1)[-1]}"
    server, checks = await build_server(service, address)
    await server.start()
    try:
        await service.start()
        await checks.set(service.name, health_pb2.HealthCheckResponse.SERVING)
        yield address
    finally:
        await server.stop(None)
        await service.stop()
