"""What happens in a conversation, as the client is told: one frozen dataclass a kind.

`decode.py` makes them from the frames of the wire. A frame of a kind that this version does not know is
left out, so that an older client gets on with a newer server.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The states of the specification, section 6.2."""

    IDLE = "idle"
    LISTENING = "listening"
    PROCESSING = "processing"
    SPEAKING = "speaking"


class TurnChange(StrEnum):
    """Where the person's turn stands."""

    SOFT_END = "soft_end"
    """A pause that may be the end."""
    SPECULATING = "speculating"
    """An answer is being prepared, in case it is."""
    COMMITTED = "committed"
    """It was: the answer will be heard."""
    REOPENED = "reopened"
    """It was not: the person goes on."""
    DROPPED = "dropped"
    """It was no turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event bears."""

    turn_id: int = 0
    """From 1; 0 if it is about no turn."""
    revision: int = 0
    """How often the person went on speaking in this turn after a pause."""
    generation: int = 0
    """Grows whenever what was said before is void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    """The conversation has begun."""

    session_id: str
    player_id: str
    max_text_characters: int
    max_utterance_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected(Event):
    """The connection was lost and the conversation goes on over a new one; what was being said then is void."""

    session_id: str
    lost_audio_ms: float
    """Of the person's speech, what could not be sent in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """Voice begins; `sample` counts from the start of the connection's audio."""

    sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPaused(Event):
    """Voice pauses; `sample` counts from the start of the connection's audio."""

    sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptUpdated(Event):
    """What the person says, as far as it has been recognised."""

    stable: str
    """Words that will not change."""
    volatile: str
    """Words that may."""
    is_final: bool

    @property
    def text(self) -> str:
        """All of the words."""
        return join_words(self.stable, self.volatile)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnChanged(Event):
    """The person's turn has moved on."""

    change: TurnChange
    end_probability: float
    """Of an end: the probability that the person had finished."""
    speech_end_sample: int
    """Of COMMITTED: where the voice ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged(Event):
    """Penny's state has changed."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Where a turn's time went, in milliseconds; None means that it did not happen."""

    end_of_turn_ms: float | None = None
    asr_ms: float | None = None
    llm_first_token_ms: float | None = None
    llm_first_clause_ms: float | None = None
    tts_first_audio_ms: float | None = None
    voice_to_voice_ms: float | None = None
    pause_ms: float | None = None
    models_ms: float | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    made_ms: float = 0.0
    """Time in which answers were being made since the last one was told of."""
    wasted_ms: float = 0.0
    """The part of it that nobody was to hear: answers begun while the person had not finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseStarted(Event):
    """Penny begins to answer."""

    response_id: str
    trace_id: str
    """The turn's trace, 32 hexadecimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseText(Event):
    """A piece of the answer as text, a little ahead of its audio."""

    response_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAudio(Event):
    """A piece of the answer as sound: PCM s16le mono."""

    response_id: str
    sample_rate_hz: int
    start_sample: int
    """Position within the response."""
    pcm: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePaused(Event):
    """Penny holds her tongue for a moment; what was sent stays good."""

    response_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseResumed(Event):
    """Penny goes on where she paused."""

    response_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEnded(Event):
    """What the two ends of a response share."""

    response_id: str
    heard_text: str
    """What Penny said, as far as it was heard."""
    latency: Latency
    interrupted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDone(ResponseEnded):
    """The answer has been said to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCancelled(ResponseEnded):
    """The answer was cut; what had not been heard will not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRequested(Event):
    """The model wants one of the client's tools to be called; answer with `Conversation.tool_result`."""

    call_id: str
    name: str
    arguments_json: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed(Event):
    """Something the person should know, in the session's language."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """A turn failed; the conversation goes on."""

    code: str
    """A stable name, such as ASR_UNAVAILABLE."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong(Event):
    """The answer to a ping."""

    nonce: int


def join_words(first: str, second: str) -> str:
    """Two pieces of text with one space between them, unless a piece brings its own or is empty."""
    if not first or not second or first[-1].isspace() or second[0].isspace():
        return first + second
    return f"{first} {second}"
