"""Looking for passages: by their words and by their meaning, the two rankings made one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from penny_deck.db import conocimiento
from penny_deck.db.conocimiento import Hallado
from penny_deck.db.pool import Connection
from penny_deck.keys.seal import Seal
from penny_deck.knowledge import fusion
from penny_deck.knowledge.fusion import Ranked
from penny_deck.log.terms import terms

CANDIDATES = 50
"""Passages that each ranking names."""


@dataclass(frozen=True, slots=True)
class Consulta:
    """What is looked for."""

    texto: str
    vector: Sequence[float] | None
    """None if nothing here understands meaning."""
    coleccion: uuid.UUID | None
    """None means all of them."""
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


async def search(connection: Connection, asked: Consulta, seal: Seal) -> list[Resultado]:
    """The passages that say most about something, best first."""
    words = await conocimiento.by_words(connection, terms(asked.texto), asked.coleccion, CANDIDATES, seal)
    meaning: dict[uuid.UUID, float] = {}
    if asked.vector is not None:
        meaning = await conocimiento.by_meaning(connection, asked.vector, asked.coleccion, CANDIDATES)
    best = {ranked.what: ranked for ranked in fusion.fused(words, dict.fromkeys(meaning, 1.0))[: asked.maximo]}
    found = await conocimiento.hallados(connection, list(best), seal)
    return [_resultado(pasaje, best[pasaje.id], meaning.get(pasaje.id, 0.0)) for pasaje in found]


def _resultado(pasaje: Hallado, ranked: Ranked[uuid.UUID], cercania: float) -> Resultado:
    by_words, by_meaning = ranked.ranks
    return Resultado(pasaje, ranked.puntos, by_words, by_meaning, cercania)
