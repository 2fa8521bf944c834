"""Where a turn's time went: marks on a monotonic clock, and the breakdown that they give."""

import time
from dataclasses import dataclass, field

from penny.v1 import gateway_pb2

Mark = str
"""speech_end, pause, finish, transcript, go, first_token, first_clause, first_audio_made, commit, first_audio_sent."""


@dataclass(slots=True)
class Timeline:
    """Marks of one turn, in seconds of the monotonic clock; each is set once."""

    marks: dict[Mark, float] = field(default_factory=dict)
    asr_decode_ms: float | None = None
    """What the recogniser says it took."""
    synthesis_ms: float | None = None
    """What the voice says the first clause took."""
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def mark(self, name: Mark, at_s: float | None = None) -> None:
        """Note that something happened, now or at the time given; only the first time counts."""
        self.marks.setdefault(name, time.monotonic() if at_s is None else at_s)

    def between_ms(self, first: Mark, last: Mark) -> float | None:
        """Milliseconds from one mark to another; None if one of them is missing."""
        if first not in self.marks or last not in self.marks:
            return None
        return (self.marks[last] - self.marks[first]) * 1000

    def models_ms(self) -> float | None:
        """The part of voice to voice in which a model was at work, or the policy was waiting, on the critical path.

        The answer is heard when both the decision to answer and the answer's first sound are there: whichever of the
        two came later is the path. Times of the engines are their own figures, so that the wire counts as ours.
        """
        pause, end = self.between_ms("speech_end", "pause"), self.between_ms("speech_end", "commit")
        llm = self.between_ms("go", "first_clause")
        if pause is None or end is None or llm is None:
            return None
        work = pause + (self.asr_decode_ms or 0.0) + llm + (self.synthesis_ms or 0.0)
        return max(end, work)

    def breakdown(self, *, interrupted: bool) -> gateway_pb2.LatencyBreakdown:
        """As it is sent to the client."""
        return gateway_pb2.LatencyBreakdown(
            end_of_turn_ms=self.between_ms("speech_end", "commit"),
            pause_ms=self.between_ms("speech_end", "pause"),
            asr_ms=self.between_ms("finish", "transcript"),
            llm_first_token_ms=self.between_ms("go", "first_token"),
            llm_first_clause_ms=self.between_ms("go", "first_clause"),
            tts_first_audio_ms=self.between_ms("first_clause", "first_audio_made"),
            voice_to_voice_ms=self.between_ms("speech_end", "first_audio_sent"),
            models_ms=self.models_ms(),
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            interrupted=interrupted,
        )
