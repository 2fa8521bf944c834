"""One run of one service: a process that is started, waited for, and stopped."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launch.py")
_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Program:
    """What is to be run."""

    name: str
    module: str
    target: str
    """host:port of its health check."""
    log: Path | None = None
    """Where its standard error goes; None: to ours."""

    def last_words(self) -> str:
        """The last line that it logged; empty if there is no log."""
        if self.log is None or not self.log.is_file():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def turn_log(self) -> None:
        """Begin a new log; the one before is kept as `NAME.log.1`."""
        if self.log is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists():
                self.log.replace(self.log.with_suffix(".log.1"))


class Run:
    """A running program."""

    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program = program
        self._process = process

    @classmethod
    async def start(cls, program: Program, environ: Mapping[str, str]) -> "Run":
        """Start it, in a process group of its own: a Ctrl-C is for us to pass on, in order."""
        log = program.log.open("ab") if program.log else None
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                str(_LAUNCHER),
                str(os.getpid()),
                program.module,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        finally:
            if log is not None:
                log.close()
        return cls(program, process)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    async def wait(self) -> int:
        """Its exit status, when it has ended; negative: the signal that killed it."""
        return await self._process.wait()

    async def stop(self, grace_s: float) -> bool:
        """Ask it to end, and kill it if it has not after `grace_s`; True if it had to be killed."""
        if self._process.returncode is not None:
            return False
        try:
            self._process.terminate()
            await asyncio.wait_for(self._process.wait(), grace_s)
        except TimeoutError:
            return await self.kill()
        except ProcessLookupError:  # it ended a moment ago
            await self._process.wait()
        return False

    async def kill(self) -> bool:
        """End it at once; True if it was still there."""
        if self._process.returncode is not None:
            return False
        self._process.kill()
        await self._process.wait()
        return True
