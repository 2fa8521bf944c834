"""Looking after services: small ones, but real processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
import pytest

from penny_client.backoff import Backoff
from penny_client.errors import Misconfigured
from penny_client.local.health import Health, check
from penny_client.local.process import Program, Run
from penny_client.local.supervisor import Died, NotReady, Ready, Stopped, Supervisor

pytestmark = pytest.mark.slow

QUICKLY = Backoff(first_s=0.05, longest_s=0.05, jitter=0.0)
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\nsignal.pause()\n"
WAITING = "import signal\nsignal.pause()\n"

MakeProgram = Callable[..., Program]
Environ = Mapping[str, str]


class Reports:
    """Keeps what is reported, and lets a test wait for it."""

    def __init__(self) -> None:
        self.seen: list[Ready | Died | Stopped] = []
        self._news = asyncio.Event()

    def __call__(self, event: Ready | Died | Stopped) -> None:
        """Take one."""
        self.seen.append(event)
        self._news.set()

    async def until(self, kind: type, count: int) -> None:
        """Wait until there are so many of a kind."""
        async with asyncio.timeout(60):
            while sum(isinstance(event, kind) for event in self.seen) < count:
                self._news.clear()
                await self._news.wait()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no such process runs any more."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_starts_restarts_and_stops_in_order(
    program: MakeProgram, environ: Environ, diary: Callable[[], list[str]]
) -> None:
    """Both become ready; one that is killed is reported and ready again; leaving stops them in the order given."""
    reports = Reports()
    programs = [program("door"), program("store")]
    async with Supervisor([[each] for each in programs], environ, reports, backoff=QUICKLY) as services:
        await services.ready()
        first = services.pid_of("store")
        os.kill(first, signal.SIGKILL)
        await reports.until(Ready, 3)
        assert services.pid_of("store") != first
        assert await check(programs[1].target) is Health.SERVING
        pids = [services.pid_of(each.name) for each in programs]
    assert [event for event in reports.seen if isinstance(event, Died)] == [Died("store", -signal.SIGKILL, 0.05)]
    assert reports.seen[-2:] == [Stopped("door", killed=False), Stopped("store", killed=False)]
    assert diary() == ["door", "store"]
    assert all(map(gone, pids))


async def test_a_group_stops_together(program: MakeProgram, environ: Environ, diary: Callable[[], list[str]]) -> None:
    """Each of a group is asked to stop while the others are still stopping; the next group waits for all of them."""
    reports = Reports()
    groups = [[program("left", meets=2), program("right", meets=2)], [program("store")]]
    async with Supervisor(groups, environ, reports, grace_s=20) as services:
        await services.ready()
    assert sorted(diary()[:2]) == ["left", "right"]
    assert diary()[2:] == ["store"]
    assert reports.seen[-1] == Stopped("store", killed=False)
    assert not any(event.killed for event in reports.seen if isinstance(event, Stopped))


async def test_wrong_configuration_is_the_end(program: MakeProgram, environ: Environ) -> None:
    """Exit status 78 is not tried again: the service's last words are the error."""
    reports = Reports()
    source = "import sys\nsys.stderr.write('noise\\npenny_asr: no such engine.\\n')\nsys.exit(78)\n"
    async with Supervisor([[program("asr", source)]], environ, reports, backoff=QUICKLY) as services:
        with pytest.raises(Misconfigured, match="penny_asr: no such engine"):
            await services.ready()
    assert not any(isinstance(event, Died) for event in reports.seen)


async def test_service_that_never_comes_up_is_given_up(program: MakeProgram, environ: Environ) -> None:
    """A service that dies three times before it was ready is not tried a fourth time."""
    reports = Reports()
    source = "import sys\nsys.exit('the port is taken')\n"
    async with Supervisor([[program("vad", source)]], environ, reports, backoff=QUICKLY) as services:
        with pytest.raises(NotReady, match=r"3 times.*the port is taken"):
            await services.ready()
    assert sum(isinstance(event, Died) for event in reports.seen) == 2


async def test_service_that_takes_too_long_is_named(program: MakeProgram, environ: Environ) -> None:
    """Whoever waits for readiness is told which service is late."""
    async with Supervisor([[program("llm", WAITING)]], environ, Reports(), grace_s=0.2) as services:
        with pytest.raises(NotReady, match="llm"):
            await services.ready(timeout_s=0.1)


async def test_deaf_service_is_killed(program: MakeProgram, environ: Environ) -> None:
    """A service that does not stop when it is asked to is killed after the grace."""
    deaf = program("tts", STUBBORN)
    deaf.turn_log()
    run = await Run.start(deaf, environ)
    await until(lambda: deaf.last_words() == "deaf")
    assert await run.stop(grace_s=0.1)
    assert gone(run.pid)


async def test_interrupted_start_leaves_nothing(program: MakeProgram, environ: Environ) -> None:
    """Whoever gives up waiting for readiness leaves no process behind."""
    supervisor = Supervisor([[program("a", WAITING)], [program("b", WAITING)]], environ, Reports())

    async def start() -> None:
        async with supervisor as services:
            await services.ready()

    starting = asyncio.create_task(start())
    await until(lambda: len(supervisor._runs) == 2)
    pids = [supervisor.pid_of(name) for name in ("a", "b")]
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert all(map(gone, pids))


async def test_a_new_start_keeps_the_log_before(program: MakeProgram) -> None:
    """The log of the run before is still there, under another name."""
    made = program("deck", "")
    made.turn_log()
    assert made.log is not None
    made.log.write_text("old words\n\n")
    assert made.last_words() == "old words"
    made.turn_log()
    assert made.last_words() == ""
    assert made.log.with_suffix(".log.1").read_text() == "old words\n\n"


SUPERVISED = """
import asyncio, os, sys
from pathlib import Path
from penny_client.local.process import Program
from penny_client.local.supervisor import Supervisor

async def main():
    programs = [Program(name, f"small_{name}", "127.0.0.1:1", Path(sys.argv[1]) / name) for name in ("a", "b")]
    async with Supervisor([programs], os.environ, lambda event: None) as services:
        while len(services._runs) < 2:
            await asyncio.sleep(0.02)
        print(*(run.pid for run in services._runs.values()), flush=True)
        await services.failed()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends the children of a killed parent")
def test_killed_supervisor_leaves_no_orphan(program: MakeProgram, environ: Environ, tmp_path: Path) -> None:
    """After kill -9 of the supervisor none of its services runs any more, not even one that is deaf to SIGTERM."""
    program("a", WAITING)
    program("b", STUBBORN)
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, str(tmp_path)], env=environ, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        services = [psutil.Process(int(pid)) for pid in supervisor.stdout.readline().split()]
        supervisor.kill()
    assert len(services) == 2
    _, alive = psutil.wait_procs(services, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
