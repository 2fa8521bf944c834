"""pgvector, in which DECK keeps what passages mean. Only an administrator of the server may bring it into a database.

DECK does it herself in her own PostgreSQL, with whose wheel it comes (embedded.py). In another she tries, when she
starts: without it the tables cannot be made.
"""

from penny_chassis.errors import Misconfigured, PennyError
from penny_deck.db.pool import ITSELF, Database

_READY = "SELECT to_regtype('halfvec') IS NOT NULL"
"""Since pgvector 0.7."""
_CREATE = "CREATE EXTENSION IF NOT EXISTS vector"


async def prepare(database: Database) -> None:
    """Make sure that the database knows vectors.

    Raises:
        Misconfigured: It does not, and its user may not bring them in.
    """
    if await _ready(database):
        return
    try:
        await make(database)
    except PennyError:
        raise _missing() from None
    if not await _ready(database):
        raise _missing()


async def make(database: Database) -> None:
    """Bring the extension in, as somebody who may."""
    async with database.connection(ITSELF) as connection:
        await connection.execute(_CREATE)


async def _ready(database: Database) -> bool:
    async with database.connection(ITSELF) as connection:
        return bool(await connection.fetchval(_READY))


def _missing() -> Misconfigured:
    return Misconfigured(
        "DECK's database has no pgvector, or one before 0.7.",
        remedy="Install pgvector on its server, and let an administrator run in DECK's database: "
        "CREATE EXTENSION vector; or, if it is there already: ALTER EXTENSION vector UPDATE;",
    )
