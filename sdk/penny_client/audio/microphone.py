"""A real microphone, from the extra penny-client[microphone].

    async with Microphone() as microphone:
        async for pcm in microphone:
            await conversation.send_audio(pcm)

Its policy: it holds MAX_WAITING blocks of 20 ms; if the program falls further behind, the oldest are dropped.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

from penny_client.audio.devices import open_stream
from penny_client.audio.pcm import FRAME_SAMPLES, SAMPLE_RATE_HZ

MAX_WAITING = 50
"""One second."""


class Microphone:
    """What it hears, as PCM s16le mono at 16 kHz in blocks of 20 ms, while its `async with` block lasts."""

    def __init__(self, device: str | int | None = None) -> None:
        """`device` is a name or number of `python -m sounddevice`; None is the system's own choice."""
        self._device = device
        self._blocks: deque[bytes] = deque(maxlen=MAX_WAITING)
        self._news = asyncio.Event()
        self._stream: Any = None

    async def __aenter__(self) -> Self:
        """Open it.

        Raises:
            DeviceUnavailable: There is none, or not the library for it.
        """
        loop = asyncio.get_running_loop()

        def heard(block: Any, *_: object) -> None:  # noqa: ANN401 - called by PortAudio's thread
            loop.call_soon_threadsafe(self._take, bytes(block))

        self._stream = open_stream(
            "RawInputStream",
            samplerate=SAMPLE_RATE_HZ,
            blocksize=FRAME_SAMPLES,
            device=self._device,
            callback=heard,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _take(self, block: bytes) -> None:
        self._blocks.append(block)
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            while self._blocks:
                yield self._blocks.popleft()
            self._news.clear()
            await self._news.wait()
