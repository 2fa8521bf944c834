"""Breaking what DECK stands on: its PostgreSQL, its process, its disk; and a caller that remembers what it was told.

Nothing is imitated: processes are killed with SIGKILL and disks are full.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import grpc
import psutil
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from support.deck import turno

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_deck.db.cluster import data_of

PATIENCE_S = 60.0
AGAIN_S = 0.02
"""Pause of a caller that insists; the gateway's are longer."""


@dataclass(slots=True)
class Writer:
    """Appends turns, many at once, and keeps what it was told of each."""

    stub: "deck_pb2_grpc.DeckServiceAsyncStub"
    at: int = -1
    """When so many turns are acknowledged, `then` happens, once."""
    then: Callable[[], object] = lambda: None
    acknowledged: dict[str, bool] = field(default_factory=dict)
    """Of the turns that DECK has said to have, by id: whether it called them new."""
    refusals: list[grpc.aio.AioRpcError] = field(default_factory=list)

    async def append(self, turn: deck_pb2.Turno) -> bool:
        """Try once; whether it was acknowledged. Raises what is no UNAVAILABLE, for it will not get better."""
        try:
            answer = await self.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            self.refusals.append(error)
            return False
        self.acknowledged[turn.id] = answer.created
        if len(self.acknowledged) == self.at:
            self.then()
        return True

    async def insist(self, turn: deck_pb2.Turno) -> None:
        """Try until it is acknowledged."""
        while not await self.append(turn):
            await asyncio.sleep(AGAIN_S)

    async def all_at_once(self, turns: Iterable[deck_pb2.Turno], *, insisting: bool) -> None:
        """Append turns concurrently."""
        how = self.insist if insisting else self.append
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(how(turn) for turn in turns))


async def opened(stub: "deck_pb2_grpc.DeckServiceAsyncStub", number: int) -> list[str]:
    """Some sessions; gives their ids."""
    return [(await stub.OpenSession(deck_pb2.OpenSessionRequest())).sesion_id for _ in range(number)]


def turns_of(sesiones: list[str], each: int, first: int = 0) -> list[deck_pb2.Turno]:
    """Turns for sessions, mixed: one of each session, the next of each, …; `first` is the first's turno_index.

    Their texts have 1000 characters, which cannot be compressed.
    """
    indices = range(first, first + each)
    return [turno(sesion, index, texto=os.urandom(500).hex()) for index in indices for sesion in sesiones]


async def whole_log(stub: "deck_pb2_grpc.DeckServiceAsyncStub") -> tuple[list[deck_pb2.Sesion], list[str]]:
    """What DECK reads back: the sessions, and the ids of all turns."""
    answers = [answer async for answer in stub.ReadLog(deck_pb2.ReadLogRequest(max_sessions=1000))]
    sesiones = [answer.sesion for answer in answers if answer.HasField("sesion")]
    return sesiones, [answer.turno.id for answer in answers if answer.HasField("turno")]


def retry_after_ms(error: grpc.aio.AioRpcError) -> int:
    """RetryInfo's delay; 0 if the status carries none."""
    status = rpc_status.from_call(cast("grpc.Call", error))
    retry = error_details_pb2.RetryInfo()
    for detail in status.details if status else ():
        if detail.Unpack(retry):
            return cast("Duration", retry.retry_delay).ToMilliseconds()
    return 0


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it has started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def kill(processes: Iterable[psutil.Process]) -> None:
    """`kill -9`."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def servers_on(home: Path) -> list[psutil.Process]:
    """The postmasters that work on a home."""
    data = str(data_of(home / "db"))
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if (line := process.info["cmdline"] or [""])[0].endswith("/postgres") and data in line
    ]


@contextlib.asynccontextmanager
async def deck_process(home: Path, *, code: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m penny_deck` on a home, with fsync, as people run it; ends with the block if it has not before.

    `code` is Python that runs first, in the same process. What DECK reports is in deck.log beside the home.
    """
    own = {"PENNY_DECK_HOME": str(home), "PENNY_DECK_LISTEN": address_of(home), "PENNY_DECK_FSYNC": "on"}
    how = ["-c", f"{code}\nfrom penny_deck.__main__ import main\nmain()"] if code else ["-m", "penny_deck"]
    with (home.parent / "deck.log").open("ab") as report:
        process = await asyncio.create_subprocess_exec(sys.executable, *how, env=os.environ | own, stderr=report)
    try:
        yield process
    finally:
        servers = servers_on(home)
        if process.returncode is None:
            process.terminate()
            await process.wait()
            await gone(servers)


def address_of(home: Path) -> str:
    """Where the process on a home listens."""
    return f"unix:{home}/s"


@contextlib.asynccontextmanager
async def calling(home: Path) -> AsyncIterator["deck_pb2_grpc.DeckServiceAsyncStub"]:
    """Calls to the process on a home, once it serves."""
    async with channel(address_of(home)) as to_deck:
        checks = health_pb2_grpc.HealthStub(to_deck)
        request = health_pb2.HealthCheckRequest(service="penny.v1.DeckService")
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = await checks.Check(request, wait_for_ready=True)  # type: ignore[attr-defined] # stubs lack it
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    break
                await asyncio.sleep(AGAIN_S)
        yield deck_pb2_grpc.DeckServiceStub(to_deck)


async def gone(processes: Iterable[psutil.Process]) -> None:
    """Wait until processes that are not ours have ended."""
    async with asyncio.timeout(PATIENCE_S):
        while any(alive(process) for process in processes):
            await asyncio.sleep(AGAIN_S)


def alive(process: psutil.Process) -> bool:
    """Whether this very process runs, and not another that has got its number."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path | None]:
    """A file system of its own in memory, such as "64m"; None where it cannot be mounted."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "penny-test", folder], check=False)
    if done.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(folder: Path, *, but: int = 0) -> Path:
    """Use up what is left of a disk, to the last byte but so many; gives the file that does."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(65_536)):
            pass
    os.truncate(path, path.stat().st_size - but)
    return path
