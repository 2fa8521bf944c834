"""penny_llaves: the players' keys, wrapped."""

import uuid

from penny_deck.db.pool import Connection

_FIND = "SELECT llave FROM penny_llaves WHERE player_id = $1"
# Of two that are made at once the first counts.
_ADD = """
    INSERT INTO penny_llaves (player_id, llave, maestra) VALUES ($1, $2, $3) ON CONFLICT (player_id) DO NOTHING
"""
_PLAYERS = "SELECT player_id FROM penny_llaves"
_MASTERS = "SELECT DISTINCT maestra FROM penny_llaves"
_DELETE = "DELETE FROM penny_llaves WHERE player_id = $1"


async def find(connection: Connection, player: uuid.UUID) -> bytes | None:
    """A player's key, wrapped; None if there is none."""
    wrapped: bytes | None = await connection.fetchval(_FIND, player)
    return wrapped


async def add(connection: Connection, player: uuid.UUID, wrapped: bytes, master: str) -> bytes:
    """Keep a player's new key; gives the one that is kept, which may be somebody else's."""
    await connection.execute(_ADD, player, wrapped, master)
    return await find(connection, player) or wrapped


async def players(connection: Connection) -> set[uuid.UUID]:
    """Those who have a key: of whom something can be read."""
    return {row["player_id"] for row in await connection.fetch(_PLAYERS)}


async def masters(connection: Connection) -> set[str]:
    """The names of those that have wrapped the keys there are."""
    return {row["maestra"] for row in await connection.fetch(_MASTERS)}


async def delete(connection: Connection, player: uuid.UUID) -> None:
    """Delete a player's key for ever."""
    await connection.execute(_DELETE, player)
