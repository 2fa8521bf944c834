"""penny_planos: every version that a plano has had, and which one is in force."""

import json
import uuid
from dataclasses import replace

from penny_deck.db.pool import Connection
from penny_deck.planos import Plano

# The lock makes two sessions that open at once see each other's version; it ends with the transaction.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_ACTIVE = """
    SELECT plano_version, contenido_hash FROM penny_planos
    WHERE plano_tipo = $1 AND player_id IS NOT DISTINCT FROM $2 AND activo
"""
_COUNT = "SELECT count(*) FROM penny_planos WHERE plano_tipo = $1 AND player_id IS NOT DISTINCT FROM $2"
_RETIRE = """
    UPDATE penny_planos SET activo = false
    WHERE plano_tipo = $1 AND player_id IS NOT DISTINCT FROM $2 AND activo
"""
_ADD = """
    INSERT INTO penny_planos (id, plano_tipo, plano_version, player_id, contenido, contenido_hash)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6)
"""


async def keep(connection: Connection, plano: Plano, player: uuid.UUID | None) -> Plano:
    """Note a plano's content as the one in force, if it is not so already; gives the plano with its version.

    Runs inside the caller's transaction. The version is the content's own, or else counted: 1, 2, 3, …
    """
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    await connection.execute(_LOCK, f"{plano.nombre}/{player}")
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    number = await connection.fetchval(_COUNT, plano.nombre, player) + 1
    version = plano.version or str(number)
    contenido = json.dumps(plano.contenido, ensure_ascii=False)
    await connection.execute(_RETIRE, plano.nombre, player)
    await connection.execute(_ADD, uuid.uuid4(), plano.nombre, version, player, contenido, plano.contenido_hash)
    return replace(plano, version=version)


async def _active(connection: Connection, plano: Plano, player: uuid.UUID | None) -> str | None:
    """The version in force, if its content is the plano's."""
    row = await connection.fetchrow(_ACTIVE, plano.nombre, player)
    return row["plano_version"] if row and row["contenido_hash"] == plano.contenido_hash else None
