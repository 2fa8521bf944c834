"""What Penny says of her own accord: made beforehand, so that it can be said at once, even when the voice is down."""

import asyncio
from dataclasses import dataclass

from opentelemetry.context import Context

from penny.v1 import tts_pb2
from penny_chassis.errors import PennyError
from penny_gateway.backends import Backends
from penny_gateway.phrases import phrases


@dataclass(frozen=True, slots=True)
class StockPhrase:
    """A phrase and its sound."""

    text: str
    pcm: bytes
    rate_hz: int


class StockPhrases:
    """Spoken phrases by voice, language and name, kept for the life of the process."""

    def __init__(self, backends: Backends, timeout_s: float) -> None:
        self._backends = backends
        self._timeout_s = timeout_s
        self._made: dict[tuple[str, str, str], StockPhrase] = {}
        self._making = asyncio.Lock()

    async def prepare(self, voice: str, language: str) -> None:
        """Make those that are still missing; a voice that is down is tried again with the next session."""
        async with self._making:
            for name, text in phrases(language).said.items():
                if (voice, language, name) not in self._made:
                    try:
                        self._made[voice, language, name] = await self._make(text, voice, language)
                    except PennyError:
                        return

    def get(self, name: str, voice: str, language: str) -> StockPhrase | None:
        """A phrase in this voice, or None if it could never be made."""
        return self._made.get((voice, language, name))

    async def _make(self, text: str, voice: str, language: str) -> StockPhrase:
        stream = self._backends.synthesize(Context())
        try:
            config = tts_pb2.TtsConfig(voice=voice, language=language)
            stream.send(tts_pb2.SynthesizeRequest(config=config))
            stream.send(tts_pb2.SynthesizeRequest(text=tts_pb2.TtsText(text=text)))
            stream.send(tts_pb2.SynthesizeRequest(finish=tts_pb2.TtsFinish()))
            pcm, rate_hz = bytearray(), 0
            while (answer := await stream.receive(self._timeout_s)) is not None:
                rate_hz = rate_hz or answer.started.sample_rate_hz
                pcm += answer.audio.pcm
        finally:
            stream.cancel()
        return StockPhrase(text, bytes(pcm), rate_hz)
