"""penny_sesiones: opened, closed, and those that a crash cut short.

activa ──CloseSession──▶ cerrada          activa ──DECK's next start──▶ interrumpida
OpenSession with the same id makes either of them activa again, and so does a turn that arrives for an interrumpida:
the conversation outlived DECK.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Sesion
from penny_deck.keys import places
from penny_deck.keys.seal import Person, Seal

PAGE = 500
"""Sessions read at a time, so that a long log is never in memory as a whole."""

Place = tuple[datetime, uuid.UUID]
"""Where a session stands in the log: its beginning, which never changes, and its id, for two may begin at once."""
NEWEST: Place = (datetime.max.replace(tzinfo=UTC), uuid.UUID(int=2**128 - 1))
"""Before all that there can be."""

_OPEN = """
    INSERT INTO penny_sesiones (id, player_id, inicio, planos_cargados, sellado)
    VALUES ($1, $2, now(), $3::jsonb, true)
    ON CONFLICT (id) DO UPDATE
    SET estado = 'activa', fin = NULL, planos_cargados = EXCLUDED.planos_cargados, sellado = true
    WHERE penny_sesiones.player_id = EXCLUDED.player_id
    RETURNING id
"""
_CLOSE = """
    UPDATE penny_sesiones SET estado = 'cerrada', fin = COALESCE(fin, now()) WHERE id = $1 AND estado <> 'cerrada'
    RETURNING id
"""
_PLAYER = "SELECT player_id FROM penny_sesiones WHERE id = $1"
_TOTAL = "SELECT total_turnos FROM penny_sesiones WHERE id = $1"
_INTERRUPT = """
    UPDATE penny_sesiones AS s
    SET estado = 'interrumpida',
        fin = COALESCE(
            (SELECT max(COALESCE(t.timestamp_fin, t.timestamp_inicio)) FROM penny_log AS t WHERE t.sesion_id = s.id),
            s.inicio
        )
    WHERE s.estado = 'activa'
    RETURNING s.id
"""
_RESUMEN = "UPDATE penny_sesiones SET resumen = $2 WHERE id = $1"
# penny_sesiones_player has them in the order of `inicio`; only those that began at once are sorted.
_PAGE = """
    SELECT id, player_id, inicio, fin, total_turnos, estado, resumen FROM penny_sesiones
    WHERE player_id = $1 AND total_turnos > 0 AND (inicio, id) < ($2, $3) ORDER BY inicio DESC, id DESC LIMIT $4
"""
_ONE = """
    SELECT id, player_id, inicio, fin, total_turnos, estado, resumen FROM penny_sesiones
    WHERE player_id = $1 AND id = $2
"""


def no_such_session() -> NotFound:
    """It is not there, or another player's; which of them, nobody is told."""
    return NotFound("There is no such session.", remedy="Open one.", field="sesion_id")


async def open_(
    connection: Connection, sesion: uuid.UUID, player: uuid.UUID, planos_cargados: Mapping[str, object]
) -> None:
    """Begin a session, or go on with it.

    Raises:
        NotFound: It is another player's: for her it is not there.
    """
    cargados = json.dumps(planos_cargados, ensure_ascii=False)
    if await connection.fetchval(_OPEN, sesion, player, cargados) is None:
        raise no_such_session()


async def close(connection: Connection, sesion: uuid.UUID) -> bool:
    """End a session; whether this is what ended it, so that what follows from the end is done once."""
    return await connection.fetchval(_CLOSE, sesion) is not None


async def summarise(connection: Connection, sesion: uuid.UUID, resumen: str, seal: Seal) -> None:
    """Note what a session was about."""
    await connection.execute(_RESUMEN, sesion, seal.close(resumen, places.resumen(sesion)))


async def player_of(connection: Connection, sesion: uuid.UUID) -> uuid.UUID | None:
    """Whose session it is; None if there is no such session."""
    player: uuid.UUID | None = await connection.fetchval(_PLAYER, sesion)
    return player


async def total_turnos(connection: Connection, sesion: uuid.UUID) -> int:
    """The number of a session's turns.

    Raises:
        NotFound: There is no such session.
    """
    row = await connection.fetchrow(_TOTAL, sesion)
    if row is None:
        raise no_such_session()
    return int(row["total_turnos"])


async def interrupt_open(connection: Connection) -> int:
    """Mark the sessions that nobody closed; they ended with their last turn. Gives their number."""
    return len(await connection.fetch(_INTERRUPT))


async def page(connection: Connection, person: Person, after: Place, most: int) -> list[Sesion]:
    """The next of a player's sessions in which something was said, newest first, at most PAGE: those after a place."""
    rows = await connection.fetch(_PAGE, person.player, *after, min(most, PAGE))
    return [_sesion(row, person.seal) for row in rows]


def place_of(sesion: Sesion) -> Place:
    """Where the next page begins, if this session is the last of one."""
    return sesion.inicio, sesion.id


async def one(connection: Connection, person: Person, sesion: uuid.UUID) -> Sesion:
    """A session of a player.

    Raises:
        NotFound: He has no such session.
    """
    row = await connection.fetchrow(_ONE, person.player, sesion)
    if row is None:
        raise no_such_session()
    return _sesion(row, person.seal)


def _sesion(row: Any, seal: Seal) -> Sesion:  # noqa: ANN401 - an asyncpg record
    values = dict(row)
    resumen = values.pop("resumen")
    return Sesion(**values, resumen=seal.open(resumen, places.resumen(values["id"])) if resumen else "")
