"""penny_log: turns appended once, completed at their end, read back in order."""

import json
import uuid
from dataclasses import asdict, astuple, fields
from typing import Any

from penny_chassis.errors import InvalidInput, NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Final, GraceLlamada, Metricas, Turno
from penny_deck.keys import places
from penny_deck.keys.seal import Seal
from penny_deck.log.terms import terms

PAGE = 200
"""Turns read at a time, so that a long session is never in memory as a whole."""

# One statement, so that the turn and the session's count are written together or not at all.
_APPEND = """
    WITH nuevo AS (
        INSERT INTO penny_log (
            id, sesion_id, turno_index, timestamp_inicio, timestamp_fin, rol, texto, texto_hash, audio_duracion_ms,
            trace_id, planos_activos, interrumpido, texto_generado, sellado, indice, player_id,
            grace_llamadas,
            latencia_total_ms, latencia_asr_ms, latencia_llm_ms, latencia_tts_ms, tokens_prompt, tokens_respuesta
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, true, $14,
            penny_player(), $15::jsonb, $16, $17, $18, $19, $20, $21)
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
        interrumpido = $6, texto_generado = $7, indice = $8, grace_llamadas = $9::jsonb,
        latencia_total_ms = COALESCE($10, latencia_total_ms), latencia_asr_ms = COALESCE($11, latencia_asr_ms),
        latencia_llm_ms = COALESCE($12, latencia_llm_ms), latencia_tts_ms = COALESCE($13, latencia_tts_ms),
        tokens_prompt = COALESCE($14, tokens_prompt), tokens_respuesta = COALESCE($15, tokens_respuesta)
    WHERE id = $1
"""
_SESION = "SELECT sesion_id FROM penny_log WHERE id = $1"
_SAME = "SELECT sesion_id = $2 AND turno_index = $3 FROM penny_log WHERE id = $1"
_TURNO = """
    SELECT id, sesion_id, turno_index, timestamp_inicio, timestamp_fin, rol, texto, audio_duracion_ms,
        latencia_total_ms, latencia_asr_ms, latencia_llm_ms, latencia_tts_ms, tokens_prompt, tokens_respuesta,
        trace_id, planos_activos, interrumpido, texto_generado, grace_llamadas, audio_ref
    FROM penny_log
"""
_PAGE = f"{_TURNO} WHERE sesion_id = $1 AND turno_index > $2 ORDER BY turno_index LIMIT $3"
_WITH = f"{_TURNO.replace('penny_log', 'penny_buscar($1, $2)')} ORDER BY timestamp_inicio DESC"
_METRICAS = tuple(field.name for field in fields(Metricas))


async def append(connection: Connection, turno: Turno, seal: Seal) -> bool:
    """Write a turn, its texts sealed; False if it is there already.

    Raises:
        NotFound: There is no such session; or the id is that of a turn of another player's, which is not there for her.
        OutOfOrder: Another turn has this place in the session.
        InvalidInput: The id is that of another turn of hers.
    """
    created = await connection.fetchval(
        _APPEND,
        turno.id,
        turno.sesion_id,
        turno.turno_index,
        turno.timestamp_inicio,
        turno.timestamp_fin,
        turno.rol,
        seal.close(turno.texto, places.texto(turno.id)),
        seal.hash(turno.texto),
        turno.audio_duracion_ms,
        turno.trace_id,
        json.dumps(turno.planos_activos),
        turno.interrumpido,
        seal.close(turno.texto_generado, places.texto_generado(turno.id)),
        seal.index(terms(turno.texto)),
        _as_json(turno.grace_llamadas),
        *astuple(turno.metricas),
    )
    if created:
        return True
    same = await connection.fetchval(_SAME, turno.id, turno.sesion_id, turno.turno_index)
    if same is None:
        raise _no_such_turn()
    if not same:
        raise InvalidInput("Another turn has this id.", remedy="Send a fresh UUID for each turn.", field="turno.id")
    return False


def _no_such_turn(field: str = "id") -> NotFound:
    """It is not there, or another player's; which of them, nobody is told."""
    return NotFound("There is no such turn.", remedy="Append it first.", field=field)


async def require(connection: Connection, turno: uuid.UUID, field: str) -> None:
    """See to it that there is a turn, of those that the connection sees.

    Raises:
        NotFound: There is no such turn.
    """
    if await connection.fetchval(_SESION, turno) is None:
        raise _no_such_turn(field)


async def sesion_of(connection: Connection, turno: uuid.UUID) -> uuid.UUID:
    """The session that a turn belongs to, of those that the connection sees.

    Raises:
        NotFound: There is no such turn.
    """
    sesion: uuid.UUID | None = await connection.fetchval(_SESION, turno)
    if sesion is None:
        raise _no_such_turn()
    return sesion


async def complete(connection: Connection, final: Final, seal: Seal) -> None:
    """Fill in a turn's end; what was not measured leaves what is there."""
    await connection.execute(
        _COMPLETE,
        final.id,
        final.timestamp_fin,
        seal.close(final.texto, places.texto(final.id)),
        seal.hash(final.texto),
        final.audio_duracion_ms,
        final.interrumpido,
        seal.close(final.texto_generado, places.texto_generado(final.id)),
        seal.index(terms(final.texto)),
        _as_json(final.grace_llamadas),
        *astuple(final.metricas),
    )


async def page(connection: Connection, sesion: uuid.UUID, after: int, seal: Seal) -> list[Turno]:
    """The next turns of a session, at most PAGE, beginning after an index (-1: the first); their texts opened."""
    return [_turno(row, seal) for row in await connection.fetch(_PAGE, sesion, after, PAGE)]


async def said(connection: Connection, sesion: uuid.UUID, seal: Seal) -> list[str]:
    """What the person said in a session, in order; of a very long one the beginning."""
    first = await page(connection, sesion, -1, seal)
    return [turno.texto for turno in first if turno.rol == "usuario"]


async def found(connection: Connection, wanted: list[str], limit: int, seal: Seal) -> list[Turno]:
    """The turns in which all terms occur, newest first; only the seal's owner's can be meant."""
    return [_turno(row, seal) for row in await connection.fetch(_WITH, seal.index(wanted), limit)]


def _as_json(llamadas: tuple[GraceLlamada, ...]) -> str:
    return json.dumps([asdict(llamada) for llamada in llamadas])


def _turno(row: Any, seal: Seal) -> Turno:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    metricas = Metricas(**{name: values.pop(name) for name in _METRICAS})
    opened = {
        "texto": seal.open(values["texto"], places.texto(values["id"])),
        "texto_generado": seal.open(values["texto_generado"], places.texto_generado(values["id"])),
        "planos_activos": json.loads(values["planos_activos"]),
        "grace_llamadas": tuple(GraceLlamada(**llamada) for llamada in json.loads(values["grace_llamadas"] or "[]")),
    }
    return Turno(**values | opened | {"metricas": metricas})
