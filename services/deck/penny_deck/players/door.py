"""Who calls: the token of a call, looked up.

What was found is believed for a moment, so that turns cost no question.
"""

import time
from collections.abc import Iterable

from penny_chassis.errors import Unauthenticated
from penny_deck.db import players
from penny_deck.db.pool import ITSELF, Database
from penny_deck.players import tokens
from penny_deck.players.access import ANYBODY, Caller

BELIEVED_S = 2.0
"""So long another DECK on the same database may take to hear of a token that was renewed."""
_REMEMBERED = 1000

Metadata = Iterable[tuple[str, str | bytes]]


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
        token = tokens.of_metadata(metadata)
        digest = tokens.digest(token) if token else ""
        remembered = self._known  # if tokens change while the database is asked, the answer goes with what was known
        known, until = remembered.get(digest, (None, 0.0))
        if known is None or time.monotonic() > until:
            known = await self._asked(digest)
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[digest] = known, time.monotonic() + BELIEVED_S
        return known

    def changed(self) -> None:
        """Somebody has another token, or none any more."""
        self._known = {}

    async def _asked(self, digest: str) -> Caller:
        async with self._database.connection(ITSELF) as connection:
            if digest and (found := await players.with_token(connection, digest)) is not None:
                return found
            if digest or await players.anybody(connection):
                raise Unauthenticated(
                    "Nobody has this token." if digest else "This DECK asks who calls.",
                    remedy="Send a token of this DECK's: PENNY_TOKEN for the commands, token= for the SDK.",
                )
        return ANYBODY
