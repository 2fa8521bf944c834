"""penny_planos: every version that a plano has had, who wrote it, and which one is in force."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Version
from penny_deck.keys import places
from penny_deck.keys.seal import Person
from penny_deck.planos.models import Nombre, Plano

PAGE = 50
"""Versions read at a time: with its file, each may have more than 100 KiB."""

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
    INSERT INTO penny_planos
        (id, plano_tipo, plano_version, player_id, contenido, contenido_hash, autor, documento, sellado,
         fecha_modificacion)
    VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, clock_timestamp())
"""  # not now(): two versions of one transaction come one after the other
_IDS = """
    SELECT id FROM penny_planos
    WHERE plano_tipo = $1 AND player_id IS NOT DISTINCT FROM $2 AND ($3 = '' OR plano_version = $3)
    ORDER BY activo DESC, fecha_modificacion DESC, id LIMIT $4
"""
_VERSIONS = """
    SELECT id, plano_tipo, plano_version, contenido, contenido_hash, fecha_modificacion, activo, autor, documento
    FROM penny_planos WHERE id = ANY($1) ORDER BY array_position($1, id)
"""

Owner = Person | None
"""Whose versions they are: a person's, and then sealed; or everybody's."""


async def keep(connection: Connection, plano: Plano, owner: Owner, autor: str) -> Plano:
    """Note a plano's content as the one in force, if it is not so already; gives the plano with its version.

    Runs inside the caller's transaction. The version is the content's own, or else counted: 1, 2, 3, …

    Raises:
        Misconfigured: It is plano 0, and its version has been there with another content.
    """
    player = _player(owner)
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    await lock(connection, plano.nombre, owner)  # two sessions that open at once see each other's version
    if version := await _active(connection, plano, player):
        return replace(plano, version=version)
    number = await connection.fetchval(_COUNT, plano.nombre, player) + 1
    version = plano.version or str(number)
    id_, contenido, documento = uuid.uuid4(), json.dumps(plano.contenido, ensure_ascii=False), plano.documento
    if owner is not None:
        contenido = json.dumps(owner.seal.close(contenido, places.contenido(id_)))
        documento = owner.seal.close(documento, places.documento(id_))
    await connection.execute(_RETIRE, plano.nombre, player)
    row = (id_, plano.nombre, version, player, contenido, plano.contenido_hash, autor, documento, owner is not None)
    await connection.execute(_ADD, *row)
    return replace(plano, version=version)


async def lock(connection: Connection, nombre: Nombre, owner: Owner) -> None:
    """Let nobody else write versions of a plano until the transaction ends."""
    await connection.execute(_LOCK, f"{nombre}/{_player(owner)}")


async def listed(connection: Connection, nombre: Nombre, owner: Owner, most: int) -> list[uuid.UUID]:
    """The ids of a plano's versions, the one in force first, then the newest."""
    return [row["id"] for row in await connection.fetch(_IDS, nombre, _player(owner), "", most)]


async def read(connection: Connection, ids: Sequence[uuid.UUID], owner: Owner) -> list[Version]:
    """Versions, in the order of their ids; without those that have been forgotten meanwhile."""
    return [_version(row, owner) for row in await connection.fetch(_VERSIONS, ids)]


async def named(connection: Connection, nombre: Nombre, owner: Owner, version: str) -> uuid.UUID:
    """The id of a version of a plano.

    Raises:
        NotFound: There is no such version.
    """
    id_: uuid.UUID | None = await connection.fetchval(_IDS, nombre, _player(owner), version, 1)
    if not version or id_ is None:
        raise NotFound(
            "This plano has no such version.", remedy="See its history for those it has had.", field="version"
        )
    return id_


async def one(connection: Connection, nombre: Nombre, owner: Owner, version: str) -> Version:
    """A version of a plano.

    Raises:
        NotFound: There is no such version.
    """
    (found,) = await read(connection, [await named(connection, nombre, owner, version)], owner)
    return found


async def _active(connection: Connection, plano: Plano, player: uuid.UUID | None) -> str | None:
    """The version in force, if its content is the plano's."""
    row = await connection.fetchrow(_ACTIVE, plano.nombre, player)
    return row["plano_version"] if row and row["contenido_hash"] == plano.contenido_hash else None


def _player(owner: Owner) -> uuid.UUID | None:
    return owner.player if owner is not None else None


def _version(row: Any, owner: Owner) -> Version:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    id_, contenido = values.pop("id"), json.loads(values["contenido"])
    if owner is not None:
        contenido = json.loads(owner.seal.open(contenido, places.contenido(id_)))
        values["documento"] = owner.seal.open(values["documento"], places.documento(id_))
    return Version(**values | {"contenido": contenido})
