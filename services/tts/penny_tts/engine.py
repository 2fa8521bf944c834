"""What an engine is: one thing loaded once for the process, and one small thing for each stream.

Engines are synchronous and run on threads, never on the event loop; only `stop` is called from another thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from penny_chassis.audio import Samples


class StoppedError(Exception):
    """The session was stopped before it had spoken."""


@dataclass(frozen=True, slots=True)
class Part:
    """As much of a clause as is spoken at once; short clauses have one."""

    samples: Samples
    """Mono, at the engine's rate; none, if there was nothing to say."""
    last: bool
    """Whether the clause ends with it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a stream is to be spoken."""

    voice: str
    """Name of one of the engine's voices; empty for the one that the service is configured with."""
    language: str
    """ISO 639-1."""
    speed: float
    """1 is the voice's own pace."""


class Session(Protocol):
    """One stream's voice."""

    def speak(self, text: str) -> Iterator[Part]:
        """Speak a clause, part by part: each step computes one part, and blocks for as long as that takes.

        Args:
            text: The clause as it is said, numbers and signs spelt out.

        Yields:
            At least one part, the pause that the clause's last mark asks for included.

        Raises:
            StoppedError: `stop` was called.
        """

    def stop(self) -> None:
        """End what is being spoken, even in the middle of a part, and refuse to speak again; from any thread."""


class Engine(Protocol):
    """The voices, loaded."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of everything it speaks."""

    def open(self, manner: Manner) -> Session:
        """A session for a new stream.

        Raises:
            InvalidInput: There is no such voice, or the voice does not speak the language.
        """
