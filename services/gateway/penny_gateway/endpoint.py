"""When a pause is the end of the turn: how much silence to wait for, given what is known of it.

Pure: a table of rules, the first that applies decides. The waiting time is counted from the last voiced sample; the
shell keeps the clock, and asks again whenever something more is known. The specification's limits (section 6.1) are
the defaults: 500 ms when confident, 1000 when uncertain, 2000 at most. Above confident stands certain, where words,
sound and the model agree.

What each signal is worth in Spanish (`make bench-turns`): the conversation's own model tells finished words from
unfinished ones best, and decides alone where it is sure; Smart Turn is low at some ends and high at most pauses, so it
is a brake and never a go; silence alone needs more than a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from penny_gateway import enumeration, floor


class Level(Enum):
    """How sure it is that the person has finished."""

    CERTAIN = "certain"
    CONFIDENT = "confident"
    UNCERTAIN = "uncertain"
    HELD = "held"
    """She has not: she is looking for a word."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a pause so far; None: not known yet."""

    words: str = ""
    """What has been said in the turn, by the recogniser; empty if it has not answered yet."""
    completeness: float | None = None
    """Probability that those words end a sentence, by the conversation's model."""
    sound: float | None = None
    """Probability that the turn sounds finished, by Smart Turn."""


@dataclass(frozen=True, slots=True)
class EndpointPolicy:
    """Silence to wait for, in milliseconds, and the probabilities that decide between them."""

    certain_silence_ms: int = 350
    confident_silence_ms: int = 500
    uncertain_silence_ms: int = 1000
    max_silence_ms: int = 2000
    certain_completeness: float = 0.3
    complete: float = 0.1
    """Nine of ten finished requests reach it, one of ten of their beginnings does."""
    perhaps_complete: float = 0.03
    """Enough for what the recogniser hears as a question, and for a list that is closed."""
    unfinished: float = 0.02
    """Nearly all that is plainly unfinished stays below it, and hardly any end does."""
    finished_sound: float = 0.5
    """Smart Turn's own threshold."""
    unfinished_sound: float = 0.1

    def level(self, evidence: Evidence) -> Level:
        """How sure it is that the person has finished."""
        return next((level for level, applies in RULES if applies(self, evidence)), Level.UNCERTAIN)

    def may_be_all(self, words: str, completeness: float) -> bool:
        """Whether somebody who is still speaking may have said all: worth the beginning of an answer."""
        return completeness >= self.complete and not floor.holds(words)

    def wait_ms(self, evidence: Evidence, usual_pause_ms: float | None = None) -> int:
        """Silence to wait for.

        Args:
            evidence: What is known of this pause.
            usual_pause_ms: How long this person's pauses within a turn are on average; None if that is not known.
        """
        waits = {
            Level.CERTAIN: self.certain_silence_ms,
            Level.CONFIDENT: self.confident_silence_ms,
            Level.UNCERTAIN: self.uncertain_silence_ms,
            Level.HELD: self.max_silence_ms,
        }
        wait_ms = waits[self.level(evidence)]
        return max(wait_ms, min(round(usual_pause_ms or 0), self.uncertain_silence_ms))


Rule = Callable[[EndpointPolicy, Evidence], bool]


def _held_by_words(_: EndpointPolicy, evidence: Evidence) -> bool:
    return floor.holds(evidence.words)


def _unfinished(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return evidence.completeness is not None and evidence.completeness < policy.unfinished


def _surely_complete(policy: EndpointPolicy, evidence: Evidence) -> bool:
    """The model is sure, and how it sounds is known, if only to be overruled."""
    sure = evidence.completeness is not None and evidence.completeness >= policy.certain_completeness
    return sure and evidence.sound is not None


def _surely_complete_by_all(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return _surely_complete(policy, evidence) and not _unfinished_by_sound(policy, evidence)


def _unfinished_by_sound(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return evidence.sound is not None and evidence.sound <= policy.unfinished_sound


def _doubtful_by_sound(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return evidence.sound is None or evidence.sound < policy.finished_sound


def _complete(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return evidence.completeness is not None and evidence.completeness >= policy.complete


def _perhaps_complete(policy: EndpointPolicy, evidence: Evidence) -> bool:
    return evidence.completeness is not None and evidence.completeness >= policy.perhaps_complete


def _a_question(policy: EndpointPolicy, evidence: Evidence) -> bool:
    """The recogniser hears a question, and the model does not contradict."""
    return evidence.words.endswith("?") and _perhaps_complete(policy, evidence)


def _half_a_sentence(policy: EndpointPolicy, evidence: Evidence) -> bool:
    """A main clause seems to be missing, and the model is not sure of the contrary."""
    sure = (evidence.completeness or 0.0) >= policy.certain_completeness
    return floor.waits_for_main_clause(evidence.words) and not sure


def _perhaps_half_a_sentence(_: EndpointPolicy, evidence: Evidence) -> bool:
    return floor.waits_for_main_clause(evidence.words)


def _a_whole_list(policy: EndpointPolicy, evidence: Evidence) -> bool:
    """After its "y" a list is over, however it sounds: voices go on as in its middle."""
    return enumeration.is_closed(evidence.words) and _perhaps_complete(policy, evidence)


RULES: tuple[tuple[Level, Rule], ...] = (
    (Level.HELD, _held_by_words),
    (Level.HELD, _unfinished),
    (Level.HELD, _half_a_sentence),
    (Level.UNCERTAIN, _perhaps_half_a_sentence),
    (Level.CERTAIN, _surely_complete_by_all),
    (Level.CONFIDENT, _surely_complete),
    (Level.CONFIDENT, _a_whole_list),
    (Level.HELD, _unfinished_by_sound),
    (Level.UNCERTAIN, _doubtful_by_sound),
    (Level.CONFIDENT, _complete),
    (Level.CONFIDENT, _a_question),
)
