"""`penny up`: the six services on this machine, until Ctrl-C."""

import asyncio
import os
import signal
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from penny_client.cli import options, weights
from penny_client.cli.starting import log_folder, supervisor
from penny_client.local.services import listen_addresses, require_free

EXAMPLES = options.examples(
    "penny up                      start Penny; Ctrl-C stops her",
    "penny up --pull               fetch missing models first",
    "penny up --base-port 6000     on ports 6000 to 6005",
    "penny up --logs               show what the services log",
)


def up(
    *,
    pull: Annotated[bool, typer.Option("--pull", help="Fetch the models that are missing.")] = False,
    logs: Annotated[bool, typer.Option("--logs", help="Show the services' logs here instead of filing them.")] = False,
    base_port: options.BasePort = None,
) -> None:
    """Start Penny on this machine and look after her until Ctrl-C.

    Six services run side by side: one that dies is started again. They
    stop together, the gateway first and DECK last. Each is configured by its own variables:
    python -m penny_gateway --help shows them.
    """
    console = Console(highlight=False)
    weights.require(os.environ, console, fetch=pull)
    addresses = listen_addresses(base_port, os.environ)
    require_free(addresses)
    asyncio.run(_up(addresses, None if logs else log_folder(_name(addresses)), console))


def _name(addresses: Mapping[str, str]) -> str:
    """What tells this Penny from another on the same machine: the gateway's port."""
    return addresses["gateway"].rpartition(":")[2]


async def _up(addresses: Mapping[str, str], logs: Path | None, console: Console) -> None:
    stop = stop_event()
    if logs is not None:
        console.print(f"Logs: {logs}", style="dim", soft_wrap=True)
    began_s = time.monotonic()
    async with supervisor(addresses, os.environ, logs, console) as services:
        if await before(stop, services.ready()):
            ready_s = time.monotonic() - began_s
            server = addresses["gateway"]
            console.print(f"Penny is ready after {ready_s:.1f} s.", style="bold green")
            console.print(f"Talk to her: penny talk --mic --server {server} · stop her: Ctrl-C", soft_wrap=True)
            await before(stop, services.failed())
        console.print("Stopping…", style="dim")


def stop_event() -> asyncio.Event:
    """Set by the first Ctrl-C, SIGTERM or SIGHUP; a second one ends the command at once, and the services with it."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def requested() -> None:
        stop.set()
        for number in numbers:
            loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, requested)
    return stop


async def before(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Whether work was done before the stop; its errors are raised."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
        return working.done()
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
