"""Frames on their way to Penny, in one order (law 6 of the wire: control and audio share one stream).

Its policy: it holds at most MAX_WAITING frames; whoever has one more waits. While there is no connection audio is
dropped and counted, for nobody wants to hear old sound; everything else waits for the next connection.
"""

import asyncio
from collections import deque

from penny.v1 import gateway_pb2 as wire
from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.errors import ConversationOver, PennyError

MAX_WAITING = 250
"""Five seconds of audio."""


class Outbox:
    """A bounded queue that can be closed, finished, and cleared of audio."""

    def __init__(self) -> None:
        self._frames: deque[wire.ConverseRequest] = deque()
        self._changed = asyncio.Condition()
        self.finished = False
        """Whether no frame will follow."""
        self._error: PennyError | None = None
        self.connected = True
        """Whether audio is taken."""
        self.dropped_samples = 0
        """Audio that was not taken or not sent."""

    async def put(self, frame: wire.ConverseRequest) -> None:
        """Queue a frame, when there is room.

        Raises:
            PennyError: The conversation is over; the error says why.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._frames) < MAX_WAITING or self._error is not None)
            if self._error is not None:
                raise self._error
            if self.finished:
                raise ConversationOver("This conversation has been finished; nothing more can be sent.")
            if self.connected or not _is_audio(frame):
                self._frames.append(frame)
            else:
                self._drop(frame)
            self._changed.notify_all()

    async def get(self) -> wire.ConverseRequest | None:
        """The next frame, when there is one; None after the last."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._frames) or self.finished)
            frame = self._frames.popleft() if self._frames else None
            self._changed.notify_all()
            return frame

    def put_back(self, frame: wire.ConverseRequest) -> None:
        """The frame just taken could not be sent: it comes first again, if it still matters."""
        if _is_audio(frame):
            self._drop(frame)
        else:
            self._frames.appendleft(frame)

    async def disconnect(self) -> None:
        """There is no connection now: drop what audio waits."""
        async with self._changed:
            self.connected = False
            kept = [frame for frame in self._frames if not _is_audio(frame)]
            for frame in self._frames:
                if _is_audio(frame):
                    self._drop(frame)
            self._frames = deque(kept)
            self._changed.notify_all()

    def reconnect(self) -> int:
        """There is a connection again; gives the samples dropped in between."""
        self.connected = True
        dropped, self.dropped_samples = self.dropped_samples, 0
        return dropped

    async def finish(self) -> None:
        """No frame will follow; those that wait are still sent."""
        async with self._changed:
            self.finished = True
            self._changed.notify_all()

    async def close(self, error: PennyError) -> None:
        """Nothing will be sent any more; whoever tries gets this error."""
        async with self._changed:
            self._error = error
            self._frames.clear()
            self._changed.notify_all()

    def _drop(self, frame: wire.ConverseRequest) -> None:
        self.dropped_samples += len(frame.audio.pcm) // BYTES_PER_SAMPLE


def _is_audio(frame: wire.ConverseRequest) -> bool:
    return frame.WhichOneof("body") == "audio"
