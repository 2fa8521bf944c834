"""Connections to PostgreSQL, and running work on one of them with its errors translated.

The law: whoever takes a connection says for whom. What is done for a player is done as the role penny_persona, and the
database shows no row that is not hers (migration 0008); only what DECK does for itself is done as the tables' owner.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from enum import Enum
from typing import Any, Final, Literal, Protocol

import asyncpg

from penny_chassis.errors import Overloaded, PennyError, TooSlow
from penny_deck.db.errors import refused, translated, unavailable

CONNECT_S = 5.0
STATEMENT_S = 10.0
"""Seconds for one statement, if it is not said otherwise; none of a call's takes a hundredth of it."""

_BECOME = "SELECT set_config('role', $1, false), set_config('penny.player', $2, false)"


class _Deck(Enum):
    ITSELF = "deck"


ITSELF: Final = _Deck.ITSELF
"""DECK herself: sees the rows of everybody."""
Whose = uuid.UUID | Literal[_Deck.ITSELF]
"""For whom something is done."""


class Connection(Protocol):
    """What DECK asks of a connection; asyncpg is untyped."""

    async def fetch(self, query: str, *args: object) -> list[Any]:
        """All rows."""

    async def fetchrow(self, query: str, *args: object) -> Any:  # noqa: ANN401 - a record, or None
        """The first row."""

    async def fetchval(self, query: str, *args: object) -> Any:  # noqa: ANN401 - any value
        """The first value of the first row."""

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        """Run a statement, for so many seconds; None: STATEMENT_S."""

    async def executemany(self, command: str, args: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row of arguments, all of them sent at once."""

    def transaction(self) -> contextlib.AbstractAsyncContextManager[object]:
        """All or nothing."""


class _Bound(asyncpg.Connection):  # type: ignore[misc]  # asyncpg is untyped
    """A connection that knows for whom it has worked last."""

    _whose: Whose | None = ITSELF

    async def become(self, whose: Whose) -> None:
        """Work for somebody from now on; a round trip, unless it was for the same before."""
        if whose == self._whose:
            return
        self._whose = None  # if this is broken off, nobody knows
        role, player = ("none", "") if whose is ITSELF else ("penny_persona", str(whose))
        await self.fetchrow(_BECOME, role, player)
        self._whose = whose


async def _leave_as_it_is(_: object) -> None:
    """Nothing is put back: a round trip saved on every call. Whoever takes a connection next says for whom."""


def _no_better_reason() -> PennyError | None:
    return None


class Database:
    """A pool of connections; a connection that broke is replaced when the next one is asked for."""

    def __init__(
        self, dsn: str, *, size: int = 4, explain: Callable[[], PennyError | None] = _no_better_reason
    ) -> None:
        """`explain` is asked why the database is away, for whoever runs it may know."""
        self._dsn = dsn
        self._size = size
        self._explain = explain
        self._pool: Any = None

    async def open(self) -> None:
        """Connect.

        Raises:
            Unavailable: The server is away.
            Misconfigured: It refuses us, or the DSN is not one.
        """
        try:
            with translated(self._explain):
                pool = await self._create()
                async with pool.acquire(timeout=CONNECT_S):
                    self._pool = pool
        except ValueError:
            raise refused() from None
        except (TooSlow, Overloaded):
            raise unavailable() from None

    def _create(self) -> Any:  # noqa: ANN401 - asyncpg is untyped
        return asyncpg.create_pool(
            self._dsn,
            min_size=0,  # with more, asyncpg's log would show a traceback a second while the server is away
            max_size=self._size,
            timeout=CONNECT_S,
            command_timeout=STATEMENT_S,
            connection_class=_Bound,
            reset=_leave_as_it_is,
            server_settings={"application_name": "penny-deck", "TimeZone": "UTC"},
        )

    async def close(self) -> None:
        """Close all connections, by force if they do not end by themselves."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            with translated(self._explain):
                async with asyncio.timeout(CONNECT_S):
                    await pool.close()
        except PennyError:
            pool.terminate()

    @contextlib.asynccontextmanager
    async def connection(self, whose: Whose) -> AsyncIterator[Connection]:
        """A connection for a block of work, for a player or for DECK herself.

        Raises:
            PennyError: What the database reported, translated.
        """
        if self._pool is None:
            raise unavailable()
        with translated(self._explain):
            async with self._pool.acquire(timeout=CONNECT_S) as connection:
                await connection.become(whose)
                yield connection

    @contextlib.asynccontextmanager
    async def transaction(self, whose: Whose) -> AsyncIterator[Connection]:
        """A connection on which a block of work is done wholly or not at all.

        Raises:
            PennyError: What the database reported, translated.
        """
        async with self.connection(whose) as connection, connection.transaction():
            yield connection
