"""`penny status`: is each service there, and ready?"""

import asyncio
import json
import os

import typer
from rich.console import Console
from rich.table import Table

from penny_client.cli import options
from penny_client.local.health import Health, check
from penny_client.local.services import SERVICES, targets

EXAMPLES = options.examples(
    "penny status              a table; exit status 1 if a service is not serving",
    "penny status --json       for programs",
)
_STYLES = {Health.SERVING: "green", Health.NOT_SERVING: "yellow", Health.UNREACHABLE: "red"}


def status(*, json_: options.AsJson = False, base_port: options.ItsBasePort = None) -> None:
    """Show the health of Penny's six services on this machine."""
    addresses = targets(base_port, os.environ)
    found = asyncio.run(_check_all(addresses))
    if json_:
        print(json.dumps({name: {"target": addresses[name], "health": found[name].value} for name in SERVICES}))
    else:
        table = Table("service", "address", "health")
        for name in SERVICES:
            table.add_row(name, addresses[name], f"[{_STYLES[found[name]]}]{found[name].value}")
        console = Console(highlight=False)
        console.print(table)
        if all(health is Health.UNREACHABLE for health in found.values()):
            console.print("Penny is not running here. Start her with: penny up")
    if any(health is not Health.SERVING for health in found.values()):
        raise typer.Exit(1)


async def _check_all(addresses: dict[str, str]) -> dict[str, Health]:
    return dict(zip(addresses, await asyncio.gather(*map(check, addresses.values())), strict=True))
