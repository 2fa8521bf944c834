"""What an engine is: a model loaded once for the process, and a session for each stream.

Engines are synchronous and are called on threads, several at once. A decoding knows nothing of the
ones before it: it hears samples from the start of a window and says what is in them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from penny_chassis.audio import SAMPLE_RATE_HZ, Samples

WINDOW_S = 30
"""The longest audio that an engine is given at once: what Whisper's encoder reads."""
WINDOW_SAMPLES = WINDOW_S * SAMPLE_RATE_HZ

Stopped = Callable[[], bool]
"""Whether the result is still of use to anybody; asked between the steps of a decoding."""


class AbandonedError(Exception):
    """A decoding was given up because nobody wanted it any more; never leaves the service."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What helps to understand a window, and how much trouble to take."""

    language: str | None
    """ISO 639-1, or None to let the model tell."""
    vocabulary: str = ""
    """Names and words to expect."""
    thorough: bool = True
    """For an answer that counts: decode again what came out badly. Without it, be quick."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a window contains."""

    text: str
    """Empty if nobody said a word."""
    language: str
    """ISO 639-1; empty if the model was to tell and heard nothing."""
    avg_logprob: float
    """Mean log probability of the text's tokens; 0 if there are none."""
    no_speech_probability: float
    tokens: int
    """How many tokens the text has: the weight of its probability."""
    settled: bool = True
    """Whether a thorough decoding of the same samples would say the same."""


class Session(Protocol):
    """The engine as one stream sees it."""

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """Say what is in a window.

        Args:
            samples: At most WINDOW_SAMPLES at 16 kHz; kept by nobody afterwards.
            hearing: What helps, and whether to be thorough.
            stopped: Asked between the steps.

        Raises:
            AbandonedError: `stopped` said yes.
        """


class Engine(Protocol):
    """A model, loaded."""

    languages: frozenset[str]
    """ISO 639-1 codes that it understands."""

    def open(self) -> Session:
        """A session for a new stream."""
