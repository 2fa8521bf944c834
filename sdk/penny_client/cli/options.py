"""What several commands share: their options, and how examples are shown."""

from typing import Annotated, Any

import typer

from penny_client import token
from penny_client.backoff import Backoff
from penny_client.client import PennyClient

Server = Annotated[
    str,
    typer.Option(
        envvar="PENNY_SERVER",
        metavar="HOST:PORT",
        show_default=False,
        help="The gateway, port included. Without it: this machine's, localhost:50050 or where --base-port says.",
    ),
]
Player = Annotated[
    str,
    typer.Option(
        envvar="PENNY_PLAYER",
        metavar="ID",
        help="Who: the name of a file in planos/usuarios, without .yaml; not needed if there is one.",
    ),
]


def _first_port(help_: str) -> Any:  # noqa: ANN401 - typer's own
    return typer.Option(envvar="PENNY_BASE_PORT", metavar="PORT", min=0, max=65_535, help=help_)


BasePort = Annotated[
    int | None,
    _first_port("First of the six ports; 0 takes free ones. Without it: PENNY_<SERVICE>_LISTEN, or 50050 to 50055."),
]
"""Of a Penny who is to be started."""
ItsBasePort = Annotated[
    int | None,
    _first_port("First of the six ports of this machine's Penny, as `penny up` was told. Without it: 50050."),
]
"""Of a Penny who runs."""
Deck = Annotated[
    str,
    typer.Option(
        envvar="PENNY_DECK",
        metavar="HOST:PORT",
        show_default=False,
        help="The DECK, port included. Without it: this machine's, localhost:50055 or where --base-port says.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line, and nothing else.")]


def client(server: str) -> PennyClient:
    """A client for a person who waits: if nobody is there, she learns it within a second."""
    return PennyClient(server, backoff=Backoff(tries=3), token=token.from_environment())


def examples(*lines: str) -> str:
    """Lines for the end of a help text, each kept on a line of its own."""
    return "\n".join(("Examples:", *(f"  {line}" for line in lines)))
