"""What an engine is, and the values that pass between it and the service.

An engine is loaded once and asked by many streams at once. Its calls are synchronous and block: the service makes them
on threads. Whoever makes a call can end it early with a Stop; the call then raises Stopped as soon as the engine lets
go.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

Schema = Mapping[str, Any]
"""A JSON Schema, parsed."""


class Role(Enum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Call:
    """The model wants a tool to be called."""

    name: str
    arguments: Mapping[str, Any]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the model may call."""

    name: str
    description: str
    parameters: Schema


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is to go on from."""

    session_id: str
    text: str
    """All of it, in the model's own template."""
    question: str = ""
    """The person's message alone, as it came."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer."""

    max_tokens: int
    temperature: float
    top_p: float = 1.0
    seed: int | None = None
    tools: tuple[Tool, ...] | None = None
    """What may be called in the answer; empty if the session has tools, but none can be called now."""
    schema: Schema | None = None
    """The answer is one JSON value of this schema; then nothing is called."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt has been read in."""

    prompt_tokens: int
    cached_tokens: int
    """How many of them had been read before."""
    next_tokens: Mapping[str, float]
    """The likeliest next tokens, with their probabilities."""


class Finish(Enum):
    """Why an answer ended."""

    STOP = "stop"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer has been given; its text went to `emit`."""

    finish: Finish
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


class Stopped(Exception):
    """The call was ended by its Stop."""


class Stop:
    """Ends an engine's call from another thread; set once, for good."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._wake: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask for the end."""
        with self._lock:
            self._set = True
            wake, self._wake = self._wake, []
        for call in wake:
            call()

    def on_set(self, wake: Callable[[], None]) -> None:
        """Call `wake` once when it is set, or now if it is; for whoever waits."""
        with self._lock:
            if not self._set:
                self._wake.append(wake)
                return
        wake()

    def __bool__(self) -> bool:
        return self._set


Emit = Callable[[str], bool]
"""Takes the next piece of an answer, valid Unicode; true if that is enough of it."""


class Engine(Protocol):
    """The model, loaded.

    What it has read of one session is of no use to another: two sessions never share cached text.
    """

    def read(self, prompt: Prompt, stop: Stop) -> Reading:
        """Read a prompt into the session's cache and say what would come next.

        Raises:
            Stopped: `stop` was set.
            TooLarge: The prompt does not fit in the context.
            EngineFailed: The engine raised.
        """

    def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:
        """Generate an answer, piece by piece.

        Raises:
            Stopped: `stop` was set.
            TooLarge: The prompt does not fit in the context.
            EngineFailed: The engine raised.
        """

    def forget(self, session_id: str) -> None:
        """Drop everything held for a session; waits for what still runs of it.

        Raises:
            EngineFailed: The engine raised.
        """

    def close(self) -> None:
        """Give back memory and threads; nothing may run any more."""
