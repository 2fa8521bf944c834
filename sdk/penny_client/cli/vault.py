"""`penny vault`: the files that a person has put into DECK."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from penny.v1 import vault_pb2
from penny_client.cli import disk, names, options, uploads
from penny_client.cli.addresses import address
from penny_client.cli.conversations import local
from penny_client.cli.counts import counted, sized
from penny_client.cli.deck import TIMEOUT_S, Services, ask, collected, print_json
from penny_client.cli.verbatim import verbatim
from penny_client.ending import answered
from penny_client.errors import InvalidInput, TooLarge

EXAMPLES = options.examples(
    "penny vault                   the files that DECK keeps, newest first",
    "penny vault put factura.pdf   keep one: PDF, photo, DOCX, XLSX, CSV...",
    "penny vault get factura.pdf   and have it back; --out FILE says where",
    "penny vault rm factura.pdf    delete it for ever",
)
_UPLOAD_S = 600.0

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name in the Vault, or vault://uploads/NAME.")]

app = typer.Typer(invoke_without_command=True)


@app.callback()
def vault(
    context: typer.Context,
    *,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Show and change the files that DECK keeps for a person, sealed under her key."""
    if context.invoked_subcommand is not None:
        return
    request = vault_pb2.ListArchivosRequest(player_id=player)
    target = address("deck", deck, base_port)
    rows = ask(target, lambda on: collected(on.vault.ListArchivos(request, timeout=TIMEOUT_S)))
    if json_:
        print_json(row.archivo for row in rows)
        return
    table = Table("name", "what", "size", "since", box=None, header_style="dim")
    for row in rows:
        found = row.archivo
        table.add_row(found.nombre, found.tipo, sized(found.bytes), f"{local(found.creado):%Y-%m-%d %H:%M}")
    verbatim().print(table if rows else "The Vault is empty.")


@app.command("put")
def put(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="What to keep.")],
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call it; only for one file.")] = "",
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Put files into the Vault; a content that is there already is not kept twice."""
    if name and len(files) > 1:
        raise InvalidInput("One name is given for several files.", remedy="Give --name with one file.")
    target = address("deck", deck, base_port)
    failed = 0
    for file in files:
        try:
            print(_put(target, player, file, name or file.name), flush=True)
        except (InvalidInput, TooLarge) as error:
            if len(files) == 1:
                raise
            print(f"{names.shown(file)}: {error}", flush=True)
            failed += 1
    if failed:
        raise InvalidInput(f"{counted(failed, 'file')} could not be put into the Vault.", remedy="See above.")


@app.command("get")
def get(
    name: Name,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; - is standard output.")] = None,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Take a copy of a file out of the Vault."""
    request = vault_pb2.DownloadArchivoRequest(player_id=player, ref=_ref(name))
    rows = ask(
        address("deck", deck, base_port),
        lambda on: collected(on.vault.DownloadArchivo(request, timeout=_UPLOAD_S)),
    )
    data = b"".join(row.data for row in rows)
    if str(out) == "-":
        sys.stdout.buffer.write(data)
        return
    target = out or Path(rows[0].archivo.nombre)
    try:
        with target.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise InvalidInput(
            f"{names.shown(target)} cannot be written: {disk.reason(error)}.", remedy="Say --out FILE."
        ) from None
    print(f"Written to {names.shown(target)}: {sized(len(data))}.")


@app.command("rm")
def rm(
    name: Name, *, player: options.Player = "", deck: options.Deck = "", base_port: options.ItsBasePort = None
) -> None:
    """Delete a file from the Vault, for ever."""
    request = vault_pb2.DeleteArchivoRequest(player_id=player, ref=_ref(name))
    target = address("deck", deck, base_port)
    gone = ask(target, lambda on: on.vault.DeleteArchivo(request, timeout=TIMEOUT_S)).archivo
    print(f"Deleted: {gone.nombre}.")


def _put(target: str, player: str, file: Path, name: str) -> str:
    """Put a file into the Vault; gives how it is found there."""
    called = names.name_of(name)
    size, data = uploads.read(file)
    begin = vault_pb2.UploadBegin(player_id=player, nombre=called, bytes=size)
    kept = ask(target, lambda on: _upload(on, begin=begin, data=data))
    return f"{kept.archivo.ref}{'' if kept.created else ' (was there already)'}"


async def _upload(on: Services, begin: vault_pb2.UploadBegin, data: bytes) -> vault_pb2.UploadArchivoResponse:
    messages = uploads.messages(vault_pb2.UploadArchivoRequest, begin, data, vault_pb2.UploadEnd)
    return await answered(on.vault.UploadArchivo(messages, timeout=_UPLOAD_S))


def _ref(name: str) -> str:
    return name if "://" in name else f"vault://uploads/{name}"
