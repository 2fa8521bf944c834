"""What PostgreSQL's own pid file says, and ending a PostgreSQL that an earlier DECK has left behind.

Only the DECK that holds the home's lock ends one, so any PostgreSQL found at work on the data folder is nobody's.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import Unavailable

_PID_LINE, _SOCKET_LINE, _STATUS_LINE = 0, 4, 7
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class State:
    """A server, by its pid file."""

    pid: int
    socket_folder: Path | None
    """Where it takes connections; None: not yet."""

    @property
    def ready(self) -> bool:
        """It takes connections."""
        return self.socket_folder is not None


def read(data: Path) -> State | None:
    """What postmaster.pid says; None if there is none, or only the beginning of one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        ready = len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"
        return State(int(lines[_PID_LINE]), Path(lines[_SOCKET_LINE]) if ready else None)
    except (FileNotFoundError, ValueError, IndexError):
        return None


async def stop(data: Path, patience_s: float) -> None:
    """End the PostgreSQL that works on a data folder, if there is one.

    Raises:
        Unavailable: It does not end.
    """
    state = read(data)
    if state is None:
        return
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if not _works_on(state.pid, data):
            _forget(state.pid, data)
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(state.pid, number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while _works_on(state.pid, data):  # noqa: ASYNC110 - another process's end is no event of ours
                    await asyncio.sleep(_POLL_S)
    if _works_on(state.pid, data):
        raise Unavailable("A PostgreSQL left behind by an earlier DECK does not end.", remedy="Restart the machine.")


def _forget(pid: int, data: Path) -> None:
    """Remove a pid file whose number has passed to another process, which PostgreSQL would take for its predecessor.

    With no process of that number PostgreSQL sees for itself, and the file is left to it: by what it holds PostgreSQL
    knows whether a worker of its predecessor is still there.
    """
    if _command_line(pid):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _works_on(pid: int, data: Path) -> bool:
    """Whether a process is a PostgreSQL on this data folder."""
    program, _, arguments = _command_line(pid).partition(" ")
    return program.endswith("/postgres") and str(data) in arguments


def _command_line(pid: int) -> str:
    """A process's command line; empty if there is no such process, or only what is left of one."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout
