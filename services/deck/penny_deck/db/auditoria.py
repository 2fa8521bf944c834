"""penny_auditoria: who has read what of whom. Rows are added, and go only with the player they are about."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from penny_deck.db.pool import Connection

_NOTE = """
    INSERT INTO penny_auditoria (quien, player_id, accion, objeto, filas) VALUES ($1, penny_player(), $2, $3, $4)
"""
_NOTE_OF = "INSERT INTO penny_auditoria (quien, player_id, accion, filas) VALUES ($1, $2, $3, 1)"
_NEWEST = """
    SELECT momento, quien, accion, objeto, filas FROM penny_auditoria WHERE player_id = $1 ORDER BY id DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Lectura:
    """One reading."""

    momento: datetime
    quien: str
    """A player_id, or "local": whoever can reach DECK, as long as it asks for no token."""
    accion: str
    """The rpc."""
    objeto: str
    """What was read: a session's or a version's id, a plano's name; empty if it is not one thing."""
    filas: int
    """How many things were given."""


async def note(connection: Connection, quien: str, accion: str, objeto: str, filas: int) -> None:
    """Note that something was read of the player for whom the connection works."""
    await connection.execute(_NOTE, quien, accion, objeto, filas)


async def note_of(connection: Connection, player: uuid.UUID, quien: str, accion: str) -> None:
    """Note, in a transaction of DECK's own, that something was done that lets somebody read of a player."""
    await connection.execute(_NOTE_OF, quien, player, accion)


async def newest(connection: Connection, player: uuid.UUID, limit: int) -> list[Lectura]:
    """Who has read of a player, newest first."""
    return [Lectura(**row) for row in await connection.fetch(_NEWEST, player, limit)]
