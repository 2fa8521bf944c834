"""DECK's own PostgreSQL: started with DECK, kept running, stopped with it.

Law: one DECK a home, one PostgreSQL a DECK, and neither outlives the other's end by more than moments.

- One DECK a home: `db/deck.lock` is locked for as long as the process lives; the kernel gives it back after kill -9.
- DECK ends: PostgreSQL is stopped in order; if DECK is killed, the kernel asks PostgreSQL to stop (child.py). Where it
  cannot (macOS), the next start stops the one that was left behind.
- PostgreSQL ends: it is started again, as often as need be, with pauses; it recovers what had been committed.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import logging
import os
import signal
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import quote

from penny_chassis.errors import Misconfigured, PennyError, Unavailable
from penny_deck import faults
from penny_deck.db import child, extension, identity, predecessor, roles
from penny_deck.db.cluster import DATABASE, ENVIRONMENT, ROLE, SUPERUSER, Cluster, binaries, data_of, failure
from penny_deck.db.pool import Database

log = logging.getLogger(__name__)

START_S = 60.0
"""Time to be ready, recovery after a crash included."""
STOP_S = 10.0
"""Time for an orderly stop; after it, PostgreSQL is told to stop at once, which costs a recovery at the next start."""
MAX_LOG_BYTES = 1024 * 1024

_POLL_S = 0.01
_AGAIN_S = 0.2
_TEND_S = 60.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_SOCKET = ".s.PGSQL.5432"
_MAX_SOCKET_PATH = 103
"""Bytes; the shortest limit of the systems we run on (macOS; Linux has 107)."""


class HomeTaken(Misconfigured):
    """Another DECK uses the folder."""


class Embedded:
    """PostgreSQL in a folder."""

    def __init__(self, db: Path, *, fsync: bool = True) -> None:
        """`db` is DECK's folder for it, which exists."""
        self._db = db.absolute()
        self._fsync = fsync
        self._log = self._db / "postgres.log"
        self._socket_folder = _socket_folder(self._db)
        self._lock: IO[bytes] | None = None
        self._cluster: Cluster | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """PostgreSQL's process, if it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def dsn(self, role: str = ROLE, database: str = DATABASE) -> str:
        """Where to connect to."""
        return dsn_at(self._socket_folder, role, database)

    def trouble(self) -> PennyError | None:
        """Why the database is away, if it can be told from here."""
        return faults.disk_full() if faults.is_full(self._db) else None

    async def start(self) -> None:
        """Run PostgreSQL, ready when this returns; make its data folder first if there is none.

        Raises:
            HomeTaken: Another DECK uses the folder.
            Misconfigured: It cannot run here; the message says what to do.
            Unavailable: The disk is full, or PostgreSQL does not become ready.
        """
        self._lock = _lock(self._db / "deck.lock")
        try:
            who = identity.choose(data_of(self._db))
            self._cluster = Cluster(self._db, binaries(), who, self._fsync)
            await asyncio.to_thread(self._cluster.create)
            await predecessor.stop(self._cluster.data, STOP_S)
            await self._launch()
            await self._administer()
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop PostgreSQL in order and let go of the folder; no error if it does not run."""
        keeper, self._keeper = self._keeper, None
        try:
            if keeper is not None:
                keeper.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await keeper
        finally:
            await self._halt()
            self._release()

    def _release(self) -> None:
        """Let another DECK have the folder."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._socket_folder.rmdir()
            self._lock.close()
            self._lock = None

    async def _administer(self) -> None:
        """What only PostgreSQL's own administrator may do."""
        administrator = Database(self.dsn(SUPERUSER), size=1, explain=self.trouble)
        await administrator.open()
        try:
            await roles.make(administrator, ROLE)
            await extension.make(administrator)
        finally:
            await administrator.close()

    async def _launch(self) -> None:
        """Start the process and wait until it takes connections."""
        if self._cluster is None:
            raise AssertionError
        _make_socket_folder(self._socket_folder, self._cluster.identity)
        self._trim_log()
        with self._log.open("ab") as report:
            before = report.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self._cluster.arguments(self._socket_folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=report,
                stderr=report,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,  # Ctrl-C at the terminal must reach DECK alone, which stops PostgreSQL last
            )
        try:
            async with asyncio.timeout(START_S):
                await self._until_ready(self._process, before)
        except TimeoutError:
            raise Unavailable("PostgreSQL does not become ready.", remedy=f"See {self._log}.") from None

    async def _until_ready(self, process: asyncio.subprocess.Process, before: int) -> None:
        data = data_of(self._db)
        while (state := predecessor.read(data)) is None or not state.ready or state.pid != process.pid:
            if process.returncode is not None:
                if process.returncode == child.EX_NOPERM:
                    raise identity.refused()
                with self._log.open("rb") as report:
                    report.seek(before)
                    raise failure("server", report.read().decode(errors="replace"), self._log)
            await asyncio.sleep(_POLL_S)

    async def _halt(self) -> None:
        """End the process: in order, or else at once, or else by force.

        The request is repeated, which PostgreSQL does not mind: what is about to become PostgreSQL may miss the first.
        """
        process = self._process
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for _ in range(round(STOP_S / _AGAIN_S)):
                if process is None or process.returncode is not None:
                    return
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(number)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_AGAIN_S):
                        await process.wait()

    async def _keep(self) -> None:
        """Start PostgreSQL again whenever it ends, and keep its log short."""
        pause = _FIRST_PAUSE_S
        while True:
            if self.pid is not None:
                pause = _FIRST_PAUSE_S
                await self._tend()
                continue
            try:
                await self._launch()
                log.warning("PostgreSQL runs again")
            except (PennyError, OSError) as error:
                log.error("PostgreSQL cannot be started again", extra={"reason": _reason(error)})  # noqa: TRY400
                await self._halt()
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _tend(self) -> None:
        """Wait for the process's end, at most until it is time to look after the log."""
        if self._process is None:
            return
        try:
            async with asyncio.timeout(_TEND_S):
                status = await self._process.wait()
            log.error("PostgreSQL has ended", extra={"status": status})
        except TimeoutError:
            self._trim_log()

    def _trim_log(self) -> None:
        """Empty the log if it has grown too long; PostgreSQL appends, so it may be done under its hands."""
        with contextlib.suppress(FileNotFoundError):
            if self._log.stat().st_size > MAX_LOG_BYTES:
                os.truncate(self._log, 0)


def dsn_at(socket_folder: Path, role: str = ROLE, database: str = DATABASE) -> str:
    """Where to connect to a PostgreSQL whose socket is in this folder."""
    return f"postgresql://{role}@/{database}?host={quote(str(socket_folder), safe='')}"


def _reason(error: PennyError | OSError) -> str:
    return error.message if isinstance(error, PennyError) else type(error).__name__


def _lock(path: Path) -> IO[bytes]:
    """Lock a file for as long as it is open.

    Raises:
        HomeTaken: Another process, or another DECK of this one, holds it. The kernel takes the lock from whoever has
            ended, so that waiting and trying again does not help.
        Misconfigured: The file cannot be opened.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise faults.of_file(error, path) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise HomeTaken(
            f"Another DECK is using {path.parent.parent}.",
            remedy="Stop it, or give this one another home with PENNY_DECK_HOME.",
        ) from None
    return file


def _socket_folder(db: Path) -> Path:
    """A short path, always the same for a home: a socket's path may not be as long as a folder's."""
    name = f"penny-deck-{hashlib.sha256(os.fsencode(db)).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    fits = len(os.fsencode(folder / _SOCKET)) <= _MAX_SOCKET_PATH
    return folder if fits else Path("/tmp") / name  # noqa: S108 - checked for its owner and mode below


def _make_socket_folder(folder: Path, who: identity.Identity) -> None:
    """Make the folder for the socket, which only we and PostgreSQL may enter.

    Raises:
        Misconfigured: Somebody else has put something in its place.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {os.geteuid(), who.uid}:
            raise Misconfigured(f"{folder} belongs to somebody else.", remedy="Set TMPDIR to a folder of your own.")
        who.own(folder)
    except OSError as error:
        raise faults.of_file(error, folder) from None
