"""`penny player`: the people that DECK knows."""

import sys
from typing import Annotated

import typer
from rich.table import Table

from penny.v1 import deck_pb2, players_pb2
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.conversations import local
from penny_client.cli.counts import counted
from penny_client.cli.deck import ALL, TIMEOUT_S, ask, collected, patiently, print_json
from penny_client.cli.player_export import export
from penny_client.cli.verbatim import verbatim
from penny_client.errors import InvalidInput

EXAMPLES = options.examples(
    "penny player list                         who is known",
    "penny player token ID --role owner        a token for yourself, first of all",
    "penny player add Ana --role guest         a token and a file for another",
    "penny player audit                        who has read what of you",
    "penny player export mine                  all that DECK keeps of you",
    "penny player export --pseudonymised out   with other names, to give away",
    "penny player forget ID                    delete all of hers, for ever",
)

Role = Annotated[
    str,
    typer.Option(
        metavar="ROLE",
        help="guest: talks, and reads what is hers; supervisor: reads others' too; owner: may do all with what is"
        " hers, and let people in.",
    ),
]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _player() -> None:
    """Manage the people that DECK knows."""


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What Penny is to call her.")],
    *,
    role: Role = "guest",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Let somebody in: a file of her own, and a token, which is printed this once.

    From the first token on, whoever talks to Penny needs one (PENNY_TOKEN). The first has to be an owner's: give
    yourself one with `penny player token ID --role owner`.
    """
    request = players_pb2.AddPlayerRequest(nombre=name, rol=role)
    made = ask(address("deck", deck, base_port), lambda on: on.players.AddPlayer(request, timeout=TIMEOUT_S))
    print(f"{name}: {made.player_id}")
    print(f"PENNY_TOKEN={made.token}")


@app.command("token")
def token(
    player: Annotated[str, typer.Argument(metavar="ID", help="The player_id: the name of the person's file.")],
    *,
    role: Annotated[str, typer.Option(metavar="ROLE", help="As for `add`; without it, what she is.")] = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Give somebody a new token, printed this once; the one that she had is of no use any more."""
    request = players_pb2.RenewTokenRequest(player_id=player, rol=role)
    made = ask(address("deck", deck, base_port), lambda on: on.players.RenewToken(request, timeout=TIMEOUT_S))
    print(f"PENNY_TOKEN={made.token}")


@app.command("list")
def list_(*, json_: options.AsJson = False, deck: options.Deck = "", base_port: options.ItsBasePort = None) -> None:
    """Show who is known, and what each of them is."""
    target = address("deck", deck, base_port)
    request = players_pb2.ListPlayersRequest()
    found = ask(target, lambda on: collected(on.players.ListPlayers(request, timeout=TIMEOUT_S)))
    if json_:
        print_json(found)
        return
    table = Table("id", "name", "role", box=None, header_style="dim")
    for row in found:
        table.add_row(row.player_id, row.nombre, row.rol or "no token")
    verbatim().print(table)


app.command("export")(export)


@app.command("audit")
def audit(
    *,
    last: Annotated[int, typer.Option(metavar="N", min=1, max=ALL, help="At most so many readings.")] = 100,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Show who has read what of a person: DECK notes every reading of her log and her planos."""
    request = deck_pb2.ReadAuditoriaRequest(player_id=player, max_lecturas=last)
    target = address("deck", deck, base_port)
    found = ask(target, lambda on: collected(patiently(on.deck.ReadAuditoria(request))))
    if json_:
        print_json(found)
        return
    table = Table("when", "who", "did", "what", "rows", box=None, header_style="dim")
    for row in found:
        table.add_row(f"{local(row.momento):%Y-%m-%d %H:%M:%S}", row.quien, row.accion, row.objeto, str(row.filas))
    verbatim().print(table if found else "Nobody has read anything.")


@app.command("forget")
def forget(
    player: Annotated[str, typer.Argument(metavar="ID", help="The player_id: the name of the person's file.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Delete all that DECK keeps of a person, her key with it. It cannot be undone.

    What was said is kept sealed under the person's key: without it, nobody can read what is left on the disk.
    """
    if not yes and not sys.stdin.isatty():
        raise InvalidInput("Nobody is there to be asked.", remedy="Say --yes.")
    if not yes and typer.prompt("This cannot be undone. Type the id once more") != player:
        raise InvalidInput("That is another id; nothing has been deleted.")
    request = deck_pb2.ForgetPlayerRequest(player_id=player)
    target = address("deck", deck, base_port)
    deleted = ask(target, lambda on: on.deck.ForgetPlayer(request, timeout=TIMEOUT_S))
    print(
        f"Forgotten: {counted(deleted.turnos, 'turn')}, {counted(deleted.sesiones, 'conversation')},"
        f" {counted(deleted.versiones, 'version')}, the key."
    )
