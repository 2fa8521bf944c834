"""penny_audio: what a person said, as it sounded; sealed, and only if she allows it."""

import uuid

from penny_chassis.errors import NotFound
from penny_deck.db.pool import Connection
from penny_deck.keys import places
from penny_deck.keys.seal import Seal

_ADD = "INSERT INTO penny_audio (turno_id, player_id, datos) VALUES ($1, penny_player(), $2) ON CONFLICT DO NOTHING"
_REFER = "UPDATE penny_log SET audio_ref = $2 WHERE id = $1 AND rol = 'usuario'"
_FIND = "SELECT datos FROM penny_audio WHERE turno_id = $1"


def ref(turno: uuid.UUID) -> str:
    """As penny_log.audio_ref has it."""
    return f"audio://{turno}"


async def keep(connection: Connection, turno: uuid.UUID, pcm: bytes, seal: Seal) -> None:
    """Keep a turn's sound, within the caller's transaction; said again, it changes nothing.

    Raises:
        NotFound: There is no such turn of the person's.
    """
    if await connection.execute(_REFER, turno, ref(turno)) == "UPDATE 0":
        raise NotFound("There is no such turn.", remedy="Append it first.", field="turno_id")
    await connection.execute(_ADD, turno, seal.close_bytes(pcm, places.audio(turno)))


async def find(connection: Connection, turno: uuid.UUID, seal: Seal) -> bytes:
    """A turn's sound.

    Raises:
        NotFound: None was kept.
    """
    sealed: bytes | None = await connection.fetchval(_FIND, turno)
    if sealed is None:
        raise NotFound("Of this turn no sound was kept.", field="turno_id")
    return seal.open_bytes(sealed, places.audio(turno))
