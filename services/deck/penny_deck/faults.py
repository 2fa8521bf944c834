"""What the disk can refuse, in Penny's own errors; the database's refusals are in db/errors.py."""

import errno
import shutil
from pathlib import Path

from penny_chassis.errors import Misconfigured, ServiceError, Unavailable

NEARLY_FULL_BYTES = 1024 * 1024
"""With less room than this PostgreSQL cannot even finish its recovery: it makes its journal in files of 1 MiB."""
RETRY_AFTER_MS = 1000

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


def disk_full() -> Unavailable:
    """There is no room left; it heals by itself as soon as there is."""
    return Unavailable(
        "The disk under DECK is full.",
        remedy="Free some space; DECK goes on by itself.",
        retry_after_ms=RETRY_AFTER_MS,
    )


def is_full(folder: Path) -> bool:
    """Whether the disk under a folder has no room for PostgreSQL to go on."""
    return shutil.disk_usage(folder).free < NEARLY_FULL_BYTES


def of_file(error: OSError, path: Path) -> ServiceError:
    """Why a file or folder of DECK's home cannot be used."""
    if error.errno in _NO_ROOM:
        return disk_full()
    if error.errno in _NO_RIGHT:
        return Misconfigured(
            f"{path} cannot be used: permission denied, or a read-only disk.",
            remedy="Give it to the user that runs DECK, or set PENNY_DECK_HOME to another folder.",
        )
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return Misconfigured(f"{path} cannot be used ({name}).", remedy="Set PENNY_DECK_HOME to a folder that can be.")
