"""Reading apart: in a process that may crash, hang or eat memory without taking DECK with it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from penny_chassis.errors import InvalidInput, Unavailable
from penny_deck.grace.document import Document
from penny_deck.grace.readers import limits, ocr, wire
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.vault.tipos import Tipo

READ_S = 120.0
"""By default: some 40 scanned pages (measured: 2 to 3 s each, on two cores)."""
START_S = 60.0
"""For the libraries to be there, on a slow disk."""
PROGRAM = (sys.executable, "-P", "-m", "penny_deck.grace.readers")

_INHERITED = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""Of DECK's environment, which may hold keys and passwords."""
_ADDED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": str(ocr.THREADS),
    "GRPC_ENABLE_FORK_SUPPORT": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class Sandbox:
    """One process that reads, one document at a time; started when first needed, and again after it was killed.

    It dies with the thread that started it: the event loop's.
    """

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        """`program`: what calls `child.serve`."""
        self._program = program
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Have the process ready, so that the first document need not wait for it.

        Raises:
            Unavailable: It does not start.
        """
        async with self._turn:
            await self._ready()

    async def close(self) -> None:
        """End the process, and with it whatever it reads."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)

    async def read_apart(self, data: bytes, tipo: Tipo, *, timeout_s: float = READ_S) -> Document:
        """The words of a document, as `readers.read` gives them; waiting for one's turn is not counted.

        Raises:
            InvalidInput: It cannot be read: it is damaged, locked, or takes too long, too much memory, or crashes.
            TooLarge: It is beyond a limit.
            Misconfigured: It is a scan or photo, and what reads those is not installed.
            Unavailable: The process does not start, or was killed from without.
        """
        reading = await self._read(data, tipo, table=False, timeout_s=timeout_s)
        if not isinstance(reading, Document):
            raise limits.unreadable()
        return reading

    async def read_table_apart(self, data: bytes, tipo: Tipo, *, timeout_s: float = READ_S) -> Tabla:
        """The table in a file, as `readers.read_table` gives it; otherwise like `read_apart`."""
        reading = await self._read(data, tipo, table=True, timeout_s=timeout_s)
        if not isinstance(reading, Tabla):
            raise limits.unreadable()
        return reading

    async def _read(self, data: bytes, tipo: Tipo, *, table: bool, timeout_s: float) -> wire.Reading:
        cpu_s = round(timeout_s * ocr.THREADS) + 1
        request = wire.Request(tipo, table, cpu_s, len(data))
        async with self._turn:
            answer = await self._ask(await self._ready(), request, data, timeout_s)
        if answer == wire.CRASHED:
            raise limits.unreadable()
        return await asyncio.to_thread(wire.decode, answer)

    async def _ask(
        self, process: asyncio.subprocess.Process, request: wire.Request, data: bytes, timeout_s: float
    ) -> bytes:
        """An answer; a process that has not given one, because time ran out or nobody waits any more, is killed."""
        try:
            async with asyncio.timeout(timeout_s):
                return await _exchange(process, request, data)
        except TimeoutError:
            await self.close()
            raise _too_slow() from None
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.close()
            raise _gone() from None
        except asyncio.CancelledError:
            await self.close()
            raise

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await self._started()
        return self._process

    async def _started(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ} | _ADDED,
            start_new_session=True,  # so that what it forks can be killed with it
        )
        try:
            async with asyncio.timeout(START_S):
                await _answer(process)  # that it is ready
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            await _end(process)
            raise Unavailable(
                "The process that reads documents does not start.", remedy="See that penny-deck is installed whole."
            ) from None
        except BaseException:
            await _end(process)
            raise
        return process


async def _exchange(process: asyncio.subprocess.Process, request: wire.Request, data: bytes) -> bytes:
    if process.stdin is None:
        raise AssertionError
    process.stdin.write(request.encode())
    process.stdin.write(data)
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise AssertionError
    length = int.from_bytes(await process.stdout.readexactly(wire.LENGTH_BYTES), "big")
    if length > wire.MAX_ANSWER_BYTES:
        raise ConnectionResetError
    return await process.stdout.readexactly(length)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it and all that it has forked, and wait for that."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    await asyncio.shield(process.wait())


def _too_slow() -> InvalidInput:
    return InvalidInput(
        "This document cannot be read in the time that there is for one.",
        remedy="Divide it, or save it anew elsewhere, and upload that.",
        field=limits.FIELD,
    )


def _gone() -> Unavailable:
    return Unavailable("The process that reads documents has ended.", remedy="Try again.", retry_after_ms=1000)
