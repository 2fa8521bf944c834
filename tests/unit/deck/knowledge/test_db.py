"""What PostgreSQL itself shows of Knowledge to whom, and that pgvector is there or asked for."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.deck import rows

from penny_chassis.errors import Misconfigured, PennyError
from penny_deck.db import conocimiento, extension
from penny_deck.db.conocimiento import Documento, Nuevo
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import ITSELF, Database
from penny_deck.keys.seal import KEY_BYTES, Seal
from penny_deck.knowledge.sentido import DIMENSIONS
from penny_deck.log.terms import terms

ANA, EVA = uuid.uuid4(), uuid.uuid4()
SEAL = Seal(bytes(KEY_BYTES))
TABLES = ("penny_colecciones", "penny_documentos", "penny_pasajes", "penny_vectores")
EAST = [1.0] + [0.0] * (DIMENSIONS - 1)
NORTH = [0.0, 1.0] + [0.0] * (DIMENSIONS - 2)


def documento(nombre: str, pasajes: int) -> Documento:
    """A document."""
    return Documento(uuid.uuid4(), nombre, "text", 1, "", 0, pasajes, "", datetime.now(UTC))


@pytest.fixture
async def database(deck_dsn: str) -> AsyncIterator[Database]:
    """Two players, a document of each, the same key; one connection, so that it changes hands."""
    opened = Database(deck_dsn, size=1)
    await opened.open()
    for player, vector in ((ANA, EAST), (EVA, NORTH)):
        async with opened.transaction(player) as connection:
            coleccion = await conocimiento.add(connection, "casa", SEAL)
            new = [Nuevo("El horno y la campana.", 0, 0, vector), Nuevo("El horno solo.", 0, 0, vector)]
            await conocimiento.add_documento(connection, coleccion, documento("a", 2), new, SEAL)
    yield opened
    await opened.close()


@pytest.mark.parametrize("table", TABLES)
async def test_a_player_sees_her_own_rows_alone(database: Database, table: str) -> None:
    """Even if a statement forgets to ask whose they are."""
    query = f"SELECT player_id FROM {table}"  # noqa: S608 - a table's name
    for player in (ANA, EVA):
        async with database.connection(player) as connection:
            assert {row["player_id"] for row in await connection.fetch(query)} == {player}
    async with database.connection(uuid.uuid4()) as connection:
        assert await connection.fetch(query) == []


async def test_ones_own_passages_alone_are_found(database: Database) -> None:
    """By words and by meaning, though the functions that look for them see everybody's."""
    found = {}
    for player in (ANA, EVA):
        async with database.connection(player) as connection:
            by_words = await conocimiento.by_words(connection, terms("horno"), None, 10, SEAL)
            by_meaning = await conocimiento.by_meaning(connection, EAST, None, 10)
            hers = {row["id"] for row in await connection.fetch("SELECT id FROM penny_pasajes")}
            assert set(by_words) == set(by_meaning) == hers
            found[player] = set(by_meaning.values())
    assert found == {ANA: {1.0}, EVA: {0.0}}


async def test_rare_words_weigh_more(database: Database) -> None:
    """And a passage's share is of all that was asked for, words that nobody has included."""
    async with database.connection(ANA) as connection:
        found = await conocimiento.by_words(connection, terms("horno campana"), None, 10, SEAL)
        assert list(found.values()) == [pytest.approx(1.0), pytest.approx(0.387, abs=0.001)]
        missing = await conocimiento.by_words(connection, terms("horno campana ornitorrinco"), None, 10, SEAL)
        assert max(missing.values()) < 0.7
        assert await conocimiento.by_words(connection, [], None, 10, SEAL) == {}


@pytest.mark.parametrize(
    "statement",
    [
        (
            "INSERT INTO penny_colecciones (id, player_id, nombre, nombre_hash)"
            " VALUES (gen_random_uuid(), '{eva}', '', '')"
        ),
        "INSERT INTO penny_vectores SELECT '{passage}', '{ana}', gen_random_uuid(), array_fill(0, ARRAY[384])::HALFVEC",
        "UPDATE penny_pasajes SET texto = ''",
        "UPDATE penny_documentos SET player_id = '{eva}'",
    ],
)
async def test_what_a_player_may_not_do(database: Database, statement: str) -> None:
    """Write for another, hang something on another's passage, or change what is there."""
    async with database.connection(EVA) as connection:
        passage = await connection.fetchval("SELECT id FROM penny_pasajes LIMIT 1")
    with pytest.raises(PennyError):
        async with database.transaction(ANA) as connection:
            await connection.execute(statement.format(ana=ANA, eva=EVA, passage=passage))


async def test_a_database_without_pgvector_says_what_to_run(deck_postgres: Embedded, tmp_path: Path) -> None:
    """DECK's user may not bring it in; after an administrator has, all is well."""
    owner = deck_postgres.dsn("postgres", "postgres")
    name = "".join(c for c in tmp_path.name if c.isalnum()).lower()
    await rows(owner, f"CREATE DATABASE {name} OWNER penny TEMPLATE template0 STRATEGY file_copy")
    fresh = Database(deck_postgres.dsn(database=name), size=1)
    await fresh.open()
    with pytest.raises(Misconfigured, match="CREATE EXTENSION vector"):
        await extension.prepare(fresh)
    await rows(deck_postgres.dsn("postgres", name), "CREATE EXTENSION vector")
    await extension.prepare(fresh)
    async with fresh.connection(ITSELF) as connection:
        assert await connection.fetchval("SELECT '[1,2]'::HALFVEC IS NOT NULL")
    await fresh.close()
    await rows(owner, f"DROP DATABASE {name} WITH (FORCE)")
