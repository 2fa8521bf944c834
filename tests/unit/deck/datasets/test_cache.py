"""Datasets in memory: while there is room, and no longer than the file is there."""

import asyncio
import uuid

import pytest
from support.tables import csv

from penny_chassis.errors import InvalidInput
from penny_deck.datasets.cache import Cache
from penny_deck.datasets.datos import Datos

ANA, EVA = uuid.uuid4(), uuid.uuid4()
DATOS = csv("producto", "tornillo")


class Reader:
    """Counts how often it was asked to read."""

    def __init__(self) -> None:
        self.read = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> Datos:
        """Read."""
        self.read += 1
        await self.gate.wait()
        return DATOS


async def test_what_was_read_is_not_read_again() -> None:
    """By the same person; another's is her own."""
    cache, reader = Cache(), Reader()
    await asyncio.gather(*(cache.get(ANA, "a", reader) for _ in range(5)))
    assert reader.read == 1
    await cache.get(EVA, "a", reader)
    await cache.get(ANA, "b", reader)
    assert reader.read == 3


async def test_what_is_deleted_or_forgotten_is_dropped() -> None:
    """That, and nothing else."""
    cache, reader = Cache(), Reader()
    for player in (ANA, EVA):
        for sha256 in ("a", "b"):
            await cache.get(player, sha256, reader)
    cache.drop(ANA, "a")
    assert cache.bytes == 3 * DATOS.bytes
    cache.drop(ANA)
    assert cache.bytes == 2 * DATOS.bytes


async def test_what_is_deleted_while_it_is_read_is_not_kept() -> None:
    """Whoever asked for it before gets it."""
    cache, reader = Cache(), Reader()
    reader.gate.clear()
    reading = asyncio.create_task(cache.get(ANA, "a", reader))
    await asyncio.sleep(0)
    cache.drop(ANA, "a")
    reader.gate.set()
    assert await reading is DATOS
    assert cache.bytes == 0


async def test_the_one_asked_for_least_recently_goes() -> None:
    """When there is no room."""
    cache, reader = Cache(2 * DATOS.bytes), Reader()
    for sha256 in ("a", "b", "a", "c"):
        await cache.get(ANA, sha256, reader)
    await cache.get(ANA, "a", reader)
    assert reader.read == 3
    await cache.get(ANA, "b", reader)
    assert reader.read == 4


async def test_what_never_has_room_is_read_each_time() -> None:
    """And drives nothing else out."""
    cache, reader = Cache(DATOS.bytes - 1), Reader()
    await cache.get(ANA, "a", reader)
    await cache.get(ANA, "a", reader)
    assert (reader.read, cache.bytes) == (2, 0)


async def test_what_cannot_be_read_is_tried_again() -> None:
    """An error is not remembered."""

    async def broken() -> Datos:
        raise InvalidInput("No.")

    cache = Cache()
    with pytest.raises(InvalidInput):
        await cache.get(ANA, "a", broken)
    assert await cache.get(ANA, "a", Reader()) is DATOS
