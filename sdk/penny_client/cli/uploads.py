"""A file on its way to DECK: read, and sent piece by piece."""

import hashlib
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from penny_client.cli import disk
from penny_client.cli.names import shown
from penny_client.errors import InvalidInput

MOST_BYTES = 100_000_000
"""No DECK can be told to take larger files."""
_PIECE_BYTES = 256 * 1024

Request = TypeVar("Request")


def read(file: Path) -> tuple[int, bytes]:
    """A file's size, and its content unless no DECK would take it: then DECK says so, from the size.

    No more than that is read, whatever the size was before, and nothing that is no file: a device has no end, and a
    pipe may never begin.

    Raises:
        InvalidInput: It cannot be read, or is no regular file.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise InvalidInput(f"{shown(file)} is no regular file.", remedy="Name a file.")
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            data = opened.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    except OSError as error:
        raise InvalidInput(f"{shown(file)} cannot be read: {disk.reason(error)}.", remedy="Name another.") from None
    return (len(data), data) if 0 < len(data) <= MOST_BYTES else (max(size, len(data)), b"")


async def messages(
    request: Callable[..., Request], begin: object, data: bytes, end: Callable[..., object]
) -> AsyncIterator[Request]:
    """A file as it is sent.

    Args:
        request: Makes a message of `begin`, `data` or `end`.
        begin: What the file is.
        data: Its content.
        end: Makes the last message's body of the content's `sha256`.
    """
    yield request(begin=begin)
    for at in range(0, len(data), _PIECE_BYTES):
        yield request(data=data[at : at + _PIECE_BYTES])
    yield request(end=end(sha256=hashlib.sha256(data).hexdigest()))
