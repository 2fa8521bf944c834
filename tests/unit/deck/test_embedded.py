"""DECK's own PostgreSQL: started, killed, left behind, started twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from support.deck import copy_of, rows

from penny_chassis.errors import Misconfigured, PennyError, Unavailable
from penny_deck.db import cluster, embedded, predecessor
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import ITSELF, Database

pytestmark = pytest.mark.slow

PATIENCE_S = 30.0


@pytest.fixture(scope="module")
def db(deck_mould: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the tests of this module use one after the other."""
    return copy_of(deck_mould, tmp_path_factory.mktemp("db"))


@pytest.fixture
async def postgres(db: Path) -> AsyncIterator[Embedded]:
    """A PostgreSQL that runs."""
    running = Embedded(db, fsync=False)
    await running.start()
    yield running
    await running.stop()


async def answer(postgres: Embedded, query: str) -> object:
    """The one value that a query gives."""
    (row,) = await rows(postgres.dsn(), query)
    return next(iter(row.values()))


async def gone(pid: int) -> None:
    """Wait until a process has ended."""
    async with asyncio.timeout(PATIENCE_S):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.01)


async def test_it_is_closed_to_everybody_else(postgres: Embedded) -> None:
    """No port, a socket for us alone, never as root, and DECK's role is no superuser."""
    assert postgres.pid is not None
    server = psutil.Process(postgres.pid)
    assert 0 not in server.uids()
    assert [c for c in server.net_connections("inet") if c.status == psutil.CONN_LISTEN] == []
    assert postgres._socket_folder.stat().st_mode & 0o777 == 0o700
    assert await answer(postgres, "SELECT current_user || ' ' || rolsuper FROM pg_roles WHERE rolname = 'penny'") == (
        "penny false"
    )


async def test_it_speaks_utf8_and_knows_accents(postgres: Embedded) -> None:
    """The locale is PostgreSQL's own, the same on every machine."""
    assert await answer(postgres, "SELECT upper('áéíóúüñ')") == "ÁÉÍÓÚÜÑ"


async def test_a_second_deck_on_the_home_is_refused(postgres: Embedded, db: Path) -> None:
    """The error names the home and the variable, and the first goes on."""
    with pytest.raises(Misconfigured, match=r"Another DECK is using .*PENNY_DECK_HOME"):
        await Embedded(db, fsync=False).start()
    assert await answer(postgres, "SELECT 1") == 1


async def test_it_is_started_again_when_it_is_killed(postgres: Embedded) -> None:
    """After `kill -9` of the server what was committed is there, and the pool mends itself."""
    database = Database(postgres.dsn(), size=2)
    await database.open()
    async with database.connection(ITSELF) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
        await connection.execute("INSERT INTO kept VALUES (7)")
    first = postgres.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await gone(first)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                async with database.connection(ITSELF) as connection:
                    assert await connection.fetchval("SELECT n FROM kept LIMIT 1") == 7
                break
            except Unavailable:
                await asyncio.sleep(0.02)
    assert postgres.pid not in {None, first}
    await database.close()


async def test_what_an_earlier_deck_left_behind_is_stopped(db: Path) -> None:
    """Where the kernel does not do it, the next start does."""
    earlier = Embedded(db, fsync=False)
    await earlier.start()
    left = earlier.pid
    assert left is not None
    assert earlier._keeper is not None
    assert earlier._lock is not None
    earlier._keeper.cancel()
    earlier._lock.close()  # as if the process had gone
    later = Embedded(db, fsync=False)
    await later.start()
    assert later.pid not in {None, left}
    await gone(left)
    await later.stop()


async def test_a_pid_file_with_the_number_of_another_process_does_no_harm(db: Path) -> None:
    """After a power cut the number may be anybody's; he is left alone and PostgreSQL starts."""
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)  # noqa: ASYNC220 - it only waits
    data = cluster.data_of(db)
    (data / "postmaster.pid").write_text(
        f"{other.pid}\n{data}\n1765881000\n5432\n/tmp\n\n0 0\nready\n", encoding="utf-8"
    )
    os.chown(data / "postmaster.pid", data.stat().st_uid, data.stat().st_gid)
    postgres = Embedded(db, fsync=False)
    await postgres.start()
    assert await answer(postgres, "SELECT 1") == 1
    assert other.poll() is None
    await postgres.stop()
    other.communicate()


async def test_stopping_leaves_nothing(db: Path) -> None:
    """No process, no pid file, and the lock is free for the next."""
    postgres = Embedded(db, fsync=False)
    await postgres.start()
    pid = postgres.pid
    assert pid is not None
    await postgres.stop()
    assert not psutil.pid_exists(pid)
    assert predecessor.read(cluster.data_of(db)) is None
    assert postgres.pid is None
    await postgres.stop()  # twice is no error


async def test_a_request_to_stop_that_was_missed_is_repeated(tmp_path: Path) -> None:
    """The helper that becomes PostgreSQL may miss one; the orderly request is made again before a harder one."""
    deaf_once = "trap 'trap - INT' INT; echo listening; while :; do sleep 0.01; done"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in a shell's background it is ignored, for all
    try:
        process = await asyncio.create_subprocess_exec("/bin/sh", "-c", deaf_once, stdout=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"listening\n"
    postgres = Embedded(tmp_path)
    postgres._process = process
    await postgres.stop()
    assert process.returncode == -signal.SIGINT


async def test_its_log_is_short_and_without_content(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither statements nor values nor rows that were refused; and a long log is emptied."""
    log = db / "postgres.log"
    monkeypatch.setattr(embedded, "MAX_LOG_BYTES", 10_000)
    log.write_bytes(b"x" * 10_001)
    postgres = Embedded(db, fsync=False)
    await postgres.start()
    canary = "el canario canta"
    database = Database(postgres.dsn(), size=1)
    await database.open()
    for query in (
        "SELECT '{}'::uuid",
        'SELECT * FROM "{}"',
        "DO $$BEGIN RAISE WARNING '{0}'; RAISE EXCEPTION '{0}'; END$$",
    ):
        with pytest.raises(PennyError) as caught:
            async with database.connection(ITSELF) as connection:
                await connection.execute(query.format(canary))
        assert canary not in str(caught.value)
    await database.close()
    await postgres.stop()
    text = log.read_text(encoding="utf-8")
    assert "ready to accept connections" in text
    assert canary not in text
    assert len(text) < 10_000


async def test_a_first_start_that_was_cut_short_is_done_again(
    deck_mould: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted initdb left is thrown away; the data folder is whole or not there."""
    draft = tmp_path / "pgdata.new"
    monkeypatch.setattr(cluster.Cluster, "_initdb_options", lambda _: ["--no-such-option"])
    postgres = Embedded(tmp_path, fsync=False)
    with pytest.raises(Unavailable, match="initdb failed"):
        await postgres.start()
    assert not cluster.data_of(tmp_path).exists()

    def initdb(_: cluster.Cluster, program: str, *__: str, **___: str) -> None:
        """As quick as a copy; needs an empty folder, as initdb does."""
        if program == "initdb":
            assert list(draft.iterdir()) == []
            subprocess.run(["cp", "-aT", str(cluster.data_of(deck_mould)), str(draft)], check=True)

    (draft / "half").touch()
    monkeypatch.setattr(cluster.Cluster, "_run", initdb)
    await postgres.start()
    assert await answer(postgres, "SELECT 1") == 1
    assert not draft.exists()
    await postgres.stop()


async def test_another_versions_folder_is_refused(tmp_path: Path) -> None:
    """Both versions are named, and nothing is touched."""
    data = cluster.data_of(tmp_path)
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(Misconfigured, match="made by PostgreSQL 14; this is 18"):
        await Embedded(tmp_path, fsync=False).start()


async def test_a_server_that_cannot_start_is_reported_with_its_reason(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL's own last word is in the error, and where to read more."""
    monkeypatch.setitem(cluster._SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(Unavailable, match=r"server failed: .*shared_buffers.*postgres\.log"):
        await Embedded(db, fsync=False).start()


async def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    """A socket's path is short, however long the home's."""
    folder = tmp_path.joinpath(*["carpeta-con-un-nombre-largo"] * 8)
    assert len(os.fsencode(Embedded(folder)._socket_folder / ".s.PGSQL.5432")) <= 103


async def test_a_socket_folder_of_somebody_else_is_refused(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In /tmp anybody may have been there before us."""
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    postgres = Embedded(db, fsync=False)
    monkeypatch.setattr(postgres, "_socket_folder", trap)
    with pytest.raises(Misconfigured, match="belongs to somebody else"):
        await postgres.start()


def test_without_the_wheel_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra to install, or the variable to set."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Misconfigured, match=r"penny-deck\[embedded\].*PENNY_DECK_DSN"):
        cluster.binaries()
