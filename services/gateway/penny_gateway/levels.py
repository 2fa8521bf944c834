"""How loud a sound is in each of a few bands, frame by frame: what is compared to find an echo. Pure.

Sound is kept as it comes and looked at only when somebody asks: what nobody asks about costs nothing.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

FRAME_MS = 16
"""From one frame to the next: half a window of the vad service."""
WINDOW_MS = 32
"""Of sound in a frame: long enough to tell bands apart, short enough to tell the sounds of speech apart."""
BANDS = 14
QUIETEST = 1e-10
"""Power of digital silence, that of a full-scale sine being 1: about the noise of 16 bits."""
_LOWEST_HZ = 150
_HIGHEST_HZ = 7000
"""Between them lies what small loudspeakers give and what a microphone at 16 kHz takes."""
_FULL_SCALE = 32768.0

Power = NDArray[np.float32]
"""Frames by BANDS; QUIETEST at least."""
Positions = NDArray[np.int64]
"""Samples of a stream."""


class Levels:
    """The last few seconds of a stream of PCM s16le."""

    def __init__(self, rate_hz: int, kept_ms: int) -> None:
        self.rate_hz = rate_hz
        self.end_sample = 0
        """The end of what has been added."""
        self._hop = rate_hz * FRAME_MS // 1000
        self._window = rate_hz * WINDOW_MS // 1000
        self._shape = np.hanning(self._window).astype(np.float32)
        self._kept = rate_hz * kept_ms // 1000
        self._waiting: deque[tuple[int, bytes]] = deque()
        """Pieces that have not been looked at, and where each ends."""
        self._frames: Power = np.zeros((0, BANDS), np.float32)
        self._rest = np.zeros(0, np.float32)
        """Sound after the last frame's beginning plus a hop: the next frame, as far as it has come."""
        self._next = 0
        """Where the next frame begins."""

    def add(self, start_sample: int, pcm: bytes) -> None:
        """The stream goes on; after a gap, what was before it is forgotten."""
        if start_sample != self.end_sample:
            self._waiting.clear()
        self.end_sample = start_sample + len(pcm) // 2
        self._waiting.append((self.end_sample, pcm))
        while self._waiting[0][0] < self.end_sample - self._kept:
            self._waiting.popleft()

    def power(self, positions: Positions) -> Power:
        """The frames that begin nearest to these samples; silence where there is nothing, or nothing any more."""
        if self._waiting:
            self._look()
        first = self._next - len(self._frames) * self._hop
        numbers = (positions - first + self._hop // 2) // self._hop
        known = (numbers >= 0) & (numbers < len(self._frames))
        power = np.full((len(positions), BANDS), QUIETEST, np.float32)
        power[known] = self._frames[numbers[known]]
        return power

    def _look(self) -> None:
        """Make frames of what has been added since the last look."""
        end, first = self._waiting[0]
        start = end - len(first) // 2
        if start != self._next + len(self._rest):
            self._frames, self._rest, self._next = self._frames[:0], self._rest[:0], start
        pcm = b"".join(piece for _, piece in self._waiting)
        self._waiting.clear()
        sound = np.concatenate([self._rest, np.frombuffer(pcm, "<i2").astype(np.float32) / _FULL_SCALE])
        count = max(0, (len(sound) - self._window) // self._hop + 1)
        if count:
            frames = np.concatenate([self._frames, self._frames_of(sound, count)])
            self._frames = frames[-(self._kept // self._hop) :]
        self._rest = sound[count * self._hop :]
        self._next += count * self._hop

    def _frames_of(self, sound: NDArray[np.float32], count: int) -> Power:
        pieces = np.lib.stride_tricks.sliding_window_view(sound, self._window)[:: self._hop][:count]
        spectrum = np.fft.rfft(pieces * self._shape)
        power = spectrum.real**2 + spectrum.imag**2
        bands = np.add.reduceat(power, _EDGES, axis=1)[:, :BANDS]
        return np.maximum(bands * (4 / self._window) ** 2, QUIETEST).astype(np.float32)


def _edges() -> list[int]:
    """The bins of a window's spectrum at which the bands begin, evenly spaced in mel, and at which the last ends."""
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges_hz = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 1) / 2595) - 1)
    return [round(hz * WINDOW_MS / 1000) for hz in edges_hz]


_EDGES = _edges()
