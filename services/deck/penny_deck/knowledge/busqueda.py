"""Looking for passages: by their words and by their meaning, the two rankings made one."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from penny_deck.db import auditoria, conocimiento
from penny_deck.db.conocimiento import Coleccion, Hallado
from penny_deck.db.pool import Database
from penny_deck.keys.seal import Person
from penny_deck.knowledge import fusion
from penny_deck.knowledge.fusion import Ranked
from penny_deck.knowledge.sentido import Sentido
from penny_deck.log.terms import terms

CANDIDATES = 50
"""Passages that each ranking names."""


@dataclass(frozen=True, slots=True)
class Consulta:
    """What is looked for."""

    texto: str
    coleccion: str
    """Its name; empty means all of them."""
    maximo: int


@dataclass(frozen=True, slots=True)
class Resultado:
    """A passage that was found, and why."""

    pasaje: Hallado
    puntos: float
    rango_palabras: int
    """From 1; 0 if it was not among the candidates."""
    rango_sentido: int
    cercania: float
    """A cosine; 0 if it is not known."""
    parte: float
    """How much of the weight of the question's words it has: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Respuesta:
    """What was found, best first."""

    resultados: list[Resultado]
    con_sentido: bool
    """Whether it was looked for by meaning too."""
    coleccion: Coleccion | None
    """The one that was looked through; None if it was all of them."""


@dataclass(frozen=True, slots=True)
class Buscador:
    """What looks for passages."""

    database: Database
    sentido: Sentido

    async def search(self, person: Person, asked: Consulta, quien: str) -> Respuesta:
        """The passages that say most about something; it is noted that they were read.

        While the question is being understood, which takes the most, its words are looked for.

        Raises:
            NotFound: There is no such collection.
        """
        (coleccion, words), vector = await asyncio.gather(
            self._by_words(person, asked), self.sentido.pregunta(asked.texto)
        )
        meaning: dict[uuid.UUID, float] = {}
        async with self.database.transaction(person.player) as connection:
            if vector is not None:
                within = coleccion.id if coleccion else None
                meaning = await conocimiento.by_meaning(connection, vector, within, CANDIDATES)
            best = {one.what: one for one in fusion.fused(words, dict.fromkeys(meaning, 1.0))[: asked.maximo]}
            found = await conocimiento.hallados(connection, list(best), person.seal)
            await auditoria.note(connection, quien, "SearchPasajes", str(coleccion.id if coleccion else ""), len(found))
        results = [_resultado(pasaje, best[pasaje.id], meaning, words) for pasaje in found]
        return Respuesta(results, vector is not None, coleccion)

    async def _by_words(self, person: Person, asked: Consulta) -> tuple[Coleccion | None, dict[uuid.UUID, float]]:
        """The collection that is meant, and its passages that have the words."""
        async with self.database.connection(person.player) as connection:
            coleccion = await conocimiento.named(connection, asked.coleccion, person.seal) if asked.coleccion else None
            words, within = terms(asked.texto), coleccion.id if coleccion else None
            return coleccion, await conocimiento.by_words(connection, words, within, CANDIDATES, person.seal)


def _resultado(
    pasaje: Hallado, ranked: Ranked[uuid.UUID], meaning: Mapping[uuid.UUID, float], words: Mapping[uuid.UUID, float]
) -> Resultado:
    by_words, by_meaning = ranked.ranks
    near, share = meaning.get(pasaje.id, 0.0), words.get(pasaje.id, 0.0)
    return Resultado(pasaje, ranked.puntos, by_words, by_meaning, near, share)
