"""DECK when what it stands on breaks: PostgreSQL and DECK itself killed, the disk full, a migration cut short.

The law in all of it: what was acknowledged is there, each turn once, and whoever was refused knows when to try again.
"""

import asyncio
import contextlib
import itertools
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from support.deck import Deck, copy_of, rows
from support.faults import (
    AGAIN_S,
    PATIENCE_S,
    Writer,
    alive,
    calling,
    deck_process,
    family,
    fill,
    kill,
    opened,
    retry_after_ms,
    servers_on,
    small_disk,
    turns_of,
    whole_log,
)
from support.serving import serving

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_chassis.errors import PennyError, Unavailable
from penny_deck.config import Settings
from penny_deck.db import migrate, pool
from penny_deck.db.embedded import Embedded
from penny_deck.db.migrate import Migration
from penny_deck.db.pool import ITSELF, Database
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys import master

pytestmark = pytest.mark.slow

SESSIONS, EACH = 8, 25
KILLED_AT = 60
"""Of 200 turns, so many are acknowledged when the blow falls: the others are under way or waiting."""


@dataclass(frozen=True, slots=True)
class Running:
    """A DECK with a PostgreSQL of its own, in this process."""

    service: DeckServer
    stub: "deck_pb2_grpc.DeckServiceAsyncStub"
    home: Path

    @property
    def postgres(self) -> Embedded:
        """What it keeps running."""
        assert self.service._store._embedded is not None
        return self.service._store._embedded

    def kill_postgres(self) -> None:
        """The postmaster and its backends, at once."""
        assert self.postgres.pid is not None
        kill(family(self.postgres.pid))


async def running(home: Path) -> AsyncIterator[Running]:
    """A DECK on a home of its own, with fsync."""
    service = DeckServer(Settings.model_validate({"home": home}))
    async with serving(service, home) as address, channel(address) as to_deck:
        yield Running(service, deck_pb2_grpc.DeckServiceStub(to_deck), home)


def prepared(home: Path, mould: Path) -> Path:
    """A home whose PostgreSQL has its data folder already, and nothing in it."""
    home.mkdir()
    copy_of(mould, home / "db")
    return home


@pytest.fixture
def home(deck_mould: Path, tmp_path: Path) -> Path:
    """A home on an ordinary disk."""
    return prepared(tmp_path / "deck", deck_mould)


@pytest.fixture
async def own(home: Path) -> AsyncIterator[Running]:
    """A DECK with a PostgreSQL of its own."""
    async for made in running(home):
        yield made


def refused_as_it_should_be(writer: Writer) -> None:
    """Some were refused, and each was told that it may work later, and when."""
    assert writer.refusals
    assert {error.code() for error in writer.refusals} == {grpc.StatusCode.UNAVAILABLE}
    assert all(retry_after_ms(error) > 0 for error in writer.refusals)


async def test_postgresql_killed_amid_two_hundred_appends(own: Running) -> None:
    """Refused meanwhile, well again by itself, nothing acknowledged lost, and each turn there once however often sent.

    It is killed twice, and all its backends with it.
    """
    turns = turns_of(await opened(own.stub, SESSIONS), EACH)
    writer = Writer(own.stub, at=KILLED_AT)

    def again() -> None:
        """The second blow, after as many more."""
        own.kill_postgres()
        writer.at, writer.then = 2 * KILLED_AT, own.kill_postgres

    writer.then = again
    await writer.all_at_once(turns, insisting=True)

    refused_as_it_should_be(writer)
    assert all("database does not answer" in str(error.details()) for error in writer.refusals)
    sesiones, kept = await whole_log(own.stub)
    assert sorted(kept) == sorted(turn.id for turn in turns)
    assert {sesion.total_turnos for sesion in sesiones} == {EACH}
    once_more = Writer(own.stub)
    await once_more.all_at_once(turns, insisting=False)
    assert set(once_more.acknowledged.values()) == {False}
    assert len((await whole_log(own.stub))[1]) == len(turns)


async def test_deck_killed_amid_two_hundred_appends(home: Path) -> None:
    """Started again at once, it has what was acknowledged; sessions are interrupted, and the old PostgreSQL is gone."""
    async with deck_process(home) as process, calling(home) as stub:
        turns = turns_of(await opened(stub, SESSIONS), EACH)
        (server,) = servers_on(home)
        before = family(server.pid)
        writer = Writer(stub, KILLED_AT, process.kill)
        await writer.all_at_once(turns, insisting=False)
        await process.wait()
    assert KILLED_AT <= len(writer.acknowledged) < len(turns)

    async with deck_process(home) as process, calling(home) as stub:
        assert not any(alive(one) for one in before)
        assert len(servers_on(home)) == 1
        sesiones, kept = await whole_log(stub)
        assert set(writer.acknowledged) <= set(kept)
        assert {sesion.estado for sesion in sesiones} == {"interrumpida"}
        assert sum(sesion.total_turnos for sesion in sesiones) == len(kept)

        later = Writer(stub)
        await later.all_at_once(turns, insisting=False)
        assert {id_ for id_, created in later.acknowledged.items() if not created} == set(kept)
        assert sorted((await whole_log(stub))[1]) == sorted(turn.id for turn in turns)
        process.terminate()
        assert await process.wait() == 0
    assert servers_on(home) == []


@pytest.fixture
async def cramped(deck_mould: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """A DECK whose home is on a disk of 64 MB, of which PostgreSQL takes more than half at once."""
    with small_disk(tmp_path / "small", "64m") as disk:
        if disk is None:
            pytest.skip("a small file system cannot be mounted here: it needs root's right to mount")
        async for made in running(prepared(disk / "deck", deck_mould)):
            yield made


async def until_refused(call: Callable[[int], Awaitable[object]]) -> tuple[int, grpc.aio.AioRpcError]:
    """Call again and again; gives how often it was done, and the refusal.

    PostgreSQL has some room left in the pages and the journal that it has taken already.
    """
    for done in itertools.count():
        try:
            await call(done)
        except grpc.aio.AioRpcError as error:
            return done, error
    raise AssertionError


async def use_up_the_journal(deck: Running) -> None:
    """Fill PostgreSQL's journal, over DECK's own connections, until a write finds no room and PostgreSQL ends."""
    while True:
        async with deck.service._store.database.connection(ITSELF) as connection:
            await connection.execute("SELECT pg_logical_emit_message(false, '', repeat('x', 500000), true)")


async def test_a_full_disk_refuses_and_loses_nothing_and_heals(
    cramped: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Turns, sessions and planos are UNAVAILABLE, with the time to try again; with room DECK goes on by itself.

    First PostgreSQL refuses statements, then it ends, for its journal cannot grow, and cannot be started again.
    """
    plano = cramped.home / "planos" / "personalidad.yaml"
    text = plano.read_text(encoding="utf-8")
    sesiones = await opened(cramped.stub, SESSIONS)
    writer, late = Writer(cramped.stub), list[deck_pb2.Turno]()

    async def append(batch: int) -> None:
        """Forty turns at once."""
        turns = turns_of(sesiones, 5, first=5 * batch)
        await writer.all_at_once(turns, insisting=False)
        if writer.refusals:
            late.extend(turn for turn in turns if turn.id not in writer.acknowledged)
            raise writer.refusals[-1]

    async def write(number: int) -> None:
        """Plano 1 with another text."""
        documento = text.replace("Tuteo natural", f"Usted {number}")
        request = deck_pb2.WritePlanoRequest(plano="PERSONALIDAD", autor="ana", documento=documento)
        await cramped.stub.WritePlano(request)

    filler = fill(cramped.home, but=300_000)
    async with asyncio.timeout(PATIENCE_S):
        await until_refused(append)
        written, refusal = await until_refused(write)
        writer.refusals += [refusal, (await until_refused(lambda _: opened(cramped.stub, 1)))[1]]
        assert plano.read_text(encoding="utf-8") == (
            text.replace("Tuteo natural", f"Usted {written - 1}") if written else text
        )
        with pytest.raises(Unavailable, match="disk under DECK is full"):
            await use_up_the_journal(cramped)
        while "PostgreSQL cannot be started again" not in caplog.messages:
            await asyncio.sleep(AGAIN_S)
    await writer.all_at_once(late, insisting=False)
    assert len(writer.acknowledged) >= SESSIONS
    assert not set(writer.acknowledged) & {turn.id for turn in late}
    refused_as_it_should_be(writer)
    assert {error.details() for error in writer.refusals} == {
        "The disk under DECK is full. Free some space; DECK goes on by itself."
    }

    filler.unlink()
    await writer.all_at_once(late, insisting=True)
    refused_as_it_should_be(writer)
    found, kept = await whole_log(cramped.stub)
    assert sorted(kept) == sorted(writer.acknowledged)
    assert sum(sesion.total_turnos for sesion in found) == len(kept)
    await write(written)
    assert f"Usted {written}" in plano.read_text(encoding="utf-8")


GATE = 7
"""Number of the advisory lock at which the migration below waits in its middle, as long as a test holds it."""
GATED = [
    Migration(1, "0001_una", "CREATE TABLE una (n integer);"),
    Migration(2, "0002_dos", f"CREATE TABLE dos (); SELECT pg_advisory_xact_lock({GATE}); CREATE TABLE tres ();"),
]
BEFORE, AFTER = set[str](), {"penny_migraciones", "una", "dos", "tres"}
WAITING = f"""
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - a number of the test's own


@pytest.fixture
async def empty(deck_postgres: Embedded) -> AsyncIterator[str]:
    """The DSN of an empty database, not even migrated."""
    owner = deck_postgres.dsn("postgres", "postgres")
    name = f"faults_{uuid.uuid4().hex}"
    await rows(owner, f"CREATE DATABASE {name} OWNER penny TEMPLATE template0 STRATEGY file_copy")
    await rows(deck_postgres.dsn("postgres", name), "CREATE EXTENSION vector")  # as for DECK's own (embedded.py)
    yield deck_postgres.dsn(database=name)
    await rows(owner, f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.asynccontextmanager
async def opened_database(dsn: str) -> AsyncIterator[Database]:
    """Connections to a database."""
    database = Database(dsn)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def gate_closed(database: Database) -> AsyncIterator[None]:
    """Let the gated migration come no further than to its middle."""
    async with database.transaction(ITSELF) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", GATE)
        yield


async def waiting_at_the_gate(dsn: str) -> int:
    """The backend that has come to the gate, as soon as one has."""
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await rows(dsn, WAITING)):
            await asyncio.sleep(AGAIN_S)
    return int(found[0]["pid"])


async def tables(dsn: str) -> set[str]:
    """The names of a database's tables, as everybody sees them."""
    return {row["tablename"] for row in await rows(dsn, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


async def test_a_migration_whose_connection_is_cut_leaves_nothing(empty: str) -> None:
    """Neither a table nor the lock; it may be tried again, and is done."""
    async with opened_database(empty) as database:
        async with gate_closed(database):
            migrating = asyncio.create_task(migrate.migrate(database, GATED))
            backend = await waiting_at_the_gate(empty)
            assert await tables(empty) == BEFORE
            await rows(empty, "SELECT pg_terminate_backend($1)", backend)
            with pytest.raises(Unavailable) as caught:
                await migrating
            assert caught.value.retry_after_ms > 0
            assert await tables(empty) == BEFORE
            assert [
                row["objid"] for row in await rows(empty, "SELECT objid FROM pg_locks WHERE locktype = 'advisory'")
            ] == [GATE]
        assert await migrate.migrate(database, GATED) == 2
    assert await tables(empty) == AFTER


MIGRATES = f"""
import asyncio, sys
from penny_deck.db.migrate import Migration, migrate
from penny_deck.db.pool import ITSELF, Database

async def main():
    database = Database(sys.argv[1])
    await database.open()
    await migrate(database, {GATED!r})

asyncio.run(main())
"""


async def test_a_migration_whose_process_is_killed_leaves_nothing(empty: str) -> None:
    """PostgreSQL itself lives on; another DECK that starts meanwhile waits, and then does it all."""
    async with opened_database(empty) as database:
        async with gate_closed(database):
            first = await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATES, empty)
            await waiting_at_the_gate(empty)
            first.kill()
            await first.wait()
            second = asyncio.create_task(migrate.migrate(database, GATED))
            await asyncio.sleep(AGAIN_S)
            assert await tables(empty) == BEFORE
        assert await second == 2
    assert await tables(empty) == AFTER


async def test_a_migration_may_take_longer_than_other_statements(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a DECK that starts meanwhile waits as long."""
    monkeypatch.setattr(pool, "STATEMENT_S", 0.2)
    slow = [Migration(1, "0001_lenta", "CREATE TABLE lenta (); SELECT pg_sleep(0.5);")]
    async with opened_database(empty) as one, opened_database(empty) as other:
        assert sorted(await asyncio.gather(*(migrate.migrate(at, slow) for at in (one, other)))) == [0, 1]


SLOW_START = """
from penny_deck.db import migrate
found = migrate.find()
slow = migrate.Migration(len(found) + 1, "9999_lenta", "CREATE TABLE lenta (); SELECT pg_sleep(9);")
migrate.find = lambda: [*found, slow]
"""


async def test_deck_killed_in_its_first_migration_begins_anew(home: Path) -> None:
    """Its PostgreSQL goes with it, in the middle of the last of eight; the next start finds nothing, and makes all."""
    dsn = Embedded(home / "db").dsn()
    async with deck_process(home, code=SLOW_START) as process:
        async with asyncio.timeout(PATIENCE_S):
            while not await sleeping(dsn):
                await asyncio.sleep(AGAIN_S)
        assert await tables(dsn) == BEFORE
        process.kill()
        await process.wait()

    async with deck_process(home), calling(home) as stub:
        made = await tables(dsn)
        assert {"penny_log", "penny_llaves"} <= made
        assert "lenta" not in made
        await opened(stub, 1)


async def sleeping(dsn: str) -> bool:
    """Whether a migration sleeps; not if PostgreSQL is not there yet."""
    try:
        return bool(await rows(dsn, "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    except PennyError:
        return False


async def test_two_decks_that_start_at_once_migrate_once(empty: str, tmp_path: Path) -> None:
    """Both serve; each migration is noted once."""
    key = master.fresh()
    both = [
        DeckServer(Settings.model_validate({"home": tmp_path / name, "dsn": empty, "master_key": key}))
        for name in ("one", "other")
    ]
    await asyncio.gather(*(service.start() for service in both))
    try:
        done = await rows(empty, "SELECT nombre FROM penny_migraciones ORDER BY numero")
        assert [row["nombre"] for row in done] == [migration.name for migration in migrate.find()]
    finally:
        await asyncio.gather(*(service.stop() for service in both))


async def change(stub: "deck_pb2_grpc.DeckServiceAsyncStub", plano: str, documento: str, si_version: str) -> str:
    """Write a plano; gives the text that was written, or nothing if somebody else was faster."""
    request = deck_pb2.WritePlanoRequest(plano=plano, documento=documento, autor="ana", si_version=si_version)
    try:
        await stub.WritePlano(request)
    except grpc.aio.AioRpcError as error:
        assert error.code() is grpc.StatusCode.ABORTED  # noqa: PT017 - of many calls, each by itself
        return ""
    return documento


@pytest.mark.parametrize("plano", ["PERSONALIDAD", "CONTEXTO_PERSONAL"])
@pytest.mark.parametrize(("si_version", "winners"), [("1", 1), ("", 20)])
async def test_of_twenty_writers_the_file_has_the_version_in_force(
    deck: Deck, tmp_path: Path, plano: str, si_version: str, winners: int
) -> None:
    """Through two DECKs on one home; of those who have all read version 1, exactly one wins."""
    (tmp_path / "second").mkdir()
    second = DeckServer(Settings.model_validate({"home": deck.home, "dsn": deck.dsn, "pool": 4}))
    (usuario,) = (deck.home / "planos" / "usuarios").iterdir()
    path = usuario if plano == "CONTEXTO_PERSONAL" else deck.home / "planos" / "personalidad.yaml"
    text = path.read_text(encoding="utf-8")
    documents = [text.replace("Carlos", f"Ana {n}").replace("Tuteo natural", f"Usted {n}") for n in range(20)]
    async with serving(second, tmp_path / "second") as address, channel(address) as to_second:
        stubs = itertools.cycle([deck.stub, deck_pb2_grpc.DeckServiceStub(to_second)])
        written = await asyncio.gather(
            *(change(stub, plano, documento, si_version) for stub, documento in zip(stubs, documents, strict=False))
        )
    assert len([documento for documento in written if documento]) == winners

    versions = [row async for row in deck.stub.ReadVersiones(deck_pb2.ReadVersionesRequest(plano=plano))]
    assert [version.activo for version in versions] == [True] + [False] * winners
    assert {version.documento for version in versions} == {text, *filter(None, written)}
    assert path.read_text(encoding="utf-8") == versions[0].documento != text
    assert [found for found in path.parent.iterdir() if found.name.endswith(".new")] == []
