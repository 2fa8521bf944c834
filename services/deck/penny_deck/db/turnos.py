"""penny_log: turns appended once, completed at their end, read back in order."""

import hashlib
import json
import uuid
from dataclasses import astuple, fields
from typing import Any

from penny_chassis.errors import InvalidInput, NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Final, Metricas, Turno

PAGE = 200
"""Turns read at a time, so that a long session is never in memory as a whole."""

# One statement, so that the turn and the session's count are written together or not at all.
_APPEND = """
    WITH nuevo AS (
        INSERT INTO penny_log (
            id, sesion_id, turno_index, timestamp_inicio, timestamp_fin, rol, texto, texto_hash, audio_duracion_ms,
            trace_id, planos_activos, interrumpido, texto_generado,
            latencia_total_ms, latencia_asr_ms, latencia_llm_ms, latencia_tts_ms, tokens_prompt, tokens_respuesta
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (id) DO NOTHING
        RETURNING sesion_id
    ), contada AS (
        UPDATE penny_sesiones AS s
        SET total_turnos = s.total_turnos + 1,
            estado = CASE s.estado WHEN 'interrumpida' THEN 'activa' ELSE s.estado END,
            fin = CASE s.estado WHEN 'interrumpida' THEN NULL ELSE s.fin END
        FROM nuevo
        WHERE s.id = nuevo.sesion_id
    )
    SELECT count(*) FROM nuevo
"""
_COMPLETE = """
    UPDATE penny_log
    SET timestamp_fin = $2, texto = $3, texto_hash = $4, audio_duracion_ms = COALESCE($5, audio_duracion_ms),
        interrumpido = $6, texto_generado = $7,
        latencia_total_ms = COALESCE($8, latencia_total_ms), latencia_asr_ms = COALESCE($9, latencia_asr_ms),
        latencia_llm_ms = COALESCE($10, latencia_llm_ms), latencia_tts_ms = COALESCE($11, latencia_tts_ms),
        tokens_prompt = COALESCE($12, tokens_prompt), tokens_respuesta = COALESCE($13, tokens_respuesta)
    WHERE id = $1
    RETURNING id
"""
_SAME = "SELECT sesion_id = $2 AND turno_index = $3 FROM penny_log WHERE id = $1"
_PAGE = """
    SELECT id, sesion_id, turno_index, timestamp_inicio, timestamp_fin, rol, texto, audio_duracion_ms,
        latencia_total_ms, latencia_asr_ms, latencia_llm_ms, latencia_tts_ms, tokens_prompt, tokens_respuesta,
        trace_id, planos_activos, interrumpido, texto_generado
    FROM penny_log WHERE sesion_id = $1 AND turno_index > $2 ORDER BY turno_index LIMIT $3
"""
_METRICAS = tuple(field.name for field in fields(Metricas))


def hash_of(texto: str) -> str:
    """penny_log.texto_hash: the text's SHA-256, hexadecimal."""
    return hashlib.sha256(texto.encode()).hexdigest()


async def append(connection: Connection, turno: Turno) -> bool:
    """Write a turn; False if it is there already.

    Raises:
        NotFound: There is no such session.
        OutOfOrder: Another turn has this place in the session.
        InvalidInput: The id is that of another turn.
    """
    created = await connection.fetchval(
        _APPEND,
        turno.id,
        turno.sesion_id,
        turno.turno_index,
        turno.timestamp_inicio,
        turno.timestamp_fin,
        turno.rol,
        turno.texto,
        hash_of(turno.texto),
        turno.audio_duracion_ms,
        turno.trace_id,
        json.dumps(turno.planos_activos),
        turno.interrumpido,
        turno.texto_generado,
        *astuple(turno.metricas),
    )
    if not created and not await connection.fetchval(_SAME, turno.id, turno.sesion_id, turno.turno_index):
        raise InvalidInput("Another turn has this id.", remedy="Send a fresh UUID for each turn.", field="turno.id")
    return bool(created)


async def complete(connection: Connection, final: Final) -> None:
    """Fill in a turn's end; what was not measured leaves what is there.

    Raises:
        NotFound: There is no such turn.
    """
    found = await connection.fetchval(
        _COMPLETE,
        final.id,
        final.timestamp_fin,
        final.texto,
        hash_of(final.texto),
        final.audio_duracion_ms,
        final.interrumpido,
        final.texto_generado,
        *astuple(final.metricas),
    )
    if found is None:
        raise NotFound("There is no such turn.", remedy="Append it first.", field="id")


async def page(connection: Connection, sesion: uuid.UUID, after: int) -> list[Turno]:
    """The next turns of a session, at most PAGE, beginning after an index (-1: the first)."""
    return [_turno(row) for row in await connection.fetch(_PAGE, sesion, after, PAGE)]


def _turno(row: Any) -> Turno:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    metricas = Metricas(**{name: values.pop(name) for name in _METRICAS})
    return Turno(**values | {"metricas": metricas, "planos_activos": json.loads(values["planos_activos"])})
