"""Turns between the wire and the table."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from support.deck import turno

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.log.wire import MAX_TEXTO_CHARS, final_of, turno_message, turno_of

SESION = str(uuid.uuid4())
Change = Callable[[deck_pb2.Turno], object]


def test_a_turn_goes_there_and_back() -> None:
    """Every field of the wire survives."""
    message = turno(
        SESION,
        3,
        rol=deck_pb2.ROL_PENNY,
        audio_duracion_ms=1850,
        interrumpido=True,
        metricas=deck_pb2.Metricas(latencia_total_ms=5, latencia_asr_ms=0, tokens_respuesta=42),
        planos_activos={"SISTEMA": "0" * 64},
    )
    message.timestamp_inicio.nanos -= message.timestamp_inicio.nanos % 1000
    message.timestamp_fin.CopyFrom(message.timestamp_inicio)
    assert turno_message(turno_of(message)) == message


def test_what_is_absent_stays_absent() -> None:
    """Not measured is not zero."""
    row = turno_of(turno(SESION, trace_id=""))
    assert (row.timestamp_fin, row.audio_duracion_ms, row.trace_id) == (None, None, None)
    assert row.metricas.latencia_asr_ms is None
    assert not turno_message(row).metricas.HasField("latencia_asr_ms")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda m: setattr(m, "id", "1"), "turno.id"),
        (lambda m: setattr(m, "id", ""), "turno.id"),
        (lambda m: setattr(m, "sesion_id", "x"), "turno.sesion_id"),
        (lambda m: setattr(m, "trace_id", "abc"), "turno.trace_id"),
        (lambda m: setattr(m, "turno_index", -1), "turno.turno_index"),
        (lambda m: setattr(m, "rol", deck_pb2.ROL_UNSPECIFIED), "turno.rol"),
        (lambda m: setattr(m, "rol", 99), "turno.rol"),
        (lambda m: setattr(m, "texto", "a\0b"), "turno.texto"),
        (lambda m: m.ClearField("timestamp_inicio"), "turno.timestamp_inicio"),
        (lambda m: m.timestamp_inicio.CopyFrom(Timestamp(seconds=-1)), "turno.timestamp_inicio"),
        (lambda m: m.timestamp_fin.CopyFrom(Timestamp(seconds=10**15)), "turno.timestamp_fin"),
        (lambda m: setattr(m, "audio_duracion_ms", -1), "turno.audio_duracion_ms"),
        (
            lambda m: m.grace_llamadas.add(modulo="SUMMARIZER", estado="success", duracion_ms=-1),
            "turno.grace_llamadas.duracion_ms",
        ),
        (lambda m: setattr(m.metricas, "latencia_llm_ms", -1), "turno.metricas.latencia_llm_ms"),
        (lambda m: m.planos_activos.update(SISTEMA="x"), "turno.planos_activos"),
        (lambda m: m.planos_activos.update(OTRO="0" * 64), "turno.planos_activos"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(change: Change, field: str) -> None:
    """The caller learns which one."""
    message = turno(SESION)
    change(message)
    with pytest.raises(InvalidInput) as caught:
        turno_of(message)
    assert caught.value.field == field


def test_a_text_may_have_its_limit_and_no_more() -> None:
    """The limit is in characters, and said."""
    assert len(turno_of(turno(SESION, texto="ñ" * MAX_TEXTO_CHARS)).texto) == MAX_TEXTO_CHARS
    with pytest.raises(TooLarge, match=str(MAX_TEXTO_CHARS)):
        turno_of(turno(SESION, texto="ñ" * (MAX_TEXTO_CHARS + 1)))


def test_the_end_of_a_turn_needs_its_time() -> None:
    """Without a time it is refused; with one it is read in UTC."""
    message = deck_pb2.CompleteTurnRequest(id=str(uuid.uuid4()), texto="hola")
    with pytest.raises(InvalidInput, match="end is missing"):
        final_of(message)
    message.timestamp_fin.CopyFrom(Timestamp(seconds=1_765_881_000))
    assert final_of(message).timestamp_fin == datetime(2025, 12, 16, 10, 30, tzinfo=UTC)
