"""How turns sounded, as DECK keeps it; as WAV files."""

import io
import wave

import grpc

from penny.v1 import deck_pb2
from penny_client.audio.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ
from penny_client.cli.deck import Services, patiently
from penny_client.errors import NotFound, from_rpc


async def read(on: Services, player: str, turn: str) -> bytes:
    """A turn's sound: PCM s16le, mono, SAMPLE_RATE_HZ.

    Raises:
        AioRpcError: DECK cannot be reached, or refuses; see `none_kept`.
        TooSlow: It gives nothing any more.
    """
    request = deck_pb2.ReadAudioRequest(player_id=player, turno_id=turn)
    return b"".join([row.pcm async for row in patiently(on.deck.ReadAudio(request))])


def none_kept(error: grpc.aio.AioRpcError) -> bool:
    """Whether `read` found no sound of the turn: that there is no such person is something else."""
    told = from_rpc(error, target="DECK")
    return isinstance(told, NotFound) and told.field == "turno_id"


def wav(pcm: bytes) -> bytes:
    """A WAV file of such a sound."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(BYTES_PER_SAMPLE)
        out.setframerate(SAMPLE_RATE_HZ)
        out.writeframes(pcm)
    return file.getvalue()


def seconds(pcm: bytes) -> float:
    """How long it is."""
    return len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ
