"""`penny planos`: what Penny knows, from DECK: shown, changed, and every version that it has had."""

import difflib
import getpass
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from penny.v1 import deck_pb2
from penny_client.cli import dataset, disk, names, options
from penny_client.cli.addresses import address
from penny_client.cli.deck import TIMEOUT_S, ask, collected, patiently
from penny_client.cli.plano_files import as_yaml, content_of, file_of
from penny_client.cli.verbatim import verbatim
from penny_client.errors import InvalidInput, NotFound

EXAMPLES = options.examples(
    "penny planos show               what the next conversation begins with",
    "penny planos show 2 > yo.yaml   your own plano, as a file",
    "penny planos set 2 yo.yaml      and back, changed",
    "penny planos history 2          its versions: when, and by whom",
    "penny planos diff 2             what the last change was",
    "penny planos restore 2 3        what version 3 said is in force again",
    "penny planos load precios.csv   what a file would give as plano 4",
)


class Plano(StrEnum):
    """The planos by the numbers that the specification gives them."""

    SISTEMA = "0"
    PERSONALIDAD = "1"
    CONTEXTO_PERSONAL = "2"
    CONTEXTO_AMBIENTAL = "3"


_Which = Annotated[
    Plano,
    typer.Argument(metavar="PLANO", help="0 what Penny is · 1 how she speaks · 2 you · 3 today."),
]
_Written = Annotated[Plano, typer.Argument(metavar="PLANO", help="1 how she speaks · 2 you.")]
_SiVersion = Annotated[
    str, typer.Option("--if-version", metavar="VERSION", help="Only if this version is still in force.")
]

app = typer.Typer(no_args_is_help=True, help="Show, change and compare what Penny knows (DECK's planos).")
app.command("load")(dataset.load)
Version = deck_pb2.ReadVersionesResponse


@app.command("show")
def show(
    plano: Annotated[Plano | None, typer.Argument(metavar="PLANO", help="0 to 3; without it, all four.")] = None,
    *,
    version: Annotated[str, typer.Option(metavar="VERSION", help="An older version, as `history` tells.")] = "",
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Print planos as YAML: a file that can be changed and set, or the content of what DECK makes by itself."""
    if version and plano is None:
        raise InvalidInput("It is not said of which plano.", remedy="Such as: penny planos show 2 --version 3")
    target = address("deck", deck, base_port)
    shown = [_shown(target, each, player, version) for each in ([plano] if plano else Plano)]
    print("---\n".join(shown), end="")


@app.command("history")
def history(
    plano: _Which, *, player: options.Player = "", deck: options.Deck = "", base_port: options.ItsBasePort = None
) -> None:
    """List the versions that a plano has had, newest first."""
    table = Table("version", "written", "by", "hash")
    for version in _versions(address("deck", deck, base_port), plano, player):
        written = version.fecha_modificacion.ToDatetime().astimezone()
        mark = " *" if version.activo else ""
        table.add_row(
            f"{version.plano_version}{mark}", f"{written:%Y-%m-%d %H:%M}", version.autor, version.contenido_hash[:12]
        )
    table.caption = "* in force"
    verbatim().print(table)


@app.command("diff")
def diff(
    plano: _Which,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A version; without it, the one before.")] = "",
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another; without it, the one in force.")] = "",
    *,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Compare two versions of a plano, line by line."""
    versions = _versions(address("deck", deck, base_port), plano, player)
    after = _named(versions, new) if new else versions[0]
    earlier = versions[versions.index(after) + 1 :]
    if not (old or earlier):
        print("There is only one version.")
        return
    before = _named(versions, old) if old else earlier[0]
    sys.stdout.writelines(
        difflib.unified_diff(
            file_of(before).splitlines(keepends=True),
            file_of(after).splitlines(keepends=True),
            f"version {before.plano_version}",
            f"version {after.plano_version}",
        )
    )


@app.command("set")
def set_(
    plano: _Written,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML, as `show` prints it; - is standard input.")],
    *,
    if_version: _SiVersion = "",
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Put a file in the place of a plano; the next conversation begins with it, and the version before is kept."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{names.shown(file)} cannot be read: {disk.reason(error)}.", remedy="Give a YAML file."
        ) from None
    if not text.strip():
        raise InvalidInput(f"{file} is empty.", remedy="Begin with what `penny planos show` prints.")
    try:
        _write(address("deck", deck, base_port), _request(plano, player, if_version, documento=text))
    except InvalidInput as error:
        raise _in_file(error, file) from None


@app.command("restore")
def restore(
    plano: _Written,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="As `history` tells.")],
    *,
    if_version: _SiVersion = "",
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Put what an older version said in force again; it becomes a new version."""
    _write(address("deck", deck, base_port), _request(plano, player, if_version, version=version))


def _shown(target: str, plano: Plano, player: str, version: str) -> str:
    """A plano as YAML."""
    if version or plano is not Plano.CONTEXTO_AMBIENTAL:
        return file_of(_versions(target, plano, player, version, most=1)[0])
    request = deck_pb2.ReadPlanosRequest(player_id=player, planos=[plano.name])
    (made,) = ask(target, lambda on: on.deck.ReadPlanos(request, timeout=TIMEOUT_S)).planos
    return as_yaml({"plano": made.plano, "version": made.version, "contenido": content_of(made.contenido)})


def _in_file(error: InvalidInput, file: Path) -> InvalidInput:
    """The same, with the file's own name before each line: DECK calls what it is sent "documento"."""
    name = "standard input" if str(file) == "-" else names.shown(file)
    message = re.sub(r"(?:^|(?<= ))documento(?=:\d+: )", lambda _: name, error.message)
    return InvalidInput(message, remedy=error.remedy, reason=error.reason)


def _request(plano: Plano, player: str, si_version: str, **contenido: str) -> deck_pb2.WritePlanoRequest:
    return deck_pb2.WritePlanoRequest(
        player_id=player, plano=plano.name, si_version=si_version, autor=getpass.getuser(), **contenido
    )


def _write(target: str, request: deck_pb2.WritePlanoRequest) -> None:
    written = ask(target, lambda on: on.deck.WritePlano(request, timeout=TIMEOUT_S)).plano
    print(f"{written.plano}: version {written.version} is in force; the next conversation begins with it.")


def _versions(target: str, plano: Plano, player: str, version: str = "", most: int = 0) -> list[Version]:
    """Versions of a plano, the one in force first: all, or one by its name, or the first so many."""
    request = deck_pb2.ReadVersionesRequest(player_id=player, plano=plano.name, version=version, max_versiones=most)
    return ask(target, lambda on: collected(patiently(on.deck.ReadVersiones(request))))


def _named(versions: list[Version], name: str) -> Version:
    found = next((version for version in versions if version.plano_version == name), None)
    if found is None:
        known = ", ".join(version.plano_version for version in versions)
        raise NotFound(f"There is no version {name}.", remedy=f"There are: {known}.")
    return found
