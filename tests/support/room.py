"""A room without echo cancellation: what a loudspeaker plays comes back through the microphone, in real time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from support.gateway import FRAME_SAMPLES, Caller

from penny.v1 import gateway_pb2
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, decode_pcm, encode_pcm, to_ms, to_samples

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
VOICE_HZ = 24_000


class Room:
    """Plays what the caller is sent, as far as the test has read it, and sends what the microphone hears."""

    def __init__(self, caller: Caller, late_ms: float, down_db: float, *, acknowledges: bool = False) -> None:
        self._caller = caller
        self._gain = 10 ** (-down_db / 20)
        self._acknowledges = acknowledges
        self._seen = len(caller.frames)
        self._answer = ""
        self._unplayed = np.zeros(0, np.float32)
        self._played = 0
        self._plays = True
        self._in_the_air = np.zeros(to_samples(late_ms), np.float32)
        self._person = np.zeros(0, np.float32)
        self._left = False

    def say(self, pcm: bytes) -> None:
        """A person speaks from now on."""
        self._person = decode_pcm(pcm)

    @property
    def unsaid_ms(self) -> float:
        """How much the person has still to say."""
        return to_ms(len(self._person))

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """While the caller is in it; she is the only one who sends, and no frame of hers is cut short."""
        sound = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._left = True
            await sound

    async def _run(self) -> None:
        """Twenty milliseconds at a time."""
        next_s = time.monotonic()
        while not self._left:
            next_s += FRAME_S
            await asyncio.sleep(max(0.0, next_s - time.monotonic()))
            self._receive()
            self._in_the_air = np.concatenate([self._in_the_air, self._sound()])
            heard, self._in_the_air = np.split(self._in_the_air, [FRAME_SAMPLES])
            said, self._person = np.split(self._person, [FRAME_SAMPLES])
            heard = self._gain * heard
            heard[: len(said)] += said
            await self._caller.speak(encode_pcm(heard))
            if self._acknowledges and self._played:
                await self._caller.send(played=gateway_pb2.Played(response_id=self._answer, samples=self._played))

    def _receive(self) -> None:
        """What has come since; the test reads the stream."""
        for frame in self._caller.frames[self._seen :]:
            if frame.HasField("audio"):
                if frame.audio.response_id != self._answer:
                    self._answer, self._unplayed, self._played = frame.audio.response_id, self._unplayed[:0], 0
                self._unplayed = np.concatenate([self._unplayed, decode_pcm(frame.audio.pcm)])
            kind = frame.response.kind
            if kind == gateway_pb2.ResponseEvent.KIND_CANCELLED:
                self._unplayed = self._unplayed[:0]
            if frame.HasField("response"):
                self._plays = kind != gateway_pb2.ResponseEvent.KIND_PAUSED
        self._seen = len(self._caller.frames)

    def _sound(self) -> Samples:
        """What the loudspeaker gives in a frame."""
        wanted = FRAME_SAMPLES * VOICE_HZ // SAMPLE_RATE_HZ
        piece, rest = np.split(self._unplayed, [wanted])
        if not self._plays:
            return np.zeros(FRAME_SAMPLES, np.float32)
        self._unplayed = rest
        self._played += len(piece)
        full = np.concatenate([piece, np.zeros(wanted - len(piece), np.float32)])
        at = np.arange(FRAME_SAMPLES) * VOICE_HZ / SAMPLE_RATE_HZ
        sound: Samples = np.interp(at, np.arange(wanted), full).astype(np.float32)
        return sound
