"""The players' keys, unwrapped while they are in use.

The law: a player has one key for as long as she is known; whoever deletes it, and every copy of it, makes all that she
has said unreadable wherever it is kept.
"""

import os
import uuid
from typing import TypeVar

from penny_deck.db import llaves, sesiones
from penny_deck.db.pool import ITSELF, Database
from penny_deck.keys.master import KeyWrapper
from penny_deck.keys.seal import KEY_BYTES, Person, Seal

T = TypeVar("T")

_REMEMBERED = 4096
"""Players, and sessions, of which nothing need be asked."""


class Keyring:
    """Gives each player's seal.

    It asks the database by itself, never within a caller's transaction: a key that were made in one that fails would be
    used and not be kept. If a key is deleted while the database is asked, the answer goes with what was known before.
    """

    def __init__(self, database: Database, wrapper: KeyWrapper) -> None:
        self._database = database
        self._wrapper = wrapper
        self._seals: dict[uuid.UUID, Seal] = {}
        self._players: dict[uuid.UUID, uuid.UUID] = {}

    @property
    def master(self) -> str:
        """The name of what wraps the keys."""
        return self._wrapper.name

    async def of(self, player: uuid.UUID) -> Seal:
        """A player's seal; made if there is none yet."""
        known = self._seals
        if seal := await self.find(player):
            return seal
        new = self._wrapper.wrap(os.urandom(KEY_BYTES), player)
        async with self._database.connection(ITSELF) as connection:
            return self._open(known, player, await llaves.add(connection, player, new, self._wrapper.name))

    async def find(self, player: uuid.UUID) -> Seal | None:
        """A player's seal; None if she has said nothing yet, or is forgotten."""
        known = self._seals
        if seal := known.get(player):
            return seal
        async with self._database.connection(ITSELF) as connection:
            wrapped = await llaves.find(connection, player)
        return self._open(known, player, wrapped) if wrapped is not None else None

    async def of_session(self, sesion: uuid.UUID, whose: uuid.UUID | None = None) -> Person:
        """The player whose session it is; `whose`: if it is hers.

        Raises:
            NotFound: There is no such session, or it is another's, or of somebody who has been forgotten.
        """
        known = self._players
        if (player := known.get(sesion)) is None:
            async with self._database.connection(ITSELF) as connection:
                player = await sesiones.player_of(connection, sesion)
            if player is None:
                raise sesiones.no_such_session()
            _remember(known, sesion, player)
        if whose not in {None, player} or (seal := await self.find(player)) is None:
            raise sesiones.no_such_session()
        return Person(player, seal)

    def forget(self, player: uuid.UUID) -> None:
        """A player's key has been deleted."""
        self._seals = {other: seal for other, seal in self._seals.items() if other != player}
        self._players = {sesion: owner for sesion, owner in self._players.items() if owner != player}

    def _open(self, known: dict[uuid.UUID, Seal], player: uuid.UUID, wrapped: bytes) -> Seal:
        seal = Seal(self._wrapper.unwrap(wrapped, player))
        _remember(known, player, seal)
        return seal


def _remember(known: dict[uuid.UUID, T], key: uuid.UUID, value: T) -> None:
    """Keep a value, and let the oldest go if there are too many."""
    known[key] = value
    if len(known) > _REMEMBERED:
        del known[next(iter(known))]
