"""How loud a stream is, in frames of 20 ms: where it is quiet, and where it may be cut.

Quiet is relative to the stream itself, because rooms and microphones differ by more than speech and silence do.
"""

import numpy as np
from numpy.typing import NDArray

from penny_chassis.audio import SAMPLE_RATE_HZ, Samples

FRAME_SAMPLES = SAMPLE_RATE_HZ // 50
INAUDIBLE_DB = -60.0
"""dBFS of a 20 ms frame below which no microphone's speech lies; the loudest frame of a whisper is above -50."""

_NOTHING_DB = -100.0
_ABOVE_FLOOR_DB = 6.0
"""What steady noise may rise above its own floor."""
_BELOW_PEAK_DB = 18.0
"""How far below the loudest frames even weak syllables stay; quieter than that is a gap."""
_REMEMBERED_FRAMES = 1500
"""30 s: what the floor and the peak are judged by."""
_CUT_FRAMES = 15
"""300 ms: the stretch whose middle is the quietest place for a cut."""

Levels = NDArray[np.float32]
"""dBFS, one value a frame."""


def measure(samples: Samples) -> Levels:
    """The level of each whole frame in dBFS, -100 for digital silence."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.square(frames, dtype=np.float32).mean(axis=1)
    levels: Levels = (10 * np.log10(np.maximum(power, 10 ** (_NOTHING_DB / 10)))).astype(np.float32)
    return levels


def audible(samples: Samples) -> bool:
    """Whether any frame is loud enough to be speech."""
    return bool(np.any(measure(samples) > INAUDIBLE_DB))


class Loudness:
    """The levels of one stream, as it grows."""

    def __init__(self) -> None:
        self._levels: Levels = np.empty(1024, np.float32)
        self._count = 0
        self._rest = np.empty(0, np.float32)
        self._limit: tuple[int, float] = (0, INAUDIBLE_DB)
        """What is quiet, and how many frames it was reckoned from."""

    def hear(self, samples: Samples) -> None:
        """Take note of more audio."""
        waiting = np.concatenate((self._rest, samples))
        levels = measure(waiting)
        self._rest = waiting[len(levels) * FRAME_SAMPLES :]
        while self._count + len(levels) > len(self._levels):
            self._levels = np.concatenate((self._levels, np.empty_like(self._levels)))
        self._levels[self._count : self._count + len(levels)] = levels
        self._count += len(levels)

    def quiet(self, start: int, end: int) -> bool:
        """Whether no frame between two samples was louder than the stream's silence; true if there is none."""
        first, last = max(start, 0) // FRAME_SAMPLES, end // FRAME_SAMPLES
        return not np.any(self._levels[first : min(last, self._count)] > self._limit_db())

    def quiet_samples(self) -> int:
        """How long the stream has been quiet up to now."""
        loud = np.flatnonzero(self._levels[: self._count] > self._limit_db())
        since = int(loud[-1]) + 1 if len(loud) else 0
        return (self._count - since) * FRAME_SAMPLES

    def quietest(self, start: int, end: int) -> int:
        """The sample between two others where a cut does least harm: the middle of the quietest 300 ms."""
        first = start // FRAME_SAMPLES
        levels = self._levels[first : min(end // FRAME_SAMPLES, self._count)]
        if len(levels) <= _CUT_FRAMES:
            return end
        softness = np.convolve(levels, np.ones(_CUT_FRAMES), mode="valid")
        return (first + int(np.argmin(softness)) + _CUT_FRAMES // 2) * FRAME_SAMPLES

    def _limit_db(self) -> float:
        """The level up to which this stream is quiet."""
        if self._limit[0] != self._count:
            levels = self._levels[max(0, self._count - _REMEMBERED_FRAMES) : self._count]
            floor, peak = map(float, np.percentile(levels, (10, 95)))
            limit = max(INAUDIBLE_DB, min(floor + _ABOVE_FLOOR_DB, peak - _BELOW_PEAK_DB))
            self._limit = (self._count, limit)
        return self._limit[1]
