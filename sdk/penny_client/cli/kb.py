"""`penny kb`: what a person's own documents say, in DECK."""

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from penny.v1 import knowledge_pb2
from penny_client.cli import names, options, uploads
from penny_client.cli.addresses import address
from penny_client.cli.conversations import local
from penny_client.cli.counts import counted
from penny_client.cli.deck import TIMEOUT_S, Services, ask, collected, print_json
from penny_client.cli.verbatim import verbatim
from penny_client.ending import answered
from penny_client.errors import InvalidInput, NotFound, TooLarge

EXAMPLES = options.examples(
    "penny kb                                    the collections that DECK keeps",
    "penny kb add manuales ~/Manuales            add a folder, or what is new in it",
    'penny kb search "cuándo cambio el filtro"   what they say about it',
    "penny kb ls manuales                        the documents of a collection",
    "penny kb rm manuales/horno.pdf              forget one; or: rm manuales",
)
SUFFIXES = frozenset({".pdf", ".docx", ".eml", ".txt", ".md", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"})
"""Of files that are sent; DECK looks at what is in them."""
_ADD_S = 3600.0
"""A document of a thousand pages takes a quarter of an hour to be understood, on a small machine."""
_SHOWN_SKIPPED = 10

Name = Annotated[str, typer.Argument(metavar="NAME", help="The collection's name, or kb://NAME.")]

app = typer.Typer(invoke_without_command=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is in a folder."""

    files: dict[str, Path]
    """By their paths within it, with "/" between the parts."""
    nameless: list[str]
    """Documents whose names are not UTF-8: they cannot be sent."""
    skipped: list[str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What has become of a document."""

    text: str
    failed: bool


@app.callback()
def kb(
    context: typer.Context,
    *,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Add folders of documents to what Penny knows, search them, and forget them."""
    if context.invoked_subcommand is not None:
        return
    request = knowledge_pb2.ListColeccionesRequest(player_id=player)
    target = address("deck", deck, base_port)
    rows = ask(target, lambda on: collected(on.knowledge.ListColecciones(request, timeout=TIMEOUT_S)))
    if json_:
        print_json([row.coleccion for row in rows])
        return
    table = Table("name", "documents", "passages", "changed", box=None, header_style="dim")
    for row in rows:
        found = row.coleccion
        when = f"{local(found.actualizado):%Y-%m-%d %H:%M}"
        table.add_row(found.nombre, str(found.documentos), str(found.pasajes), when)
    verbatim().print(table if rows else "There is no collection. `penny kb add NAME FOLDER` makes one.")


@app.command("ls")
def ls(
    name: Name,
    *,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Show the documents of a collection."""
    found = _documents(address("deck", deck, base_port), player, name)
    if json_:
        print_json(found)
        return
    table = Table("name", "what", "pages", "passages", "changed", box=None, header_style="dim")
    for one in found:
        when = f"{local(one.actualizado):%Y-%m-%d %H:%M}"
        table.add_row(one.nombre, one.tipo, str(one.paginas or ""), str(one.pasajes), when)
    verbatim().print(table)


@app.command("add")
def add(
    name: Name,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="With everything below it.")],
    *,
    prune: Annotated[bool, typer.Option("--prune", help="Forget the documents that are not in the folder.")] = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Add a folder of documents, or what is new or changed in it since."""
    found = walked(folder)
    target = address("deck", deck, base_port)
    known = {one.nombre: one for one in _known(target, player, name)}
    _say_left_out(found)
    if prune and not found.files:
        raise InvalidInput(
            f"{folder} has no document; --prune would forget them all.", remedy=f"If you mean that: penny kb rm {name}."
        )
    changed, failed = _changed(found.files, known), len(found.nameless)
    for number, document in enumerate(changed, start=1):
        begin = knowledge_pb2.AddDocumentoBegin(player_id=player, coleccion=name, nombre=document)
        said = _sent(target, begin, found.files[document])
        failed += said.failed
        print(f"[{number}/{len(changed)}] {document}: {said.text}", flush=True)
    same = len(found.files) - len(changed)
    print(f"{counted(same, 'document')} {'is as it was' if same == 1 else 'are as they were'}.")
    for document in sorted(known.keys() - found.files.keys()) if prune else ():
        _forget(target, player, name, document)
        print(f"Forgotten: {document}.")
    if failed:
        raise InvalidInput(f"{counted(failed, 'document')} could not be added.", remedy="See above.")


@app.command("search")
def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A question, or some words.")],
    *,
    in_: Annotated[str, typer.Option("--in", metavar="NAME", help="Only in this collection.")] = "",
    most: Annotated[int, typer.Option("--max", metavar="N", min=1, max=50, help="At most so many passages.")] = 5,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Look for what the documents say about something: by words, and by meaning."""
    request = knowledge_pb2.SearchPasajesRequest(player_id=player, consulta=words, coleccion=in_, maximo=most)
    target = address("deck", deck, base_port)
    answer = ask(target, lambda on: on.knowledge.SearchPasajes(request, timeout=TIMEOUT_S))
    if json_:
        print_json(answer.pasajes)
        return
    console = verbatim()
    if answer.modo == knowledge_pb2.MODO_BUSQUEDA_PALABRAS:
        console.print("Looked for by words alone: install penny-deck[embeddings] to search by meaning.", style="dim")
    for found in answer.pasajes:
        console.print(f"{found.coleccion}: {found.cita}", style="bold")
        console.print(f"{found.texto}\n")
    if not answer.pasajes:
        console.print("Nothing was found.")


@app.command("rm")
def rm(
    name: Annotated[str, typer.Argument(metavar="NAME[/DOCUMENT]", help="What to forget.")],
    *,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Forget a document, or a whole collection."""
    target = address("deck", deck, base_port)
    collection, _, document = name.removeprefix("kb://").rstrip("/").partition("/")
    if document:
        _forget(target, player, collection, document)
        print(f"Forgotten: {document}.")
        return
    request = knowledge_pb2.DeleteColeccionRequest(player_id=player, coleccion=collection)
    gone = ask(target, lambda on: on.knowledge.DeleteColeccion(request, timeout=TIMEOUT_S)).coleccion
    print(f"Forgotten: {gone.nombre}, {counted(gone.documentos, 'document')}.")


def walked(folder: Path) -> Found:
    """The documents of a folder and of those below it; hidden ones are not looked at.

    Raises:
        InvalidInput: It is no folder.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder.", remedy="Name one.")
    found = Found({}, [], [])
    for at, folders, files in os.walk(folder):
        hidden = sorted(name for name in folders if name.startswith("."))
        found.skipped.extend(f"{_shown(Path(at, name), folder)}/" for name in hidden)
        folders[:] = sorted(set(folders) - set(hidden))
        for name in sorted(files):
            path = Path(at, name)
            shown = _shown(path, folder)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES or not path.is_file():
                found.skipped.append(shown)
            elif names.is_text(shown):
                found.files[shown] = path
            else:
                found.nameless.append(shown)
    return found


def _shown(path: Path, folder: Path) -> str:
    """Its path within the folder, in one form whichever system it is on."""
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _say_left_out(found: Found) -> None:
    """Which files are not added; of those that are skipped not all, if they are many."""
    if skipped := found.skipped:
        more = f" and {len(skipped) - _SHOWN_SKIPPED} more" if len(skipped) > _SHOWN_SKIPPED else ""
        print(f"Skipped, hidden or no document: {', '.join(map(names.shown, skipped[:_SHOWN_SKIPPED]))}{more}.")
    for document in found.nameless:
        print(f"{names.shown(document)}: the name is not UTF-8. Give the file another name.")


def _changed(files: dict[str, Path], known: dict[str, knowledge_pb2.Documento]) -> list[str]:
    """What DECK does not have yet, or not as it would have it today."""
    return [name for name, path in files.items() if not _is_known(path, known.get(name))]


def _is_known(path: Path, known: knowledge_pb2.Documento | None) -> bool:
    if known is None or not known.al_dia:
        return False
    try:
        if known.bytes != path.stat().st_size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == known.sha256
    except OSError:
        return False  # why it cannot be read is said when it is to be sent


def _sent(target: str, begin: knowledge_pb2.AddDocumentoBegin, path: Path) -> Sent:
    """Add a document; one that cannot be read does not keep the others from being added."""
    try:
        begin.bytes, data = uploads.read(path)
        kept = ask(target, lambda on: _upload(on, begin, data))
    except (InvalidInput, TooLarge) as error:
        return Sent(str(error), failed=True)
    return Sent(counted(kept.documento.pasajes, "passage"), failed=False)


async def _upload(
    on: Services, begin: knowledge_pb2.AddDocumentoBegin, data: bytes
) -> knowledge_pb2.AddDocumentoResponse:
    messages = uploads.messages(knowledge_pb2.AddDocumentoRequest, begin, data, knowledge_pb2.AddDocumentoEnd)
    return await answered(on.knowledge.AddDocumento(messages, timeout=_ADD_S))


def _known(target: str, player: str, name: str) -> list[knowledge_pb2.Documento]:
    """A collection's documents; none if there is no such collection yet."""
    try:
        return _documents(target, player, name)
    except NotFound:
        return []


def _documents(target: str, player: str, name: str) -> list[knowledge_pb2.Documento]:
    request = knowledge_pb2.ListDocumentosRequest(player_id=player, coleccion=name)
    rows = ask(target, lambda on: collected(on.knowledge.ListDocumentos(request, timeout=TIMEOUT_S)))
    return [row.documento for row in rows]


def _forget(target: str, player: str, name: str, document: str) -> None:
    request = knowledge_pb2.DeleteDocumentoRequest(player_id=player, coleccion=name, nombre=document)
    ask(target, lambda on: on.knowledge.DeleteDocumento(request, timeout=TIMEOUT_S))
