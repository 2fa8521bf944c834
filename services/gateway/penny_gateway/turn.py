"""The turn machine: who has the floor, and what is to be done about it.

The law: this file is pure. `step` takes a turn and an event and gives the next turn and the actions to carry out; it
knows no clock, no loop and no wire. It is total: an event that does not apply changes nothing and asks for nothing.

A turn has an id and a revision. The id grows with every new turn, the revision with every time the person goes on
speaking after a pause in which an answer was already being prepared. Every result of work bears both; a result whose
pair is not the current one is a late word from work already cancelled, and is dropped before anything else is looked
at.

States are the specification's (section 6.2). An answer may be prepared while LISTENING (speculation); nothing of it is
heard, and it has no effect, before Commit.
"""

from dataclasses import dataclass, replace
from enum import Enum


class Phase(Enum):
    """Who has the floor."""

    IDLE = "idle"
    LISTENING = "listening"
    PROCESSING = "processing"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the conversation stands."""

    phase: Phase = Phase.IDLE
    id: int = 0
    revision: int = 0
    prepared: bool = False
    """Whether an answer to this revision has been started."""


# Events: what the person and the client do.


@dataclass(frozen=True, slots=True)
class Spoke:
    """The person is speaking; said again as long as she is."""


@dataclass(frozen=True, slots=True)
class SpokeOver:
    """The person has spoken long enough over Penny to be meant as an interruption."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The person has been silent for a moment."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The person has written something."""

    text: str


@dataclass(frozen=True, slots=True)
class Silenced:
    """The client wants Penny to stop talking."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The client is gone."""


# Events: results of work, each of one turn and revision.


@dataclass(frozen=True, slots=True)
class Result:
    """What every result bears."""

    turn: int
    revision: int


@dataclass(frozen=True, slots=True)
class Ended(Result):
    """The person has finished: the policy, or the person herself, says so."""


@dataclass(frozen=True, slots=True)
class NothingSaid(Result):
    """The recogniser found no words."""


@dataclass(frozen=True, slots=True)
class Sounded(Result):
    """The first of the answer's audio has been sent."""


@dataclass(frozen=True, slots=True)
class Finished(Result):
    """The answer has been said to its end."""


Event = Spoke | SpokeOver | Paused | Typed | Silenced | HungUp | Ended | NothingSaid | Sounded | Finished


# Actions: what the shell is to do.


@dataclass(frozen=True, slots=True)
class Action:
    """What every action bears."""

    turn: int
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Listen(Action):
    """Begin to recognise what the person says."""


@dataclass(frozen=True, slots=True)
class Prepare(Action):
    """Start an answer; hold back its sound and its effects."""

    text: str = ""
    """What was typed; empty if the question is being spoken."""


@dataclass(frozen=True, slots=True)
class Discard(Action):
    """Throw away the answer prepared for this revision: the person went on speaking."""


@dataclass(frozen=True, slots=True)
class Commit(Action):
    """Let the prepared answer be heard."""


@dataclass(frozen=True, slots=True)
class Forget(Action):
    """Stop recognising and throw away what was prepared: it was no turn."""


@dataclass(frozen=True, slots=True)
class Cut(Action):
    """Stop the answer that has been committed; what was heard of it stands."""


Step = tuple[Turn, tuple[Action, ...]]


def step(turn: Turn, event: Event) -> Step:
    """The next turn and what is to be done; total and pure."""
    if isinstance(event, Result):
        if (event.turn, event.revision) != (turn.id, turn.revision):
            return turn, ()
        return _on_result(turn, event)
    if turn.phase is Phase.IDLE:
        return _when_idle(turn, event)
    if turn.phase is Phase.LISTENING:
        return _when_listening(turn, event)
    return _when_answering(turn, event)


def _on_result(turn: Turn, event: Result) -> Step:
    here = (turn.id, turn.revision)
    match turn.phase, event:
        case Phase.LISTENING, Ended():
            prepare = () if turn.prepared else (Prepare(*here),)
            return replace(turn, phase=Phase.PROCESSING, prepared=True), (*prepare, Commit(*here))
        case Phase.LISTENING | Phase.PROCESSING, NothingSaid():
            return replace(turn, phase=Phase.IDLE, prepared=False), (Forget(*here),)
        case Phase.PROCESSING, Sounded():
            return replace(turn, phase=Phase.SPEAKING), ()
        case Phase.PROCESSING | Phase.SPEAKING, Finished():
            return replace(turn, phase=Phase.IDLE, prepared=False), ()
    return turn, ()


def _when_idle(turn: Turn, event: Event) -> Step:
    match event:
        case Spoke() | SpokeOver():
            return _listen(turn)
        case Typed(text):
            return _answer_text(turn, text)
    return turn, ()


def _when_listening(turn: Turn, event: Event) -> Step:
    here = (turn.id, turn.revision)
    match event:
        case Spoke() | SpokeOver() if turn.prepared:
            return replace(turn, revision=turn.revision + 1, prepared=False), (Discard(*here),)
        case Paused() if not turn.prepared:
            return replace(turn, prepared=True), (Prepare(*here),)
        case Typed(text):
            following, actions = _answer_text(turn, text)
            return following, (Forget(*here), *actions)
        case HungUp():
            return replace(turn, phase=Phase.IDLE, prepared=False), (Forget(*here),)
    return turn, ()


def _when_answering(turn: Turn, event: Event) -> Step:
    cut = Cut(turn.id, turn.revision)
    match event:
        case SpokeOver():
            following, actions = _listen(turn)
            return following, (cut, *actions)
        case Typed(text):
            following, actions = _answer_text(turn, text)
            return following, (cut, *actions)
        case Silenced() | HungUp():
            return replace(turn, phase=Phase.IDLE, prepared=False), (cut,)
    return turn, ()


def _listen(turn: Turn) -> Step:
    return Turn(Phase.LISTENING, turn.id + 1), (Listen(turn.id + 1),)


def _answer_text(turn: Turn, text: str) -> Step:
    new = turn.id + 1
    return Turn(Phase.PROCESSING, new, prepared=True), (Prepare(new, text=text), Commit(new))
