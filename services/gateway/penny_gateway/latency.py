"""Where a turn's time went: marks on a monotonic clock, and the breakdown that they give."""

import time
from dataclasses import dataclass, field

from penny.v1 import deck_pb2, gateway_pb2

Mark = str
"""Of a turn: speech_end, pause, finish, transcript, commit, first_audio_sent.
Of the making of its answer: go, first_token, first_clause, first_audio_made."""


@dataclass(slots=True)
class Marks:
    """Moments in seconds of the monotonic clock; each is set once."""

    marks: dict[Mark, float] = field(default_factory=dict)

    def mark(self, name: Mark, at_s: float | None = None) -> None:
        """Note that something happened, now or at the time given; only the first time counts."""
        self.marks.setdefault(name, time.monotonic() if at_s is None else at_s)


@dataclass(slots=True)
class Made(Marks):
    """The making of one answer, which may have begun before its turn has ended."""

    synthesis_ms: float | None = None
    """What the voice says the first clause took."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    asked: str = ""
    """The question with what GRACE or a dataset said of it, if it was put to the model in this way."""
    lent: bool = False
    """Whether that is for this question only: a dataset says it again for the next one."""
    grace: list[deck_pb2.GraceLlamada] = field(default_factory=list)
    """What GRACE was asked."""


@dataclass(slots=True)
class Effort:
    """What a session's answers cost, until it is told; in milliseconds."""

    made_ms: float = 0.0
    """Time in which an answer was being made."""
    wasted_ms: float = 0.0
    """The part of it that nobody was to hear."""

    def add(self, took_ms: float, *, wasted: bool) -> None:
        """An answer was made, or was being made until it was stopped."""
        self.made_ms += took_ms
        self.wasted_ms += took_ms if wasted else 0.0

    def told(self) -> "Effort":
        """What there is to tell; from here on it counts anew."""
        told = Effort(self.made_ms, self.wasted_ms)
        self.made_ms = self.wasted_ms = 0.0
        return told


@dataclass(slots=True)
class Timeline(Marks):
    """One turn."""

    asr_decode_ms: float | None = None
    """What the recogniser says it took."""
    made: Made = field(default_factory=Made)
    """The answer's own times."""

    def between_ms(self, first: Mark, last: Mark) -> float | None:
        """Milliseconds from one mark to another, negative if it came before; None if one of them is missing."""
        marks = {**self.marks, **self.made.marks}
        if first not in marks or last not in marks:
            return None
        return (marks[last] - marks[first]) * 1000

    def models_ms(self) -> float | None:
        """The part of voice to voice in which a model was at work, or the policy was waiting, on the critical path.

        The answer is heard when there are all three: the decision to answer, the person's last word, and the answer's
        first sound; the one that came last is the path. Times of the engines are their own figures, so that the wire
        counts as ours.
        """
        pause, end = self.between_ms("speech_end", "pause"), self.between_ms("speech_end", "commit")
        begun, llm = self.between_ms("speech_end", "go"), self.between_ms("go", "first_clause")
        if pause is None or end is None or begun is None or llm is None:
            return None
        heard = pause + (self.asr_decode_ms or 0.0)
        return max(end, heard, min(begun, heard) + llm + (self.made.synthesis_ms or 0.0))

    def breakdown(self, effort: Effort, *, interrupted: bool) -> gateway_pb2.LatencyBreakdown:
        """As it is sent to the client, with the session's effort since the last one."""
        return gateway_pb2.LatencyBreakdown(
            end_of_turn_ms=self.between_ms("speech_end", "commit"),
            pause_ms=self.between_ms("speech_end", "pause"),
            asr_ms=self.between_ms("finish", "transcript"),
            llm_first_token_ms=self.between_ms("go", "first_token"),
            llm_first_clause_ms=self.between_ms("go", "first_clause"),
            tts_first_audio_ms=self.between_ms("first_clause", "first_audio_made"),
            voice_to_voice_ms=self.between_ms("speech_end", "first_audio_sent"),
            models_ms=self.models_ms(),
            prompt_tokens=self.made.prompt_tokens,
            completion_tokens=self.made.completion_tokens,
            interrupted=interrupted,
            made_ms=effort.made_ms,
            wasted_ms=effort.wasted_ms,
        )
