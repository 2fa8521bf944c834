"""`penny recados`: what is to be done, from DECK's Vault."""

import uuid
from typing import Annotated

import typer
from rich.table import Table

from penny.v1 import vault_pb2
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.conversations import local
from penny_client.cli.counts import counted
from penny_client.cli.deck import TIMEOUT_S, ask, collected, print_json
from penny_client.cli.verbatim import verbatim
from penny_client.errors import InvalidInput

EXAMPLES = options.examples(
    "penny recados                what is to be done, and when",
    'penny recados add "llamar a Ana mañana a las nueve"',
    "penny recados done 3f0c      it is done; 3f0c: its id begins so",
    "penny recados cancel 3f0c    it is not to be done any more",
    "penny recados --all --json   all there have been, for programs",
)
_STATES = {
    vault_pb2.ESTADO_RECADO_PENDIENTE: "pending",
    vault_pb2.ESTADO_RECADO_HECHO: "done",
    vault_pb2.ESTADO_RECADO_CANCELADO: "cancelled",
}
_SHOWN_ID = 8
"""Characters of an id that are shown."""
_FEWEST_OF_ID = 4

Id = Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")]

app = typer.Typer(invoke_without_command=True)


@app.callback()
def recados(
    context: typer.Context,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Those that are done or cancelled too.")] = False,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Show and change a person's recados: what Penny is to remind her of."""
    if context.invoked_subcommand is not None:
        return
    found = _listed(address("deck", deck, base_port), player, all_=all_)
    if json_:
        print_json(found)
        return
    table = Table("id", "what", "for", "when", "state", box=None, header_style="dim")
    for recado in found:
        table.add_row(recado.id[:_SHOWN_ID], recado.texto, recado.para, _when(recado), _STATES[recado.estado])
    verbatim().print(table if found else "Nothing is to be done.")


@app.command("add")
def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="In your own words, with the time: in Spanish.")],
    *,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Keep a recado: "llamar a Ana mañana a las nueve", "comprar pan"."""
    target = address("deck", deck, base_port)
    asked = vault_pb2.ProposeRecadoRequest(player_id=player, peticion=text)
    recado = ask(target, lambda on: on.vault.ProposeRecado(asked, timeout=TIMEOUT_S)).recado
    recado.id = str(uuid.uuid4())
    request = vault_pb2.CreateRecadoRequest(player_id=player, recado=recado)
    kept = ask(target, lambda on: on.vault.CreateRecado(request, timeout=TIMEOUT_S)).recado
    when = f", {kept.dicho} ({_when(kept)})" if kept.dicho else ""
    print(f"{kept.id[:_SHOWN_ID]}: {kept.texto}{when}")


@app.command("done")
def done(
    id_: Id, *, player: options.Player = "", deck: options.Deck = "", base_port: options.ItsBasePort = None
) -> None:
    """Say that a recado is done."""
    _update(address("deck", deck, base_port), player, id_, vault_pb2.ESTADO_RECADO_HECHO)


@app.command("cancel")
def cancel(
    id_: Id, *, player: options.Player = "", deck: options.Deck = "", base_port: options.ItsBasePort = None
) -> None:
    """Say that a recado is not to be done any more."""
    _update(address("deck", deck, base_port), player, id_, vault_pb2.ESTADO_RECADO_CANCELADO)


@app.command("reopen")
def reopen(
    id_: Id, *, player: options.Player = "", deck: options.Deck = "", base_port: options.ItsBasePort = None
) -> None:
    """Say that a recado is to be done after all."""
    _update(address("deck", deck, base_port), player, id_, vault_pb2.ESTADO_RECADO_PENDIENTE)


def _update(target: str, player: str, id_: str, estado: vault_pb2.EstadoRecado.ValueType) -> None:
    """Change the state of the one recado that is meant.

    Raises:
        InvalidInput: There is none with such an id, or more than one.
    """
    if len(id_) < _FEWEST_OF_ID:
        raise InvalidInput("That is too little of an id.", remedy=f"Give {_FEWEST_OF_ID} characters of it at least.")
    meant = [recado for recado in _listed(target, player, all_=True) if recado.id.startswith(id_.lower())]
    if len(meant) != 1:
        raise InvalidInput(
            f"{counted(len(meant), 'recado has', 'recados have') if meant else 'No recado has'} an id that begins with"
            f" '{id_}'.",
            remedy="Give more of it." if meant else "See `penny recados --all`.",
        )
    request = vault_pb2.UpdateRecadoRequest(player_id=player, id=meant[0].id, estado=estado)
    kept = ask(target, lambda on: on.vault.UpdateRecado(request, timeout=TIMEOUT_S)).recado
    print(f"{kept.id[:_SHOWN_ID]}: {kept.texto}: {_STATES[kept.estado]}")


def _when(recado: vault_pb2.Recado) -> str:
    """When it is due; no hour if none was named."""
    if not recado.HasField("cuando"):
        return ""
    return f"{local(recado.cuando):{'%Y-%m-%d %H:%M' if recado.con_hora else '%Y-%m-%d'}}"


def _listed(target: str, player: str, *, all_: bool) -> list[vault_pb2.Recado]:
    request = vault_pb2.ListRecadosRequest(player_id=player, estados=_STATES if all_ else ())
    rows = ask(target, lambda on: collected(on.vault.ListRecados(request, timeout=TIMEOUT_S)))
    return [row.recado for row in rows]
