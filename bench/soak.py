"""Conversations begun and ended, thousands of them, and what is left of them in the gateway's process."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import grpc
import psutil
from figures import slope
from microphone import VOICE
from talker import own_channel

from penny.v1 import audio_pb2, gateway_pb2
from penny.v1.gateway_pb2_grpc import GatewayServiceStub
from penny_client.audio.pcm import FRAME_SAMPLES, SAMPLE_RATE_HZ, SILENT_FRAME

CONVERSATIONS = 2000
AT_ONCE = 40
EVERY = 100
PATIENCE_S = 60.0
VOICED_FRAMES, SILENT_FRAMES = 30, 110
"""A phrase of 0.6 s, and silence enough for any pause to be the end; sent as fast as it is taken."""
KINDS = ("spoken", "typed", "cut", "vanished")


@dataclass(frozen=True, slots=True)
class Sample:
    """The gateway's process at a moment."""

    rss_kb: float
    threads: int
    fds: int


class Soak:
    """One run.

    Args:
        target: The gateway's address.
        gateway: Its process.
        told: Told how far it is.
    """

    def __init__(self, target: str, gateway: psutil.Process, told: Callable[[str], None]) -> None:
        self._target = target
        self._gateway = gateway
        self._told = told
        self._begun = 0
        self._ended = 0
        self._samples: list[Sample] = []

    async def run(self) -> dict[str, float]:
        """Hold all the conversations; the slopes, from one hundred conversations to the next, of the second half."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(self._hold_some())
        later = self._samples[len(self._samples) // 2 :]
        return {
            "soaked": self._ended,
            "rss_slope_kb_per_100": round(slope([sample.rss_kb for sample in later]), 1),
            "threads_slope": round(slope([sample.threads for sample in later]), 3),
            "fds_slope": round(slope([sample.fds for sample in later]), 3),
        }

    async def _hold_some(self) -> None:
        async with own_channel(self._target) as channel:
            while self._begun < CONVERSATIONS:
                self._begun += 1
                async with asyncio.timeout(PATIENCE_S):
                    await converse(channel, KINDS[self._begun % len(KINDS)])
                self._ended += 1
                if self._ended % EVERY == 0:
                    self._sample()

    def _sample(self) -> None:
        sample = Sample(self._gateway.memory_info().rss / 1024, self._gateway.num_threads(), self._gateway.num_fds())
        self._samples.append(sample)
        self._told(
            f"{self._ended} conversations: {sample.rss_kb / 1024:.0f} MB, {sample.threads} threads, {sample.fds} fds"
        )


async def converse(channel: grpc.aio.Channel, kind: str) -> None:
    """One short conversation; it ends as its kind does."""
    call = GatewayServiceStub(channel).Converse()
    for number, request in enumerate(_requests(kind), start=1):
        request.seq = number
        await call.write(request)
        if number == 1:
            await call.read()
    while isinstance(frame := await call.read(), gateway_pb2.ConverseResponse):
        body = frame.WhichOneof("body")
        if kind == "vanished" and body == "audio":
            break
        if kind == "cut" and body == "audio":
            await call.write(gateway_pb2.ConverseRequest(seq=number + 1, cancel=gateway_pb2.Cancel()))
            kind = "typed"
        if body == "response" and frame.response.HasField("latency"):
            await call.done_writing()
    call.cancel()


def _requests(kind: str) -> Iterator[gateway_pb2.ConverseRequest]:
    """What a client sends before it listens."""
    yield gateway_pb2.ConverseRequest(open=gateway_pb2.Open(sample_rate_hz=SAMPLE_RATE_HZ))
    if kind != "spoken":
        yield gateway_pb2.ConverseRequest(text=gateway_pb2.TextInput(text="hola"))
        return
    for number, pcm in enumerate([VOICE] * VOICED_FRAMES + [SILENT_FRAME] * SILENT_FRAMES):
        chunk = audio_pb2.AudioChunk(start_sample=number * FRAME_SAMPLES, pcm=pcm)
        yield gateway_pb2.ConverseRequest(audio=chunk)
