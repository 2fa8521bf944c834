"""DECK's home: its files, who may enter, and the room on its disk."""

import os
import shutil
import stat
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from penny_chassis.errors import PennyError
from penny_deck import home as homes
from penny_deck.doctor.finding import Finding, error, ok, warning
from penny_deck.home import Home
from penny_deck.planos import documento, models
from penny_deck.planos.models import Configuracion, Personalidad, Plano, Sistema

LITTLE_BYTES = 1_000_000_000
TOO_LITTLE_BYTES = 100_000_000
"""PostgreSQL's journal alone may take 128 MB (db/cluster.py)."""

_ANYBODY_ELSE = 0o077

T = TypeVar("T")


def folder(root: Path, mode: int, owner: int, user: int) -> Finding:
    """Who may enter the home; `owner` and `user`: numbers of users, the folder's and DECK's."""
    if mode & _ANYBODY_ELSE:
        return warning(
            "HOME", f"Others may look into {root} (mode {mode:04o}): people's own files are there.", f"chmod 700 {root}"
        )
    if user not in {0, owner}:
        return warning("HOME", f"{root} belongs to another user than the one that runs DECK.", f"chown it to {user}.")
    return ok("HOME", f"Nobody else may look into {root}.")


def disk(free: int) -> Finding:
    """The room that is left, in bytes."""
    text = f"{free / 1e9:.1f} GB are free under DECK's home."
    if free < TOO_LITTLE_BYTES:
        return error("DISK", text, "Free some space now: DECK is about to refuse to keep anything.")
    return warning("DISK", text, "Free some space.") if free < LITTLE_BYTES else ok("DISK", text)


def zone(configured: bool, machine: str) -> Finding:  # noqa: FBT001 - a fact
    """Whether the time is known: `configured`, by every person's file or config/penny.yaml; `machine`: its zone."""
    if configured:
        return ok("TIME_ZONE", "Everybody's time zone is told.")
    if machine == "UTC":
        return warning(
            "TIME_ZONE",
            "Nobody has told a time zone, and the machine's is UTC: reminders would come at the wrong hour.",
            "Set zona_horaria in config/penny.yaml, such as Europe/Madrid.",
        )
    return ok("TIME_ZONE", f"The machine's time zone is taken: {machine}.")


def plano_0(now: Plano, before: str | None) -> Finding:
    """`before`: the hash of what the file's version has said; None if it is a new one."""
    if before in {None, now.contenido_hash}:
        return ok("PLANO_0", f"Plano 0 is as its version {now.version} has always been.")
    return error(
        "PLANO_0",
        "planos/sistema.yaml says something else than its version has said before: no conversation can begin.",
        "Put it back: `penny planos show 0` prints it as it was. Or give it another version.",
    )


def look(home: Home) -> list[Finding]:
    """Look at the folder and its disk."""
    try:
        found = home.root.stat()
        free = shutil.disk_usage(home.root).free
    except OSError as fault:
        return [error("HOME", f"{home.root} cannot be read ({type(fault).__name__}).", "Correct PENNY_DECK_HOME.")]
    return [folder(home.root, stat.S_IMODE(found.st_mode), found.st_uid, os.geteuid()), disk(free)]


def files(home: Home) -> list[Finding]:
    """Read every file that people write; each that cannot be understood is a finding."""
    faults: list[Finding] = []
    config = _tried(faults, lambda: models.read(home.root / "config" / "penny.yaml", Configuracion))
    _tried(faults, lambda: sistema(home))
    _tried(faults, lambda: models.read(home.root / "planos" / "personalidad.yaml", Personalidad))
    people = _tried(faults, home.players) or {}
    own = [_has_zone(faults, path, player) for player, path in people.items()]
    told = all(own) or (config is not None and config.zona_horaria is not None)
    whose = "one person's file" if len(people) == 1 else f"the files of {len(people)} people"
    fine = [ok("PLANOS", f"The planos and {whose} can be read.")]
    return [*(faults or fine), zone(told, datetime.now().astimezone().tzname() or "")]


def sistema(home: Home) -> Plano:
    """Plano 0 as its file is now.

    Raises:
        Misconfigured: It cannot be understood.
    """
    found = documento.read(home.root / "planos" / "sistema.yaml")
    return models.plano_of(models.parse(found, Sistema), found.text)


def _has_zone(faults: list[Finding], path: Path, player: uuid.UUID) -> bool:
    read = _tried(faults, lambda: homes.contexto_personal(documento.read(path), player))
    return read is not None and read[0].zona_horaria is not None


def _tried(faults: list[Finding], read: Callable[[], T]) -> T | None:
    """What was read; None if it could not be, and why is among the faults."""
    try:
        return read()
    except PennyError as fault:
        faults.append(error("PLANOS", fault.message, fault.remedy))
        return None
