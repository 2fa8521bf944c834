"""A full disk under DECK, for real: a home on a file system of a few megabytes."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from support.deck import copy_of
from support.deck import turno as message
from support.faults import fill, small_disk

from penny_chassis.errors import Unavailable
from penny_deck import faults
from penny_deck.db import migrate, sesiones, turnos
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import ITSELF, Database
from penny_deck.db.rows import Turno
from penny_deck.home import Home
from penny_deck.keys.seal import Seal
from penny_deck.log.wire import turno_of

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0


def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, in memory; needs root's right to mount."""
    with small_disk(folder, size) as disk:
        if disk is None:
            pytest.skip("a small file system cannot be mounted here")
        yield disk


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """80 MB: PostgreSQL's first 40 and a little more."""
    yield from mounted(tmp_path / "small", "80m")


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """4 MB: not enough to begin."""
    yield from mounted(tmp_path / "tiny", "4m")


@pytest.fixture
async def postgres(small: Path, deck_mould: Path) -> AsyncIterator[Embedded]:
    """DECK's PostgreSQL on the small disk."""
    running = Embedded(copy_of(deck_mould, small), fsync=False)
    await running.start()
    yield running
    await running.stop()


def turno(sesion: uuid.UUID, index: int) -> Turno:
    """A turn with a long text that does not compress."""
    text = os.urandom(12_000).hex()
    return turno_of(message(str(sesion), index, texto=text))


SEAL = Seal(bytes(32))


async def append_until_refused(
    database: Database, player: uuid.UUID, sesion: uuid.UUID
) -> tuple[list[uuid.UUID], Unavailable]:
    """Append turns until DECK refuses one; gives the ids acknowledged, and the refusal."""
    acknowledged: list[uuid.UUID] = []
    while True:
        row = turno(sesion, len(acknowledged))
        try:
            async with database.connection(player) as connection:
                await turnos.append(connection, row, SEAL)
        except Unavailable as error:
            return acknowledged, error
        acknowledged.append(row.id)


async def test_a_full_disk_is_said_and_loses_nothing_and_heals(postgres: Embedded, small: Path) -> None:
    """Turns are refused with the reason, those acknowledged are there, and with room again DECK goes on by itself."""
    database = Database(postgres.dsn(), size=2, explain=postgres.trouble)
    await database.open()
    await migrate.migrate(database, migrate.find())
    sesion, player = uuid.uuid4(), uuid.uuid4()
    async with database.connection(player) as connection:
        await sesiones.open_(connection, sesion, player, {})
    filler = fill(small)

    acknowledged, refusal = await append_until_refused(database, player, sesion)
    assert refusal.message == "The disk under DECK is full."
    assert refusal.retry_after_ms > 0

    filler.unlink()
    late = turno(sesion, len(acknowledged))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                async with database.connection(player) as connection:
                    assert await turnos.append(connection, late, SEAL)
                break
            except Unavailable:
                await asyncio.sleep(0.05)
    async with database.connection(ITSELF) as connection:
        kept = {row["id"] for row in await connection.fetch("SELECT id FROM penny_log")}
    assert kept == {*acknowledged, late.id}
    await database.close()


async def test_a_disk_too_small_to_begin_is_said(tiny: Path) -> None:
    """The failure of initdb is not a riddle."""
    with pytest.raises(Unavailable, match="disk under DECK is full"):
        await Embedded(tiny, fsync=False).start()


def test_a_home_on_a_full_disk_is_said(tiny: Path) -> None:
    """Not even the YAML files fit."""
    fill(tiny)
    assert faults.is_full(tiny)
    with pytest.raises(Unavailable, match="disk under DECK is full"):
        Home(tiny / "deck").prepare()
