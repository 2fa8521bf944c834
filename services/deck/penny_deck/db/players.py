"""penny_players: who has a token."""

import uuid

from penny_deck.db.pool import Connection
from penny_deck.players.access import Caller, Rol

_ALL = "SELECT player_id, rol FROM penny_players ORDER BY creado, player_id"
_WITH = "SELECT player_id, rol FROM penny_players WHERE token_hash = $1"
_ANY = "SELECT EXISTS (SELECT FROM penny_players)"
_THERE = "SELECT to_regclass('penny_players') IS NOT NULL"
_HOLD = "LOCK TABLE penny_players IN SHARE ROW EXCLUSIVE MODE"
"""Whoever reads them need not wait."""
_SET = """
    INSERT INTO penny_players (player_id, rol, token_hash) VALUES ($1, $2, $3)
    ON CONFLICT (player_id) DO UPDATE SET rol = EXCLUDED.rol, token_hash = EXCLUDED.token_hash
"""


async def all_(connection: Connection) -> dict[uuid.UUID, Rol]:
    """Everybody who has a token, and what she is."""
    return {row["player_id"]: Rol(row["rol"]) for row in await connection.fetch(_ALL)}


async def anybody(connection: Connection) -> bool:
    """Whether anybody has a token, so that everybody needs one."""
    return bool(await connection.fetchval(_ANY))


async def there(connection: Connection) -> bool:
    """Whether a DECK that knows of tokens has had this database."""
    return bool(await connection.fetchval(_THERE))


async def with_token(connection: Connection, digest: str) -> Caller | None:
    """Whose token it is."""
    row = await connection.fetchrow(_WITH, digest)
    return Caller(row["player_id"], Rol(row["rol"])) if row is not None else None


async def held(connection: Connection) -> dict[uuid.UUID, Rol]:
    """As `all_`; until the transaction ends nobody else changes them."""
    await connection.execute(_HOLD)
    return await all_(connection)


async def set_(connection: Connection, player: uuid.UUID, rol: Rol, digest: str) -> None:
    """Give a player a token, in place of the one she may have had."""
    await connection.execute(_SET, player, rol, digest)
