"""Who PostgreSQL runs as, and the command that makes it so."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import Misconfigured
from penny_deck.db import child

_USE_OTHER = "Run DECK as an ordinary user, or set PENNY_DECK_DSN to a PostgreSQL of your own."


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of the system."""

    uid: int
    gid: int

    def command(self, program: Path, *arguments: str) -> list[str]:
        """A command line that runs a program as this user, for as long as the calling process lives."""
        plain = [str(program), *arguments]
        if sys.platform != "linux":
            return plain
        helper = [sys.executable, "-I", "-S", child.__file__]
        return [*helper, str(os.getpid()), str(self.uid), str(self.gid), *plain]

    def own(self, path: Path) -> None:
        """Give a folder to this user, and to nobody else.

        Raises:
            Misconfigured: Root may not do it here.
        """
        path.chmod(0o700)
        if os.geteuid() == 0:
            try:
                os.chown(path, self.uid, self.gid)
            except PermissionError:
                raise refused() from None


def choose(data: Path) -> Identity:
    """Who is to run PostgreSQL on a data folder, which need not be there yet.

    Root lets the folder's owner do it, or `nobody` if the folder is new; everybody else does it himself.

    Raises:
        Misconfigured: It cannot be done, with the reason.
    """
    euid = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if euid != 0:
        if owner not in {None, euid}:
            raise Misconfigured(f"{data} belongs to another user.", remedy="Start DECK as that user.")
        return _named(euid)
    if sys.platform != "linux":
        raise Misconfigured("PostgreSQL does not run as root.", remedy=_USE_OTHER)
    return _named(owner) if owner else _nobody()


def name_of(uid: int) -> str:
    """The name of a user.

    Raises:
        Misconfigured: He has none, and PostgreSQL insists on one.
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise Misconfigured(
            f"User {uid} has no name on this system; PostgreSQL needs one.", remedy=_USE_OTHER
        ) from None


def refused() -> Misconfigured:
    """Root could not become another user: a container without the right to."""
    return Misconfigured("PostgreSQL does not run as root, and root may not change its user here.", remedy=_USE_OTHER)


def _named(uid: int) -> Identity:
    name_of(uid)
    return Identity(uid, pwd.getpwuid(uid).pw_gid)


def _nobody() -> Identity:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise refused() from None
    return Identity(entry.pw_uid, entry.pw_gid)
