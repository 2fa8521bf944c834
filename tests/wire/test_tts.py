"""The voice service over real gRPC, with the scripted engine: each word is 40 ms of a tone."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import grpc
import numpy as np
import pytest
from support.serving import serving

from penny.v1 import tts_pb2_grpc
from penny.v1.tts_pb2 import SynthesizeRequest, SynthesizeResponse, TtsConfig, TtsFinish, TtsText
from penny_chassis.audio import MAX_CHUNK_BYTES, decode_pcm
from penny_chassis.errors import EngineFailed, InvalidInput, OutOfOrder, Overloaded, PennyError, TooLarge
from penny_tts.config import MAX_TEXT_CHARACTERS, MAX_WAITING_CLAUSES, Settings
from penny_tts.engine import Manner, Session
from penny_tts.engines.scripted import RATE_HZ, Scripted
from penny_tts.service import TtsService

Call = grpc.aio.StreamStreamCall[SynthesizeRequest, SynthesizeResponse]

WORD_SAMPLES = 960
CONFIG = SynthesizeRequest(config=TtsConfig())
FINISH = SynthesizeRequest(finish=TtsFinish())
PATIENCE_S = 10.0
"""Longer than anything here takes, so that a fault ends the test instead of hanging it."""


def text(words: str) -> SynthesizeRequest:
    """A clause."""
    return SynthesizeRequest(text=TtsText(text=words))


def config(voice: str = "", language: str = "", speed: float = 0.0) -> SynthesizeRequest:
    """A config with these fields."""
    return SynthesizeRequest(config=TtsConfig(voice=voice, language=language, speed=speed))


def sound(responses: Iterable[SynthesizeResponse]) -> bytes:
    """All audio, one after the other."""
    return b"".join(response.audio.pcm for response in responses)


def clauses(responses: Iterable[SynthesizeResponse]) -> list[tuple[int, int, int]]:
    """Index, beginning and end of the clauses that were spoken, in words."""
    spoken = [response.clause for response in responses if response.HasField("clause")]
    return [(c.index, c.start_sample // WORD_SAMPLES, c.end_sample // WORD_SAMPLES) for c in spoken]


class Stops:
    """Counts the sessions of an engine that are running and those that were stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stopped = asyncio.Event()
        open_, loop = Scripted.open, asyncio.get_running_loop()

        def watched(engine: Scripted, manner: Manner) -> Session:
            session = open_(engine, manner)
            stop = session.stop

            def noted() -> None:
                stop()
                loop.call_soon_threadsafe(self.stopped.set)

            monkeypatch.setattr(session, "stop", noted)
            return session

        monkeypatch.setattr(Scripted, "open", watched)

    async def wait(self) -> None:
        """Until a session has been stopped."""
        await asyncio.wait_for(self.stopped.wait(), PATIENCE_S)


class House:
    """A running service and a channel to it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._synthesize = tts_pb2_grpc.TtsServiceStub(channel).Synthesize

    async def open(self, *requests: SynthesizeRequest) -> Call:
        """A stream with these requests sent, left open."""
        call = self._synthesize()
        for request in requests:
            await call.write(request)
        return call

    async def speak(self, *requests: SynthesizeRequest) -> list[SynthesizeResponse]:
        """All responses to these requests, the stream half-closed behind them."""
        return [response async for response in self._synthesize(iter(requests))]

    async def refused(self, *requests: SynthesizeRequest) -> PennyError:
        """The error that these requests end with."""
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await self.speak(*requests)
        return PennyError.from_rpc(caught.value, part="tts")


@asynccontextmanager
async def housed(folder: Path, settings: Settings) -> AsyncIterator[House]:
    """A service with these settings."""
    async with serving(TtsService(settings), folder) as address, grpc.aio.insecure_channel(f"unix:{address}"[-0:]) as _:
        pass
    raise NotImplementedError
