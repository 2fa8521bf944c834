"""A collection of knowledge as plano 4: its passages are the records, and its search says which a question is about."""

import hashlib
from dataclasses import dataclass

from penny_deck.datasets import extracto
from penny_deck.datasets.fuente import FIRST_CHARACTERS, Cargado
from penny_deck.datasets.relevante import Relevante
from penny_deck.db import auditoria, conocimiento
from penny_deck.db.conocimiento import Coleccion, Documento, Hallado
from penny_deck.knowledge import nombres
from penny_deck.knowledge.busqueda import Buscador, Consulta
from penny_deck.planos.models import Nombre, Plano, hash_of
from penny_deck.store import Store, Visit

_LOOKED_AT = 10
"""Passages that may be given for one question: more than there is ever room for."""


@dataclass(frozen=True, slots=True)
class FuenteColeccion:
    """One of them, by its name."""

    store: Store
    nombre: str

    async def load(self, visit: Visit) -> Cargado:
        """What is in it.

        Raises:
            NotFound: There is no such collection.
        """
        first: list[Hallado] = []
        async with self.store.database.transaction(visit.player) as connection:
            coleccion = await conocimiento.named(connection, self.nombre, visit.seal)
            documentos = await conocimiento.documentos(connection, coleccion.id, visit.seal)
            if documentos:
                first = await conocimiento.page(connection, documentos[0].id, 0, visit.seal)
            lines = extracto.lines(first, "", FIRST_CHARACTERS)
            await auditoria.note(connection, visit.caller.name, "LoadDataset", str(coleccion.id), len(lines))
        return Cargado(_plano_of(coleccion, documentos), lines)

    async def ask(self, visit: Visit, question: str, budget_characters: int) -> Relevante:
        """What of it a question is about; the search notes what was read.

        Raises:
            NotFound: There is no such collection.
        """
        asked = Consulta(question, self.nombre, _LOOKED_AT)
        answer = await Buscador(self.store.database, self.store.sentido).search(visit.person, asked, visit.caller.name)
        fitting = [found.pasaje for found in answer.resultados if extracto.is_about(found)]
        lines = extracto.lines(fitting, question, budget_characters)
        records = answer.coleccion.pasajes if answer.coleccion else 0
        return Relevante(lines, records, len(fitting), len(lines))


def _plano_of(coleccion: Coleccion, documentos: list[Documento]) -> Plano:
    """Its plano; of another content another one, with another hash."""
    contents = "\n".join(f"{documento.sha256} {documento.nombre}" for documento in documentos)
    contenido = {
        "tipo": "kb",
        "fuente": nombres.ref(coleccion.nombre),
        "registros": coleccion.pasajes,
        "columnas": [],
        "sha256": hashlib.sha256(contents.encode()).hexdigest(),
    }
    return Plano(Nombre.DATASET, "", contenido, hash_of(contenido))
