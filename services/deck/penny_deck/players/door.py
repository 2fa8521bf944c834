"""Who calls: the token of a call, looked up.

What was found is believed for a moment, so that turns cost no question. Who may come in is changed by those alone who
may do so at that very moment: the database is asked, and nobody else changes it meanwhile.
"""

import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from penny_chassis.errors import Unauthenticated
from penny_deck.db import players
from penny_deck.db.pool import ITSELF, Connection, Database
from penny_deck.players import tokens
from penny_deck.players.access import ANYBODY, Caller, Rol, require_owner

BELIEVED_S = 2.0
"""So long a DECK may take to hear of a token that was renewed by another one, or by its operator."""
_REMEMBERED = 1000

Metadata = Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True, slots=True)
class Change:
    """Who may come in is about to be changed."""

    connection: Connection
    """For DECK herself, in the transaction of the change."""
    caller: Caller
    """Who calls."""
    held: dict[uuid.UUID, Rol]
    """Who has a token, and what she is."""

    async def give(self, player: uuid.UUID, rol: Rol) -> str:
        """A token of hers, in place of the one she may have had.

        Raises:
            NotAllowed: Nobody would be left who can let people in.
        """
        require_owner(self.held.values(), (self.held | {player: rol}).values(), left=True)
        token = tokens.fresh()
        await players.set_(self.connection, player, rol, tokens.digest(token))
        return token


class Door:
    """Knows callers by their tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[Caller, float]] = {}
        """By the token's digest; the empty one is whoever has none. With it, until when it is believed."""

    async def caller(self, metadata: Metadata | None) -> Caller:
        """Who calls.

        Raises:
            Unauthenticated: A token is needed and there is none, or nobody has this one.
        """
        digest = _digest(metadata)
        remembered = self._known  # if tokens change while the database is asked, the answer goes with what was known
        known, until = remembered.get(digest, (None, 0.0))
        if known is None or time.monotonic() > until:
            async with self._database.connection(ITSELF) as connection:
                known = await _asked(connection, digest)
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[digest] = known, time.monotonic() + BELIEVED_S
        return known

    def changed(self) -> None:
        """Somebody has another token, or none any more."""
        self._known = {}

    @contextlib.asynccontextmanager
    async def changing(self, metadata: Metadata | None) -> AsyncIterator[Change]:
        """Change who may come in, wholly or not at all; one change at a time.

        Who calls is asked anew, when nobody can change it any more: she may have lost her token to the change before.

        Raises:
            Unauthenticated: As `caller`.
        """
        digest = _digest(metadata)
        try:
            async with self._database.transaction(ITSELF) as connection:
                held = await players.held(connection)
                yield Change(connection, await _asked(connection, digest), held)
        finally:
            self.changed()  # also if the call was broken off: the change may have been made


def _digest(metadata: Metadata | None) -> str:
    """What DECK keeps of a call's token; empty if it bears none."""
    token = tokens.of_metadata(metadata)
    return tokens.digest(token) if token else ""


async def _asked(connection: Connection, digest: str) -> Caller:
    """Whose token it is, as the database knows it."""
    if digest and (found := await players.with_token(connection, digest)) is not None:
        return found
    if digest or await players.anybody(connection):
        raise Unauthenticated(
            "Nobody has this token." if digest else "This DECK asks who calls.",
            remedy="Send a token of this DECK's: PENNY_TOKEN for the commands, token= for the SDK.",
        )
    return ANYBODY
