"""penny_ritmo: a running average for each player."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from penny_chassis.errors import EngineFailed, InvalidInput
from penny_deck import ritmo
from penny_deck.db import ritmos
from penny_deck.db.pool import ITSELF, Database
from penny_deck.ritmo import MAX_PAUSA_MS, MEMORY, Ritmo

PLAYER, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
async def database(deck_dsn: str) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    opened = Database(deck_dsn, size=4)
    await opened.open()
    yield opened
    await opened.close()


async def learn(database: Database, pausa_media_ms: float, pausas: int, player: uuid.UUID = PLAYER) -> None:
    """Learn from a session."""
    async with database.transaction(ITSELF) as connection:
        await ritmos.learn(connection, player, Ritmo(pausa_media_ms, pausas))


async def known(database: Database, player: uuid.UUID = PLAYER) -> tuple[float, int] | None:
    """Mean and number, if anything is known."""
    async with database.connection(ITSELF) as connection:
        found = await ritmos.known(connection, player)
    return (found.pausa_media_ms, found.pausas) if found else None


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([(400, 10)], (400, 10)),
        ([(400, 10), (600, 10)], (500, 20)),
        ([(400, 30), (800, 10)], (500, 40)),
        ([(400, MEMORY), (600, MEMORY)], (500, MEMORY)),
        ([(400, 10), (0, 0)], (400, 10)),
        ([(MAX_PAUSA_MS, MEMORY), (MAX_PAUSA_MS, MEMORY)], (MAX_PAUSA_MS, MEMORY)),
    ],
)
async def test_each_pause_counts_alike_until_the_oldest_are_forgotten(
    database: Database, sessions: list[tuple[int, int]], expected: tuple[float, int]
) -> None:
    """What is known weighs as many pauses as it is the mean of, MEMORY at most."""
    for pausa_media_ms, pausas in sessions:
        await learn(database, pausa_media_ms, pausas)
    assert await known(database) == pytest.approx(expected)


async def test_nothing_is_known_until_somebody_has_paused(database: Database) -> None:
    """A session without a pause leaves no row."""
    await learn(database, 0, 0)
    assert await known(database) is None


async def test_many_short_sessions_move_it(database: Database) -> None:
    """Nothing is rounded away: one pause a session is enough to get used to a person."""
    await learn(database, 400, MEMORY)
    for _ in range(250):
        await learn(database, 420, 1)
    assert await known(database) == pytest.approx((420, MEMORY), abs=0.5)


async def test_sessions_that_end_together_are_all_learned_from(database: Database) -> None:
    """No write is lost, the first one's included."""
    await asyncio.gather(*(learn(database, 100 * n, 5) for n in range(1, 9)))
    assert await known(database) == pytest.approx((450, 40))


async def test_each_player_has_a_rhythm_of_her_own(database: Database) -> None:
    """What is learned of one is not said of another."""
    await learn(database, 400, 10)
    await learn(database, 900, 10, OTHER)
    assert (await known(database), await known(database, OTHER)) == ((400, 10), (900, 10))


@pytest.mark.parametrize(("pausa_media_ms", "pausas"), [(-1, 5), (MAX_PAUSA_MS + 1, 5), (400, -1), (float("nan"), 5)])
async def test_the_database_refuses_what_can_be_no_rhythm(
    database: Database, pausa_media_ms: float, pausas: int
) -> None:
    """Whoever writes there."""
    with pytest.raises(EngineFailed):
        await learn(database, pausa_media_ms, pausas)


def test_a_session_counts_for_no_more_than_is_remembered() -> None:
    """However long it was; and what has its limit may reach it."""
    assert ritmo.of_session(MAX_PAUSA_MS, 2**32 - 1) == Ritmo(MAX_PAUSA_MS, MEMORY)


def test_a_pause_longer_than_any_is_refused_and_named() -> None:
    """The caller learns which field it is."""
    with pytest.raises(InvalidInput) as caught:
        ritmo.of_session(MAX_PAUSA_MS + 1, 3)
    assert caught.value.field == "ritmo.pausa_media_ms"
