"""penny_archivos and penny_trozos: files in pieces, all of it sealed; one row a content, one a name."""

from collections.abc import Sequence
from typing import Any

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Archivo
from penny_deck.keys import places
from penny_deck.keys.seal import Seal

PIECE_BYTES = 256 * 1024

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('penny_archivos/' || penny_player(), 0))"
_ALL = "SELECT id, nombre, tipo, bytes, sha256, creado FROM penny_archivos"
_LIST = f"{_ALL} ORDER BY creado DESC, id"
_BY_CONTENT = f"{_ALL} WHERE huella = $1"
_BY_NAME = f"{_ALL} WHERE nombre_hash = $1"
_TOTAL = "SELECT COALESCE(sum(bytes), 0)::BIGINT FROM penny_archivos"
_ADD = """
    INSERT INTO penny_archivos (id, player_id, nombre, nombre_hash, tipo, bytes, sha256, huella)
    VALUES ($1, penny_player(), $2, $3, $4, $5, $6, $7)
"""
_ADD_PIECE = "INSERT INTO penny_trozos (archivo_id, player_id, numero, datos) VALUES ($1, penny_player(), $2, $3)"
_PIECE = "SELECT datos FROM penny_trozos WHERE archivo_id = $1 AND numero = $2"
_DELETE = "DELETE FROM penny_archivos WHERE id = $1"


async def lock(connection: Connection) -> None:
    """Let no other upload of this person's be kept until the transaction ends."""
    await connection.execute(_LOCK)


async def listed(connection: Connection, seal: Seal) -> list[Archivo]:
    """All files, newest first."""
    return [_archivo(row, seal) for row in await connection.fetch(_LIST)]


async def with_content(connection: Connection, sha256: str, seal: Seal) -> Archivo | None:
    """The file with this content, if there is one."""
    row = await connection.fetchrow(_BY_CONTENT, seal.hash(sha256))
    return _archivo(row, seal) if row is not None else None


async def named(connection: Connection, name: str, seal: Seal) -> Archivo:
    """The file with this name; capitals do not matter.

    Raises:
        NotFound: There is none.
    """
    row = await connection.fetchrow(_BY_NAME, seal.hash(name.casefold()))
    if row is None:
        raise NotFound("There is no such file in the Vault.", remedy="List the files.", field="ref")
    return _archivo(row, seal)


async def total_bytes(connection: Connection) -> int:
    """Of all files together."""
    return int(await connection.fetchval(_TOTAL))


async def add(connection: Connection, archivo: Archivo, data: bytes, seal: Seal) -> None:
    """Keep a file whose content and name are new."""
    await connection.execute(
        _ADD,
        archivo.id,
        seal.close(archivo.nombre, places.archivo(archivo.id, "nombre")),
        seal.hash(archivo.nombre.casefold()),
        archivo.tipo,
        archivo.bytes,
        seal.close(archivo.sha256, places.archivo(archivo.id, "sha256")),
        seal.hash(archivo.sha256),
    )
    count = pieces_of(archivo)
    for number in range(count):
        piece = data[number * PIECE_BYTES : (number + 1) * PIECE_BYTES]
        place = places.trozo(archivo.id, number, last=number == count - 1)
        await connection.execute(_ADD_PIECE, archivo.id, number, seal.close_bytes(piece, place))


def pieces_of(archivo: Archivo) -> int:
    """In how many pieces a file is kept."""
    return -(-archivo.bytes // PIECE_BYTES)


async def piece(connection: Connection, archivo: Archivo, number: int, seal: Seal) -> bytes:
    """A piece of a file, opened.

    Raises:
        NotFound: The file has been deleted meanwhile.
    """
    sealed: bytes | None = await connection.fetchval(_PIECE, archivo.id, number)
    if sealed is None:
        raise NotFound("The file has been deleted.", field="ref")
    return seal.open_bytes(sealed, places.trozo(archivo.id, number, last=number == pieces_of(archivo) - 1))


async def delete(connection: Connection, archivo: Archivo) -> None:
    """Delete a file, pieces and all."""
    await connection.execute(_DELETE, archivo.id)


def names(archivos: Sequence[Archivo]) -> set[str]:
    """Their names, as they are compared."""
    return {archivo.nombre.casefold() for archivo in archivos}


def _archivo(row: Any, seal: Seal) -> Archivo:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    for column in ("nombre", "sha256"):
        values[column] = seal.open(values[column], places.archivo(values["id"], column))
    return Archivo(**values)
