"""penny_recados: kept once, listed, done or cancelled; their texts sealed."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from penny_chassis.errors import InvalidInput, NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Recado
from penny_deck.keys import places
from penny_deck.keys.seal import Person, Seal

PENDIENTE = "pendiente"
ARCHIVO = "archivo"

# Those without an hour and a day come after those that have one; the oldest first.
_ALL = "SELECT id, texto, para, cuando, con_hora, estado, origen, turno_id, creado FROM penny_recados"
_ORDER = "ORDER BY cuando NULLS LAST, creado, id"
_ADD = """
    INSERT INTO penny_recados (id, player_id, texto, texto_hash, para, cuando, con_hora, origen, turno_id)
    VALUES ($1, penny_player(), $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT DO NOTHING
    RETURNING id
"""
_ONE = f"{_ALL} WHERE id = $1"
_LIST = f"{_ALL} WHERE estado = ANY($1) {_ORDER}"
_RELEVANT = f"{_ALL} WHERE estado = 'pendiente' OR origen = 'archivo' {_ORDER}"
_COUNT = "SELECT count(*) FROM penny_recados WHERE estado = 'pendiente'"
_UPDATE = "UPDATE penny_recados SET estado = $2, actualizado = now() WHERE id = $1"
_DELETE = "DELETE FROM penny_recados WHERE id = ANY($1)"


async def add(connection: Connection, recado: Recado, person: Person) -> bool:
    """Keep a recado of the person for whom the connection works; False if it is there already.

    Raises:
        InvalidInput: The id is that of another recado.
    """
    seal = person.seal
    row = (recado.con_hora, recado.origen, recado.turno_id)
    sealed = (seal.close(recado.texto, places.recado(recado.id)), seal.hash(recado.texto))
    para = seal.close(recado.para, places.recado_para(recado.id))
    if await connection.fetchval(_ADD, recado.id, *sealed, para, recado.cuando, *row):
        return True
    if recado.origen != ARCHIVO and (await one(connection, recado.id, seal)).texto != recado.texto:
        raise InvalidInput("Another recado has this id.", remedy="Send a fresh UUID.", field="recado.id")
    return False


async def one(connection: Connection, id_: uuid.UUID, seal: Seal) -> Recado:
    """A recado.

    Raises:
        NotFound: The person has no such recado.
    """
    row = await connection.fetchrow(_ONE, id_)
    if row is None:
        raise NotFound("There is no such recado.", remedy="List them to see which there are.", field="id")
    return _recado(row, seal)


async def listed(connection: Connection, estados: Sequence[str], seal: Seal) -> list[Recado]:
    """Those in these states: what is due first, first."""
    return [_recado(row, seal) for row in await connection.fetch(_LIST, list(estados))]


async def relevant(connection: Connection, seal: Seal) -> list[Recado]:
    """Those that are pending, and all that stand in the file."""
    return [_recado(row, seal) for row in await connection.fetch(_RELEVANT)]


async def pending(connection: Connection) -> int:
    """How many are pending."""
    return int(await connection.fetchval(_COUNT))


async def update(connection: Connection, id_: uuid.UUID, estado: str) -> None:
    """Say what has become of a recado."""
    await connection.execute(_UPDATE, id_, estado)


async def delete(connection: Connection, ids: Collection[uuid.UUID]) -> None:
    """Have some never been there."""
    await connection.execute(_DELETE, list(ids))


def _recado(row: Any, seal: Seal) -> Recado:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    values["texto"] = seal.open(values["texto"], places.recado(values["id"]))
    values["para"] = seal.open(values["para"], places.recado_para(values["id"]))
    return Recado(**values)
