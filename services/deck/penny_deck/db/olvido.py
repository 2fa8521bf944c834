"""Deleting all that is kept of a player."""

import uuid

from penny_deck.db import llaves
from penny_deck.db.pool import Connection

_STATEMENTS = {
    "turnos": "DELETE FROM penny_log WHERE player_id = $1",
    "sesiones": "DELETE FROM penny_sesiones WHERE player_id = $1",
    "versiones": "DELETE FROM penny_planos WHERE player_id = $1",
    "archivos": "DELETE FROM penny_archivos WHERE player_id = $1",
    "colecciones": "DELETE FROM penny_colecciones WHERE player_id = $1",
    "audio": "DELETE FROM penny_audio WHERE player_id = $1",
    "recados": "DELETE FROM penny_recados WHERE player_id = $1",
    "lecturas": "DELETE FROM penny_auditoria WHERE player_id = $1",
    "tokens": "DELETE FROM penny_players WHERE player_id = $1",
    "ritmos": "DELETE FROM penny_ritmo WHERE player_id = $1",
}


async def forget(connection: Connection, player: uuid.UUID) -> dict[str, int]:
    """Delete a player's key and rows; gives how many rows there were of each kind."""
    await llaves.delete(connection, player)
    return {name: _count(await connection.execute(statement, player)) for name, statement in _STATEMENTS.items()}


def _count(status: str) -> int:
    """Of PostgreSQL's "DELETE 12"."""
    return int(status.rpartition(" ")[2])
