"""The role penny_persona, in which DECK does what is done for a person. Roles are the server's and not a database's.

Law: it owns nothing, cannot log in, and has the rights that migrations give it.
"""

import contextlib

import asyncpg

from penny_chassis.errors import Misconfigured, PennyError
from penny_deck.db.pool import ITSELF, Connection, Database

PERSONA = "penny_persona"

_READY = "SELECT COALESCE((SELECT pg_has_role(current_user, oid, 'SET') FROM pg_roles WHERE rolname = $1), false)"
_EXISTS = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)"


async def prepare(database: Database) -> None:
    """Make sure that the database's user can act as the role.

    Raises:
        Misconfigured: The role is not there, and the user may not make it.
    """
    async with database.connection(ITSELF) as connection:
        if await connection.fetchval(_READY, PERSONA):
            return
    try:
        await make(database, "CURRENT_USER")
    except PennyError:
        raise Misconfigured(
            f"DECK's user may not act as the role {PERSONA}.",
            remedy=f"Let an administrator run: CREATE ROLE {PERSONA} NOLOGIN; GRANT {PERSONA} TO <DECK's user>;",
        ) from None


async def make(database: Database, owner: str) -> None:
    """Make the role if it is not there, and let the owner of DECK's tables act as it; as somebody who may."""
    async with database.connection(ITSELF) as connection:
        if not await connection.fetchval(_EXISTS, PERSONA):
            await _create(connection)
        await connection.execute(f"GRANT {PERSONA} TO {owner} WITH SET TRUE")


async def _create(connection: Connection) -> None:
    with contextlib.suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):  # another DECK was faster
        await connection.execute(f"CREATE ROLE {PERSONA} NOLOGIN")
