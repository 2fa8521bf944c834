"""Adding documents: read apart, cut into passages, understood, and kept in the place of what was there before.

The law: a document's passages are all of one content. They are made before anything is changed, and take the place of
the former ones in one transaction.
"""

import asyncio
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.db import conocimiento
from penny_deck.db.conocimiento import Coleccion, Documento, Nuevo
from penny_deck.db.pool import Connection, Database
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.keys.seal import Person
from penny_deck.knowledge import pasajes
from penny_deck.knowledge.pasajes import Pasaje
from penny_deck.knowledge.sentido import Sentido
from penny_deck.vault import tipos
from penny_deck.vault.tipos import Tipo

MAX_COLECCIONES = 100
MAX_DOCUMENTOS = 10_000
MAX_PASAJES = 200_000
"""Of one person, all together."""
FORMA = "1"
"""How passages are cut; documents that were cut otherwise are not up to date."""


@dataclass(frozen=True, slots=True)
class Llegado:
    """A document that has come."""

    coleccion: str
    nombre: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Lector:
    """What makes passages of a document."""

    database: Database
    sandbox: Sandbox
    sentido: Sentido

    def al_dia(self, documento: Documento) -> bool:
        """Whether a document would not be made better by adding it again."""
        forma, _, modelo = documento.hecho_por.partition("/")
        return forma == FORMA and (not self.sentido.modelo or modelo == self.sentido.modelo)

    async def add(self, person: Person, new: Llegado) -> tuple[Documento, bool]:
        """Read a document and keep its passages; gives it, and whether anything has changed.

        Raises:
            InvalidInput: It is no document that can be read, a table, or has no words.
            TooLarge: It, or all together, is beyond a limit.
        """
        sha256 = hashlib.sha256(new.data).hexdigest()
        async with self.database.connection(person.player) as connection:
            before = await _before(connection, person, new)
            if before is not None and before.sha256 == sha256 and self.al_dia(before):
                return before, False
            await _room(connection)
        tipo = _tipo(new)
        document = await self.sandbox.read_apart(new.data, tipo)
        found = await asyncio.to_thread(pasajes.pasajes, document)
        if not found:
            raise InvalidInput("This document has no words.", remedy="Leave it out.", field="data")
        nuevos, modelo = await self._understood(found)
        made = Documento(
            id=uuid.uuid4(),
            nombre=new.nombre,
            tipo=tipo,
            bytes=len(new.data),
            sha256=sha256,
            paginas=pasajes.paginas(document),
            pasajes=len(nuevos),
            hecho_por=f"{FORMA}/{modelo}",
            actualizado=datetime.now(UTC),
        )
        async with self.database.transaction(person.player) as connection:
            await _keep(connection, person, new.coleccion, made, nuevos)
        return made, True

    async def _understood(self, found: Sequence[Pasaje]) -> tuple[list[Nuevo], str]:
        """The passages with their vectors, and what has made those."""
        vectors = await self.sentido.pasajes([pasaje.texto for pasaje in found])
        modelo = self.sentido.modelo if all(vectors) else ""
        new = [
            Nuevo(pasaje.texto, pasaje.pagina, pasaje.pagina_final, vector if modelo else None)
            for pasaje, vector in zip(found, vectors, strict=True)
        ]
        return new, modelo


async def remove(connection: Connection, person: Person, coleccion: Coleccion, nombre: str) -> Documento | None:
    """Delete a document, and its collection if that was the last; None if there is none."""
    await conocimiento.lock(connection)
    found = await conocimiento.documento(connection, coleccion.id, nombre, person.seal)
    if found is not None:
        await conocimiento.delete_documento(connection, found.id)
        if not await conocimiento.documentos(connection, coleccion.id, person.seal):
            await conocimiento.delete(connection, coleccion.id)
    return found


async def _keep(connection: Connection, person: Person, nombre: str, made: Documento, nuevos: Sequence[Nuevo]) -> None:
    """Put a document in the place of the one with its name, if there is one."""
    await conocimiento.lock(connection)
    coleccion = await conocimiento.find(connection, nombre, person.seal)
    id_ = coleccion.id if coleccion else await conocimiento.add(connection, nombre, person.seal)
    if (before := await conocimiento.documento(connection, id_, made.nombre, person.seal)) is not None:
        await conocimiento.delete_documento(connection, before.id)
    await conocimiento.add_documento(connection, id_, made, nuevos, person.seal)
    total = await conocimiento.totals(connection)
    for field, count, most in (
        ("colecciones", total.colecciones, MAX_COLECCIONES),
        ("documentos", total.documentos, MAX_DOCUMENTOS),
        ("pasajes", total.pasajes, MAX_PASAJES),
    ):
        if count > most:
            raise TooLarge.of(field, count, most, "in all")


async def _before(connection: Connection, person: Person, new: Llegado) -> Documento | None:
    coleccion = await conocimiento.find(connection, new.coleccion, person.seal)
    if coleccion is None:
        return None
    return await conocimiento.documento(connection, coleccion.id, new.nombre, person.seal)


async def _room(connection: Connection) -> None:
    """Refuse before minutes have been spent on reading."""
    if (total := await conocimiento.totals(connection)).pasajes >= MAX_PASAJES:
        raise TooLarge.of("pasajes", total.pasajes + 1, MAX_PASAJES, "in all")


def _tipo(new: Llegado) -> Tipo:
    """What a document is, if it is one that is read."""
    tipo = tipos.sniff(new.data[: tipos.HEAD_BYTES], new.nombre)
    if tipo in tipos.TABLES:
        raise InvalidInput(
            "Tables are not read for their sentences.", remedy="Put it into the Vault: `penny vault put`.", field="data"
        )
    return tipo
