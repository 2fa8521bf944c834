"""penny_auditoria: who has read what of whom. Rows are added, and go only with the player they are about."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from penny_deck.db.pool import Connection

PAGE = 1000
"""Readings read at a time."""
NEWEST = 2**63 - 1
"""Before all that there can be."""

_NOTE = """
    INSERT INTO penny_auditoria (quien, player_id, accion, objeto, filas) VALUES ($1, penny_player(), $2, $3, $4)
"""
_NOTE_OF = "INSERT INTO penny_auditoria (quien, player_id, accion, filas) VALUES ($1, $2, $3, 1)"
_PAGE = """
    SELECT id, momento, quien, accion, objeto, filas FROM penny_auditoria
    WHERE player_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class Lectura:
    """One reading."""

    id: int
    """They are counted."""
    momento: datetime
    quien: str
    """A player_id; "local", whoever can reach DECK as long as it asks for no token; or "operator", on its machine."""
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


async def page(connection: Connection, player: uuid.UUID, before: int, most: int) -> list[Lectura]:
    """Who has read of a player, newest first, at most PAGE: those before the one with this id."""
    return [Lectura(**row) for row in await connection.fetch(_PAGE, player, before, min(most, PAGE))]
