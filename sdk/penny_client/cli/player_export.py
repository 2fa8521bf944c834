"""`penny player export`: all that DECK keeps of a person, as files; with pseudonyms if it is to be given away."""

import dataclasses
import importlib.metadata
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from penny_client.cli import export_contents, export_downloads, options
from penny_client.cli.addresses import address
from penny_client.cli.counts import counted
from penny_client.cli.deck import Services, ask
from penny_client.cli.export_contents import Contents
from penny_client.cli.export_folder import Draft
from penny_client.cli.export_leeme import leeme
from penny_client.cli.export_pseudonymised import pseudonymised, random_weeks
from penny_client.cli.names import shown
from penny_client.cli.progress import Say, reading
from penny_client.cli.signals import ended_in_order

_NO_TIME_S = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
"""When pseudonymised files are said to have been written: when they were would tell how far their times are moved."""

_COUNTED = {
    "sesiones": "conversation",
    "turnos": "turn",
    "sonidos": "sound",
    "versiones": "version",
    "recados": "recado",
    "archivos": "file",
    "documentos": "document",
    "lecturas": "reading",
}
"""What is told of an export, as one of it is called."""


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
    *,
    pseudonyms: Annotated[
        bool,
        typer.Option(
            "--pseudonymised", help="Replace names, addresses and numbers, and leave sounds, files and documents out."
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
    with ended_in_order(), Draft(folder) as draft, reading() as say:
        contents = ask(target, lambda on: _read(on, draft, player, say, whole=not pseudonyms))
        say("files")
        _write(draft, pseudonymised(contents, random_weeks()) if pseudonyms else contents, pseudonyms=pseudonyms)
    _tell(contents, folder, pseudonyms=pseudonyms)


async def _read(on: Services, draft: Draft, player: str, say: Say, *, whole: bool) -> Contents:
    """Everything; what is too much to be held is written as it comes, if it is to be there at all."""
    contents = await export_contents.read(on, player, say)
    lost = await export_downloads.write(on, draft, player, contents, say) if whole else 0
    say("auditoria")
    return dataclasses.replace(contents, lost=lost, auditoria=await export_contents.readings(on, player))


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
    print(f"Written: {shown(folder)}: {told}.")
    if pseudonyms:
        print(
            f"Left out: sounds ({counts['sonidos']}), the Vault's files ({counts['archivos']}) and documents"
            f" ({counts['documentos']}). No rule finds every name: read it all before you give it away, LEEME.md first."
        )
        return
    if contents.lost:
        print(f"Not kept any more, though the log names them: sounds ({contents.lost}).")
    print("None of it is sealed any more: keep it where only you can read it.")
