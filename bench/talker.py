"""One person of a crowd: talks with Penny in turns, in real time, and takes down how long everything takes.

She speaks the wire herself, without the SDK, to cost the machine as little as may be; and has a connection of her own,
as people have.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field

import grpc
from microphone import Microphone

from penny.v1 import audio_pb2, gateway_pb2, vad_pb2
from penny.v1.gateway_pb2_grpc import GatewayServiceStub
from penny.v1.vad_pb2_grpc import VadServiceStub
from penny_client.audio.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ

REST_S = (0.5, 1.5)
"""Between an answer and the next question."""
PATIENCE_S = 15.0
"""An answer that is not over this long after its question counts as missing."""
ACK_EVERY_FRAMES = 5
"""As the SDK's player does."""
PING_EVERY_FRAMES = 50

VadEvent = gateway_pb2.VadEvent
ResponseEvent = gateway_pb2.ResponseEvent


@dataclass(slots=True)
class Tally:
    """What a crowd has noted so far, in milliseconds, and how often."""

    heard_ms: list[float] = field(default_factory=list)
    """From the frame that decides it to the notice of a pause, by way of gateway and vad. The beginning of a voice is
    left out: after an answer the gateway listens a little longer to know whose it is, which is no delay of its own."""
    direct_ms: list[float] = field(default_factory=list)
    """The same without the gateway in between."""
    echoed_ms: list[float] = field(default_factory=list)
    """From a ping to its pong, behind a frame of audio."""
    late_ms: list[float] = field(default_factory=list)
    """By how much frames were sent too late."""
    answered: int = 0
    missing: int = 0
    """Questions without an answer, errors, notices."""

    def clear(self) -> None:
        """Forget what was noted."""
        for values in (self.heard_ms, self.direct_ms, self.echoed_ms, self.late_ms):
            values.clear()
        self.answered = self.missing = 0


@dataclass(slots=True)
class Loudspeaker:
    """How much of the present answer has been heard by now."""

    response_id: str = ""
    rate_hz: int = SAMPLE_RATE_HZ
    received: int = 0
    began_s: float = 0.0

    def play(self, audio: gateway_pb2.ResponseAudio) -> None:
        """Take a piece of an answer."""
        if audio.response_id != self.response_id:
            self.response_id, self.rate_hz = audio.response_id, audio.sample_rate_hz
            self.received, self.began_s = 0, time.monotonic()
        self.received += len(audio.pcm) // BYTES_PER_SAMPLE

    def played(self) -> int:
        """Samples."""
        return min(self.received, int((time.monotonic() - self.began_s) * self.rate_hz))


def own_channel(target: str) -> grpc.aio.Channel:
    """A connection that is not shared with others of this process."""
    return grpc.aio.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1)])


class Talker:
    """In conversation while `run` runs."""

    def __init__(self, target: str, tally: Tally, chance: random.Random) -> None:
        self._target = target
        self._tally = tally
        self._chance = chance
        self._microphone = Microphone(self._send_frame, tally.late_ms, chance)
        self._loudspeaker = Loudspeaker()
        self._acknowledged = 0
        self._pinged_s = 0.0
        self._done = asyncio.Event()
        self._seq = 0
        self._frames = chance.randrange(PING_EVERY_FRAMES)
        self.open = asyncio.Event()
        """Set once the conversation has begun."""

    async def run(self) -> None:
        """Talk until cancelled, then vanish."""
        async with own_channel(self._target) as channel:
            self._call = GatewayServiceStub(channel).Converse()
            try:
                await self._send(open=gateway_pb2.Open(sample_rate_hz=SAMPLE_RATE_HZ))
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._listen())
                    await self.open.wait()
                    tasks.create_task(self._microphone.run())
                    await self._converse()
            finally:
                self._call.cancel()

    async def _converse(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(*REST_S))
            self._done.clear()
            try:
                async with asyncio.timeout(self._microphone.say() + PATIENCE_S):
                    await self._done.wait()
            except TimeoutError:
                self._tally.missing += 1

    async def _send(self, **body: object) -> None:
        self._seq += 1
        await self._call.write(gateway_pb2.ConverseRequest(seq=self._seq, **body))  # type: ignore[arg-type]

    async def _send_frame(self, chunk: audio_pb2.AudioChunk) -> None:
        """A frame, and behind it now and then what else there is to say: nobody else may write meanwhile."""
        await self._send(audio=chunk)
        self._frames += 1
        if self._frames % ACK_EVERY_FRAMES == 0 and (played := self._loudspeaker.played()) != self._acknowledged:
            self._acknowledged = played
            await self._send(played=gateway_pb2.Played(response_id=self._loudspeaker.response_id, samples=played))
        if self._frames % PING_EVERY_FRAMES == 0:
            self._pinged_s = time.monotonic()
            await self._send(ping=gateway_pb2.Ping(nonce=self._frames))

    async def _listen(self) -> None:
        async for frame in self._call:
            self._take(frame)

    def _take(self, frame: gateway_pb2.ConverseResponse) -> None:
        match frame.WhichOneof("body"):
            case "opened":
                self.open.set()
            case "vad" if frame.vad.kind == VadEvent.KIND_SPEECH_PAUSED:
                self._tally.heard_ms.append(self._microphone.since_paused_ms(frame.vad.sample))
            case "pong":
                self._tally.echoed_ms.append((time.monotonic() - self._pinged_s) * 1000)
            case "audio":
                self._loudspeaker.play(frame.audio)
            case "response" if frame.response.kind == ResponseEvent.KIND_DONE:
                self._tally.answered += 1
                self._done.set()
            case "error" | "notice":
                self._tally.missing += 1


class Witness:
    """Speaks to the vad service directly: what the same notices take without a gateway."""

    def __init__(self, target: str, tally: Tally, chance: random.Random) -> None:
        self._target = target
        self._tally = tally
        self._chance = chance
        self._microphone = Microphone(self._send_frame, [], chance)

    async def run(self) -> None:
        """Speak until cancelled."""
        async with own_channel(self._target) as channel:
            self._call = VadServiceStub(channel).Detect()
            await self._call.write(vad_pb2.DetectRequest(config=vad_pb2.VadConfig(sample_rate_hz=SAMPLE_RATE_HZ)))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._microphone.run())
                while True:
                    spoken_s = self._microphone.say()
                    await asyncio.sleep(spoken_s + self._chance.uniform(*REST_S))

    async def _send_frame(self, chunk: audio_pb2.AudioChunk) -> None:
        await self._call.write(vad_pb2.DetectRequest(audio=chunk))

    async def _listen(self) -> None:
        async for notice in self._call:
            match notice.WhichOneof("body"):
                case "speech_paused":
                    self._tally.direct_ms.append(self._microphone.since_paused_ms(notice.speech_paused.end_sample))
