"""Penny for a benchmark, the whole of her or DECK alone: processes on free ports, with a home that is thrown away."""

import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import grpc
import psutil
from rich.console import Console

from penny_client.cli.starting import Announcer, supervisor
from penny_client.local.process import Program
from penny_client.local.services import SERVICES, environment, listen_addresses, module_of, target_of
from penny_client.local.supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class House:
    """Penny, running."""

    targets: Mapping[str, str]
    """host:port by service."""
    ready_s: float
    """From the start of the first process to the readiness of the last."""
    deck_home: Path
    services: Supervisor

    def processes(self) -> list[psutil.Process]:
        """All processes of the house, PostgreSQL's included."""
        roots = [psutil.Process(self.services.pid_of(name)) for name in SERVICES]
        return [process for root in roots for process in (root, *root.children(recursive=True))]

    def rss_mb(self) -> float:
        """Resident memory of all of them, each page counted once (proportional set size)."""
        return sum(process.memory_full_info().pss for process in self.processes()) / 2**20

    def cpu_s(self) -> float:
        """Processor time that all of them have used so far."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(time_.user + time_.system for time_ in times)


@asynccontextmanager
async def house(
    prepare: Mapping[str, str] | None = None, settings: Mapping[str, str] | None = None
) -> AsyncIterator[House]:
    """Penny, ready, until the block ends.

    Args:
        prepare: Files of the DECK home to write first.
        settings: Environment variables for the services, over this process's own.
    """
    with TemporaryDirectory(prefix="penny-bench-") as folder:
        home = Path(folder) / "deck"
        for name, text in (prepare or {}).items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
        environ = {**os.environ, **(settings or {}), "PENNY_DECK_HOME": str(home)}
        addresses = listen_addresses(0, environ)
        began = time.monotonic()
        async with supervisor(addresses, environ, Path(folder) / "logs", Console(file=sys.stderr)) as services:
            await services.ready()
            targets = {name: target_of(address) for name, address in addresses.items()}
            yield House(targets, time.monotonic() - began, home, services)


@asynccontextmanager
async def deck_alone() -> AsyncIterator[tuple[grpc.aio.Channel, Path]]:
    """DECK with her own PostgreSQL, ready, until the block ends: a channel to her, and her home."""
    with TemporaryDirectory(prefix="penny-bench-") as folder:
        home = Path(folder) / "deck"
        environ = {**os.environ, "PENNY_DECK_HOME": str(home)}
        addresses = listen_addresses(0, environ)
        program = Program("deck", module_of("deck"), target_of(addresses["deck"]), Path(folder) / "deck.log")
        announcer = Announcer(Console(file=sys.stderr), Path(folder))
        async with Supervisor([[program]], environment(addresses, environ), announcer) as services:
            await services.ready()
            async with grpc.aio.insecure_channel(program.target) as channel:
                yield channel, home
