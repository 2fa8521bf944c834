"""A backup's parts on the wire: cut into messages when they go, put together and checked when they come."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterable, AsyncIterator

from penny.v1 import admin_pb2
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge, TooSlow
from penny_deck.copias.tablas import LONG_S, Copying, Tabla, quoted

PIECE_BYTES = 256 * 1024
"""Of data in one message."""
MAX_SMALL_BYTES = 16 * 1024 * 1024
"""The manifest, the keys or a file, which are in memory: the keys of 60 000 players."""

PATIENCE_S = 60.0
"""How long a client may be silent: as long as it restores, nobody else can use the tables."""

_AHEAD = 2
"""Pieces that may wait for a slow reader."""


class Outgoing:
    """A part that is sent: its messages, and what is known of it afterwards."""

    def __init__(self, name: str, kind: admin_pb2.PartKind.ValueType, about_bytes: int = 0) -> None:
        self._begin = admin_pb2.PartBegin(name=name, kind=kind, about_bytes=about_bytes)
        self._hash = hashlib.sha256()
        self.name = name
        self.bytes = 0
        self.rows = 0

    @property
    def sha256(self) -> str:
        """Of what has been sent."""
        return self._hash.hexdigest()

    async def messages(self, data: AsyncIterable[bytes | int]) -> AsyncIterator[admin_pb2.BackupResponse]:
        """All of the part; a number among the data is that of a table's rows."""
        yield admin_pb2.BackupResponse(part=self._begin)
        async for some in data:
            if isinstance(some, int):
                self.rows = some
                continue
            self._hash.update(some)
            self.bytes += len(some)
            for at in range(0, len(some), PIECE_BYTES):
                yield admin_pb2.BackupResponse(data=some[at : at + PIECE_BYTES])
        yield admin_pb2.BackupResponse(end=admin_pb2.PartEnd(sha256=self.sha256, rows=self.rows))


async def whole(data: bytes) -> AsyncIterator[bytes | int]:
    """What is in memory already."""
    yield data


async def rows(connection: Copying, tabla: Tabla) -> AsyncIterator[bytes | int]:
    """A table's rows as COPY gives them, and at last their number; read no faster than they are taken."""
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = asyncio.Semaphore(_AHEAD)

    async def put(piece: bytes) -> None:
        await room.acquire()
        pieces.put_nowait(piece)

    async def copy() -> str:
        query = f"SELECT {', '.join(map(quoted, tabla.columns))} FROM {quoted(tabla.name)}"  # noqa: S608
        try:
            return await connection.copy_from_query(query, output=put, format=tabla.forma, timeout=LONG_S)
        finally:
            pieces.put_nowait(None)

    copied = asyncio.create_task(copy())
    try:
        while (piece := await pieces.get()) is not None:
            room.release()
            yield piece
        yield count_of(await copied)
    finally:
        copied.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([copied])


def count_of(status: str) -> int:
    """Of PostgreSQL's "COPY 12"."""
    return int(status.rpartition(" ")[2])


class Incoming:
    """What a client sends to be restored: taken in the order that is asked for, and nothing else."""

    def __init__(self, requests: AsyncIterator[admin_pb2.RestoreRequest]) -> None:
        self._requests = requests

    async def begin(self) -> admin_pb2.RestoreBegin:
        """What is wanted.

        Raises:
            OutOfOrder: The stream begins with something else.
        """
        return (await self._next("begin")).begin

    async def commit(self) -> None:
        """Nothing else comes, and it is meant.

        Raises:
            OutOfOrder: It is not said.
        """
        await self._next("commit")

    async def small(self, name: str, sha256: str = "") -> bytes:
        """A part as a whole; see `data`.

        Raises:
            TooLarge: It is none of those that are small.
        """
        got = bytearray()
        async for piece in self.data(name, sha256):
            got += piece
            if len(got) > MAX_SMALL_BYTES:
                raise TooLarge.of(name, len(got), MAX_SMALL_BYTES, "bytes")
        return bytes(got)

    async def data(self, name: str, sha256: str = "") -> AsyncIterator[bytes]:
        """The data of the part that comes next, which is known to be whole when this has ended.

        Raises:
            OutOfOrder: Another part comes, or the stream ends.
            InvalidInput: It is not what its end says, or not what is known of it: `sha256`, if it is given.
        """
        begin = (await self._next("part")).part
        if begin.name != name:
            raise _out_of_order(name)
        got = hashlib.sha256()
        while (message := await self._next("data", "end")).WhichOneof("body") == "data":
            got.update(message.data)
            yield message.data
        if got.hexdigest() != message.end.sha256 or sha256 not in {"", message.end.sha256}:
            raise InvalidInput(f"{name} has been changed since it was backed up.", remedy="Take another backup.")

    async def _next(self, *bodies: str) -> admin_pb2.RestoreRequest:
        try:
            async with asyncio.timeout(PATIENCE_S):
                message = await anext(self._requests, None)
        except TimeoutError:
            raise TooSlow("Nothing more came: nothing is restored.", remedy="Try again.") from None
        if message is None or message.WhichOneof("body") not in bodies:
            raise _out_of_order(bodies[0])
        return message


def _out_of_order(field: str) -> OutOfOrder:
    return OutOfOrder(
        f"'{field}' should come here: nothing is restored.", remedy="Send the parts as the manifest has them.", field=field
    )
