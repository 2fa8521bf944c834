"""The ASR service: a thin shell that loads the engine and gives each stream an Utterance."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import cast

import grpc

from penny.v1 import asr_pb2_grpc
from penny.v1.asr_pb2 import AsrConfig, TranscribeRequest, TranscribeResponse
from penny_asr.config import DEFAULT_LANGUAGE, ENGINES, MAX_VOCABULARY_CHARACTERS, Settings
from penny_asr.decoders import Decoders
from penny_asr.engine import Engine
from penny_asr.transcriber import Transcriber
from penny_asr.utterance import Listening, Utterance
from penny_chassis import engines
from penny_chassis.audio import require_rate
from penny_chassis.errors import InvalidInput, TooLarge, Unavailable
from penny_chassis.rpc import Slots, opening, streaming

_DETECT = "auto"
"""The language of a caller who does not know it."""


class AsrService(asr_pb2_grpc.AsrServiceServicer):
    """penny.v1.AsrService."""

    name = "penny.v1.AsrService"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slots = Slots(settings.max_streams)
        self._decoders = Decoders(settings.workers)
        self._engine: Engine | None = None

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        asr_pb2_grpc.add_AsrServiceServicer_to_server(self, server)

    async def start(self) -> None:
        """Load the engine; seconds at worst, off the event loop.

        Raises:
            Misconfigured: There is no such engine, or its library or weights are missing.
        """
        load = cast(
            "Callable[[Settings], Engine]", engines.load(ENGINES, self._settings.engine, distribution="penny-asr")
        )
        self._engine = await asyncio.to_thread(load, self._settings)

    async def stop(self) -> None:
        """End the threads, when what runs on them has come to its next step."""
        await asyncio.to_thread(self._decoders.close)

    @streaming
    async def Transcribe(  # noqa: N802 - the name on the wire
        self,
        request_iterator: AsyncIterator[TranscribeRequest],
        context: grpc.aio.ServicerContext[TranscribeRequest, TranscribeResponse],  # noqa: ARG002 - as gRPC calls it
    ) -> AsyncIterator[TranscribeResponse]:
        """See asr.proto."""
        with self._slots:
            first = await opening(request_iterator, "config")
            if first is None:
                return
            async for answer in self._utterance(first.config).answers(request_iterator):
                yield answer

    def _utterance(self, config: AsrConfig) -> Utterance:
        """A stream with this configuration.

        Raises:
            InvalidInput: Another sample rate, or a language that the engine does not understand.
            TooLarge: More vocabulary than the recogniser can be told.
            Unavailable: The engine is still loading.
        """
        engine = self._engine
        if engine is None:
            raise Unavailable("The ASR engine is still loading.", remedy="Wait until the health check says SERVING.")
        require_rate(config.sample_rate_hz)
        if len(config.vocabulary) > MAX_VOCABULARY_CHARACTERS:
            size = len(config.vocabulary)
            raise TooLarge.of("config.vocabulary", size, MAX_VOCABULARY_CHARACTERS, "characters")
        transcriber = Transcriber(
            partials=config.partials,
            partial_every_ms=self._settings.partial_every_ms,
            max_utterance_s=self._settings.max_utterance_s,
        )
        listening = Listening(_language(config.language, engine.languages), config.vocabulary, config.partials)
        return Utterance(listening, transcriber, engine.open(), self._decoders)


def _language(asked: str, known: frozenset[str]) -> str | None:
    """The language to decode in; None if the model is to tell."""
    language = asked.strip().lower() or DEFAULT_LANGUAGE
    if language == _DETECT:
        return None
    if language not in known:
        raise InvalidInput(
            "The recogniser does not understand the language asked for.",
            remedy=f"Send an ISO 639-1 code such as {DEFAULT_LANGUAGE}, or {_DETECT}.",
            field="config.language",
        )
    return language
