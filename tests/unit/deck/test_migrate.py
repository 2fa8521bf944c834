"""Migrations."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.deck import rows

from penny_chassis.errors import EngineFailed, Misconfigured
from penny_deck.db.embedded import Embedded
from penny_deck.db.migrate import Migration, find, migrate
from penny_deck.db.pool import ITSELF, Database

ONE = Migration(1, "0001_una", "CREATE TABLE una (n integer);")
TWO = Migration(2, "0002_dos", "CREATE TABLE dos (n integer); INSERT INTO dos VALUES (2);")
BROKEN = Migration(3, "0003_tres", "CREATE TABLE tres (n integer); SELECT no_such_function();")


@pytest.fixture
async def database(deck_postgres: Embedded, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database, not even migrated."""
    owner = deck_postgres.dsn("postgres", "postgres")
    name = "".join(c for c in tmp_path.name if c.isalnum()).lower()
    await rows(owner, f"CREATE DATABASE {name} OWNER penny TEMPLATE template0 STRATEGY file_copy")
    fresh = Database(deck_postgres.dsn(database=name), size=4)
    await fresh.open()
    yield fresh
    await fresh.close()
    await rows(owner, f"DROP DATABASE {name} WITH (FORCE)")


async def tables(database: Database) -> set[str]:
    """The names of its tables."""
    async with database.connection(ITSELF) as connection:
        found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {row["tablename"] for row in found}


async def test_each_runs_once(database: Database) -> None:
    """A second start changes nothing, a new file is added to the old ones."""
    assert await migrate(database, [ONE]) == 1
    assert await migrate(database, [ONE]) == 0
    assert await migrate(database, [ONE, TWO]) == 1
    assert await tables(database) == {"penny_migraciones", "una", "dos"}


async def test_two_that_start_together_do_it_once(database: Database) -> None:
    """The lock lets one through, and the other finds it done."""
    assert sorted(await asyncio.gather(*(migrate(database, [ONE, TWO]) for _ in range(3)))) == [0, 0, 2]


async def test_an_interrupted_one_has_changed_nothing(database: Database) -> None:
    """All or nothing: not even the files before it, and not the table that counts them."""
    with pytest.raises(EngineFailed):
        await migrate(database, [ONE, TWO, BROKEN])
    assert await tables(database) == set()
    assert await migrate(database, [ONE, TWO]) == 2


async def test_one_that_has_changed_since_it_ran_is_an_error(database: Database) -> None:
    """The file is named."""
    await migrate(database, [ONE])
    with pytest.raises(Misconfigured, match="0001_una has changed"):
        await migrate(database, [Migration(1, "0001_una", ONE.sql + " ")])


async def test_a_newer_database_is_left_alone(database: Database) -> None:
    """An old Penny does not work on what it does not know."""
    await migrate(database, [ONE, TWO])
    with pytest.raises(Misconfigured, match="newer Penny"):
        await migrate(database, [ONE])


@pytest.mark.parametrize("names", [["0002_a.sql"], ["0001_a.sql", "0003_b.sql"], ["1_a.sql"], ["0001_A.sql"]])
def test_files_out_of_order_are_refused(tmp_path: Path, names: list[str]) -> None:
    """Numbers have four digits and no gap."""
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(Misconfigured, match="out of order"):
        find(tmp_path)


def test_the_migrations_that_have_been_released_are_as_they_were() -> None:
    """Whoever changes one of these files breaks every DECK there is; changes belong in a new file."""
    released = [
        "0001_tablas",
        "0002_ritmo",
        "0003_versiones",
        "0004_generado",
        "0005_llaves",
        "0006_indice",
        "0007_plano_0",
        "0008_personas",
        "0009_recados",
        "0010_archivos",
        "0011_players",
        "0012_conocimiento",
        "0013_audio",
    ]
    assert [migration.name for migration in find()] == released
