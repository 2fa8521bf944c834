"""What has been heard of an answer: clauses and their samples, against how much the client has played.

The client acknowledges playback in samples (law 4). One that never does is taken to play in real time from the first
audio on. Pure: times are given, in seconds of any steady clock.
"""

from dataclasses import dataclass, field

ACK_PATIENCE_S = 1.5
"""A client that acknowledges, but is this late with its last sample, is taken to have played everything."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the answer, and where its sound stands within the answer's audio."""

    text: str
    start_sample: int
    end_sample: int


@dataclass(slots=True)
class Playback:
    """One answer's audio: sent, and played."""

    rate_hz: int = 24_000
    sent_samples: int = 0
    acknowledged_samples: int | None = None
    started_s: float | None = None
    held_s: float | None = None
    """Since when the client has been told to hold it; None if it plays."""
    clauses: list[Clause] = field(default_factory=list)

    def sent(self, samples: int, now_s: float) -> None:
        """Audio has been sent."""
        self.started_s = now_s if self.started_s is None else self.started_s
        self.sent_samples += samples

    def hold(self, now_s: float) -> None:
        """The client stops playing; it keeps its place."""
        self.held_s = now_s if self.held_s is None else self.held_s

    def resume(self, now_s: float) -> None:
        """The client goes on playing; the time in between did not count."""
        if self.held_s is not None and self.started_s is not None:
            self.started_s += now_s - self.held_s
        self.held_s = None

    def acknowledge(self, samples: int) -> None:
        """The client says how much it has played so far; less than before is ignored, more than was sent is cut."""
        self.acknowledged_samples = max(self.acknowledged_samples or 0, min(samples, self.sent_samples))

    def break_off(self) -> None:
        """What has not been sent never will be: of the clause that it breaks off in, the first words are left."""
        sent = self.sent_samples
        self.clauses = [
            Clause(_heard(clause, sent), clause.start_sample, min(sent, clause.end_sample))
            for clause in self.clauses
            if clause.start_sample < sent
        ]

    def played_samples(self, now_s: float) -> int:
        """How much has been heard by now."""
        if self.acknowledged_samples is not None:
            return self.acknowledged_samples
        return min(self.sent_samples, self._elapsed_samples(now_s))

    def ahead_s(self, now_s: float) -> float:
        """Seconds of audio that have been sent but not yet heard, by the clock alone."""
        return max(0, self.sent_samples - self._elapsed_samples(now_s)) / self.rate_hz

    def over_in_s(self, now_s: float) -> float:
        """Seconds until everything sent has surely been heard; 0 if it has."""
        left = self.sent_samples - self.played_samples(now_s)
        if left <= 0:
            return 0.0
        patience = ACK_PATIENCE_S if self.acknowledged_samples is not None else 0.0
        return max(0.0, (self.sent_samples - self._elapsed_samples(now_s)) / self.rate_hz + patience)

    def heard_text(self, now_s: float) -> str:
        """The words whose sound has been played; of a clause that was cut, as many words as its share of sound."""
        played = self.played_samples(now_s)
        heard = [_heard(clause, played) for clause in self.clauses if clause.start_sample < played]
        return " ".join(text for text in heard if text)

    def asks(self, now_s: float) -> bool:
        """Whether the last that was heard is a question, or the beginning of one."""
        played = self.played_samples(now_s)
        heard = " ".join(clause.text for clause in self.clauses if clause.start_sample < played).rstrip()
        return heard.endswith("?") or heard.rfind("¿") > heard.rfind("?")

    def _elapsed_samples(self, now_s: float) -> int:
        if self.started_s is None:
            return 0
        until_s = now_s if self.held_s is None else self.held_s
        return max(0, int((until_s - self.started_s) * self.rate_hz))


def _heard(clause: Clause, played: int) -> str:
    if played >= clause.end_sample:
        return clause.text
    words = clause.text.split()
    share = (played - clause.start_sample) / max(1, clause.end_sample - clause.start_sample)
    return " ".join(words[: int(len(words) * share)])
