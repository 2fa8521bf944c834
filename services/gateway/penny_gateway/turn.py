"""The turn machine: who has the floor, and what is to be done about it.

The law: this file is pure. `step` takes a turn and an event and gives the next turn and the actions to carry out; it
knows no clock, no loop and no wire. It is total: an event that does not apply changes nothing and asks for nothing.

A turn has an id and a revision. The id grows with every new turn, the revision with every time the person goes on
speaking after a pause in which an answer was already being prepared. Every result of work bears both; a result whose
pair is not the current one is a late word from work already cancelled, and is dropped before anything else is looked
at.

States are the specification's (section 6.2). An answer may be prepared while LISTENING (speculation); nothing of it is
heard, and it has no effect, before Commit.

A voice over Penny holds hers at once, but ends her answer only when words show that it is meant: what is said over her
is listened to under the next id, and either becomes the next turn (Meant) or was a cough or an "ajá" (Dismissed), and
Penny goes on where she was.
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
    over: bool = False
    """Whether somebody is speaking over Penny, who holds her voice until it is known whether that is meant."""
    dismissed: int = 0
    """How many ids since this turn's own were given to sounds that were no turn."""

    @property
    def next_id(self) -> int:
        """The id of what is being said over Penny, or of the next turn."""
        return self.id + self.dismissed + 1

    @property
    def heard_id(self) -> int:
        """The id of what the person is saying now."""
        return self.next_id if self.over else self.id


# Events: what the person and the client do.


@dataclass(frozen=True, slots=True)
class Spoke:
    """The person is speaking; said again as long as she is."""


@dataclass(frozen=True, slots=True)
class SpokeOver:
    """Somebody has spoken long enough over Penny for it to be an interruption."""


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


@dataclass(frozen=True, slots=True)
class Meant(Result):
    """What is said over Penny is meant for her: it has words that are more than a sign of listening."""


@dataclass(frozen=True, slots=True)
class Dismissed(Result):
    """What was said over Penny was nothing, or only a sign of listening."""


@dataclass(frozen=True, slots=True)
class Unanswered(Result):
    """Penny has asked something, and there has been nothing for long."""


Event = (
    Spoke
    | SpokeOver
    | Paused
    | Typed
    | Silenced
    | HungUp
    | Ended
    | NothingSaid
    | Sounded
    | Finished
    | Meant
    | Dismissed
    | Unanswered
)


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
class Attend(Action):
    """What is being recognised is a turn: have the model read along."""


@dataclass(frozen=True, slots=True)
class Ignore(Action):
    """Stop recognising."""


@dataclass(frozen=True, slots=True)
class Hold(Action):
    """Stop the voice where it is; it may go on."""


@dataclass(frozen=True, slots=True)
class Resume(Action):
    """Let the voice go on where it was held."""


@dataclass(frozen=True, slots=True)
class Prepare(Action):
    """Start an answer; hold back its sound and its effects."""

    text: str = ""
    """What was typed; empty if the question is being spoken."""


@dataclass(frozen=True, slots=True)
class CallOut(Action):
    """Ask whether the person is still there."""


@dataclass(frozen=True, slots=True)
class Discard(Action):
    """Throw away the answer prepared for this revision: the person went on speaking."""


@dataclass(frozen=True, slots=True)
class Commit(Action):
    """Let the prepared answer be heard."""


@dataclass(frozen=True, slots=True)
class Forget(Action):
    """Throw away what was prepared: it was no turn."""


@dataclass(frozen=True, slots=True)
class Cut(Action):
    """Stop the answer that has been committed; what was heard of it stands."""


Step = tuple[Turn, tuple[Action, ...]]


def step(turn: Turn, event: Event) -> Step:
    """The next turn and what is to be done; total and pure."""
    if isinstance(event, Meant | Dismissed):
        return _on_overheard(turn, event)
    if isinstance(event, Result) and (event.turn, event.revision) != (turn.id, turn.revision):
        return turn, ()
    if turn.phase is Phase.IDLE:
        return _when_idle(turn, event)
    if isinstance(event, Result):
        return _on_result(turn, event)
    if turn.phase is Phase.LISTENING:
        return _when_listening(turn, event)
    return _when_answering(turn, event)


def _on_result(turn: Turn, event: Result) -> Step:
    here = (turn.id, turn.revision)
    match turn.phase, event:
        case Phase.LISTENING, Ended():
            prepare = () if turn.prepared else (Prepare(*here),)
            return replace(turn, phase=Phase.PROCESSING, prepared=True), (*prepare, Commit(*here))
        case Phase.LISTENING, NothingSaid():
            return replace(turn, phase=Phase.IDLE, prepared=False), (Forget(*here), Ignore(turn.id))
        case Phase.PROCESSING, NothingSaid():
            return _ended_by_itself(turn, Forget(*here))
        case Phase.PROCESSING, Sounded():
            return replace(turn, phase=Phase.SPEAKING), ()
        case Phase.PROCESSING | Phase.SPEAKING, Finished():
            return _ended_by_itself(turn)
    return turn, ()


def _ended_by_itself(turn: Turn, *actions: Action) -> Step:
    """The answer has ended by itself; what is being said over it, if anything, is the next turn."""
    if turn.over:
        return Turn(Phase.LISTENING, turn.next_id), (*actions, Attend(turn.next_id))
    return replace(turn, phase=Phase.IDLE, prepared=False), (*actions, Ignore(turn.id))


def _on_overheard(turn: Turn, event: Meant | Dismissed) -> Step:
    if not turn.over or event.turn != turn.next_id:
        return turn, ()
    here = (turn.id, turn.revision)
    if isinstance(event, Meant):
        return Turn(Phase.LISTENING, turn.next_id), (Cut(*here), Attend(turn.next_id))
    return _dismissed(turn), (Ignore(turn.next_id), Resume(*here))


def _dismissed(turn: Turn) -> Turn:
    """What was said over Penny counts no more."""
    return replace(turn, over=False, dismissed=turn.dismissed + 1) if turn.over else turn


def _when_idle(turn: Turn, event: Event) -> Step:
    match event:
        case Spoke() | SpokeOver():
            return _listen(turn)
        case Typed(text):
            return _answer_text(turn, text)
        case Unanswered():
            return _call_out(turn)
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
            return following, (Forget(*here), Ignore(turn.id), *actions)
        case HungUp():
            return replace(turn, phase=Phase.IDLE, prepared=False), (Forget(*here), Ignore(turn.id))
    return turn, ()


def _when_answering(turn: Turn, event: Event) -> Step:
    stop = (Cut(turn.id, turn.revision), Ignore(turn.heard_id))
    match event:
        case SpokeOver() if not turn.over:
            return replace(turn, over=True), (Hold(turn.id, turn.revision), Listen(turn.next_id))
        case Typed(text):
            following, actions = _answer_text(_dismissed(turn), text)
            return following, (*stop, *actions)
        case Silenced() | HungUp():
            return replace(_dismissed(turn), phase=Phase.IDLE, prepared=False), stop
    return turn, ()


def _listen(turn: Turn) -> Step:
    new = turn.next_id
    return Turn(Phase.LISTENING, new), (Listen(new), Attend(new))


def _call_out(turn: Turn) -> Step:
    new = turn.next_id
    return Turn(Phase.PROCESSING, new, prepared=True), (CallOut(new), Commit(new))


def _answer_text(turn: Turn, text: str) -> Step:
    new = turn.next_id
    return Turn(Phase.PROCESSING, new, prepared=True), (Prepare(new, text=text), Commit(new))
