"""`make bench-deck`: what DECK can carry, on her own PostgreSQL, with fsync. The last line is one JSON object.

- `appends_per_s`: turns appended by 50 sessions at once, each waiting for its answer, over real gRPC;
- `planos_ms`: the opening of a session: its planos read from the files, their versions looked up, the session kept;
- `search_ms`: a search of the log, the texts found opened, while it holds `--turns` turns; the words asked for are as
  frequent as the words that are said;
- `kb_ms`: a search among 10,000 passages of the person's documents, its embedding included (`knowledge.py`);
- `extract_ms`: GRACE's FIELD_EXTRACTOR on a PDF with text in the Vault, read apart and without the model;
- `growth`: the same search and one append, each by the number of turns that the log holds.

The turns are made by the benchmark, sealed as DECK seals them, and copied into the database.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

import asyncpg
import grpc
from figures import spread
from house import deck_alone
from knowledge import kb_ms, library_of
from support.papers import FACTURA, pdf

from penny.v1 import deck_pb2, grace_pb2, vault_pb2
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny.v1.grace_pb2_grpc import GraceServiceStub
from penny.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from penny.v1.vault_pb2_grpc import VaultServiceStub
from penny_deck.db.embedded import Embedded
from penny_deck.home import Home
from penny_deck.keys import places
from penny_deck.keys.seal import Seal
from penny_deck.log.terms import terms

SESSIONS = 50
SECONDS = 10.0
REPEATS = 200
"""Enough for a 99th percentile."""
STEPS = (10_000, 100_000, 1_000_000)
WORDS = 20_000
"""Of the language of the turns: the n-th is said 1/n as often as the first (Zipf)."""
WORDS_A_TURN = 10
COPIED_AT_ONCE = 20_000
POINTS = (50, 99)
TOTAL = 45.90
"""What the invoice comes to."""
COLUMNS = (
    *("id", "sesion_id", "turno_index", "timestamp_inicio", "rol"),
    *("texto", "texto_generado", "indice", "planos_activos", "sellado", "player_id"),
)
SYLLABLES = tuple(c + v for c in ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t") for v in "aeiou")


class Language:
    """Words that are no words, said as often as words are."""

    def __init__(self, seal: Seal) -> None:
        chance = random.Random(0)  # noqa: S311 - nothing secret
        words = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(2 * WORDS)}
        self.words = sorted(words)[:WORDS]
        chance.shuffle(self.words)
        self._tokens = {word: seal.index(terms(word)) for word in self.words}
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self._chance = chance

    def said(self, count: int = WORDS_A_TURN) -> list[str]:
        """Some words."""
        return self._chance.choices(self.words, cum_weights=self._weights, k=count)

    def index(self, words: list[str]) -> list[str]:
        """As DECK would have it."""
        return sorted({token for word in words for token in self._tokens[word]})


async def timed(call: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds that a call takes."""
    began = time.perf_counter()
    await call()
    return (time.perf_counter() - began) * 1000


async def session(deck: Any) -> str:  # noqa: ANN401 - the async stub
    """A new session's id."""
    return str((await deck.OpenSession(deck_pb2.OpenSessionRequest())).sesion_id)


def turn(sesion: str, index: int, texto: str) -> deck_pb2.AppendTurnRequest:
    """A turn to append."""
    turno = deck_pb2.Turno(
        id=str(uuid.uuid4()), sesion_id=sesion, turno_index=index, rol=deck_pb2.ROL_USUARIO, texto=texto
    )
    turno.timestamp_inicio.GetCurrentTime()
    return deck_pb2.AppendTurnRequest(turno=turno)


async def appends_per_s(deck: Any, language: Language) -> float:  # noqa: ANN401 - the async stub
    """Turns a second of many sessions at once."""
    sessions = [await session(deck) for _ in range(SESSIONS)]
    end = time.perf_counter() + SECONDS

    async def talk(sesion: str) -> int:
        index = 0
        while time.perf_counter() < end:
            await deck.AppendTurn(turn(sesion, index, " ".join(language.said())))
            index += 1
        return index

    began = time.perf_counter()
    counts = await asyncio.gather(*map(talk, sessions))
    return sum(counts) / (time.perf_counter() - began)


async def search(deck: Any, language: Language) -> None:  # noqa: ANN401 - the async stub
    """Look for one word or two."""
    request = deck_pb2.SearchLogRequest(consulta=" ".join(language.said(random.choice((1, 2)))))  # noqa: S311
    async for _ in deck.SearchLog(request):
        pass


@dataclass(slots=True)
class Log:
    """DECK's log, filled behind her back."""

    dsn: str
    seal: Seal
    language: Language
    sesion: uuid.UUID
    player: uuid.UUID
    turns: int = 0

    async def fill(self, turns: int) -> None:
        """Have it hold so many turns."""
        connection = await asyncpg.connect(self.dsn)
        while self.turns < turns:
            records = self._made(min(COPIED_AT_ONCE, turns - self.turns))
            await connection.copy_records_to_table("penny_log", records=records, columns=list(COLUMNS))
            print(f"{self.turns:,} turns", file=sys.stderr)
        await connection.execute("VACUUM ANALYZE penny_log")
        await connection.close()
        await asyncio.to_thread(os.sync)  # what was copied is not to be written while something is timed

    def _made(self, count: int) -> Iterator[tuple[object, ...]]:
        begin = datetime.now(UTC) - timedelta(days=3650)
        for _ in range(count):
            id_, words = uuid.uuid4(), self.language.said()
            texto = self.seal.close(" ".join(words), places.texto(id_))
            generado = self.seal.close("", places.texto_generado(id_))
            when = begin + timedelta(minutes=self.turns)
            indice = self.language.index(words)
            yield id_, self.sesion, self.turns, when, "usuario", texto, generado, indice, "{}", True, self.player
            self.turns += 1


async def seal_of(dsn: str, home: Home, player: uuid.UUID) -> Seal:
    """The only player's."""
    connection = await asyncpg.connect(dsn)
    wrapped = await connection.fetchval("SELECT llave FROM penny_llaves WHERE player_id = $1", player)
    await connection.close()
    return Seal(home.master_key(create=False).unwrap(wrapped, player))


async def at_size(deck: Any, log: Log, turns: int) -> dict[str, dict[str, float]]:  # noqa: ANN401 - the async stub
    """A search and an append while the log holds so many turns."""
    await log.fill(turns)
    sesion = await session(deck)
    requests = [turn(sesion, index, " ".join(log.language.said())) for index in range(REPEATS)]
    searched = [await timed(lambda: search(deck, log.language)) for _ in range(REPEATS)]
    appended = [await timed(partial(deck.AppendTurn, request)) for request in requests]
    return {"search_ms": spread(searched, POINTS), "append_ms": spread(appended, POINTS)}


async def measure(deck: Any, home: Home, steps: tuple[int, ...]) -> dict[str, object]:  # noqa: ANN401 - the async stub
    """All figures."""
    opened = await deck.OpenSession(deck_pb2.OpenSessionRequest())
    dsn = Embedded(home.db).dsn()
    seal = await seal_of(dsn, home, uuid.UUID(opened.player_id))
    log = Log(dsn, seal, Language(seal), uuid.UUID(opened.sesion_id), uuid.UUID(opened.player_id))
    appends = round(await appends_per_s(deck, log.language))
    planos = spread([await timed(lambda: session(deck)) for _ in range(REPEATS)], POINTS)
    sizes = {}
    for step in steps:
        sizes[step] = await at_size(deck, log, step)
        print(step, sizes[step], file=sys.stderr)
    growth = {step: {name: figure["p99"] for name, figure in found.items()} for step, found in sizes.items()}
    figures = {"appends_per_s": appends, "planos_ms": planos, "search_ms": sizes[steps[-1]]["search_ms"]}
    return figures | {"growth": growth}


async def extract_ms(channel: grpc.aio.Channel) -> list[float]:
    """How long an invoice takes, again and again."""
    vault: Any = VaultServiceStub(channel)
    grace: Any = GraceServiceStub(channel)

    async def upload() -> AsyncIterator[vault_pb2.UploadArchivoRequest]:
        yield vault_pb2.UploadArchivoRequest(begin=vault_pb2.UploadBegin(nombre="factura.pdf"))
        yield vault_pb2.UploadArchivoRequest(data=pdf(FACTURA))
        yield vault_pb2.UploadArchivoRequest(end=vault_pb2.UploadEnd())

    kept = await vault.UploadArchivo(upload())

    async def extracted() -> None:
        envelope = {"trace_id": str(uuid.uuid4()), "timestamp_init": datetime.now(UTC).isoformat(), "ttl_ms": 60_000}
        contract = {
            "contract_version": "1.2",
            "envelope": envelope,
            "routing": {"module": "FIELD_EXTRACTOR", "provider_preference": ["local"]},
            "context": {"lang": "es", "caller": "BENCH"},
            "payload": {"type": "document", "content_ref": kept.archivo.ref},
        }
        answer = await grace.Call(grace_pb2.CallRequest(contract_json=json.dumps(contract)))
        if json.loads(answer.contract_json).get("result", {}).get("total") != TOTAL:
            raise AssertionError(answer.contract_json)

    await extracted()  # the reader starts
    return [await timed(extracted) for _ in range(REPEATS)]


async def main(steps: tuple[int, ...]) -> None:
    """Measure, and print."""
    async with deck_alone() as (channel, home):
        stub: Any = DeckServiceStub(channel)
        figures = await measure(stub, Home(home), steps)
        figures["extract_ms"] = spread(await extract_ms(channel), POINTS)
        player = uuid.UUID((await stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id)
        library = await library_of(Home(home), player)
        figures["kb_ms"] = spread(await kb_ms(KnowledgeServiceStub(channel), library), POINTS)
    print(json.dumps(figures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure DECK; JSON as the last line.")
    parser.add_argument("--turns", type=int, default=STEPS[-1], help="the most that the log holds (default: 1,000,000)")
    most: int = parser.parse_args().turns
    asyncio.run(main((*(step for step in STEPS if step < most), most)))
