"""Names of files, which may be any bytes: as they can be sent, and printed. Pure."""

import os
from pathlib import Path

from penny_client.errors import InvalidInput


def name_of(name: str) -> str:
    """A file's name, as it can be sent.

    Raises:
        InvalidInput: It is not UTF-8, as old archives and other systems leave them.
    """
    if not is_text(name):
        raise InvalidInput(f"{shown(name)} has a name that is not UTF-8.", remedy="Give the file another name.")
    return name


def is_text(name: str) -> bool:
    """Whether a name is UTF-8: of one that is not, Python keeps the bytes as what is no letter."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(name: str | Path) -> str:
    """A name as it can be printed, whatever it is made of."""
    return os.fsencode(name).decode(errors="backslashreplace")
