"""penny_planos: versions."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from penny_deck.db import versiones
from penny_deck.db.pool import ITSELF, Database
from penny_deck.keys.seal import KEY_BYTES, Person, Seal
from penny_deck.planos.models import Nombre, Plano, hash_of

PLAYER = uuid.uuid4()


def plano(nombre: Nombre = Nombre.PERSONALIDAD, **contenido: str) -> Plano:
    """A plano with this content."""
    return Plano(nombre, "", contenido, hash_of(contenido))


@pytest.fixture
async def database(deck_dsn: str) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    opened = Database(deck_dsn, size=4)
    await opened.open()
    yield opened
    await opened.close()


async def keep(database: Database, what: Plano, player: uuid.UUID | None = None) -> str:
    """Keep a plano; gives its version."""
    owner = Person(player, Seal(bytes(KEY_BYTES))) if player else None
    async with database.transaction(ITSELF) as connection:
        return (await versiones.keep(connection, what, owner, "ana")).version


async def kept(database: Database) -> list[tuple[Any, ...]]:
    """Kind, version, player and whether it is in force, oldest first."""
    async with database.connection(ITSELF) as connection:
        found = await connection.fetch(
            "SELECT plano_tipo, plano_version, player_id, activo FROM penny_planos ORDER BY fecha_modificacion"
        )
    return [tuple(row) for row in found]


async def test_a_content_is_kept_once_while_it_is_in_force(database: Database) -> None:
    """The same content again is the same version."""
    assert [await keep(database, plano(tono="a")) for _ in range(3)] == ["1", "1", "1"]
    assert await kept(database) == [("PERSONALIDAD", "1", None, True)]


async def test_every_version_stays_and_the_last_is_in_force(database: Database) -> None:
    """Going back to an older content is a new version: the order of events is kept."""
    assert [await keep(database, plano(tono=tono)) for tono in "aba"] == ["1", "2", "3"]
    assert [row[3] for row in await kept(database)] == [False, False, True]


async def test_the_contents_own_version_counts(database: Database) -> None:
    """Plano 0 says its version itself."""
    sistema = Plano(Nombre.SISTEMA, "1.0", {"version": "1.0"}, hash_of({"version": "1.0"}))
    assert await keep(database, sistema) == "1.0"


async def test_each_player_has_versions_of_his_own(database: Database) -> None:
    """Plano 2 of one does not retire that of another."""
    other = uuid.uuid4()
    personal = plano(Nombre.CONTEXTO_PERSONAL, nombre_usuario="Carlos")
    assert [await keep(database, personal, player) for player in (PLAYER, other, PLAYER)] == ["1", "1", "1"]
    assert [row[2:] for row in await kept(database)] == [(PLAYER, True), (other, True)]


async def test_sessions_that_open_together_agree(database: Database) -> None:
    """One of them adds the version and the others see it."""
    assert await asyncio.gather(*(keep(database, plano(tono="a")) for _ in range(8))) == ["1"] * 8
    assert len(await kept(database)) == 1
