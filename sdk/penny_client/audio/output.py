"""Where Penny's voice goes, as the player sees it, and the simplest of such places: one that makes no sound."""

from typing import Protocol

from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.clock import Clock


class Output(Protocol):
    """Plays one response at a time and knows how much of it has been heard."""

    def start(self, rate_hz: int) -> None:
        """A response begins; whatever was being played is forgotten."""

    def write(self, pcm: bytes) -> None:
        """Play this (PCM s16le mono) after what was written before."""

    def pause(self) -> None:
        """Hold still."""

    def resume(self) -> None:
        """Go on."""

    def clear(self) -> None:
        """Forget what has not been played yet."""

    def played_samples(self) -> int:
        """How much of the response has been heard."""

    def close(self) -> None:
        """Give the device back."""


class SimulatedOutput:
    """Plays to nobody, in real time: a sample is heard 1 / rate after the one before, from the moment it is there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.start(1)

    def start(self, rate_hz: int) -> None:
        """A response begins; whatever was being played is forgotten."""
        self._rate_hz = rate_hz
        self._written = 0
        self._base = 0
        """Heard when the clock was last read."""
        self._base_s = self._clock.now_s()
        self._paused = False

    def write(self, pcm: bytes) -> None:
        """Play this (PCM s16le mono) after what was written before."""
        self._settle()
        self._written += len(pcm) // BYTES_PER_SAMPLE

    def pause(self) -> None:
        """Hold still."""
        self._settle()
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._settle()
        self._paused = False

    def clear(self) -> None:
        """Forget what has not been played yet."""
        self._settle()
        self._written = self._base

    def played_samples(self) -> int:
        """How much of the response has been heard."""
        if self._paused:
            return self._base
        elapsed = round((self._clock.now_s() - self._base_s) * self._rate_hz)
        return min(self._written, self._base + elapsed)

    def close(self) -> None:
        """There is no device."""

    def _settle(self) -> None:
        """Count what has been heard under the old terms before they change."""
        self._base = self.played_samples()
        self._base_s = self._clock.now_s()
