"""Looks after the services: starts them side by side, restarts one that dies, stops them group by group.

The law: whatever happens to whoever waits here, leaving the `async with` block leaves no process behind. A service that
ends with EX_CONFIG, or that dies MAX_STILLBIRTHS times before it was ever ready, cannot be helped by starting it again:
`failed` says so, and everything is stopped.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Self

from penny_client.backoff import Backoff
from penny_client.clock import Clock, WallClock
from penny_client.errors import Misconfigured, PennyError, Unavailable
from penny_client.local.health import Health, check
from penny_client.local.process import Program, Run

EX_CONFIG = 78
"""Exit status of a service whose configuration has to be mended (sysexits.h)."""
MAX_STILLBIRTHS = 3
STABLE_S = 30.0
"""A service that has run this long has its earlier deaths forgiven."""
READY_TIMEOUT_S = 180.0
GRACE_S = 8.0
"""Longer than a service takes to let its running streams end (5 s)."""
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Ready:
    """A service can be used."""

    name: str
    target: str
    after_s: float


@dataclass(frozen=True, slots=True)
class Died:
    """A service ended by itself and will be started again."""

    name: str
    status: int
    """Exit status; negative: the signal that killed it."""
    again_in_s: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """A service has been stopped."""

    name: str
    killed: bool
    """Whether it had to be killed."""


Report = Callable[[Ready | Died | Stopped], None]


class NotReady(Unavailable):
    """A service does not come up."""


class Supervisor:
    """Runs programs while its `async with` block lasts, in groups.

    The groups stop in the order given, the programs of one all at once; each is reported when it has stopped.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[Program]],
        environ: Mapping[str, str],
        report: Report,
        *,
        backoff: Backoff | None = None,
        grace_s: float = GRACE_S,
        clock: Clock | None = None,
    ) -> None:
        self._groups = groups
        self._programs = [program for group in groups for program in group]
        self._environ = environ
        self._report = report
        self._backoff = backoff or Backoff(first_s=0.5, longest_s=8.0, jitter=0.0)
        self._grace_s = grace_s
        self._clock = clock or WallClock()
        self._runs: dict[str, Run] = {}
        self._ready = {program.name: asyncio.Event() for program in self._programs}
        self._failure: asyncio.Future[PennyError] | None = None
        self._watchers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._failure = asyncio.get_running_loop().create_future()
        for program in self._programs:
            program.turn_log()
            self._watchers.append(asyncio.create_task(self._look_after(program)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        try:
            for group in self._groups:
                await asyncio.gather(*(self._stop(program.name) for program in group))
        finally:
            for run in self._runs.values():
                await run.kill()

    async def _stop(self, name: str) -> None:
        if run := self._runs.get(name):
            killed = await run.stop(self._grace_s)
            self._report(Stopped(name, killed))

    def pid_of(self, name: str) -> int:
        """The process that is this service now."""
        return self._runs[name].pid

    async def ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Wait until every service can be used.

        Raises:
            Misconfigured: One says that its configuration has to be mended.
            NotReady: One dies again and again, or is not ready in time.
        """
        failed = asyncio.create_task(self.failed())
        waiting = asyncio.create_task(self._all_ready())
        try:
            await asyncio.wait({failed, waiting}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if failed.done():
                failed.result()
            if not waiting.done():
                late = ", ".join(name for name, event in self._ready.items() if not event.is_set())
                raise NotReady(f"Not ready after {timeout_s:g} s: {late}.", remedy="Their logs say what they are at.")
        finally:
            failed.cancel()
            waiting.cancel()
            await asyncio.gather(failed, waiting, return_exceptions=True)

    async def _all_ready(self) -> None:
        for event in self._ready.values():
            await event.wait()

    async def failed(self) -> NoReturn:
        """Wait until a service cannot be helped any more, and raise why; for ever if all goes well."""
        assert self._failure is not None, "only inside the `async with` block"  # noqa: S101 - for the type checker
        raise await asyncio.shield(self._failure)

    async def _look_after(self, program: Program) -> None:
        deaths = 0
        while True:
            began_s = self._clock.now_s()
            status = await self._one_run(program, began_s)
            deaths = 1 if self._clock.now_s() - began_s > STABLE_S else deaths + 1
            if error := self._beyond_help(program, status, deaths):
                self._fail(error)
                return
            delay_s = self._backoff.delay_s(deaths)
            self._report(Died(program.name, status, delay_s))
            await self._clock.sleep(delay_s)

    async def _one_run(self, program: Program, began_s: float) -> int:
        """Run it once; gives its exit status."""
        run = await Run.start(program, self._environ)
        self._runs[program.name] = run
        readiness = asyncio.create_task(self._report_when_ready(program, began_s))
        try:
            return await run.wait()
        finally:
            readiness.cancel()
            await asyncio.gather(readiness, return_exceptions=True)

    async def _report_when_ready(self, program: Program, began_s: float) -> None:
        while await check(program.target) is not Health.SERVING:
            await self._clock.sleep(POLL_S)
        self._ready[program.name].set()
        self._report(Ready(program.name, program.target, self._clock.now_s() - began_s))

    def _beyond_help(self, program: Program, status: int, deaths: int) -> PennyError | None:
        words = program.last_words()
        if status == EX_CONFIG:
            return Misconfigured(words or f"{program.name} cannot use its configuration.")
        if deaths < MAX_STILLBIRTHS or self._ready[program.name].is_set():
            return None
        return NotReady(
            f"{program.name} ended {deaths} times before it was ready (exit status {status}).",
            remedy=f"Its last words: {words}" if words else "",
        )

    def _fail(self, error: PennyError) -> None:
        if self._failure is not None and not self._failure.done():
            self._failure.set_result(error)
