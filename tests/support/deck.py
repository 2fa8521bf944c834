"""A real DECK for tests: one PostgreSQL for the whole run, without fsync, and an empty database for each test.

Registered by `pytest_plugins`; a test asks for `deck` (a service over real gRPC) or for `deck_dsn` (a database).
"""

import subprocess
import uuid
from collections.abc import AsyncIterator, Awaitable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
import pytest_asyncio
from support.serving import serving

from penny.v1 import (
    datasets_pb2_grpc,
    deck_pb2,
    deck_pb2_grpc,
    grace_pb2_grpc,
    knowledge_pb2,
    knowledge_pb2_grpc,
    vault_pb2,
    vault_pb2_grpc,
)
from penny_chassis.connect import channel
from penny_chassis.errors import PennyError
from penny_client.ending import answered
from penny_deck.config import Settings
from penny_deck.db import identity, migrate
from penny_deck.db.cluster import Cluster, binaries, data_of
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import ITSELF, Database
from penny_deck.deck import Deck as DeckServer
from penny_deck.grace import readers
from penny_deck.grace.document import Document
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.keys import master, places
from penny_deck.keys.seal import Seal
from penny_deck.vault.tipos import Tipo


@dataclass(frozen=True, slots=True)
class Deck:
    """A DECK that serves."""

    stub: "deck_pb2_grpc.DeckServiceAsyncStub"
    vault: "vault_pb2_grpc.VaultServiceAsyncStub"
    grace: "grace_pb2_grpc.GraceServiceAsyncStub"
    knowledge: "knowledge_pb2_grpc.KnowledgeServiceAsyncStub"
    datasets: "datasets_pb2_grpc.DatasetServiceAsyncStub"
    address: str
    """Where: a channel's target."""
    dsn: str
    home: Path

    async def rows(self, query: str, *args: object) -> list[dict[str, Any]]:
        """Ask its database, over a connection of the test's own."""
        return await rows(self.dsn, query, *args)

    def only_player(self) -> str:
        """The player_id of the only person in the home."""
        (path,) = (self.home / "planos" / "usuarios").iterdir()
        return path.stem

    def file_of(self, player: str) -> Path:
        """A person's file."""
        return self.home / "planos" / "usuarios" / f"{player}.yaml"

    def second_player(self) -> str:
        """Another person in the home, with the first one's preferences; gives her player_id."""
        first, other = self.only_player(), str(uuid.uuid4())
        text = self.file_of(first).read_text(encoding="utf-8").replace(first, other)
        self.file_of(other).write_text(text, encoding="utf-8")
        return other

    async def log(self) -> list[dict[str, Any]]:
        """The rows of penny_log in order, their texts opened."""
        found = await self.rows(
            "SELECT l.*, s.player_id FROM penny_log AS l JOIN penny_sesiones AS s ON s.id = l.sesion_id"
            " ORDER BY s.inicio, l.turno_index"
        )
        for row in found:
            seal = await self.seal(row["player_id"])
            row["texto"] = seal.open(row["texto"], places.texto(row["id"]))
            row["texto_generado"] = seal.open(row["texto_generado"], places.texto_generado(row["id"]))
        return found

    async def seal(self, player: uuid.UUID) -> Seal:
        """A player's, by the master key in the home."""
        (found,) = await self.rows("SELECT llave FROM penny_llaves WHERE player_id = $1", player)
        key = master.from_text((self.home / "config" / "llave_maestra").read_text(), "the home")
        return Seal(key.unwrap(found["llave"], player))


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have DECK read documents in its own process: to start another for each test takes more than a second."""

    async def nothing(_: Sandbox) -> None:
        return

    async def document(_: Sandbox, data: bytes, tipo: Tipo, *, timeout_s: float = 0) -> Document:
        del timeout_s
        return readers.read(data, tipo)

    async def table(_: Sandbox, data: bytes, tipo: Tipo, *, timeout_s: float = 0) -> Tabla:
        del timeout_s
        return readers.read_table(data, tipo)

    monkeypatch.setattr(Sandbox, "start", nothing)
    monkeypatch.setattr(Sandbox, "read_apart", document)
    monkeypatch.setattr(Sandbox, "read_table_apart", table)


def deck_over(to_deck: grpc.aio.Channel, address: str, dsn: str, home: Path) -> Deck:
    """A DECK that serves, with all its services."""
    return Deck(
        deck_pb2_grpc.DeckServiceStub(to_deck),
        vault_pb2_grpc.VaultServiceStub(to_deck),
        grace_pb2_grpc.GraceServiceStub(to_deck),
        knowledge_pb2_grpc.KnowledgeServiceStub(to_deck),
        datasets_pb2_grpc.DatasetServiceStub(to_deck),
        address,
        dsn,
        home,
    )


async def opened(deck: Deck, sesion_id: str = "", player_id: str = "") -> deck_pb2.OpenSessionResponse:
    """A session."""
    return await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(sesion_id=sesion_id, player_id=player_id))


async def append(deck: Deck, turn: deck_pb2.Turno) -> bool:
    """Append a turn; whether it was new."""
    return (await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))).created


async def put(deck: Deck, name: str, data: bytes, player_id: str = "") -> vault_pb2.UploadArchivoResponse:
    """Put a file into the Vault."""

    async def messages() -> AsyncIterator[vault_pb2.UploadArchivoRequest]:
        yield vault_pb2.UploadArchivoRequest(begin=vault_pb2.UploadBegin(player_id=player_id, nombre=name))
        for at in range(0, len(data), 500_000):
            yield vault_pb2.UploadArchivoRequest(data=data[at : at + 500_000])
        yield vault_pb2.UploadArchivoRequest(end=vault_pb2.UploadEnd())

    return await answered(deck.vault.UploadArchivo(messages()))


async def add_document(deck: Deck, coleccion: str, nombre: str, text: str, player_id: str = "") -> None:
    """Put a text into a collection of knowledge."""
    data = text.encode()
    begin = knowledge_pb2.AddDocumentoBegin(player_id=player_id, coleccion=coleccion, nombre=nombre, bytes=len(data))
    bodies = ({"begin": begin}, {"data": data}, {"end": knowledge_pb2.AddDocumentoEnd()})
    await answered(deck.knowledge.AddDocumento(iter([knowledge_pb2.AddDocumentoRequest(**body) for body in bodies])))


def allow_sound(deck: Deck) -> None:
    """The only player writes into her file that her sound may be kept."""
    path = deck.file_of(deck.only_player())
    path.write_text(path.read_text(encoding="utf-8") + "\nguardar_audio: true\n", encoding="utf-8")


def sound_of(turn: str, pcm: bytes) -> list[deck_pb2.KeepAudioRequest]:
    """A turn's sound as it is sent."""
    pieces = [deck_pb2.KeepAudioRequest(pcm=pcm[at : at + 500_000]) for at in range(0, len(pcm), 500_000)]
    begin = deck_pb2.KeepAudioRequest(begin=deck_pb2.KeepAudioBegin(turno_id=turn))
    return [begin, *pieces, deck_pb2.KeepAudioRequest(end=deck_pb2.KeepAudioEnd())]


async def keep_sound(deck: Deck, messages: Iterable[deck_pb2.KeepAudioRequest]) -> deck_pb2.KeepAudioResponse:
    """Send it."""
    return await answered(deck.stub.KeepAudio(iter(messages)))


async def refused(call: Awaitable[Any]) -> PennyError:
    """The error that a call ends with."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return PennyError.from_rpc(caught.value, part="deck")


async def rows(dsn: str, query: str, *args: object) -> list[dict[str, Any]]:
    """Run one statement on a database."""
    database = Database(dsn, size=1)
    await database.open()
    try:
        async with database.connection(ITSELF) as connection:
            return [dict(row) for row in await connection.fetch(query, *args)]
    finally:
        await database.close()


async def emptied(dsn: str) -> None:
    """Delete every row, of tables that refer to others first, and what the numbers had come to.

    To make another database takes two hundred times as long; to truncate, which gives every table and index a new
    file, fifty times.
    """
    await rows(
        dsn,
        """DO $$ DECLARE name TEXT; BEGIN
            ALTER TABLE penny_planos DISABLE TRIGGER USER;
            FOR name IN SELECT relname FROM pg_class
                WHERE relkind = 'r' AND starts_with(relname, 'penny_') AND relname <> 'penny_migraciones'
                ORDER BY EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = pg_class.oid) DESC,
                    oid DESC
            LOOP
                EXECUTE format('DELETE FROM %I', name);
            END LOOP;
            ALTER TABLE penny_planos ENABLE TRIGGER USER;
            PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND starts_with(relname, 'penny_');
        END $$""",
    )


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


@pytest.fixture(scope="session")
def deck_mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as initdb leaves it, made once a run; tests that need one of their own copy it."""
    db = tmp_path_factory.mktemp("mould")
    Cluster(db, binaries(), identity.choose(data_of(db)), fsync=False).create()
    return db


def copy_of(mould: Path, db: Path) -> Path:
    """A folder with a data folder in it, owner and all."""
    db.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", str(data_of(mould)), str(data_of(db))], check=True)
    return db


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def deck_postgres(deck_mould: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Embedded]:
    """The run's PostgreSQL; its database is migrated."""
    postgres = Embedded(copy_of(deck_mould, tmp_path_factory.mktemp("postgres")), fsync=False)
    await postgres.start()
    database = Database(postgres.dsn(), size=1)
    await database.open()
    await migrate.migrate(database, migrate.find())
    await database.close()
    yield postgres
    await postgres.stop()


@pytest.fixture
async def deck_dsn(deck_postgres: Embedded) -> str:
    """A migrated database without a row: the run's own, emptied."""
    await emptied(deck_postgres.dsn())
    return deck_postgres.dsn()


@pytest.fixture
async def deck(deck_dsn: str, tmp_path: Path) -> AsyncIterator[Deck]:
    """A DECK with a fresh home and an empty database, serving on a socket of its own."""
    home = tmp_path / "deck"
    service = DeckServer(Settings.model_validate({"home": home, "dsn": deck_dsn, "pool": 4, "fsync": False}))
    async with serving(service, tmp_path) as address, channel(address) as to_deck:
        yield deck_over(to_deck, address, deck_dsn, home)
