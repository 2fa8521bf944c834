"""Row-level security: what PostgreSQL itself shows to whom."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from penny_chassis.errors import PennyError
from penny_deck.db import auditoria, sesiones, turnos
from penny_deck.db.pool import ITSELF, Database
from penny_deck.db.rows import Metricas, Turno
from penny_deck.keys.seal import KEY_BYTES, Seal

ANA, EVA = uuid.uuid4(), uuid.uuid4()
SEAL = Seal(bytes(KEY_BYTES))
TABLES = ("penny_log", "penny_sesiones", "penny_ritmo", "penny_auditoria", "penny_planos")


@pytest.fixture
async def database(deck_dsn: str) -> AsyncIterator[Database]:
    """Two players, a turn of each; one connection, so that it changes hands."""
    opened = Database(deck_dsn, size=1)
    await opened.open()
    for player, texto in ((ANA, "lo de Ana"), (EVA, "lo de Eva")):
        sesion = uuid.uuid4()
        async with opened.transaction(player) as connection:
            await sesiones.open_(connection, sesion, player, {})
            await turnos.append(connection, turno(sesion, texto), SEAL)
            await auditoria.note(connection, "local", "ReadLog", "", 1)
            await connection.execute("INSERT INTO penny_ritmo VALUES ($1, 100, 1)", player)
            await connection.execute(
                "INSERT INTO penny_planos (id, plano_tipo, plano_version, player_id, contenido)"
                " VALUES (gen_random_uuid(), 'CONTEXTO_PERSONAL', '1', $1, '{}')",
                player,
            )
    yield opened
    await opened.close()


def turno(sesion: uuid.UUID, texto: str) -> Turno:
    """A person's turn."""
    now = datetime.now(UTC)
    return Turno(uuid.uuid4(), sesion, 0, now, now, "usuario", texto, None, Metricas(), None, {}, interrumpido=False)


@pytest.mark.parametrize("table", TABLES)
async def test_a_player_sees_her_own_rows_alone(database: Database, table: str) -> None:
    """Even if a statement forgets to ask whose they are; DECK itself sees them all."""
    query = f"SELECT player_id FROM {table}"  # noqa: S608 - a table's name
    for player in (ANA, EVA, ANA):
        async with database.connection(player) as connection:
            assert {row["player_id"] for row in await connection.fetch(query)} == {player}
    async with database.connection(ITSELF) as connection:
        assert {row["player_id"] for row in await connection.fetch(query)} == {ANA, EVA}


async def test_nobody_sees_anything_whom_nobody_knows(database: Database) -> None:
    """A player without a row."""
    async with database.connection(uuid.uuid4()) as connection:
        for table in TABLES:
            assert await connection.fetch(f"SELECT * FROM {table}") == []  # noqa: S608


async def test_words_are_found_among_ones_own_turns_alone(database: Database) -> None:
    """With the same key for both, which never happens, the function still asks whose turns they are."""
    for player, texto in ((ANA, "lo de Ana"), (EVA, "lo de Eva")):
        async with database.connection(player) as connection:
            for word, found in (("ana", [texto]), ("eva", [texto])):
                turns = await turnos.found(connection, [word], 10, SEAL)
                assert [turn.texto for turn in turns] == (found if word in texto.lower() else [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE penny_log SET player_id = '{eva}'",
        (
            "INSERT INTO penny_sesiones (id, player_id, inicio, planos_cargados)"
            " VALUES (gen_random_uuid(), '{eva}', now(), '{{}}')"
        ),
        "INSERT INTO penny_ritmo VALUES ('{eva}', 1, 1)",
        "DELETE FROM penny_log",
        "DELETE FROM penny_auditoria",
        "UPDATE penny_auditoria SET filas = 0",
        "UPDATE penny_planos SET contenido = '{{}}'",
        "SELECT llave FROM penny_llaves",
        "SELECT * FROM penny_migraciones",
        "DROP TABLE penny_log",
        "ALTER TABLE penny_log DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE suya (n int)",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
async def test_what_a_player_may_not_do(database: Database, statement: str) -> None:
    """Whatever statement found its way into DECK."""
    with pytest.raises(PennyError):
        async with database.transaction(ANA) as connection:
            await connection.execute(statement.format(eva=EVA))


async def test_a_connection_that_failed_works_for_nobody_else(database: Database) -> None:
    """A transaction that is rolled back does not give the connection back to whoever had it before."""
    with pytest.raises(PennyError):
        async with database.transaction(ANA) as connection:
            await connection.execute("SELECT 1/0")
    async with database.connection(EVA) as connection:
        assert await connection.fetchval("SELECT DISTINCT player_id FROM penny_log") == EVA
