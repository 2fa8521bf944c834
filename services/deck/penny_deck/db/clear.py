"""Rows that an earlier Penny has written in clear: some at a time, and each sealed."""

import uuid
from typing import Any

from penny_deck.db.pool import Connection

_PLAYERS = """
    SELECT player_id FROM penny_sesiones WHERE NOT sellado
    UNION SELECT s.player_id FROM penny_log AS l JOIN penny_sesiones AS s ON s.id = l.sesion_id
        WHERE NOT l.sellado OR l.indice IS NULL
    UNION SELECT player_id FROM penny_planos WHERE NOT sellado AND player_id IS NOT NULL
"""
_TURNS = """
    SELECT l.id, s.player_id, l.texto, l.texto_generado
    FROM penny_log AS l JOIN penny_sesiones AS s ON s.id = l.sesion_id
    WHERE NOT l.sellado LIMIT 500 FOR UPDATE OF l
"""
_SEAL_TURN = "UPDATE penny_log SET texto = $2, texto_hash = $3, texto_generado = $4, sellado = true WHERE id = $1"
_UNINDEXED = """
    SELECT l.id, s.player_id, l.texto FROM penny_log AS l JOIN penny_sesiones AS s ON s.id = l.sesion_id
    WHERE l.indice IS NULL AND l.sellado LIMIT 500 FOR UPDATE OF l
"""
_INDEX_TURN = "UPDATE penny_log SET indice = $2 WHERE id = $1"
_VERSIONS = """
    SELECT id, player_id, contenido, documento FROM penny_planos
    WHERE NOT sellado AND player_id IS NOT NULL LIMIT 500 FOR UPDATE
"""
_SEAL_VERSION = "UPDATE penny_planos SET contenido = $2::jsonb, documento = $3, sellado = true WHERE id = $1"
_SESSIONS = "SELECT id, player_id, planos_cargados FROM penny_sesiones WHERE NOT sellado LIMIT 500 FOR UPDATE"
_SEAL_SESSION = "UPDATE penny_sesiones SET planos_cargados = $2::jsonb, sellado = true WHERE id = $1"


async def players(connection: Connection) -> list[uuid.UUID]:
    """Those of whom something is in clear, or cannot be found."""
    return [row["player_id"] for row in await connection.fetch(_PLAYERS)]


async def turns(connection: Connection) -> list[Any]:
    """Some turns in clear, locked; none if there is none left."""
    return await connection.fetch(_TURNS)


async def seal_turn(connection: Connection, turno: uuid.UUID, texto: str, texto_hash: str, generado: str) -> None:
    """Put sealed texts in the place of the others."""
    await connection.execute(_SEAL_TURN, turno, texto, texto_hash, generado)


async def unindexed(connection: Connection) -> list[Any]:
    """Some turns that are sealed and cannot be found, locked."""
    return await connection.fetch(_UNINDEXED)


async def index_turn(connection: Connection, turno: uuid.UUID, indice: list[str]) -> None:
    """Make a turn findable."""
    await connection.execute(_INDEX_TURN, turno, indice)


async def versions(connection: Connection) -> list[Any]:
    """Some versions of players' planos in clear, locked."""
    return await connection.fetch(_VERSIONS)


async def seal_version(connection: Connection, version: uuid.UUID, contenido: str, documento: str) -> None:
    """Put sealed texts in the place of the others."""
    await connection.execute(_SEAL_VERSION, version, contenido, documento)


async def sessions(connection: Connection) -> list[Any]:
    """Some sessions with a plano 3 in clear, locked."""
    return await connection.fetch(_SESSIONS)


async def seal_session(connection: Connection, sesion: uuid.UUID, planos_cargados: str) -> None:
    """Put what is sealed in the place of the other."""
    await connection.execute(_SEAL_SESSION, sesion, planos_cargados)
