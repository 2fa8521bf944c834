"""The keyring when a player is forgotten, or her key is another's, while the database is asked."""

import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Database
from penny_deck.keys.keyring import Keyring
from penny_deck.keys.master import MasterKey
from penny_deck.keys.seal import KEY_BYTES

PLAYER, SESION = uuid.uuid4(), uuid.uuid4()
MASTER = MasterKey(os.urandom(KEY_BYTES))


class Rows:
    """A database with one session of the player's, and her key."""

    def __init__(self) -> None:
        self.wrapped: bytes | None = MASTER.wrap(os.urandom(KEY_BYTES), PLAYER)
        self.asked: list[str] = []
        self.meanwhile: Callable[[str], None] = lambda _: None
        """Called when a question has been answered, and whoever has asked has not heard it yet."""

    @asynccontextmanager
    async def connection(self, _: object) -> AsyncIterator["Rows"]:
        """Itself."""
        yield self

    async def fetchval(self, query: str, *_: object) -> object:
        """The key, or whose session it is."""
        table = "penny_llaves" if "penny_llaves" in query else "penny_sesiones"
        found = self.wrapped if table == "penny_llaves" else PLAYER
        self.asked.append(table)
        self.meanwhile(table)
        return found

    async def execute(self, _: str, __: uuid.UUID, wrapped: bytes, ___: str) -> str:
        """Keep a key."""
        self.wrapped = self.wrapped or wrapped
        return "INSERT 0 1"


@pytest.fixture
def rows() -> Rows:
    """The database."""
    return Rows()


@pytest.fixture
def keyring(rows: Rows) -> Keyring:
    """That asks it."""
    return Keyring(cast("Database", rows), MASTER)


async def test_a_key_is_asked_for_once(keyring: Keyring, rows: Rows) -> None:
    """And a session once."""
    seal = await keyring.of(PLAYER)
    assert (await keyring.of_session(SESION)).seal is seal
    assert (await keyring.of_session(SESION, PLAYER)).seal is seal
    assert rows.asked == ["penny_llaves", "penny_sesiones"]


async def test_a_key_that_goes_while_it_is_asked_for_is_not_remembered(keyring: Keyring, rows: Rows) -> None:
    """Or else what is written next would be sealed under a key that nobody has any more."""

    def forgotten(_: str) -> None:
        rows.wrapped, rows.meanwhile = None, lambda _: None
        keyring.forget(PLAYER)

    rows.meanwhile = forgotten
    await keyring.find(PLAYER)
    assert await keyring.find(PLAYER) is None


async def test_nobody_is_given_a_key_for_a_session_of_hers(keyring: Keyring, rows: Rows) -> None:
    """She has had one since before it was opened: without one she has been forgotten meanwhile."""

    def forgotten(_: str) -> None:
        rows.wrapped = None
        keyring.forget(PLAYER)

    rows.meanwhile = forgotten
    with pytest.raises(NotFound) as caught:
        await keyring.of_session(SESION)
    assert caught.value.field == "sesion_id"
    assert rows.wrapped is None
