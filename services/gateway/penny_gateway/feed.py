"""A person's audio on its way to a stage, in pieces no smaller than the stage has use for.

A message costs the same whether it holds 20 ms or 200, and a stage that judges audio in windows learns nothing from a
piece that completes none. Such a piece waits for the next one; a window that is complete never waits.
"""

from collections.abc import Callable
from typing import Generic

from penny.v1.audio_pb2 import AudioChunk
from penny_chassis.audio import BYTES_PER_SAMPLE, MAX_CHUNK_BYTES
from penny_chassis.errors import TooSlow
from penny_gateway.backends import Q, R, Stream


class Feed(Generic[Q, R]):
    """The audio of one stream to a stage.

    Args:
        stream: Where it goes.
        window_samples: How much the stage judges at a time, counted from the first sample it hears.
        message: A chunk as the stage is sent it.
    """

    def __init__(self, stream: Stream[Q, R], window_samples: int, message: Callable[[AudioChunk], Q]) -> None:
        self._stream = stream
        self._window_samples = window_samples
        self._message = message
        self._waiting: list[AudioChunk] = []
        self._size = 0
        self._fresh_samples = 0
        """Heard since the last window was complete."""

    def hear(self, chunk: AudioChunk) -> None:
        """Take the next chunk; sent at once if it completes a window."""
        self.gather(chunk)
        if self._fresh_samples >= self._window_samples:
            self._fresh_samples %= self._window_samples
            self.flush()

    def gather(self, chunk: AudioChunk) -> None:
        """Take the next chunk; more will follow at once."""
        size = len(chunk.pcm)
        if self._size + size > MAX_CHUNK_BYTES:
            self.flush()
        self._waiting.append(chunk)
        self._size += size
        self._fresh_samples += size // BYTES_PER_SAMPLE

    def flush(self) -> None:
        """Send what waits. A stage that hangs loses its stream, and whoever reads that stream sees it end."""
        if not self._waiting:
            return
        chunk = self._waiting[0]
        if len(self._waiting) > 1:
            chunk = AudioChunk(start_sample=chunk.start_sample, pcm=b"".join(piece.pcm for piece in self._waiting))
        self._waiting.clear()
        self._size = 0
        try:
            self._stream.send(self._message(chunk))
        except TooSlow:
            self._stream.cancel()
