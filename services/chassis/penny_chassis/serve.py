"""A service's life: bind, load, serve, drain.

The port is bound before the engine is loaded, so that the health check can say NOT_SERVING while it loads; it says
SERVING once `start` has returned. Until then SIGTERM or SIGINT end the process at once. Afterwards: NOT_SERVING, no new
streams, running ones get `drain_s`, then stop.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, Protocol, TypeVar

import grpc
import uvloop
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from penny_chassis import config, logs, telemetry
from penny_chassis.errors import Misconfigured, PennyError, Unavailable

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 1024 * 1024
"""Nothing that a service is sent is larger; gRPC itself answers RESOURCE_EXHAUSTED."""


_STOPPING = (signal.SIGTERM, signal.SIGINT)


class Service(Protocol):
    """What `serve` needs to know of a service."""

    name: str
    """Full name on the wire, such as penny.v1.AsrService."""

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""

    async def start(self) -> None:
        """Load what has to be loaded; ready when it returns."""

    async def stop(self) -> None:
        """Give back what was taken."""


S = TypeVar("S", bound=config.ServiceSettings)


@dataclass(frozen=True, slots=True)
class Command(Generic[S]):
    """What a service's module does besides serving: `python -m penny_x NAME [ARGUMENT]`."""

    name: str
    argument: str
    """What help calls its argument, which may be left out."""
    purpose: str
    run: Callable[[S, str | None], Coroutine[Any, Any, None]]
    """Does it, with the configuration and the argument; raises PennyError."""

    @property
    def usage(self) -> str:
        """The words that ask for it."""
        return f"{self.name} [{self.argument}]"


async def serve(service: Service, settings: config.ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        Misconfigured: The engine cannot be loaded as configured.
        Unavailable: The address cannot be bound.
    """
    for number in _STOPPING:
        signal.signal(number, signal.SIG_DFL)  # while it loads there is nothing to drain, and loading cannot be stopped
    server, checks = await build_server(service, settings.listen)
    stopping = asyncio.Event()
    await server.start()
    try:
        await service.start()
        _keep_what_is_there()
        for number in _STOPPING:
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        await checks.set("", health_pb2.HealthCheckResponse.SERVING)
        await checks.set(service.name, health_pb2.HealthCheckResponse.SERVING)
        log.info("serving", extra={"listen": settings.listen})
        await stopping.wait()
        log.info("draining")
    finally:
        await checks.enter_graceful_shutdown()
        await server.stop(settings.drain_s)
        await service.stop()


def _keep_what_is_there() -> None:
    """Have the collector of garbage pass over what a service has when it is ready, for it keeps all of that.

    To look through it took 50 to 130 ms, in which no stream was served.
    """
    gc.collect()
    gc.freeze()


async def build_server(service: Service, listen: str) -> tuple[grpc.aio.Server, health.aio.HealthServicer]:
    """A bound server with the service, health (NOT_SERVING) and reflection; not started.

    Raises:
        Unavailable: The address cannot be bound.
    """
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ("grpc.so_reuseport", 0),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.min_ping_interval_without_data_ms", 5000),
        ]
    )
    service.add_to(server)
    checks = health.aio.HealthServicer()
    for name in ("", service.name):
        await checks.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    reflection.enable_server_reflection((service.name, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    try:
        server.add_insecure_port(listen)
    except RuntimeError as error:
        raise Unavailable(f"{listen} cannot be bound.", remedy="Is another Penny running?") from error
    return server, checks


EX_USAGE = 2
"""Exit status of a command line that is not understood."""


def run(
    settings: type[S],
    build: Callable[[S], Service],
    *,
    module: str,
    purpose: str,
    commands: Sequence[Command[S]] = (),
) -> NoReturn:
    """The whole of a service's `__main__`: help, configuration, logs, traces, event loop, exit status."""
    if config.wants_help():
        usages = {command.usage: command.purpose for command in commands}
        sys.stdout.write(config.help_text(settings, module, purpose, usages) + "\n")
        sys.exit(0)
    command, argument = _asked(commands, module)
    short = module.removeprefix("penny_")
    try:
        values = config.read(settings)
        logs.configure(short, values.log_level)
        for variable, nearest in config.unknown(settings, os.environ).items():
            log.warning("this variable is not known", extra={"variable": variable, "nearest": nearest})
        telemetry.configure(f"penny-{short}")
        uvloop.run(command.run(values, argument) if command else serve(build(values), values))
    except Misconfigured as error:
        sys.stderr.write(f"{module}: {error}\n")
        sys.exit(config.EX_CONFIG)
    except PennyError as error:
        sys.stderr.write(f"{module}: {error}\n")
        sys.exit(1)
    finally:
        telemetry.shutdown()
    sys.exit(0)


def _asked(commands: Sequence[Command[S]], module: str) -> tuple[Command[S] | None, str | None]:
    """What the command line asks for, and with what argument; None: to serve. Ends the process if it is neither."""
    words = sys.argv[1:]
    command = next((command for command in commands if words[:1] == [command.name]), None)
    known = 0 if command is None else 2
    if unknown := words[known:]:
        sys.stderr.write(f"{module}: '{unknown[0]}' is not understood; configuration is by environment, see --help.\n")
        sys.exit(EX_USAGE)
    return command, words[1] if words[1:] else None
