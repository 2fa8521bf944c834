"""A real DECK for tests: one PostgreSQL for the whole run, without fsync, and a fresh database for each test.

Registered by `pytest_plugins`; a test asks for `deck` (a service on a real port) or for `deck_dsn` (a database).
"""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_chassis.serve import build_server
from penny_deck.config import Settings
from penny_deck.db import migrate
from penny_deck.db.cluster import DATABASE
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import Database
from penny_deck.service import DeckService


@dataclass(frozen=True, slots=True)
class Deck:
    """A DECK that serves."""

    stub: "deck_pb2_grpc.DeckServiceAsyncStub"
    address: str
    """host:port."""
    dsn: str
    home: Path

    async def rows(self, query: str, *args: object) -> list[dict[str, Any]]:
        """Ask its database, over a connection of the test's own."""
        return await rows(self.dsn, query, *args)


async def rows(dsn: str, query: str, *args: object) -> list[dict[str, Any]]:
    """Run one statement on a database."""
    database = Database(dsn, size=1)
    await database.open()
    try:
        async with database.connection() as connection:
            return [dict(row) for row in await connection.fetch(query, *args)]
    finally:
        await database.close()


def turno(sesion_id: str, index: int = 0, **fields: Any) -> deck_pb2.Turno:  # noqa: ANN401 - any field of the message
    """A turn as the gateway sends it."""
    values: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "rol": deck_pb2.ROL_USUARIO,
        "texto": "¿Qué tengo pendiente?",
        "trace_id": str(uuid.uuid4()),
    }
    message = deck_pb2.Turno(sesion_id=sesion_id, turno_index=index, **values | fields)
    message.timestamp_inicio.GetCurrentTime()
    return message


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def deck_postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Embedded]:
    """The run's PostgreSQL; its database `penny` is migrated and is the mould of the others."""
    postgres = Embedded(tmp_path_factory.mktemp("postgres"), fsync=False)
    await postgres.start()
    database = Database(postgres.dsn(), size=1)
    await database.open()
    await migrate.migrate(database, migrate.find())
    await database.close()
    yield postgres
    await postgres.stop()


@pytest.fixture
async def deck_dsn(deck_postgres: Embedded) -> AsyncIterator[str]:
    """An empty, migrated database of the test's own."""
    name = f"t{uuid.uuid4().hex}"
    owner = deck_postgres.dsn("postgres", "postgres")
    await rows(owner, f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER penny STRATEGY file_copy")
    yield deck_postgres.dsn(database=name)
    await rows(owner, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def deck(deck_dsn: str, tmp_path: Path) -> AsyncIterator[Deck]:
    """A DECK with a fresh home and a fresh database, serving on a port of its own."""
    home = tmp_path / "deck"
    service = DeckService(Settings(home=home, dsn=SecretStr(deck_dsn), pool=4))
    server, _ = await build_server(service, "127.0.0.1:0")
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    await service.start()
    address = f"127.0.0.1:{port}"
    async with channel(address) as to_deck:
        yield Deck(deck_pb2_grpc.DeckServiceStub(to_deck), address, deck_dsn, home)
    await server.stop(0)
    await service.stop()
