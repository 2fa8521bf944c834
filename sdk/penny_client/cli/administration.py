"""`penny deck`: backup, restore, and what is wrong with DECK."""

import asyncio
import contextlib
import hashlib
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from penny.v1 import admin_pb2
from penny_client.cli import backups, deck_away, options
from penny_client.cli.addresses import address
from penny_client.cli.backups import Backup, Draft
from penny_client.cli.counts import counted, sized
from penny_client.cli.deck import TIMEOUT_S, Services, ask, print_json
from penny_client.cli.names import shown
from penny_client.cli.signals import ended_in_order
from penny_client.ending import answered
from penny_client.errors import InvalidInput
from penny_client.local.health import Health, check

EXAMPLES = options.examples(
    "penny deck backup ~/copias   all that DECK keeps, into a new file",
    "penny deck restore ~/copias/penny-20260105-093000.zip",
    "penny deck doctor            what is in order, and what is not",
)
LONG_S = 6 * 3600.0
"""A backup may take its time."""

_SUFFIX = ".zip"
_MARKS = {
    admin_pb2.SEVERITY_OK: ("✓", "green"),
    admin_pb2.SEVERITY_WARNING: ("!", "yellow"),
    admin_pb2.SEVERITY_ERROR: ("✗", "red"),
}

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _deck() -> None:
    """Back DECK up, restore it, and see whether it is well."""


@app.command("backup")
def backup(
    where: Annotated[Path, typer.Argument(metavar="DIR|FILE.zip", help="A folder, or a file that is not there yet.")],
    *,
    keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the players' keys go; without it llaves.json beside it.")
    ] = None,
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Write all that DECK keeps, of one moment, into a file; the players' keys go into another one.

    The rows and people's own files are sealed under each player's key. The voices in voces/ are not in it.
    """
    now = datetime.now().astimezone()
    target = where if where.suffix == _SUFFIX else where / f"penny-{now:%Y%m%d-%H%M%S}{_SUFFIX}"
    target, keys = target.absolute(), (keys or target.with_name(backups.KEYS)).absolute()
    if keys == target:
        raise InvalidInput("The keys cannot go into the backup itself.", remedy="Name another file with --keys.")
    with ended_in_order(), Draft(target, keys) as draft:
        rows = ask(address("deck", deck, base_port), lambda on: _received(on, draft, target.parent))
        size = draft.finish()
    written = f"Written: {shown(target)}: {counted(rows, 'row')}, {sized(size)}."
    print(f"{written} The players' keys: {shown(keys)}.")
    print(
        f"Delete every older copy of {keys.name}, or whoever is forgotten can still be read; the master key is in"
        " neither file: keep it apart."
    )


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `penny deck backup` has written.")],
    *,
    keys: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The players' keys; without it llaves.json beside FILE.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Delete what DECK keeps now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Put a backup back into a DECK that keeps nothing, wholly or not at all.

    DECK has to run, with the master key that it had. Whose key is not among the keys has been forgotten: nothing of
    hers is restored.
    """
    if replace and not yes:
        _confirm()
    keys_text = backups.read_keys(keys or file.with_name(backups.KEYS))
    with Backup(file) as found:
        with _bar() as bar:
            checked = bar.add_task("checking", total=found.total_bytes)
            found.verify(lambda count: bar.advance(checked, count))
        target = address("deck", deck, base_port)
        restored = ask(target, lambda on: _sent(on, found, keys_text, replace=replace))
    print(f"Restored: {counted(restored.rows, 'row')} of {counted(len(restored.players), 'person', 'people')}.")
    if restored.forgotten:
        print(f"Forgotten since, and left out: {', '.join(restored.forgotten)}.")


@app.command("doctor")
def doctor(
    *,
    folder: Annotated[
        Path | None, typer.Option("--backups", metavar="DIR", help="Where your backups are: are the keys apart?")
    ] = None,
    json_: options.AsJson = False,
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Say what is in order in DECK, what is not, and what to do; exit status 1 if something has to be mended."""
    found = _examined(address("deck", deck, base_port), folder)
    for finding in found:
        if json_:
            print_json([finding])
        else:
            _print(finding)
    if any(finding.severity == admin_pb2.SEVERITY_ERROR for finding in found):
        raise typer.Exit(1)


def _examined(target: str, folder: Path | None) -> list[admin_pb2.Finding]:
    """What DECK says of itself; or, if it does not answer, what can be seen from here."""
    health = asyncio.run(check(target))
    if health is not Health.SERVING:
        return deck_away.look(target, health, os.environ)
    request = admin_pb2.DiagnoseRequest(backups=str(folder.absolute()) if folder else "")
    answer = ask(target, lambda on: on.admin.Diagnose(request, timeout=TIMEOUT_S))
    serving = admin_pb2.Finding(code="SERVING", severity=admin_pb2.SEVERITY_OK, text=f"DECK serves at {target}.")
    return [serving, *answer.findings]


def _print(finding: admin_pb2.Finding) -> None:
    mark, style = _MARKS.get(finding.severity, ("?", "yellow"))
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[{style}]{mark}[/] ", end="")
    console.print(finding.text, markup=False)
    if finding.remedy:
        console.print(f"    {finding.remedy}", markup=False, style="dim")


async def _received(on: Services, draft: Draft, folder: Path) -> int:
    """Write a backup as it comes; gives its rows."""
    rows = 0
    with _bar() as bar:
        task = bar.add_task("", total=None)
        async for message in on.admin.Backup(admin_pb2.BackupRequest(folder=str(folder)), timeout=LONG_S):
            draft.take(message)
            match message.WhichOneof("body"):
                case "part":
                    bar.reset(task, description=message.part.name, total=message.part.about_bytes)
                case "data":
                    bar.advance(task, len(message.data))
                case "end":
                    rows += message.end.rows
    return rows


async def _sent(on: Services, found: Backup, keys: bytes, *, replace: bool) -> admin_pb2.RestoreResponse:
    with _bar() as bar:
        task = bar.add_task("restoring", total=found.total_bytes)

        async def messages() -> AsyncIterator[admin_pb2.RestoreRequest]:
            yield admin_pb2.RestoreRequest(begin=admin_pb2.RestoreBegin(replace=replace))
            for message in _whole(found, keys):
                bar.advance(task, len(message.data))
                yield message
            yield admin_pb2.RestoreRequest(commit=admin_pb2.RestoreCommit())

        return await answered(on.admin.Restore(messages(), timeout=LONG_S))


def _whole(found: Backup, keys: bytes) -> Iterator[admin_pb2.RestoreRequest]:
    """The manifest, the keys, and every part."""
    yield from _part(backups.MANIFEST, _pieces(found.manifest), hashlib.sha256(found.manifest).hexdigest())
    yield from _part(backups.KEYS, _pieces(keys), hashlib.sha256(keys).hexdigest())
    for part in found.parts:
        yield from _part(part.name, found.data(part), part.sha256)


def _part(name: str, data: Iterable[bytes], sha256: str) -> Iterator[admin_pb2.RestoreRequest]:
    yield admin_pb2.RestoreRequest(part=admin_pb2.PartBegin(name=name))
    for piece in data:
        yield admin_pb2.RestoreRequest(data=piece)
    yield admin_pb2.RestoreRequest(end=admin_pb2.PartEnd(sha256=sha256))


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), backups.PIECE_BYTES):
        yield data[at : at + backups.PIECE_BYTES]


def _confirm() -> None:
    """Ask whether all that DECK keeps may be deleted.

    Raises:
        InvalidInput: It may not, or nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise InvalidInput("Nobody is there to be asked.", remedy="Say --yes.")
    if typer.prompt("All that this DECK keeps now is going to be deleted. Type 'replace' to go on") != "replace":
        raise InvalidInput("That was not 'replace'; nothing has been changed.")


@contextlib.contextmanager
def _bar() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
