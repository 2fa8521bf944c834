"""What a search of a person's documents takes, over real gRPC. The last line is one JSON object.

- `kb_ms`: a search among `--passages` passages; the questions are of some words, which are as frequent as they are in
  the passages;
- `modo`: whether it was by meaning too, for that takes the most;
- `add_passages_per_s`: how fast a document is read, understood and kept, with nothing else to do.

The passages of the search are made by the benchmark, sealed as DECK seals them, and copied into the database; their
vectors are random, which is of no matter to a search that reads all of them.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import grpc
import numpy as np
from figures import spread
from house import deck_alone

from penny.v1 import deck_pb2, deck_pb2_grpc, knowledge_pb2
from penny.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from penny_client.ending import answered
from penny_deck.db.conocimiento import Nuevo, pasaje_row
from penny_deck.db.embedded import Embedded
from penny_deck.home import Home
from penny_deck.keys import places
from penny_deck.keys.seal import Seal
from penny_deck.knowledge.alta import FORMA
from penny_deck.knowledge.pasajes import WORDS
from penny_deck.knowledge.sentido import DIMENSIONS, MODELO

PASSAGES = 10_000
A_DOCUMENT = 100
REPEATS = 300
WARM_UP = 20
VOCABULARY = 20_000
COMMON = 50
"""The n-th word is said 1 / (n + COMMON) as often: the most frequent of all say nothing and are not looked for."""
QUESTION_WORDS = (2, 6)
BETWEEN = ("el", "de la", "en un", "para los", "con", "que")
"""What stands between the words of a question and is not looked for."""
POINTS = (50, 99)
SYLLABLES = tuple(c + v for c in ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t") for v in "aeiou")

_COLECCION = "INSERT INTO penny_colecciones (id, player_id, nombre, nombre_hash) VALUES ($1, $2, $3, $4)"
_COLUMNS = {
    "penny_documentos": (
        *("id", "player_id", "coleccion_id", "nombre", "nombre_hash", "tipo", "bytes", "sha256", "paginas", "pasajes"),
        *("hecho_por", "actualizado"),
    ),
    "penny_pasajes": (
        *("id", "player_id", "coleccion_id", "documento_id", "numero", "pagina", "pagina_final", "texto", "indice"),
    ),
}
_VECTORS = """
    INSERT INTO penny_vectores (pasaje_id, player_id, coleccion_id, vector)
    SELECT id, $1, $2, vector::HALFVEC FROM unnest($3::UUID[], $4::TEXT[]) AS new (id, vector)
"""


class Language:
    """Words that are no words, said about as often as words are."""

    def __init__(self) -> None:
        self.chance = random.Random(0)  # noqa: S311 - nothing secret
        words = {"".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(2 * VOCABULARY)}
        self._words = sorted(words)[:VOCABULARY]
        self.chance.shuffle(self._words)
        self._weights = [1 / (rank + COMMON) for rank in range(1, len(self._words) + 1)]

    def said(self, count: int) -> str:
        """Some words."""
        return " ".join(self.chance.choices(self._words, self._weights, k=count))

    def question(self) -> str:
        """A question of a few of them, as long as questions are: some 10 to 40 pieces of words for the model."""
        words = self.said(self.chance.randint(*QUESTION_WORDS)).split()
        return "¿Qué " + " ".join(f"{self.chance.choice(BETWEEN)} {word}" for word in words) + "?"


@dataclass(frozen=True, slots=True)
class Library:
    """A person's documents, filled behind DECK's back."""

    dsn: str
    player: uuid.UUID
    seal: Seal
    language: Language

    async def fill(self, passages: int) -> None:
        """Add a collection of so many passages."""
        connection = await asyncpg.connect(self.dsn)
        coleccion, nombre = uuid.uuid4(), f"medida-{uuid.uuid4()}"
        sealed = self.seal.close(nombre, places.coleccion(coleccion))
        await connection.execute(_COLECCION, coleccion, self.player, sealed, self.seal.hash(nombre))
        for begin in range(0, passages, A_DOCUMENT):
            await self._document(connection, coleccion, min(A_DOCUMENT, passages - begin))
            print(f"\r{begin + A_DOCUMENT:,} passages", end="", file=sys.stderr)
        print(file=sys.stderr)
        await connection.execute("VACUUM ANALYZE penny_pasajes, penny_vectores, penny_documentos, penny_colecciones")
        await connection.close()
        await asyncio.to_thread(os.sync)  # what was copied is not to be written while something is timed

    async def _document(self, connection: Any, coleccion: uuid.UUID, passages: int) -> None:  # noqa: ANN401 - asyncpg
        document, nombre = uuid.uuid4(), f"{uuid.uuid4()}.pdf"
        sealed = [
            self.seal.close(text, places.documento_kb(document, c)) for text, c in ((nombre, "nombre"), ("", "sha256"))
        ]
        now = datetime.now(UTC)
        row = (document, self.player, coleccion, sealed[0], self.seal.hash(nombre), "pdf", 1, sealed[1])
        await self._copy(connection, "penny_documentos", [(*row, 1, passages, f"{FORMA}/{MODELO}", now)])
        rows = list(self._passages(coleccion, document, passages))
        await self._copy(connection, "penny_pasajes", rows)
        vectors = np.random.default_rng().normal(size=(passages, DIMENSIONS)).round(4)
        texts = [json.dumps(vector) for vector in vectors.tolist()]
        await connection.execute(_VECTORS, self.player, coleccion, [row[0] for row in rows], texts)

    def _passages(self, coleccion: uuid.UUID, document: uuid.UUID, count: int) -> Iterator[tuple[object, ...]]:
        for number in range(1, count + 1):
            id_ = uuid.uuid4()
            new = Nuevo(self.language.said(WORDS), number, number, None)
            yield id_, self.player, coleccion, document, number, *pasaje_row(id_, new, self.seal)

    async def _copy(self, connection: Any, table: str, rows: list[tuple[object, ...]]) -> None:  # noqa: ANN401 - asyncpg
        await connection.copy_records_to_table(table, records=rows, columns=list(_COLUMNS[table]))


async def kb_ms(knowledge: Any, library: Library, passages: int = PASSAGES) -> list[float]:  # noqa: ANN401 - the stub
    """Milliseconds of each of `REPEATS` searches among so many passages.

    Args:
        knowledge: KnowledgeService's async stub.
        library: Whose documents, and where; the collection that is made stays.
        passages: How many are made first.
    """
    await library.fill(passages)
    for _ in range(WARM_UP):
        await _search(knowledge, library)
    return [await _search(knowledge, library) for _ in range(REPEATS)]


async def library_of(home: Home, player: uuid.UUID) -> Library:
    """A player's, of a DECK that runs her own PostgreSQL and knows the player."""
    dsn = Embedded(home.db).dsn()
    connection = await asyncpg.connect(dsn)
    wrapped = await connection.fetchval("SELECT llave FROM penny_llaves WHERE player_id = $1", player)
    await connection.close()
    return Library(dsn, player, Seal(home.master_key(create=False).unwrap(wrapped, player)), Language())


async def _search(knowledge: Any, library: Library) -> float:  # noqa: ANN401 - the stub
    request = knowledge_pb2.SearchPasajesRequest(player_id=str(library.player), consulta=library.language.question())
    began = time.perf_counter()
    await knowledge.SearchPasajes(request)
    return (time.perf_counter() - began) * 1000


async def add_passages_per_s(knowledge: Any, language: Language) -> float:  # noqa: ANN401 - the stub
    """Of a text of some pages."""
    text = "\n\n".join(f"{language.said(12).capitalize()}." for _ in range(200)).encode()

    async def messages() -> AsyncIterator[knowledge_pb2.AddDocumentoRequest]:
        begin = knowledge_pb2.AddDocumentoBegin(coleccion="velocidad", nombre="texto.txt")
        yield knowledge_pb2.AddDocumentoRequest(begin=begin)
        yield knowledge_pb2.AddDocumentoRequest(data=text)
        yield knowledge_pb2.AddDocumentoRequest(end=knowledge_pb2.AddDocumentoEnd())

    began = time.perf_counter()
    kept = await answered(knowledge.AddDocumento(messages()))
    return float(kept.documento.pasajes) / (time.perf_counter() - began)


async def measure(channel: grpc.aio.Channel, home: Home, passages: int) -> dict[str, object]:
    """All figures."""
    opened = await deck_pb2_grpc.DeckServiceStub(channel).OpenSession(deck_pb2.OpenSessionRequest())
    knowledge = KnowledgeServiceStub(channel)
    answer = await knowledge.SearchPasajes(knowledge_pb2.SearchPasajesRequest(consulta="¿qué modelo?"))
    library = await library_of(home, uuid.UUID(opened.player_id))
    added = round(await add_passages_per_s(knowledge, library.language), 1)
    took = await kb_ms(knowledge, library, passages)
    modo = knowledge_pb2.ModoBusqueda.Name(answer.modo)
    return {"kb_ms": spread(took, POINTS), "passages": passages, "modo": modo, "add_passages_per_s": added}


async def main(passages: int) -> None:
    """Measure, and print."""
    async with deck_alone() as (channel, home):
        figures = await measure(channel, Home(home), passages)
    print(json.dumps(figures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure a search of a person's documents; JSON as the last line.")
    parser.add_argument("--passages", type=int, default=PASSAGES, help=f"how many there are (default: {PASSAGES:,})")
    asyncio.run(main(parser.parse_args().passages))
