"""The voice service: a thin shell that loads the engine and gives each stream a Speech."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import cast

import grpc

from penny.v1 import tts_pb2_grpc
from penny.v1.tts_pb2 import SynthesizeRequest, SynthesizeResponse, TtsConfig
from penny_chassis import engines
from penny_chassis.errors import InvalidInput, Unavailable
from penny_chassis.rpc import Slots, opening, streaming
from penny_tts.booth import Booth
from penny_tts.config import DEFAULT_LANGUAGE, ENGINES, SPEEDS, Settings
from penny_tts.engine import Engine, Manner
from penny_tts.speech import Speech


class TtsService(tts_pb2_grpc.TtsServiceServicer):
    """penny.v1.TtsService."""

    name = "penny.v1.TtsService"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slots = Slots(settings.max_streams)
        self._booth = Booth(settings.workers)
        self._engine: Engine | None = None

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        tts_pb2_grpc.add_TtsServiceServicer_to_server(self, server)

    async def start(self) -> None:
        """Load the engine; seconds at worst, off the event loop.

        Raises:
            Misconfigured: There is no such engine or default voice, or its library or weights are missing.
        """
        load = cast(
            "Callable[[Settings], Engine]", engines.load(ENGINES, self._settings.engine, distribution="penny-tts")
        )
        self._engine = await asyncio.to_thread(load, self._settings)

    async def stop(self) -> None:
        """End the threads; the streams have ended, and what they had spoken with them."""
        await asyncio.to_thread(self._booth.close)

    @streaming
    async def Synthesize(  # noqa: N802 - the name on the wire
        self,
        request_iterator: AsyncIterator[SynthesizeRequest],
        context: grpc.aio.ServicerContext[SynthesizeRequest, SynthesizeResponse],  # noqa: ARG002 - as gRPC calls it
    ) -> AsyncIterator[SynthesizeResponse]:
        """See tts.proto."""
        with self._slots:
            first = await opening(request_iterator, "config")
            if first is None:
                return
            async with aclosing(self._speech(first.config).responses(request_iterator)) as responses:
                async for response in responses:
                    yield response

    def _speech(self, config: TtsConfig) -> Speech:
        """A stream with this configuration; what is empty there is the service's own.

        Raises:
            InvalidInput: No such voice, a language that the voice does not speak, or a speed beyond the limits.
            Unavailable: The engine is still loading.
        """
        engine = self._engine
        if engine is None:
            raise Unavailable("The TTS engine is still loading.", remedy="Wait until the health check says SERVING.")
        manner = Manner(
            voice=config.voice.strip(),
            language=config.language.strip().lower() or DEFAULT_LANGUAGE,
            speed=_speed(config.speed),
        )
        return Speech(engine.open(manner), manner.language, engine.sample_rate_hz, self._booth)


def _speed(asked: float) -> float:
    """The pace asked for; `not` so that a NaN is refused too."""
    if asked == 0:
        return 1.0
    if not SPEEDS[0] <= asked <= SPEEDS[1]:
        raise InvalidInput(
            f"speed is {asked:g}; it must lie between {SPEEDS[0]:g} and {SPEEDS[1]:g}.",
            remedy="Send 0 for the voice's own pace.",
            field="config.speed",
        )
    return asked
