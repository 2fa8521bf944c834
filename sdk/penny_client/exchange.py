"""One question and its answer, gathered from a conversation's events. Pure but for the clock it is given."""

from dataclasses import dataclass, field

from penny_client import events
from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.clock import Clock, WallClock

NOT_HEARD = "NOT_HEARD"
"""Penny has not noticed that anybody speaks."""
NO_WORDS = "NO_WORDS"
"""Penny has heard something, but no words in it."""
NO_ANSWER = "NO_ANSWER"
"""Penny has noticed, and there is no answer."""


@dataclass(slots=True)
class Exchange:
    """Feed it every event of a turn; the fields are what is known so far.

    What belongs to an answer that began before is left out: its last words may come when the next turn is under way.
    """

    clock: Clock = field(default_factory=WallClock)
    user_text: str = ""
    """The person's words, as recognised."""
    penny_text: str = ""
    """Penny's words: what was heard of them once the answer has ended, what has been announced before that."""
    trace_id: str = ""
    latency: events.Latency | None = None
    """None until the answer has ended."""
    interrupted: bool = False
    noticed: bool = False
    """Whether Penny has noticed that somebody wants something of her."""
    dropped: bool = False
    """Whether what she noticed was no turn."""
    failure: events.Failed | None = None
    sample_rate_hz: int = 0
    """Of the answer's audio; 0 if there is none."""
    first_audio_s: float | None = None
    """When the answer's first audio was here, on the clock."""
    _pcm: bytearray = field(default_factory=bytearray)
    _state: events.State = events.State.IDLE
    _response_id: str = ""
    _speaking: bool = False
    """Whether an answer has begun and not ended."""
    _settled: bool = False
    """Whether something has happened that a turn can end with."""

    @property
    def over(self) -> bool:
        """Whether Penny has answered, failed or found nothing to answer, and is at rest again."""
        return self._settled and not self._speaking and self._state is events.State.IDLE

    @property
    def answered(self) -> bool:
        """Whether an answer was heard and nothing failed."""
        return self.failure is None and self.latency is not None and self.sample_rate_hz > 0

    @property
    def fault(self) -> str:
        """Why there is no answer: the code of what failed, NOT_HEARD, NO_WORDS, NO_ANSWER; empty if there is one."""
        if self.answered:
            return ""
        if self.failure is not None:
            return self.failure.code
        if not self.noticed:
            return NOT_HEARD
        return NO_WORDS if self.dropped else NO_ANSWER

    @property
    def pcm(self) -> bytes:
        """The answer's audio, PCM s16le mono."""
        return bytes(self._pcm)

    def feed(self, event: events.Event) -> None:
        """Take an event; those that say nothing about the exchange change nothing."""
        match event:
            case events.StateChanged():
                self._state = event.state
                self.noticed = self.noticed or event.state is not events.State.IDLE
            case events.TranscriptUpdated():
                self.user_text = event.text
                self.noticed = True
            case events.TurnChanged(change=events.TurnChange.DROPPED):
                self._settled = self.dropped = True
            case events.Failed():
                self.failure = event
                self._settled = True
            case events.Reconnected():
                self._speaking = False
                self._settled = True
            case _:
                self._feed_response(event)

    def _feed_response(self, event: events.Event) -> None:
        match event:
            case events.ResponseStarted():
                self._begin(event)
            case events.ResponseText(response_id=self._response_id):
                self.penny_text = events.join_words(self.penny_text, event.text)
            case events.ResponseAudio(response_id=self._response_id):
                self._hear(event)
            case events.ResponseEnded(response_id=self._response_id):
                self._end(event)

    def _begin(self, event: events.ResponseStarted) -> None:
        """An answer begins; one before it in the same turn was for less than the person said."""
        self.trace_id = event.trace_id
        self._response_id = event.response_id
        self._speaking = self.noticed = True
        self.dropped = False
        self.penny_text = ""
        self.sample_rate_hz = 0
        self.first_audio_s = self.latency = None
        self.interrupted = self._settled = False
        self._pcm.clear()

    def _hear(self, event: events.ResponseAudio) -> None:
        if self.first_audio_s is None:
            self.first_audio_s = self.clock.now_s()
        self.sample_rate_hz = event.sample_rate_hz
        start = event.start_sample * BYTES_PER_SAMPLE
        self._pcm.extend(bytes(max(0, start - len(self._pcm))))
        self._pcm[start : start + len(event.pcm)] = event.pcm

    def _end(self, event: events.ResponseEnded) -> None:
        self.penny_text = event.heard_text or self.penny_text
        self.latency = event.latency
        self.interrupted = event.interrupted
        self._speaking = False
        self._settled = True
