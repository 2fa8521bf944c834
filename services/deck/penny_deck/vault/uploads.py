"""Files put into the Vault, and taken out of it.

The law: a file is kept whole or not at all, once a content and once a name. While it comes it is in memory, and only so
many come at once.
"""

import hashlib
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge
from penny_chassis.rpc import HasBody, arriving
from penny_deck.db import archivos
from penny_deck.db.pool import Database
from penny_deck.db.rows import Archivo
from penny_deck.keys.seal import Person
from penny_deck.vault import refs, tipos

MAX_ARCHIVOS = 1000
"""Files of one person."""
SILENCE_S = 30.0
"""Of an upload from which nothing comes for so long nothing more is awaited: it keeps the room of others."""


class End(Protocol):
    """How an upload ends."""

    @property
    def sha256(self) -> str:
        """Of all the data, hexadecimal; empty: not known."""


class Piece(HasBody, Protocol):
    """A message of an upload: UploadArchivoRequest, AddDocumentoRequest."""

    @property
    def data(self) -> bytes:
        """More of the content."""

    @property
    def end(self) -> End:
        """That was all."""


P = TypeVar("P", bound=Piece)


async def received(messages: AsyncIterator[P], most: int) -> bytes:
    """What comes after `begin`, when the whole has come; `most`: bytes that a file may have.

    Raises:
        TooLarge: It goes on beyond that; nothing more is read.
        TooSlow: It stands still.
        OutOfOrder: The stream ends, or begins again, before `end`.
        InvalidInput: It is not what its SHA-256 says.
    """
    data = bytearray()
    async for message in arriving(messages, SILENCE_S):
        match message.WhichOneof("body"):
            case "data":
                data += message.data
                if len(data) > most:
                    raise TooLarge.of("data", len(data), most, "bytes")
            case "end":
                return _checked(bytes(data), message.end.sha256)
            case _:
                break
    raise OutOfOrder("The upload ended too soon: nothing is kept.", remedy="Send 'end' after the data.", field="end")


def _checked(data: bytes, sha256: str) -> bytes:
    if sha256 and sha256.lower() != hashlib.sha256(data).hexdigest():
        raise InvalidInput("What has come is not what was sent.", remedy="Upload it again.", field="end.sha256")
    return data


async def keep(database: Database, person: Person, name: str, data: bytes, most_in_all: int) -> tuple[Archivo, bool]:
    """Keep a file; gives the one that has this content, and whether it is new.

    Args:
        database: Where.
        person: Whose.
        name: What it is to be called; another is found if a different content has it.
        data: The content.
        most_in_all: Bytes that all the person's files may have together.

    Raises:
        InvalidInput: It is no kind of file that is kept.
        TooLarge: There are too many, or they are too large together.
    """
    tipo = tipos.sniff(data[: tipos.HEAD_BYTES], name)
    sha256 = hashlib.sha256(data).hexdigest()
    async with database.transaction(person.player) as connection:
        await archivos.lock(connection)
        if (known := await archivos.with_content(connection, sha256, person.seal)) is not None:
            return known, False
        others = await archivos.listed(connection, person.seal)
        total = sum(other.bytes for other in others) + len(data)
        if len(others) >= MAX_ARCHIVOS:
            raise TooLarge.of("archivos", len(others) + 1, MAX_ARCHIVOS, "files")
        if total > most_in_all:
            raise TooLarge.of("archivos", total, most_in_all, "bytes")
        free = refs.free_name(name, archivos.names(others))
        archivo = Archivo(uuid.uuid4(), free, tipo, len(data), sha256, datetime.now(UTC))
        await archivos.add(connection, archivo, data, person.seal)
    return archivo, True


async def pieces(database: Database, person: Person, archivo: Archivo) -> AsyncIterator[bytes]:
    """A file's content, piece by piece; no connection is held while the reader is slow.

    Raises:
        NotFound: It has been deleted meanwhile.
    """
    for number in range(archivos.pieces_of(archivo)):
        async with database.connection(person.player) as connection:
            piece = await archivos.piece(connection, archivo, number, person.seal)
        yield piece


async def content(database: Database, person: Person, archivo: Archivo) -> bytes:
    """A file's whole content.

    Raises:
        NotFound: It has been deleted meanwhile.
    """
    return b"".join([piece async for piece in pieces(database, person, archivo)])
