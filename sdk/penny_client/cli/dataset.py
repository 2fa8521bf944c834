"""`penny planos load`: what a file or a collection is as plano 4, and what the model would be given of it."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict

from penny.v1 import datasets_pb2, deck_pb2
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.deck import ask

READ_S = 180.0
"""DECK takes up to two minutes to read a scan."""

Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF",
        help="vault://uploads/NAME, or the file's name in the Vault; kb://NAME, a collection of knowledge.",
    ),
]
_Question = Annotated[str, typer.Option("--ask", metavar="QUESTION", help="Show what the model would be given for it.")]


def load(
    ref: Ref,
    *,
    question: _Question = "",
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Show a file of the Vault, or a collection, as plano 4 (DATASET), as a conversation loads it on demand."""
    target = address("deck", deck, base_port)
    whole = ref if "://" in ref else f"vault://uploads/{ref}"
    request = datasets_pb2.LoadDatasetRequest(player_id=player, ref=whole)
    loaded = ask(target, lambda on: on.datasets.LoadDataset(request, timeout=READ_S))
    _show(loaded.plano)
    if question:
        wanted = datasets_pb2.AskDatasetRequest(player_id=player, ref=whole, pregunta=question)
        _show_answer(ask(target, lambda on: on.datasets.AskDataset(wanted, timeout=READ_S)))
    else:
        _list("The first:", loaded.primeros)
    name = whole.rstrip("/").rpartition("/")[2]
    what, called = ("la colección", name) if whole.startswith("kb://") else ("el archivo", PurePath(name).stem)
    print(f'\nIn a conversation: "Abre {what} {called}"; then ask. "Cierra {what}" when you are done.')


def _show(plano: deck_pb2.Plano) -> None:
    contenido = MessageToDict(plano.contenido)
    columns = [_shown(name) for name in contenido["columnas"]]
    print(f"tipo:      {contenido['tipo']}")
    print(f"fuente:    {contenido['fuente']}")
    print(f"registros: {int(contenido['registros'])}")
    if columns:
        print(f"columnas:  {', '.join(columns)}")
    print(f"hash:      {plano.contenido_hash[:12]}")


def _show_answer(found: datasets_pb2.AskDatasetResponse) -> None:
    print(f"\n{found.registros} looked at, {found.coinciden} fit, {found.dados} given.")
    _list("The model is given:", found.texto.splitlines() or ["(nothing: the question is not about it)"])


def _list(title: str, lines: Iterable[str]) -> None:
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")


def _shown(text: str) -> str:
    """Without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
