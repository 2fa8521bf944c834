"""A microphone made of recordings: real time, silence in between.

The law: the n-th sample is sent when a real microphone would have heard it, n / rate after the start, however long
the sends themselves take; what is late is sent at once and the clock is not moved. Only if everything stood still for
longer than MAX_LAG_S (a laptop asleep) does the clock start anew, instead of flooding Penny with old silence.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from penny_client.audio.pcm import FRAME_SAMPLES, SAMPLE_RATE_HZ, SILENT_FRAME, Framer, Samples, encode
from penny_client.clock import Clock
from penny_client.errors import ConversationOver, PennyError

MAX_LAG_S = 1.0


class Utterance:
    """A recording on its way: a handle to wait for it and to learn when each sample was spoken."""

    def __init__(self, samples: Samples) -> None:
        framer = Framer()
        self._frames = deque(framer.push(encode(samples)) + framer.flush())
        self._done = asyncio.Event()
        self._error: PennyError | None = None
        self.started_s: float | None = None
        """When its first sample was spoken, on the conversation's clock; None before that."""

    @property
    def finished(self) -> bool:
        """Whether all of it has been sent."""
        return self._done.is_set() and self._error is None

    def spoken_s(self, sample: int) -> float:
        """When that sample was spoken, on the conversation's clock; only after the start."""
        if self.started_s is None:
            raise ValueError("The utterance has not begun.")
        return self.started_s + sample / SAMPLE_RATE_HZ

    async def wait(self) -> None:
        """Wait until all of it has been sent.

        Raises:
            PennyError: The conversation ended before.
        """
        await self._done.wait()
        if self._error is not None:
            raise self._error

    def next_frame(self, now_s: float) -> bytes:
        """The next 20 ms, whose first sample is spoken now."""
        if self.started_s is None:
            self.started_s = now_s
        return self._frames.popleft() if self._frames else SILENT_FRAME

    def frame_sent(self) -> bool:
        """Take note that a frame is out; True if it was the last."""
        if not self._frames:
            self._done.set()
        return self._done.is_set()

    def fail(self, error: PennyError) -> None:
        """It will not be sent any more."""
        self._error = error
        self._done.set()


class Narrator:
    """Sends 20 ms of sound every 20 ms: the recordings it is given, and silence when there is none."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], clock: Clock) -> None:
        self._send = send
        self._clock = clock
        self._waiting: deque[Utterance] = deque()
        self._error: PennyError | None = None

    def begin(self, utterance: Utterance) -> None:
        """Speak this after everything given before."""
        if self._error is not None:
            utterance.fail(self._error)
        else:
            self._waiting.append(utterance)

    async def run(self) -> None:
        """Send until the conversation is over."""
        pace = Pace(self._clock.now_s())
        try:
            while True:
                await self._one_frame(pace)
        except PennyError as error:
            self._stop(error)
        finally:
            self._stop(ConversationOver("The conversation ended before all was said."))

    def _stop(self, error: PennyError) -> None:
        self._error = self._error or error
        while self._waiting:
            self._waiting.popleft().fail(self._error)

    async def _one_frame(self, pace: "Pace") -> None:
        utterance = self._waiting[0] if self._waiting else None
        frame = utterance.next_frame(pace.position_s) if utterance else SILENT_FRAME
        await self._clock.sleep(pace.advance(FRAME_SAMPLES, self._clock.now_s()))
        await self._send(frame)
        if utterance is not None and utterance.frame_sent():
            self._waiting.popleft()


class Pace:
    """When each sample is due; pure."""

    def __init__(self, start_s: float) -> None:
        self._start_s = start_s
        self._samples = 0

    @property
    def position_s(self) -> float:
        """When the next sample is spoken."""
        return self._start_s + self._samples / SAMPLE_RATE_HZ

    def advance(self, samples: int, now_s: float) -> float:
        """Seconds until so many more samples have been spoken; 0 or less if that is past."""
        self._samples += samples
        left_s = self.position_s - now_s
        if left_s < -MAX_LAG_S:
            self._start_s += -left_s
            return 0.0
        return left_s
