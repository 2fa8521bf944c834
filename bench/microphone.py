"""A microphone that is always open: 20 ms of sound every 20 ms, noise for what is said and silence in between.

Voice activity is noticed in windows of the service, so it is known which frame decides each notice; the microphone
remembers when it sent every frame, and so how long ago that one left.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable

import numpy as np

from penny.v1 import audio_pb2
from penny_client.audio.pcm import FRAME_S, FRAME_SAMPLES, SILENT_FRAME, encode

PHRASES = 3
PHRASE_S = (0.6, 1.0)
"""Shortest and longest phrase."""
BREATH_S = 0.3
"""Between two phrases: long enough to be noticed as a pause (200 ms), too short to end the turn (350 ms)."""
WINDOW_SAMPLES = 512
PAUSE_SAMPLES = 7 * WINDOW_SAMPLES
"""Silence after which it says that it has paused, from where it ended (200 ms in whole windows)."""

VOICE = encode(np.random.default_rng(0).uniform(-0.3, 0.3, FRAME_SAMPLES).astype(np.float32))


class Microphone:
    """One person's.

    Args:
        send: Sends a chunk.
        late_ms: Takes down by how much each frame was sent too late: the load's own lag.
        chance: What varies from person to person.
    """

    def __init__(
        self, send: Callable[[audio_pb2.AudioChunk], Awaitable[None]], late_ms: list[float], chance: random.Random
    ) -> None:
        self._send = send
        self._late_ms = late_ms
        self._chance = chance
        self._waiting: deque[bytes] = deque()
        self._sent_s: list[float] = []

    def say(self) -> float:
        """Begin to say a few phrases; gives the seconds that it takes."""
        for _ in range(PHRASES):
            self._waiting.extend([VOICE] * round(self._chance.uniform(*PHRASE_S) / FRAME_S))
            self._waiting.extend([SILENT_FRAME] * round(BREATH_S / FRAME_S))
        return len(self._waiting) * FRAME_S

    async def run(self) -> None:
        """Send for ever, each frame when it is due; one that is late does not delay those that follow."""
        due_s = time.monotonic()
        while True:
            due_s += FRAME_S
            await asyncio.sleep(due_s - time.monotonic())
            now_s = time.monotonic()
            self._late_ms.append((now_s - due_s) * 1000)
            pcm = self._waiting.popleft() if self._waiting else SILENT_FRAME
            start = len(self._sent_s) * FRAME_SAMPLES
            self._sent_s.append(now_s)
            await self._send(audio_pb2.AudioChunk(start_sample=start, pcm=pcm))

    def since_paused_ms(self, end_sample: int) -> float:
        """Since the frame was sent by which it could be known that voice had ended at that sample."""
        return self._since_ms(end_sample + PAUSE_SAMPLES)

    def _since_ms(self, sample: int) -> float:
        return (time.monotonic() - self._sent_s[(sample - 1) // FRAME_SAMPLES]) * 1000
