"""Connections to PostgreSQL, and running work on one of them with its errors translated."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import asyncpg

from penny_chassis.errors import Overloaded, PennyError, TooSlow
from penny_deck.db.errors import refused, translated, unavailable

CONNECT_S = 5.0
STATEMENT_S = 10.0
"""Seconds for one statement, if it is not said otherwise; none of a call's takes a hundredth of it."""


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

    def transaction(self) -> contextlib.AbstractAsyncContextManager[object]:
        """All or nothing."""


async def _leave_as_it_is(_: object) -> None:
    """No statement of DECK's changes a connection's state, so nothing is put back: a round trip saved on every call."""


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
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for a block of work.

        Raises:
            PennyError: What the database reported, translated.
        """
        if self._pool is None:
            raise unavailable()
        with translated(self._explain):
            async with self._pool.acquire(timeout=CONNECT_S) as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection on which a block of work is done wholly or not at all.

        Raises:
            PennyError: What the database reported, translated.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection
