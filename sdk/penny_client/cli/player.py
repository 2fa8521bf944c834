"""`penny player`: the people that DECK knows."""

import sys
from typing import Annotated

import typer

from penny.v1 import deck_pb2
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.deck import TIMEOUT_S, ask
from penny_client.errors import InvalidInput

EXAMPLES = options.examples(
    "penny player forget ID          delete all that DECK keeps of a person, for ever",
    "penny player forget ID --yes    without being asked",
)

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _player() -> None:
    """Manage the people that DECK knows."""


@app.command("forget")
def forget(
    player: Annotated[str, typer.Argument(metavar="ID", help="The player_id: the name of the person's file.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Delete a person's key, conversations, versions and file. It cannot be undone.

    What was said is kept sealed under the person's key: without it, nobody can read what is left on the disk.
    """
    if not yes and not sys.stdin.isatty():
        raise InvalidInput("Nobody is there to be asked.", remedy="Say --yes.")
    if not yes and typer.prompt("This cannot be undone. Type the id once more") != player:
        raise InvalidInput("That is another id; nothing has been deleted.")
    request = deck_pb2.ForgetPlayerRequest(player_id=player)
    target = address("deck", deck, base_port)
    deleted = ask(target, lambda stub: stub.ForgetPlayer(request, timeout=TIMEOUT_S))
    print(
        f"Forgotten: {deleted.turnos} turns, {deleted.sesiones} conversations, {deleted.versiones} versions, the key."
    )
