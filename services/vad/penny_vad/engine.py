"""What an engine is: one thing loaded once for the process, and one small thing for each stream.

Engines are synchronous. A window's probability is asked for on the event loop and has to come within a millisecond; the
end of a turn is asked for on a thread, several at once.
"""

from typing import Protocol

from penny_chassis.audio import Samples

WINDOW_SAMPLES = 512
"""Samples in a window, 32 ms at 16 kHz: what Silero VAD reads at a time."""


class Session(Protocol):
    """What one stream's audio has left behind in the engine."""

    def probability(self, window: Samples) -> float:
        """How likely the next WINDOW_SAMPLES of the stream are speech, from 0 to 1; keeps no reference to them."""


class Engine(Protocol):
    """The models, loaded."""

    def open(self) -> Session:
        """A session for a new stream."""

    def end_of_turn(self, turn: Samples) -> float:
        """How much a turn that stops where these samples stop sounds complete, from 0 to 1.

        Called from several threads at once.

        Args:
            turn: The turn so far at 16 kHz, its last 8 s if it is longer.
        """
