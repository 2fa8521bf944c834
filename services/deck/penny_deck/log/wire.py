"""The log on the wire: a turn's message checked and made a row, and a row made a message."""

import dataclasses
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge
from penny_chassis.rpc import arriving
from penny_deck import ids, momentos
from penny_deck.db.auditoria import Lectura
from penny_deck.db.rows import Final, GraceLlamada, Metricas, Sesion, Turno
from penny_deck.log.terms import terms
from penny_deck.planos.models import Nombre

MAX_TEXTO_CHARS = 32_768
"""Characters of a turn: about half an hour of speech."""

MAX_AUDIO_BYTES = 4_000_000
"""Two minutes at 16 kHz: the longest turn has 110 s."""
SILENCE_S = 30.0
"""Of a sound from which nothing comes for so long nothing more is awaited."""
MAX_LLAMADAS = 20
"""Calls to GRACE in one turn."""
MAX_CONSULTA_CHARS = 500
"""What is looked for in the log."""
ALL = 2**31 - 1
"""The largest number that can be asked for: of what is read page by page there is no most."""

_ROLES = {
    deck_pb2.ROL_USUARIO: "usuario",
    deck_pb2.ROL_PENNY: "penny",
    deck_pb2.ROL_SISTEMA: "sistema",
}
_ROLES_BACK = {name: number for number, name in _ROLES.items()}
_CODE = re.compile(r"[A-Za-z_]{1,50}")
_HASH = re.compile(r"[0-9a-f]{64}")


def turno_of(message: deck_pb2.Turno) -> Turno:
    """A turn as it is sent.

    Raises:
        InvalidInput: A field cannot be used; its name is in the error.
        TooLarge: The text is too long.
    """
    if message.rol not in _ROLES:
        raise InvalidInput("It is not said who spoke.", remedy="Send a rol.", field="turno.rol")
    if message.turno_index < 0:
        raise InvalidInput("turno_index is negative.", remedy="Count from 0.", field="turno.turno_index")
    if not message.HasField("timestamp_inicio"):
        raise InvalidInput("The beginning is missing.", remedy="Send it.", field="turno.timestamp_inicio")
    if message.audio_ref:
        raise InvalidInput("Only DECK says where a sound is.", remedy="Use KeepAudio.", field="turno.audio_ref")
    return Turno(
        id=ids.parse(message.id, "turno.id"),
        sesion_id=ids.parse(message.sesion_id, "turno.sesion_id"),
        turno_index=message.turno_index,
        timestamp_inicio=momentos.of(message.timestamp_inicio, "turno.timestamp_inicio"),
        timestamp_fin=momentos.of(message.timestamp_fin, "turno.timestamp_fin")
        if message.HasField("timestamp_fin")
        else None,
        rol=_ROLES[message.rol],
        texto=_texto_of(message.texto, "turno.texto"),
        audio_duracion_ms=_duration_of(message, "turno."),
        metricas=_metricas_of(message.metricas, "turno."),
        trace_id=ids.parse_optional(message.trace_id, "turno.trace_id"),
        planos_activos=_planos_of(message.planos_activos),
        interrumpido=message.interrumpido,
        texto_generado=_texto_of(message.texto_generado, "turno.texto_generado"),
        grace_llamadas=_llamadas_of(message.grace_llamadas, "turno.grace_llamadas"),
    )


def final_of(message: deck_pb2.CompleteTurnRequest) -> Final:
    """The end of a turn as it is sent.

    Raises:
        InvalidInput: A field cannot be used; its name is in the error.
        TooLarge: The text is too long.
    """
    if not message.HasField("timestamp_fin"):
        raise InvalidInput("The end is missing.", remedy="Send it.", field="timestamp_fin")
    return Final(
        id=ids.parse(message.id, "id"),
        timestamp_fin=momentos.of(message.timestamp_fin, "timestamp_fin"),
        texto=_texto_of(message.texto, "texto"),
        audio_duracion_ms=_duration_of(message, ""),
        metricas=_metricas_of(message.metricas, ""),
        interrumpido=message.interrumpido,
        texto_generado=_texto_of(message.texto_generado, "texto_generado"),
        grace_llamadas=_llamadas_of(message.grace_llamadas, "grace_llamadas"),
    )


def _llamadas_of(messages: Iterable[deck_pb2.GraceLlamada], field: str) -> tuple[GraceLlamada, ...]:
    """What GRACE was asked: codes and ids, no words.

    Raises:
        InvalidInput: One is something else.
        TooLarge: There are too many.
    """
    found = tuple(
        GraceLlamada(
            message.modulo, message.archivo_id, message.estado, _count(message.duracion_ms, f"{field}.duracion_ms")
        )
        for message in messages
    )
    if len(found) > MAX_LLAMADAS:
        raise TooLarge.of(field, len(found), MAX_LLAMADAS, "calls")
    for llamada in found:
        ids.parse_optional(llamada.archivo_id, f"{field}.archivo_id")
        if not (_CODE.fullmatch(llamada.modulo) and _CODE.fullmatch(llamada.estado)):
            raise InvalidInput("This is no code.", remedy="Send modulo and estado as codes.", field=field)
    return found


async def sound_of(messages: AsyncIterator[deck_pb2.KeepAudioRequest]) -> bytes:
    """What comes after `begin`, when the whole has come.

    Raises:
        TooLarge: It is longer than a turn can be.
        TooSlow: It stands still.
        InvalidInput: It is nothing, or half a sample.
        OutOfOrder: The stream ends, or begins again, before `end`.
    """
    pcm = bytearray()
    async for message in arriving(messages, SILENCE_S):
        match message.WhichOneof("body"):
            case "pcm":
                pcm += message.pcm
                if len(pcm) > MAX_AUDIO_BYTES:
                    raise TooLarge.of("pcm", len(pcm), MAX_AUDIO_BYTES, "bytes")
            case "end":
                if not pcm or len(pcm) % 2:
                    raise InvalidInput("This is no sound.", remedy="Send PCM s16le.", field="pcm")
                return bytes(pcm)
            case _:
                break
    raise OutOfOrder("The sound ended too soon: nothing is kept.", remedy="Send 'end' after it.", field="end")


def terms_of(consulta: str) -> list[str]:
    """What is looked for.

    Raises:
        InvalidInput: Nothing that can be.
        TooLarge: Too much.
    """
    if len(consulta) > MAX_CONSULTA_CHARS:
        raise TooLarge.of("consulta", len(consulta), MAX_CONSULTA_CHARS, "characters")
    if not (found := terms(consulta)):
        raise InvalidInput("There is no word to look for.", remedy="Send one that means something.", field="consulta")
    return found


def limit_of(number: int, usual: int, most: int, field: str) -> int:
    """How many are wanted.

    Raises:
        InvalidInput: Fewer than none, or more than are given.
    """
    if not 0 <= number <= most:
        raise InvalidInput(f"{field} must be from 1 to {most}.", field=field)
    return number or usual


def sesion_message(sesion: Sesion) -> deck_pb2.Sesion:
    """A row of penny_sesiones for the wire."""
    return deck_pb2.Sesion(
        id=str(sesion.id),
        player_id=str(sesion.player_id),
        inicio=_timestamp(sesion.inicio),
        fin=_timestamp(sesion.fin),
        total_turnos=sesion.total_turnos,
        estado=sesion.estado,
        resumen=sesion.resumen,
    )


def turno_message(turno: Turno) -> deck_pb2.Turno:
    """A row of penny_log for the wire."""
    return deck_pb2.Turno(
        id=str(turno.id),
        sesion_id=str(turno.sesion_id),
        turno_index=turno.turno_index,
        timestamp_inicio=_timestamp(turno.timestamp_inicio),
        timestamp_fin=_timestamp(turno.timestamp_fin),
        rol=_ROLES_BACK[turno.rol],
        texto=turno.texto,
        audio_duracion_ms=turno.audio_duracion_ms,
        metricas=deck_pb2.Metricas(**dataclasses.asdict(turno.metricas)),
        trace_id=str(turno.trace_id or ""),
        interrumpido=turno.interrumpido,
        planos_activos=turno.planos_activos,
        texto_generado=turno.texto_generado,
        audio_ref=turno.audio_ref or "",
        grace_llamadas=[deck_pb2.GraceLlamada(**dataclasses.asdict(llamada)) for llamada in turno.grace_llamadas],
    )


def _texto_of(texto: str, field: str) -> str:
    if len(texto) > MAX_TEXTO_CHARS:
        raise TooLarge.of(field, len(texto), MAX_TEXTO_CHARS, "characters")
    if "\0" in texto:
        raise InvalidInput("A text with the character NUL cannot be kept.", remedy="Leave it out.", field=field)
    return texto


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp


def _duration_of(message: deck_pb2.Turno | deck_pb2.CompleteTurnRequest, prefix: str) -> int | None:
    return (
        _count(message.audio_duracion_ms, f"{prefix}audio_duracion_ms")
        if message.HasField("audio_duracion_ms")
        else None
    )


def _metricas_of(message: deck_pb2.Metricas, prefix: str) -> Metricas:
    return Metricas(
        **{field.name: _count(value, f"{prefix}metricas.{field.name}") for field, value in message.ListFields()}
    )


def _count(value: int, field: str) -> int:
    if value < 0:
        raise InvalidInput("It cannot be negative.", remedy="Leave out what was not measured.", field=field)
    return value


def _planos_of(message: Mapping[str, str]) -> dict[str, str]:
    planos = dict(message)
    if not (planos.keys() <= set(Nombre) and all(_HASH.fullmatch(value) for value in planos.values())):
        raise InvalidInput(
            "planos_activos names something that is no plano, or a hash that is no SHA-256.",
            remedy="Send the names and hashes that OpenSession gave.",
            field="turno.planos_activos",
        )
    return planos


def lectura_message(lectura: Lectura) -> deck_pb2.ReadAuditoriaResponse:
    """A row of penny_auditoria."""
    momento = Timestamp()
    momento.FromDatetime(lectura.momento)
    return deck_pb2.ReadAuditoriaResponse(
        momento=momento, quien=lectura.quien, accion=lectura.accion, objeto=lectura.objeto, filas=lectura.filas
    )
