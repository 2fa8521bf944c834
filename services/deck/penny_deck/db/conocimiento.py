"""Knowledge: penny_colecciones, penny_documentos, penny_pasajes, penny_vectores.

Names and texts are sealed, words can be compared without being read (`Seal.index`). Vectors are not sealed, for the
database has to compare them. Whoever reads a vector learns nearly what its passage is about: which passages and people
have similar ones, and, with the same model and much work, words of it (Morris et al., "Text Embeddings Reveal (Almost)
As Much As Text", 2023). They are deleted with the player, as everything is.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.keys import places
from penny_deck.keys.seal import Seal
from penny_deck.log.terms import terms

_AT_ONCE = 500
"""Passages sent to the database at once, so that no statement comes near its time limit."""
PAGE = 200
"""Passages read at a time, so that a long document is never in memory as a whole."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('penny_colecciones/' || penny_player(), 0))"
_COLECCION = """
    SELECT c.id, c.nombre, count(d.id)::INTEGER AS documentos, COALESCE(sum(d.pasajes), 0)::INTEGER AS pasajes,
        COALESCE(max(d.actualizado), c.creado) AS actualizado
    FROM penny_colecciones AS c LEFT JOIN penny_documentos AS d ON d.coleccion_id = c.id
"""
_COLECCIONES = f"{_COLECCION} GROUP BY c.id"
_COLECCION_NAMED = f"{_COLECCION} WHERE c.nombre_hash = $1 GROUP BY c.id"
_ADD_COLECCION = """
    INSERT INTO penny_colecciones (id, player_id, nombre, nombre_hash) VALUES ($1, penny_player(), $2, $3)
"""
_DELETE_COLECCION = "DELETE FROM penny_colecciones WHERE id = $1"
_DOCUMENTO = """
    SELECT id, nombre, tipo, bytes, sha256, paginas, pasajes, hecho_por, actualizado FROM penny_documentos
    WHERE coleccion_id = $1
"""
_DOCUMENTO_NAMED = f"{_DOCUMENTO} AND nombre_hash = $2"
_ADD_DOCUMENTO = """
    INSERT INTO penny_documentos (
        id, player_id, coleccion_id, nombre, nombre_hash, tipo, bytes, sha256, paginas, pasajes, hecho_por, actualizado
    )
    VALUES ($1, penny_player(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_DELETE_DOCUMENTO = "DELETE FROM penny_documentos WHERE id = $1"
_TOTALS = """
    SELECT (SELECT count(*) FROM penny_colecciones) AS colecciones,
        (SELECT count(*) FROM penny_documentos) AS documentos,
        (SELECT COALESCE(sum(pasajes), 0) FROM penny_documentos) AS pasajes
"""
_ADD_PASAJE = """
    INSERT INTO penny_pasajes (
        id, player_id, coleccion_id, documento_id, numero, pagina, pagina_final, texto, indice
    )
    VALUES ($1, penny_player(), $2, $3, $4, $5, $6, $7, $8)
"""
_ADD_VECTOR = """
    INSERT INTO penny_vectores (pasaje_id, player_id, coleccion_id, vector)
    VALUES ($1, penny_player(), $2, $3::REAL[]::HALFVEC)
"""
_BY_WORDS = "SELECT pasaje, parte FROM penny_por_palabras($1, $2, $3)"
_BY_MEANING = "SELECT pasaje, cercania FROM penny_por_sentido($1, $2, $3)"
_PASAJE = """
    SELECT p.id, p.texto, p.numero, p.pagina, p.pagina_final, d.id AS documento_id, d.nombre AS documento,
        c.id AS coleccion_id, c.nombre AS coleccion
    FROM penny_pasajes AS p
    JOIN penny_documentos AS d ON d.id = p.documento_id
    JOIN penny_colecciones AS c ON c.id = p.coleccion_id
"""
_PASAJES = f"{_PASAJE} WHERE p.id = ANY($1)"
_PAGE = f"{_PASAJE} WHERE p.documento_id = $1 AND p.numero > $2 ORDER BY p.numero LIMIT $3"


@dataclass(frozen=True, slots=True)
class Coleccion:
    """A row of penny_colecciones, and what it holds."""

    id: uuid.UUID
    nombre: str
    documentos: int
    pasajes: int
    actualizado: datetime


@dataclass(frozen=True, slots=True)
class Documento:
    """A row of penny_documentos."""

    id: uuid.UUID
    nombre: str
    tipo: str
    bytes: int
    sha256: str
    paginas: int
    pasajes: int
    hecho_por: str
    actualizado: datetime


@dataclass(frozen=True, slots=True)
class Nuevo:
    """A passage that is to be kept."""

    texto: str
    pagina: int
    pagina_final: int
    vector: Sequence[float] | None
    """None if nothing here understands meaning."""


@dataclass(frozen=True, slots=True)
class Hallado:
    """A passage as it is read."""

    id: uuid.UUID
    texto: str
    numero: int
    pagina: int
    pagina_final: int
    documento: str
    coleccion: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a person has."""

    colecciones: int
    documentos: int
    pasajes: int


async def lock(connection: Connection) -> None:
    """Let nobody else change this person's collections until the transaction ends."""
    await connection.execute(_LOCK)


async def totals(connection: Connection) -> Totals:
    """How much there is."""
    return Totals(**await connection.fetchrow(_TOTALS))


async def colecciones(connection: Connection, seal: Seal) -> list[Coleccion]:
    """All collections, by name."""
    found = [_coleccion(row, seal) for row in await connection.fetch(_COLECCIONES)]
    return sorted(found, key=lambda coleccion: coleccion.nombre.casefold())


async def find(connection: Connection, nombre: str, seal: Seal) -> Coleccion | None:
    """The collection with this name, if there is one; capitals do not matter."""
    row = await connection.fetchrow(_COLECCION_NAMED, seal.hash(nombre.casefold()))
    return _coleccion(row, seal) if row is not None else None


async def named(connection: Connection, nombre: str, seal: Seal) -> Coleccion:
    """The collection with this name.

    Raises:
        NotFound: There is none.
    """
    if (found := await find(connection, nombre, seal)) is None:
        raise NotFound("There is no such collection.", remedy="List the collections.", field="coleccion")
    return found


async def add(connection: Connection, nombre: str, seal: Seal) -> uuid.UUID:
    """A new collection."""
    id_ = uuid.uuid4()
    sealed = seal.close(nombre, places.coleccion(id_))
    await connection.execute(_ADD_COLECCION, id_, sealed, seal.hash(nombre.casefold()))
    return id_


async def delete(connection: Connection, coleccion: uuid.UUID) -> None:
    """Delete a collection and all that is in it."""
    await connection.execute(_DELETE_COLECCION, coleccion)


async def documentos(connection: Connection, coleccion: uuid.UUID, seal: Seal) -> list[Documento]:
    """A collection's documents, by name."""
    found = [_documento(row, seal) for row in await connection.fetch(_DOCUMENTO, coleccion)]
    return sorted(found, key=lambda documento: documento.nombre.casefold())


async def documento(connection: Connection, coleccion: uuid.UUID, nombre: str, seal: Seal) -> Documento | None:
    """The document with this name, if there is one; capitals matter, for they do in a folder."""
    row = await connection.fetchrow(_DOCUMENTO_NAMED, coleccion, seal.hash(nombre))
    return _documento(row, seal) if row is not None else None


async def add_documento(
    connection: Connection, coleccion: uuid.UUID, new: Documento, pasajes_: Sequence[Nuevo], seal: Seal
) -> None:
    """Keep a document whose name is new, and its passages."""
    await connection.execute(
        _ADD_DOCUMENTO,
        new.id,
        coleccion,
        seal.close(new.nombre, places.documento_kb(new.id, "nombre")),
        seal.hash(new.nombre),
        new.tipo,
        new.bytes,
        seal.close(new.sha256, places.documento_kb(new.id, "sha256")),
        new.paginas,
        new.pasajes,
        new.hecho_por,
        new.actualizado,
    )
    for at in range(0, len(pasajes_), _AT_ONCE):
        ids = [(uuid.uuid4(), pasaje) for pasaje in pasajes_[at : at + _AT_ONCE]]
        rows = [
            (id_, coleccion, new.id, number, *pasaje_row(id_, pasaje, seal))
            for number, (id_, pasaje) in enumerate(ids, start=at + 1)
        ]
        await connection.executemany(_ADD_PASAJE, rows)
        vectors = [(id_, coleccion, pasaje.vector) for id_, pasaje in ids if pasaje.vector is not None]
        await connection.executemany(_ADD_VECTOR, vectors)


def pasaje_row(id_: uuid.UUID, new: Nuevo, seal: Seal) -> tuple[int, int, str, list[str]]:
    """A passage as it is kept: its pages, its text sealed, and its words so that they can be compared alone."""
    texto = seal.close(new.texto, places.pasaje(id_))
    return new.pagina, new.pagina_final, texto, seal.index(terms(new.texto))


async def delete_documento(connection: Connection, documento_: uuid.UUID) -> None:
    """Delete a document, passages and all."""
    await connection.execute(_DELETE_DOCUMENTO, documento_)


async def by_words(
    connection: Connection, words: Iterable[str], coleccion: uuid.UUID | None, limit: int, seal: Seal
) -> dict[uuid.UUID, float]:
    """The passages that have most of the words (stems, see log/terms.py), best first.

    Rare words weigh more than others; for each passage, how much of all the words' weight it has: 0 to 1.
    """
    rows = await connection.fetch(_BY_WORDS, seal.index(words), coleccion, limit)
    return {row["pasaje"]: row["parte"] for row in rows}


async def by_meaning(
    connection: Connection, vector: Sequence[float], coleccion: uuid.UUID | None, limit: int
) -> dict[uuid.UUID, float]:
    """The passages whose vectors are nearest, nearest first, and their cosines."""
    rows = await connection.fetch(_BY_MEANING, vector, coleccion, limit)
    return {row["pasaje"]: row["cercania"] for row in rows}


async def hallados(connection: Connection, ids: Sequence[uuid.UUID], seal: Seal) -> list[Hallado]:
    """Passages, opened, in the order of their ids; without those that have been deleted meanwhile."""
    rows = {row["id"]: row for row in await connection.fetch(_PASAJES, ids)}
    return [_hallado(rows[id_], seal) for id_ in ids if id_ in rows]


async def page(connection: Connection, documento_: uuid.UUID, after: int, seal: Seal) -> list[Hallado]:
    """The next passages of a document, opened, at most PAGE: those after a number (0: the first)."""
    return [_hallado(row, seal) for row in await connection.fetch(_PAGE, documento_, after, PAGE)]


def _coleccion(row: Any, seal: Seal) -> Coleccion:  # noqa: ANN401 - an asyncpg record
    return Coleccion(**{**row, "nombre": seal.open(row["nombre"], places.coleccion(row["id"]))})


def _documento(row: Any, seal: Seal) -> Documento:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    for column in ("nombre", "sha256"):
        values[column] = seal.open(values[column], places.documento_kb(values["id"], column))
    return Documento(**values)


def _hallado(row: Any, seal: Seal) -> Hallado:  # noqa: ANN401 - an asyncpg record
    return Hallado(
        id=row["id"],
        texto=seal.open(row["texto"], places.pasaje(row["id"])),
        numero=row["numero"],
        pagina=row["pagina"],
        pagina_final=row["pagina_final"],
        documento=seal.open(row["documento"], places.documento_kb(row["documento_id"], "nombre")),
        coleccion=seal.open(row["coleccion"], places.coleccion(row["coleccion_id"])),
    )
