"""The caller of the demonstration: another voice of Penny's own, made by the running tts service."""

from collections.abc import AsyncIterator

import grpc
import numpy as np

from penny.v1 import tts_pb2
from penny.v1.tts_pb2_grpc import TtsServiceStub
from penny_client.audio.pcm import decode
from penny_client.cli.recordings import Recording, make
from penny_client.errors import ServerFailed, from_rpc

TIMEOUT_S = 60.0


async def say(target: str, text: str, *, name: str, voice: str) -> Recording:
    """A sentence in that voice, as a recording to be spoken.

    Raises:
        PennyError: The tts service at `target` cannot do it.
    """
    async with grpc.aio.insecure_channel(target) as channel:
        call = TtsServiceStub(channel).Synthesize(_requests(text, voice), timeout=TIMEOUT_S)
        rate_hz, pcm = 0, bytearray()
        try:
            async for answer in call:
                rate_hz = rate_hz or answer.started.sample_rate_hz
                pcm += answer.audio.pcm
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, target=target) from None
    if not rate_hz or not pcm:
        raise ServerFailed("The tts service made no sound.", remedy="See its log.")
    return make(name, decode(bytes(pcm)).astype(np.float32), rate_hz)


async def _requests(text: str, voice: str) -> AsyncIterator[tts_pb2.SynthesizeRequest]:
    yield tts_pb2.SynthesizeRequest(config=tts_pb2.TtsConfig(voice=voice, language="es"))
    yield tts_pb2.SynthesizeRequest(text=tts_pb2.TtsText(text=text))
    yield tts_pb2.SynthesizeRequest(finish=tts_pb2.TtsFinish())
