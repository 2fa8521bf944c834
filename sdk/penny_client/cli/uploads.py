"""A file on its way to DECK: read, and sent piece by piece."""

import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from penny_client.errors import InvalidInput

MOST_BYTES = 100_000_000
"""No DECK can be told to take larger files."""
_PIECE_BYTES = 256 * 1024

Request = TypeVar("Request")


def read(file: Path) -> tuple[int, bytes]:
    """A file's size, and its content unless no DECK would take it: then DECK says so, from the size.

    Raises:
        InvalidInput: It cannot be read.
    """
    try:
        size = file.stat().st_size
        return size, file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read ({type(error).__name__}).", remedy="Name another.") from None


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
