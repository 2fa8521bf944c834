"""Windows cut from audio that comes in pieces of any size; the last of them are kept, a bounded memory."""

from collections.abc import Iterator

import numpy as np

from penny_chassis.audio import Samples
from penny_vad.engine import WINDOW_SAMPLES

KEPT_WINDOWS = 250
"""8 s, which is what the end-of-turn model reads."""


class Windows:
    """The windows of one stream; the first begins where the stream does."""

    def __init__(self) -> None:
        # One row more than is kept, so that the window being filled never overwrites one that may still be asked for.
        self._rows = np.zeros((KEPT_WINDOWS + 1, WINDOW_SAMPLES), np.float32)
        self._cut = 0
        self._filled = 0

    def cut(self, samples: Samples) -> Iterator[Samples]:
        """Take audio and yield each window that it completes; a window is valid until the next is asked for."""
        taken = 0
        while taken < len(samples):
            row = self._rows[self._cut % len(self._rows)]
            piece = samples[taken : taken + WINDOW_SAMPLES - self._filled]
            row[self._filled : self._filled + len(piece)] = piece
            taken += len(piece)
            self._filled += len(piece)
            if self._filled == WINDOW_SAMPLES:
                self._filled = 0
                self._cut += 1
                yield row

    def last(self, count: int) -> Samples:
        """A copy of the last `count` windows' samples; fewer if there were fewer, at most KEPT_WINDOWS."""
        count = min(count, self._cut, KEPT_WINDOWS)
        return self._rows[np.arange(self._cut - count, self._cut) % len(self._rows)].reshape(-1)
