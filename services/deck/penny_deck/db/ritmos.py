"""penny_ritmo: how each player pauses, learned from session to session."""

import uuid

from penny_deck.db.pool import Connection
from penny_deck.ritmo import MEMORY, Ritmo

_KNOWN = "SELECT pausa_media_ms, pausas FROM penny_ritmo WHERE player_id = $1"
# One statement, so that of two sessions that end together both are learned from.
_LEARN = """
    INSERT INTO penny_ritmo AS r (player_id, pausa_media_ms, pausas) VALUES ($1, $2, $3)
    ON CONFLICT (player_id) DO UPDATE SET
        pausa_media_ms = (r.pausa_media_ms * r.pausas + EXCLUDED.pausa_media_ms * EXCLUDED.pausas)
            / (r.pausas + EXCLUDED.pausas),
        pausas = LEAST(r.pausas + EXCLUDED.pausas, $4),
        actualizado = now()
"""


async def known(connection: Connection, player: uuid.UUID) -> Ritmo | None:
    """How a player pauses, if anything is known of it."""
    row = await connection.fetchrow(_KNOWN, player)
    return Ritmo(**row) if row else None


async def learn(connection: Connection, player: uuid.UUID, new: Ritmo) -> None:
    """Add a session's pauses to the running average, each worth as much as one that is remembered."""
    if new.pausas:
        await connection.execute(_LEARN, player, new.pausa_media_ms, new.pausas, MEMORY)
