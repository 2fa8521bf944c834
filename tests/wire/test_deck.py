"""DECK over real gRPC, on a real PostgreSQL."""

import asyncio
import json
import os
import signal
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest
from google.protobuf.json_format import MessageToDict
from support.deck import Deck, append, copy_of, opened, refused, rows, turno
from support.serving import serving

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, Misconfigured, NotFound, OutOfOrder, PennyError, TooLarge, Unavailable
from penny_chassis.serve import build_server
from penny_deck.config import Settings
from penny_deck.db.embedded import Embedded
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys import places
from penny_deck.log.wire import MAX_TEXTO_CHARS

PATIENCE_S = 30.0


UNKNOWN = "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11"


async def read(deck: Deck, **request: Any) -> list[deck_pb2.ReadLogResponse]:  # noqa: ANN401 - any field
    """The log."""
    return [response async for response in deck.stub.ReadLog(deck_pb2.ReadLogRequest(**request))]


def final(turno_id: str, **fields: Any) -> deck_pb2.CompleteTurnRequest:  # noqa: ANN401 - any field
    """The end of a turn."""
    message = deck_pb2.CompleteTurnRequest(id=turno_id, **fields)
    message.timestamp_fin.GetCurrentTime()
    return message


async def completed(deck: Deck, sesion_id: str, **fields: Any) -> object:  # noqa: ANN401 - any field
    """Write a turn, and how it ended."""
    said = turno(sesion_id)
    await append(deck, said)
    return await deck.stub.CompleteTurn(final(said.id, **fields))


async def test_a_session_begins_with_the_four_planos(deck: Deck) -> None:
    """Planos 0 to 3 in order, each with version and hash, and what Penny needs to answer "¿Qué tengo pendiente?"."""
    answer = await opened(deck)
    assert [plano.plano for plano in answer.planos] == [
        "SISTEMA",
        "PERSONALIDAD",
        "CONTEXTO_PERSONAL",
        "CONTEXTO_AMBIENTAL",
    ]
    assert [plano.version for plano in answer.planos[:3]] == ["1.0", "1", "1"]
    assert all(len(plano.contenido_hash) == 64 for plano in answer.planos)
    ambiental = MessageToDict(answer.planos[3].contenido)
    assert ambiental["recados_pendientes"] == 3
    assert len(ambiental["recados"]) == 3
    assert "14:00 - Llamada cliente" in ambiental["eventos_hoy"]
    assert MessageToDict(answer.planos[2].contenido)["nombre_usuario"] == "Carlos"
    (row,) = await deck.rows("SELECT * FROM penny_sesiones")
    assert (str(row["id"]), str(row["player_id"])) == (answer.sesion_id, answer.player_id)
    assert (row["estado"], row["fin"], row["total_turnos"]) == ("activa", None, 0)


async def test_what_was_known_can_be_found_again(deck: Deck) -> None:
    """Planos 0 to 2 by their hash in penny_planos, plano 3 in the session's row."""
    answer = await opened(deck)
    kept = await deck.rows("SELECT contenido_hash, player_id::text FROM penny_planos ORDER BY plano_version DESC")
    assert {row["contenido_hash"] for row in kept} == {plano.contenido_hash for plano in answer.planos[:3]}
    assert sorted(row["player_id"] or "" for row in kept) == ["", "", answer.player_id]
    (row,) = await deck.rows(
        "SELECT planos_cargados #>> '{CONTEXTO_AMBIENTAL,contenido_hash}' AS hash,"
        " planos_cargados #>> '{CONTEXTO_AMBIENTAL,contenido}' AS contenido FROM penny_sesiones"
    )
    seal = await deck.seal(uuid.UUID(answer.player_id))
    contenido = json.loads(seal.open(row["contenido"], places.cargado(uuid.UUID(answer.sesion_id))))
    assert (row["hash"], contenido["recados_pendientes"]) == (answer.planos[3].contenido_hash, 3)


async def test_opening_a_session_again_is_the_same_session(deck: Deck) -> None:
    """The id is the caller's; a retry makes no second row, and no second version of a plano."""
    sesion_id = str(uuid.uuid4())
    first, second = await opened(deck, sesion_id), await opened(deck, sesion_id)
    assert first.sesion_id == second.sesion_id == sesion_id
    assert (await deck.rows("SELECT count(*) AS n FROM penny_sesiones"))[0]["n"] == 1
    assert (await deck.rows("SELECT count(*) AS n FROM penny_planos"))[0]["n"] == 3


async def test_a_changed_plano_is_in_the_next_session(deck: Deck) -> None:
    """With the next version, and the old one kept."""
    before = await opened(deck)
    path = deck.home / "planos" / "personalidad.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Tuteo natural", "Usted"), encoding="utf-8")
    after = await opened(deck)
    assert MessageToDict(after.planos[1].contenido)["tratamiento"] == "Usted"
    assert (before.planos[1].version, after.planos[1].version) == ("1", "2")
    kept = await deck.rows("SELECT activo FROM penny_planos WHERE plano_tipo = 'PERSONALIDAD' ORDER BY plano_version")
    assert [row["activo"] for row in kept] == [False, True]


async def test_a_turn_is_written_with_every_column(deck: Deck) -> None:
    """Append and complete fill penny_log as section 4.1 says."""
    session = await opened(deck)
    hashes = {plano.plano: plano.contenido_hash for plano in session.planos}
    turn = turno(session.sesion_id, planos_activos=hashes)
    assert await append(deck, turn)
    metricas = deck_pb2.Metricas(
        latencia_total_ms=1850,
        latencia_asr_ms=350,
        latencia_llm_ms=1200,
        latencia_tts_ms=400,
        tokens_prompt=850,
        tokens_respuesta=42,
    )
    words = {"texto": "Tienes tres recados", "texto_generado": "Tienes tres recados para hoy."}
    end = final(turn.id, **words, audio_duracion_ms=2100, metricas=metricas, interrumpido=True)
    await deck.stub.CompleteTurn(end)
    (row,) = await deck.log()
    assert (str(row["id"]), str(row["sesion_id"]), row["turno_index"]) == (turn.id, session.sesion_id, 0)
    assert (row["rol"], row["texto"], str(row["trace_id"])) == ("usuario", "Tienes tres recados", turn.trace_id)
    assert row["texto_generado"] == "Tienes tres recados para hoy."
    assert row["texto_hash"] == (await deck.seal(uuid.UUID(session.player_id))).hash("Tienes tres recados")
    assert row["timestamp_inicio"].timestamp() == pytest.approx(turn.timestamp_inicio.ToNanoseconds() / 1e9, abs=1e-5)
    assert row["timestamp_fin"].timestamp() == pytest.approx(end.timestamp_fin.ToNanoseconds() / 1e9, abs=1e-5)
    assert (row["audio_duracion_ms"], row["interrumpido"], row["grace_llamadas"]) == (2100, True, "[]")
    names = ("total_ms", "asr_ms", "llm_ms", "tts_ms")
    assert [row[f"latencia_{name}"] for name in names] == [1850, 350, 1200, 400]
    assert (row["tokens_prompt"], row["tokens_respuesta"], row["audio_ref"]) == (850, 42, None)
    (active,) = await deck.rows("SELECT planos_activos ->> 'SISTEMA' AS hash FROM penny_log")
    assert active["hash"] == hashes["SISTEMA"]


async def test_what_was_not_measured_at_the_end_stays_as_it_was(deck: Deck) -> None:
    """Completing fills in and takes nothing away."""
    session = await opened(deck)
    turn = turno(session.sesion_id, audio_duracion_ms=900, metricas=deck_pb2.Metricas(latencia_asr_ms=350))
    await append(deck, turn)
    await deck.stub.CompleteTurn(final(turn.id, texto="hola"))
    (row,) = await deck.rows("SELECT latencia_asr_ms, latencia_llm_ms, audio_duracion_ms FROM penny_log")
    assert tuple(row.values()) == (350, None, 900)


async def test_a_turn_appended_again_is_one_turn(deck: Deck) -> None:
    """The first is kept as it is, and counted once, even if both arrive together."""
    session = await opened(deck)
    turn = turno(session.sesion_id)
    created = await asyncio.gather(*(append(deck, turn) for _ in range(8)))
    assert sorted(created) == [False] * 7 + [True]
    turn.texto = "otra cosa"
    assert not await append(deck, turn)
    (row,) = await deck.log()
    assert row["texto"] == "¿Qué tengo pendiente?"
    assert await deck.rows("SELECT total_turnos FROM penny_sesiones") == [{"total_turnos": 1}]


async def test_a_session_ends_once_with_its_count(deck: Deck) -> None:
    """Ending it twice is no error, and the first end counts."""
    session = await opened(deck)
    for index in range(3):
        await append(deck, turno(session.sesion_id, index))
    request = deck_pb2.CloseSessionRequest(sesion_id=session.sesion_id)
    assert (await deck.stub.CloseSession(request)).total_turnos == 3
    (first,) = await deck.rows("SELECT estado, fin FROM penny_sesiones")
    assert (await deck.stub.CloseSession(request)).total_turnos == 3
    (second,) = await deck.rows("SELECT estado, fin FROM penny_sesiones")
    assert first == second
    assert first["estado"] == "cerrada"


async def test_a_late_turn_of_a_closed_session_is_not_lost(deck: Deck) -> None:
    """The gateway's last write may come after the goodbye; the session stays closed."""
    session = await opened(deck)
    await deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=session.sesion_id))
    assert await append(deck, turno(session.sesion_id))
    (row,) = await deck.rows("SELECT estado, total_turnos FROM penny_sesiones")
    assert tuple(row.values()) == ("cerrada", 1)


async def test_the_log_is_read_newest_session_first_and_turns_in_order(deck: Deck) -> None:
    """Each session's row and then its turns, whatever the order they were written in."""
    old, new = await opened(deck), await opened(deck)
    for index in (2, 0, 1):
        await append(deck, turno(old.sesion_id, index, texto=f"viejo {index}"))
    await append(deck, turno(new.sesion_id, texto="nuevo"))
    read_back = [
        response.sesion.id if response.WhichOneof("body") == "sesion" else response.turno.texto
        for response in await read(deck)
    ]
    assert read_back == [new.sesion_id, "nuevo", old.sesion_id, "viejo 0", "viejo 1", "viejo 2"]
    assert len(await read(deck, max_sessions=1)) == 2
    assert (await read(deck, sesion_id=old.sesion_id))[0].sesion.total_turnos == 3
    assert await read(deck, player_id=UNKNOWN) == []


async def test_a_session_in_which_nothing_was_said_is_not_in_the_log(deck: Deck) -> None:
    """It does not count among the latest either; but by its id it is found."""
    said, empty = await opened(deck), await opened(deck)
    await append(deck, turno(said.sesion_id))
    assert [r.sesion.id for r in await read(deck, max_sessions=1) if r.HasField("sesion")] == [said.sesion_id]
    assert [r.sesion.id for r in await read(deck, sesion_id=empty.sesion_id)] == [empty.sesion_id]


async def test_a_long_session_is_read_whole(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page, without gap or repetition."""
    monkeypatch.setattr("penny_deck.db.turnos.PAGE", 3)
    session = await opened(deck)
    for index in range(7):
        await append(deck, turno(session.sesion_id, index))
    assert [r.turno.turno_index for r in await read(deck)][1:] == list(range(7))


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda d, _: d.stub.OpenSession(deck_pb2.OpenSessionRequest(sesion_id="1")), InvalidInput),
        (lambda d, _: d.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id="carlos")), InvalidInput),
        (lambda d, _: d.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=UNKNOWN)), NotFound),
        (lambda d, _: d.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=UNKNOWN)), NotFound),
        (lambda d, _: d.stub.CloseSession(deck_pb2.CloseSessionRequest()), InvalidInput),
        (lambda d, _: append(d, turno(UNKNOWN)), NotFound),
        (lambda d, s: append(d, turno(s, texto="a\0b")), InvalidInput),
        (lambda d, s: append(d, turno(s, texto="a" * (MAX_TEXTO_CHARS + 1))), TooLarge),
        (lambda d, s: append(d, turno(s, id="'; DROP TABLE penny_log; --")), InvalidInput),
        (lambda d, _: d.stub.AppendTurn(deck_pb2.AppendTurnRequest()), InvalidInput),
        (lambda d, _: d.stub.CompleteTurn(final(UNKNOWN)), NotFound),
        (lambda d, _: d.stub.CompleteTurn(final("x")), InvalidInput),
        (lambda d, _: d.stub.CompleteTurn(final(UNKNOWN, texto="a\0b")), NotFound),
        (lambda d, s: completed(d, s, texto="a\0b"), InvalidInput),
        (lambda d, _: read(d, max_sessions=-1), InvalidInput),
        (lambda d, _: read(d, sesion_id="x"), InvalidInput),
        (lambda d, _: read(d, sesion_id=UNKNOWN), NotFound),
    ],
)
async def test_a_call_that_cannot_be_answered_says_why(
    deck: Deck, call: Callable[[Deck, str], Awaitable[object]], kind: type[PennyError]
) -> None:
    """The caller's faults, each with its type on the wire."""
    session = await opened(deck)
    assert type(await refused(call(deck, session.sesion_id))) is kind


async def test_one_place_in_a_session_belongs_to_one_turn(deck: Deck) -> None:
    """Another turn there is out of order, and an id used elsewhere is refused."""
    one, two = await opened(deck), await opened(deck)
    first = turno(one.sesion_id)
    await append(deck, first)
    assert type(await refused(append(deck, turno(one.sesion_id)))) is OutOfOrder
    assert type(await refused(append(deck, turno(two.sesion_id, id=first.id)))) is InvalidInput
    assert (await deck.rows("SELECT sum(total_turnos) AS n FROM penny_sesiones"))[0]["n"] == 1


async def test_another_players_session_cannot_be_opened(deck: Deck) -> None:
    """An id that is taken by another is refused, and his session is left alone."""
    mine = await opened(deck)
    assert type(await refused(opened(deck, mine.sesion_id, deck.second_player()))) is NotFound
    (row,) = await deck.rows("SELECT player_id::text FROM penny_sesiones")
    assert row["player_id"] == mine.player_id


async def test_any_text_is_kept_as_it_was(deck: Deck) -> None:
    """Quotes, SQL, emoji, right-to-left: statements and values travel apart."""
    session = await opened(deck)
    texts = ["'; DROP TABLE penny_log; --", '"$1"', "🦜 ñ é", "שלום", "a\nb\tc", "", "\u200b\\x00"]
    for index, text in enumerate(texts):
        await append(deck, turno(session.sesion_id, index, texto=text))
    assert [response.turno.texto for response in await read(deck)][1:] == texts


async def test_a_wrong_key_in_a_plano_is_told_when_a_session_opens(deck: Deck) -> None:
    """File, line, key and what was meant; the session that runs goes on, and a mended file is enough."""
    session = await opened(deck)
    path = deck.home / "planos" / "sistema.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("reglas:", "regals:"), encoding="utf-8")
    error = await refused(opened(deck))
    assert type(error) is Misconfigured
    assert "sistema.yaml:20: contenido.regals: this key is not known; did you mean 'reglas'?" in error.message
    assert await append(deck, turno(session.sesion_id))
    path.write_text(good, encoding="utf-8")
    assert len((await opened(deck)).planos) == 4


async def test_a_call_before_deck_is_ready_may_be_tried_again(deck: Deck, tmp_path: Path) -> None:
    """The port is bound before the database runs; whoever is early is told to come back."""
    early = DeckServer(Settings.model_validate({"home": tmp_path / "early", "dsn": deck.dsn}))
    server, _ = await build_server(early, address := f"unix:{tmp_path}/early")
    await server.start()
    async with channel(address) as to_deck:
        stub = deck_pb2_grpc.DeckServiceStub(to_deck)
        assert type(await refused(stub.OpenSession(deck_pb2.OpenSessionRequest()))) is Unavailable
        assert type(await refused(stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(UNKNOWN))))) is Unavailable
    await server.stop(0)


async def test_sessions_that_a_crash_left_open_are_closed_at_the_next_start(deck: Deck) -> None:
    """They ended with their last turn; one that goes on all the same is active again, and nothing of it is lost."""
    silent, spoken = await opened(deck), await opened(deck)
    turn = turno(spoken.sesion_id)
    await append(deck, turn)
    await deck.stub.CompleteTurn(final(turn.id, texto="hola"))
    again = DeckServer(Settings.model_validate({"home": deck.home, "dsn": deck.dsn}))
    await again.start()
    await again.stop()
    found = await deck.rows(
        "SELECT id::text, estado, fin = inicio AS silent, fin = (SELECT max(timestamp_fin) FROM penny_log) AS spoken"
        " FROM penny_sesiones ORDER BY inicio"
    )
    assert found == [
        {"id": silent.sesion_id, "estado": "interrumpida", "silent": True, "spoken": False},
        {"id": spoken.sesion_id, "estado": "interrumpida", "silent": False, "spoken": True},
    ]
    assert await append(deck, turno(spoken.sesion_id, 1))
    (row,) = await deck.rows(
        "SELECT estado, fin, total_turnos FROM penny_sesiones WHERE id = $1", uuid.UUID(spoken.sesion_id)
    )
    assert tuple(row.values()) == ("activa", None, 2)


async def rows_in_the_end(embedded: Embedded, query: str) -> list[dict[str, object]]:
    """What a query finds once PostgreSQL is back: its last children may have answered after it was killed."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await rows(embedded.dsn(), query)
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(deck_mould: Path, tmp_path: Path) -> None:
    """`kill -9` in the midst of forty appends: all are answered, after retries, and each is there once."""
    home = tmp_path / "deck"
    home.mkdir()
    copy_of(deck_mould, home / "db")
    service = DeckServer(Settings.model_validate({"home": home, "fsync": False}))
    async with serving(service, tmp_path) as address, channel(address) as to_deck:
        stub = deck_pb2_grpc.DeckServiceStub(to_deck)
        session = await stub.OpenSession(deck_pb2.OpenSessionRequest())

        async def insist(turn: deck_pb2.Turno) -> None:
            """What the gateway does."""
            while True:
                try:
                    await stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
                except grpc.aio.AioRpcError as error:
                    assert type(PennyError.from_rpc(error, part="deck")) is Unavailable  # noqa: PT017
                    await asyncio.sleep(0.02)
                else:
                    return

        turns = [turno(session.sesion_id, index) for index in range(40)]
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
            for turn in turns[:20]:
                group.create_task(insist(turn))
            await stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turns[20]))
            embedded = service._store._embedded
            assert isinstance(embedded, Embedded)
            assert embedded.pid is not None
            os.kill(embedded.pid, signal.SIGKILL)
            for turn in turns[20:]:
                group.create_task(insist(turn))
        kept = await rows_in_the_end(embedded, "SELECT id::text FROM penny_log ORDER BY turno_index")
        assert [row["id"] for row in kept] == [turn.id for turn in turns]
        restarted = psutil.Process(embedded.pid)
    assert not restarted.is_running()
