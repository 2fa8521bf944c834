"""`penny player export`: all that DECK keeps of a person, as files; with pseudonyms if it is to be given away."""

import dataclasses
import importlib.metadata
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Annotated

import typer

from penny.v1 import vault_pb2
from penny_client.cli import export_contents, options
from penny_client.cli.addresses import address
from penny_client.cli.counts import counted
from penny_client.cli.deck import Services, ask, patiently
from penny_client.cli.export_contents import Contents
from penny_client.cli.export_folder import MAX_NAME_BYTES, Draft
from penny_client.cli.export_leeme import leeme
from penny_client.cli.export_pseudonymised import pseudonymised, random_weeks
from penny_client.cli.progress import Say, reading
from penny_client.errors import ServerFailed

_SUFFIX_CHARS = 10
_NO_TIME_S = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
"""When pseudonymised files are said to have been written: when they were would tell how far their times are moved."""


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
    *,
    pseudonyms: Annotated[
        bool,
        typer.Option(
            "--pseudonymised", help="Replace names, addresses and numbers, and leave files and documents out."
        ),
    ] = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Write everything that DECK keeps of a person into a folder, in open formats; its LEEME.md says what is what.

    With --pseudonymised it can be given away, for research or with a bug report: but read it first.
    """
    target = address("deck", deck, base_port)
    with Draft(folder) as draft, reading() as say:
        contents = ask(target, lambda on: _read(on, draft, player, say, with_files=not pseudonyms))
        say("files")
        _write(draft, pseudonymised(contents, random_weeks()) if pseudonyms else contents, pseudonyms=pseudonyms)
    _tell(contents, folder, pseudonyms=pseudonyms)


async def _read(on: Services, draft: Draft, player: str, say: Say, *, with_files: bool) -> Contents:
    """Everything; the Vault's files, and what documents say, are written as they come."""
    contents = await export_contents.read(on, player, say)
    for archivo in contents.archivos if with_files else ():
        say(archivo.nombre)
        await _download(on, draft, player, archivo)
    if with_files:
        await _write_knowledge(on, draft, player, contents, say)
    say("auditoria")
    return dataclasses.replace(contents, auditoria=await export_contents.readings(on, player))


async def _download(on: Services, draft: Draft, player: str, archivo: vault_pb2.Archivo) -> None:
    """A file of the Vault.

    Raises:
        ServerFailed: It is not what DECK says it is.
    """
    name = f"archivos/{_on_disk(archivo)}"
    request = vault_pb2.DownloadArchivoRequest(player_id=player, ref=archivo.ref)
    with draft.file(name) as put:
        async for row in patiently(on.vault.DownloadArchivo(request)):
            put(row.data)
    if draft.digest(name) != archivo.sha256:
        raise ServerFailed(
            "A file of the Vault has not come as it is kept.", remedy="Try again; see penny deck doctor."
        )


async def _write_knowledge(on: Services, draft: Draft, player: str, contents: Contents, say: Say) -> None:
    """The documents of the collections: which there are, and what they say."""
    draft.write("conocimiento.json", export_contents.documentos(contents))
    with draft.file("pasajes.jsonl") as put:
        for documento in contents.documentos:
            say(documento.nombre)
            async for line in export_contents.pasajes(on, player, documento):
                put(line.encode())


def _on_disk(archivo: vault_pb2.Archivo) -> str:
    """Its name; its id if a file system would not take that: DECK counts characters, they count bytes."""
    if len(archivo.nombre.encode()) <= MAX_NAME_BYTES:
        return archivo.nombre
    return archivo.id + PurePath(archivo.nombre).suffix[:_SUFFIX_CHARS]


_COUNTED = {
    "sesiones": "conversation",
    "turnos": "turn",
    "versiones": "version",
    "recados": "recado",
    "archivos": "file",
    "documentos": "document",
    "lecturas": "reading",
}
"""What is told of an export, as one of it is called."""


def _write(draft: Draft, contents: Contents, *, pseudonyms: bool) -> None:
    counts = contents.counts
    for name, text in export_contents.files(contents):
        draft.write(name, text)
    draft.write("LEEME.md", leeme(counts, pseudonymised=pseudonyms))
    about: dict[str, object] = {
        "programa": f"penny-client {importlib.metadata.version('penny-client')}",
        "seudonimos": pseudonyms,
        "cuenta": counts,
    }
    if not pseudonyms:
        about["creado"] = datetime.now(UTC).isoformat(timespec="seconds")
    draft.finish(about, time_s=_NO_TIME_S if pseudonyms else None)


def _tell(contents: Contents, folder: Path, *, pseudonyms: bool) -> None:
    counts = contents.counts
    told = ", ".join(counted(counts[name], one) for name, one in _COUNTED.items())
    print(f"Written: {folder}: {told}.")
    if pseudonyms:
        print(
            f"The Vault's files are left out ({counts['archivos']}), and documents ({counts['documentos']}). No rule"
            " finds every name: read it all before you give it away, LEEME.md first."
        )
    else:
        print("None of it is sealed any more: keep it where only you can read it.")
