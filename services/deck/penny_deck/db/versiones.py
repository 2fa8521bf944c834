"""penny_planos: every version that a plano has had, who wrote it, and which one is in force."""

import json
import uuid
from dataclasses import replace
from typing import Any

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Version
from penny_deck.planos.models import Nombre, Plano

MAX_VERSIONES = 1000
"""Of one plano, given at most: the newest."""

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
    INSERT INTO penny_planos (id, plano_tipo, plano_version, player_id, contenido, contenido_hash, autor, documento)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
"""
_VERSIONS = """
    SELECT plano_tipo, plano_version, contenido, contenido_hash, fecha_modificacion, activo, autor, documento
    FROM penny_planos
    WHERE plano_tipo = $1 AND player_id IS NOT DISTINCT FROM $2 AND ($3 = '' OR plano_version = $3)
    ORDER BY activo DESC, fecha_modificacion DESC LIMIT $4
"""


async def lock(connection: Connection, nombre: Nombre, player: uuid.UUID | None) -> None:
    """Let nobody else write versions of a plano until the transaction ends."""
    await connection.execute(_LOCK, f"{nombre}/{player}")


async def keep(connection: Connection, plano: Plano, player: uuid.UUID | None, autor: str) -> Plano:
    """Note a plano's content as the one in force, if it is not so already; gives the plano with its version.

    Runs inside the caller's transaction. The version is the content's own, or else counted: 1, 2, 3, …

    Raises:
        Misconfigured: It is plano 0, and its version has been there with another content.
    """
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    await lock(connection, plano.nombre, player)  # two sessions that open at once see each other's version
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    number = await connection.fetchval(_COUNT, plano.nombre, player) + 1
    version = plano.version or str(number)
    contenido = json.dumps(plano.contenido, ensure_ascii=False)
    await connection.execute(_RETIRE, plano.nombre, player)
    await connection.execute(
        _ADD, uuid.uuid4(), plano.nombre, version, player, contenido, plano.contenido_hash, autor, plano.documento
    )
    return replace(plano, version=version)


async def history(connection: Connection, nombre: Nombre, player: uuid.UUID | None) -> list[Version]:
    """The versions of a plano, the one in force first, then the newest."""
    return [_version(row) for row in await connection.fetch(_VERSIONS, nombre, player, "", MAX_VERSIONES)]


async def one(connection: Connection, nombre: Nombre, player: uuid.UUID | None, version: str) -> Version:
    """A version of a plano.

    Raises:
        NotFound: There is no such version.
    """
    row = await connection.fetchrow(_VERSIONS, nombre, player, version, 1)
    if not version or row is None:
        raise NotFound(
            "This plano has no such version.", remedy="See its history for those it has had.", field="version"
        )
    return _version(row)


async def _active(connection: Connection, plano: Plano, player: uuid.UUID | None) -> str | None:
    """The version in force, if its content is the plano's."""
    row = await connection.fetchrow(_ACTIVE, plano.nombre, player)
    return row["plano_version"] if row and row["contenido_hash"] == plano.contenido_hash else None


def _version(row: Any) -> Version:  # noqa: ANN401 - an asyncpg record
    return Version(**dict(row) | {"contenido": json.loads(row["contenido"])})
