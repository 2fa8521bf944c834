"""A backup's parts on the wire: cut into messages when they go, put together and checked when they come."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

from penny.v1 import admin_pb2
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge, TooSlow
from penny_deck.copias.manifiesto import Parte, rows_part
from penny_deck.copias.tablas import LONG_S, Copying, Tabla, count_of, quoted

PIECE_BYTES = 256 * 1024
"""Of data in one message."""
MAX_SMALL_BYTES = 16 * 1024 * 1024
"""The manifest, the keys or a file, which are in memory: the keys of 60 000 players."""

PATIENCE_S = 60.0
"""How long a client may be silent: as long as it restores, nobody else can use the tables."""

_AHEAD = 2
"""Messages that may wait for a slow reader."""


Send = Callable[[admin_pb2.BackupResponse], Awaitable[None]]
"""Waits until there is room for one more message."""


async def streamed(work: Callable[[Send], Awaitable[None]]) -> AsyncGenerator[admin_pb2.BackupResponse, None]:
    """What some work sends, taken as it is wanted; the work is broken off, and has ended, when this is closed."""
    messages: asyncio.Queue[admin_pb2.BackupResponse | None] = asyncio.Queue()
    room = asyncio.Semaphore(_AHEAD)

    async def send(message: admin_pb2.BackupResponse) -> None:
        await room.acquire()
        messages.put_nowait(message)

    async def run() -> None:
        try:
            await work(send)
        finally:
            messages.put_nowait(None)

    task = asyncio.create_task(run())
    try:
        while (message := await messages.get()) is not None:
            room.release()
            yield message
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])


class Outgoing:
    """A part that is sent."""

    def __init__(self, send: Send, name: str, kind: admin_pb2.PartKind.ValueType) -> None:
        self._send = send
        self._name = name
        self._kind = kind
        self._hash = hashlib.sha256()
        self._bytes = 0

    async def begin(self, about_bytes: int) -> None:
        """Say what comes, and about how much."""
        part = admin_pb2.PartBegin(name=self._name, kind=self._kind, about_bytes=about_bytes)
        await self._send(admin_pb2.BackupResponse(part=part))

    async def write(self, data: bytes | bytearray) -> None:
        """Send some of it."""
        self._hash.update(data)
        self._bytes += len(data)
        for at in range(0, len(data), PIECE_BYTES):
            await self._send(admin_pb2.BackupResponse(data=bytes(data[at : at + PIECE_BYTES])))

    async def end(self, rows: int = 0) -> Parte:
        """Say that this was all; gives what the manifest says of it."""
        sha256 = self._hash.hexdigest()
        await self._send(admin_pb2.BackupResponse(end=admin_pb2.PartEnd(sha256=sha256, rows=rows)))
        return Parte(nombre=self._name, sha256=sha256, bytes=self._bytes, filas=rows)


async def send_small(send: Send, name: str, kind: admin_pb2.PartKind.ValueType, data: bytes) -> Parte:
    """Send what is in memory already."""
    part = Outgoing(send, name, kind)
    await part.begin(len(data))
    await part.write(data)
    return await part.end()


async def send_rows(send: Send, connection: Copying, tabla: Tabla) -> Parte:
    """Send a table's rows, read no faster than they are taken."""
    part = Outgoing(send, rows_part(tabla.name), admin_pb2.PART_KIND_ROWS)
    await part.begin(tabla.size)
    query = f"SELECT {', '.join(map(quoted, tabla.columns))} FROM {quoted(tabla.name)}"  # noqa: S608 - names
    try:
        status = await connection.copy_from_query(query, output=part.write, format=tabla.forma, timeout=LONG_S)
    except BaseException:
        connection.terminate()  # asyncpg would wait for the end of a statement that has ended already
        raise
    sent = await part.end(count_of(status))
    return sent.model_copy(update={"columnas": tabla.columns, "forma": tabla.forma})


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
        f"'{field}' should come here: nothing is restored.",
        remedy="Send the parts as the manifest has them.",
        field=field,
    )
