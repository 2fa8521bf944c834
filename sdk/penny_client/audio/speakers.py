"""Real loudspeakers as a player's output, from the extra penny-client[microphone].

A microphone that is open at the same time hears Penny too. The gateway tells her voice from a person's; headphones, or
a system that cancels echoes, spare it the doubt.
"""

import threading
from typing import Any

from penny_client.audio.devices import open_stream, sound_library
from penny_client.audio.pcm import BYTES_PER_SAMPLE


class Speakers:
    """An Output. A sample counts as heard when the device has taken it, some 10 ms before it sounds."""

    def __init__(self, device: str | int | None = None) -> None:
        """`device` is a name or number of `python -m sounddevice`; None is the system's own choice.

        Raises:
            DeviceUnavailable: The library is missing.
        """
        sound_library()
        self._device = device
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._taken_samples = 0
        self._paused = False
        self._rate_hz = 0
        self._stream: Any = None

    def start(self, rate_hz: int) -> None:
        """A response begins; whatever was being played is forgotten.

        Raises:
            DeviceUnavailable: The device cannot be opened.
        """
        with self._lock:
            self._waiting.clear()
            self._taken_samples = 0
            self._paused = False
        if rate_hz != self._rate_hz:
            self.close()
            self._stream = open_stream("RawOutputStream", samplerate=rate_hz, device=self._device, callback=self._fill)
            self._rate_hz = rate_hz

    def write(self, pcm: bytes) -> None:
        """Play this (PCM s16le mono) after what was written before."""
        with self._lock:
            self._waiting += pcm

    def pause(self) -> None:
        """Hold still."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False

    def clear(self) -> None:
        """Forget what has not been played yet."""
        with self._lock:
            self._waiting.clear()

    def played_samples(self) -> int:
        """How much of the response the device has taken."""
        return self._taken_samples

    def close(self) -> None:
        """Give the device back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
            self._rate_hz = 0

    def _fill(self, block: Any, *_: object) -> None:  # noqa: ANN401 - called by PortAudio's thread
        with self._lock:
            piece = b"" if self._paused else bytes(self._waiting[: len(block)])
            del self._waiting[: len(piece)]
            self._taken_samples += len(piece) // BYTES_PER_SAMPLE
        block[:] = piece.ljust(len(block), b"\0")
