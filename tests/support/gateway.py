"""The gateway with scripted engines behind it: six real services over real gRPC, without a model."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
from support.deck import Deck
from support.serving import serving

from penny.v1 import audio_pb2, gateway_pb2
from penny.v1.gateway_pb2_grpc import GatewayServiceStub
from penny_asr.config import Settings as AsrSettings
from penny_asr.service import AsrService
from penny_chassis.audio import encode_pcm, to_samples
from penny_chassis.connect import channel
from penny_chassis.serve import Service
from penny_client.ending import Ending
from penny_gateway.config import Settings as GatewaySettings
from penny_gateway.service import GatewayService
from penny_llm.config import Settings as LlmSettings
from penny_llm.service import LlmService
from penny_tts.config import Settings as TtsSettings
from penny_tts.service import TtsService
from penny_vad.config import Settings as VadSettings
from penny_vad.service import VadService

FRAME_SAMPLES = 320
PATIENCE_S = 10.0

Frame = gateway_pb2.ConverseResponse


def loud(duration_ms: float) -> bytes:
    """A sound that the scripted engine takes for speech."""
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, to_samples(duration_ms)).astype(np.float32)
    return encode_pcm(noise)


def silence(duration_ms: float) -> bytes:
    """Nothing."""
    return bytes(2 * to_samples(duration_ms))


ENDS = {gateway_pb2.ResponseEvent.KIND_DONE, gateway_pb2.ResponseEvent.KIND_CANCELLED}
"""How an answer ends."""


class Caller:
    """A client that speaks the wire itself, so that it can also speak it wrongly."""

    def __init__(self, target: grpc.aio.Channel, **opening: Any) -> None:  # noqa: ANN401 - fields of Open
        self._call = GatewayServiceStub(target).Converse()
        self._answers = aiter(self._call)
        self._ending = Ending(self._call)
        self._opening = {"sample_rate_hz": 16_000} | opening
        self._seq = 0
        self._sample = 0
        self.frames: list[Frame] = []

    async def open(self) -> None:
        """Begin the conversation and wait until it has begun."""
        await self.send(open=gateway_pb2.Open(**self._opening))
        await self.until(lambda frame: frame.HasField("opened"))

    async def send(self, **body: Any) -> None:  # noqa: ANN401 - one field of the oneof
        """One frame."""
        self._seq += 1
        await self._call.write(gateway_pb2.ConverseRequest(seq=self._seq, **body))

    async def speak(self, pcm: bytes) -> None:
        """Audio, as fast as it is taken: time is counted in samples."""
        for at in range(0, len(pcm), 2 * FRAME_SAMPLES):
            piece = pcm[at : at + 2 * FRAME_SAMPLES]
            await self.send(audio=audio_pb2.AudioChunk(start_sample=self._sample, pcm=piece))
            self._sample += len(piece) // 2

    async def ask(self, voiced_ms: float = 600, silent_ms: float = 2100) -> None:
        """A spoken question and enough silence after it; real time passes before the silence that commits."""
        await self.speak(loud(voiced_ms) + silence(silent_ms))

    async def type(self, text: str) -> None:
        """A written question."""
        await self.send(text=gateway_pb2.TextInput(text=text))

    async def hang_up(self) -> None:
        """Close our side."""
        await self._call.done_writing()

    def vanish(self) -> None:
        """Be gone without a word."""
        self._call.cancel()

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """Read until a frame is as wanted; it and all before it are in `frames`."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await anext(self._answers, None)
                assert frame is not None, "the stream ended"
                self.frames.append(frame)
                if wanted(frame):
                    return frame

    async def until_done(self) -> gateway_pb2.ResponseEvent:
        """Read until an answer has been given or cut."""
        return (await self.until(lambda frame: frame.response.kind in ENDS)).response

    async def end(self) -> grpc.aio.AioRpcError | None:
        """Read to the end of the stream; gives the error that ended it, if one did."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                self.frames.extend([frame async for frame in self._answers])
        except grpc.aio.AioRpcError as error:
            return await self._ending.unmasked(error)
        return None

    def states(self) -> list[str]:
        """The states that were announced, in order."""
        names = gateway_pb2.State.Name
        return [names(f.state.state).removeprefix("STATE_") for f in self.frames if f.HasField("state")]

    def said(self) -> str:
        """The answer's text, as announced."""
        return " ".join(frame.text.text for frame in self.frames if frame.HasField("text"))


@dataclass(slots=True)
class House:
    """Six services, and a way in."""

    deck: Deck
    folder: Path
    stack: AsyncExitStack
    channel: grpc.aio.Channel
    services: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def call(self, **opening: Any) -> Caller:  # noqa: ANN401 - fields of Open
        """A conversation that has begun."""
        caller = Caller(self.channel, **opening)
        await caller.open()
        return caller

    async def lose(self, name: str) -> None:
        """Take a stage away."""
        await self.services.pop(name).aclose()


Changes = dict[str, dict[str, Any]]


@asynccontextmanager
async def scripted_house(deck: Deck, folder: Path, changes: Changes | None = None) -> AsyncIterator[House]:
    """All services with scripted engines; `changes` are settings by service."""
    told = {name: {"engine": "scripted"} | (changes or {}).get(name, {}) for name in ("vad", "asr", "llm", "tts")}
    stages: dict[str, Service] = {
        "vad": VadService(VadSettings.model_validate(told["vad"])),
        "asr": AsrService(AsrSettings.model_validate(told["asr"])),
        "llm": LlmService(LlmSettings.model_validate(told["llm"])),
        "tts": TtsService(TtsSettings.model_validate(told["tts"])),
    }
    async with AsyncExitStack() as stack:
        addresses, services = {}, {}
        for name, service in stages.items():
            services[name] = await stack.enter_async_context(AsyncExitStack())
            addresses[name] = await services[name].enter_async_context(serving(service, folder))
        settings = GatewaySettings.model_validate(
            {"deck": deck.address, **addresses} | (changes or {}).get("gateway", {})
        )
        address = await stack.enter_async_context(serving(GatewayService(settings), folder))
        way_in = await stack.enter_async_context(channel(address))
        yield House(deck, folder, stack, way_in, services)


@pytest.fixture
async def house(deck: Deck, tmp_path: Path) -> AsyncIterator[House]:
    """The scripted house as it is by default."""
    async with scripted_house(deck, tmp_path) as at:
        yield at
