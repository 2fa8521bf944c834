"""The master key: where it is from, and who may read it."""

import stat
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import PennyError
from penny_deck.copias import maestra
from penny_deck.doctor.finding import Finding, error, ok, warning
from penny_deck.store import Store

_GROUP, _OTHERS = 0o070, 0o007


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be seen of the key from outside."""

    path: Path | None
    """Its file; None: it is in the environment."""
    mode: int
    """The file's permissions."""
    name: str = ""
    """The key's; empty if it cannot be used."""
    fault: str = ""
    remedy: str = ""
    """Why it cannot be used, and what to do."""
    in_backups: bool | None = None
    """Whether its file lies among the backups; None: nobody knows where they are."""


def look(store: Store, backups: str) -> Facts:
    """Look at the key."""
    path = maestra.path_of(store)
    within = maestra.inside(store, Path(backups)) if backups else None
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path else 0o600
    except OSError:
        mode = 0o600  # what is not there, or not to be seen, is said below
    try:
        return Facts(path, mode, maestra.configured(store).name, in_backups=within)
    except PennyError as error_:
        return Facts(path, mode, fault=error_.message, remedy=error_.remedy, in_backups=within)


def judge(facts: Facts) -> list[Finding]:
    """What is to be thought of it."""
    if facts.fault:
        return [error("MASTER_KEY", facts.fault, facts.remedy)]
    where = f"in {facts.path}" if facts.path else "in the environment, PENNY_DECK_MASTER_KEY"
    return [ok("MASTER_KEY", f"The master key is {where}."), *_mode(facts), *_among_backups(facts)]


def _mode(facts: Facts) -> list[Finding]:
    if facts.path is None:
        return []
    text, remedy = f"{facts.path} has the mode {facts.mode:04o}", f"chmod 600 {facts.path}"
    if facts.mode & _OTHERS:
        return [error("MASTER_KEY_MODE", f"{text}: everybody on this machine may read it.", remedy)]
    if facts.mode & _GROUP:
        return [warning("MASTER_KEY_MODE", f"{text}: a whole group may read it.", remedy)]
    return [ok("MASTER_KEY_MODE", f"{text}: nobody else may read it.")]


def _among_backups(facts: Facts) -> list[Finding]:
    if facts.in_backups is None:
        return []
    if facts.in_backups:
        return [
            error(
                "MASTER_KEY_IN_BACKUPS",
                "The master key lies among the backups: whoever has them can read everything.",
                "Keep the two apart.",
            )
        ]
    return [ok("MASTER_KEY_IN_BACKUPS", "The master key is not among the backups.")]
