"""`penny player`: the people that DECK knows."""

import asyncio
import sys
from typing import Annotated

import grpc
import typer

from penny.v1 import deck_pb2
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.errors import InvalidInput, from_rpc

EXAMPLES = options.examples(
    "penny player forget ID          delete all that DECK keeps of a person, for ever",
    "penny player forget ID --yes    without being asked",
)
_TIMEOUT_S = 60.0

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
    deleted = asyncio.run(_forget(address("deck", deck, base_port), player))
    print(
        f"Forgotten: {deleted.turnos} turns, {deleted.sesiones} conversations, {deleted.versiones} versions, the key."
    )


async def _forget(target: str, player: str) -> deck_pb2.ForgetPlayerResponse:
    """Have DECK forget.

    Raises:
        PennyError: DECK cannot be reached, or refuses.
    """
    async with grpc.aio.insecure_channel(target) as channel:
        try:
            request = deck_pb2.ForgetPlayerRequest(player_id=player)
            return await DeckServiceStub(channel).ForgetPlayer(request, timeout=_TIMEOUT_S)
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, target=target) from None
