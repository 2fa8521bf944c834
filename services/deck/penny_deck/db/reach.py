"""DECK's database for a command beside DECK: the one that DECK works with now, or its own, started for the while."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from penny_chassis.errors import Misconfigured, Unavailable
from penny_deck import faults
from penny_deck.config import Settings
from penny_deck.db import predecessor
from penny_deck.db.cluster import data_of
from penny_deck.db.embedded import Embedded, HomeTaken, dsn_at
from penny_deck.db.pool import Database

_AS_DECK = "Run this as the user that runs DECK."


@contextlib.asynccontextmanager
async def database(settings: Settings, home_db: Path) -> AsyncIterator[Database]:
    """Connect to it; nothing is made that is not there. `home_db`: the home's folder for DECK's own PostgreSQL.

    Raises:
        Misconfigured: There is none yet, or it is not to be had by this user or at this address.
        Unavailable: It does not answer.
    """
    if settings.dsn is not None:
        where: contextlib.AbstractAsyncContextManager[str] = contextlib.nullcontext(settings.dsn.get_secret_value())
    else:
        where = _own(home_db, fsync=settings.fsync)
    async with where as dsn:
        found = Database(dsn, size=1)
        try:
            await found.open()
        except Misconfigured:
            if settings.dsn is not None:
                raise
            raise Misconfigured("DECK's PostgreSQL does not let this user in.", remedy=_AS_DECK) from None
        try:
            yield found
        finally:
            await found.close()


@contextlib.asynccontextmanager
async def _own(db: Path, *, fsync: bool) -> AsyncIterator[str]:
    """Where DECK's own PostgreSQL can be asked: run by a DECK, or else by us as long as this lasts."""
    _require_made(db)
    ours = Embedded(db, fsync=fsync)
    with contextlib.suppress(HomeTaken):
        await ours.start()
    try:
        yield ours.dsn() if ours.pid is not None else _running(db)
    finally:
        await ours.stop()


def _require_made(db: Path) -> None:
    """Raise Misconfigured unless a DECK has had this home: a wrong path is not to become a new home."""
    try:
        made = data_of(db).stat() is not None
    except FileNotFoundError:
        made = False
    except PermissionError:
        raise Misconfigured(f"{db} is another user's.", remedy=_AS_DECK) from None
    except OSError as error:
        raise faults.of_file(error, db) from None
    if not made:
        raise Misconfigured(
            f"DECK has kept nothing in {db.parent} yet.",
            remedy="Set PENNY_DECK_HOME, or PENNY_DECK_DSN, as for the DECK that runs; or start DECK once.",
        )


def _running(db: Path) -> str:
    """Where another process's PostgreSQL takes connections, by its own word: TMPDIR may be another one there."""
    state = predecessor.read(data_of(db))
    if state is None or state.socket_folder is None:
        raise Unavailable("DECK's PostgreSQL is still starting.", remedy="Try again in a moment.")
    return dsn_at(state.socket_folder)
