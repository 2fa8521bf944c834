"""The turn machine, walked through by hand and exhaustively."""

import random
from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_gateway.turn import (
    Action,
    Attend,
    CallOut,
    Commit,
    Cut,
    Discard,
    Dismissed,
    Ended,
    Event,
    Finished,
    Forget,
    Hold,
    HungUp,
    Ignore,
    Listen,
    Meant,
    NothingSaid,
    Paused,
    Phase,
    Prepare,
    Resume,
    Silenced,
    Sounded,
    Spoke,
    SpokeOver,
    Turn,
    Typed,
    Unanswered,
    step,
)

PERSON: list[Event] = [Spoke(), SpokeOver(), Paused(), Typed("hola"), Silenced(), HungUp()]


def play(*events: Event, turn: Turn | None = None) -> tuple[Turn, list[Action]]:
    """Apply events one after the other and collect what is to be done."""
    turn = turn or Turn()
    done: list[Action] = []
    for event in events:
        turn, actions = step(turn, event)
        done += actions
    return turn, done


def test_a_question_is_listened_to_prepared_committed_and_answered() -> None:
    """The plain turn goes through the specification's four states and back."""
    turn, done = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0), Finished(1, 0))

    assert turn == Turn(Phase.IDLE, 1)
    assert done == [Listen(1), Attend(1), Prepare(1, 0), Commit(1, 0), Ignore(1)]


def test_an_answer_is_prepared_once_and_before_its_commit() -> None:
    """A turn that ends without a pause having been noticed is prepared and committed at once."""
    turn, done = play(Spoke(), Ended(1, 0))

    assert turn.phase is Phase.PROCESSING
    assert done == [Listen(1), Attend(1), Prepare(1, 0), Commit(1, 0)]


def test_speech_after_a_pause_discards_the_prepared_answer() -> None:
    """The person goes on: the revision grows, and the end of the old revision no longer counts."""
    turn, done = play(Spoke(), Paused(), Spoke(), Ended(1, 0))

    assert turn == Turn(Phase.LISTENING, 1, revision=1)
    assert done == [Listen(1), Attend(1), Prepare(1, 0), Discard(1, 0)]


def test_words_over_penny_cut_her_and_are_the_next_turn() -> None:
    """Barge-in: the voice is held at once, and ends when words come; they are listened to under a new id."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0))
    held, done = play(SpokeOver(), SpokeOver(), turn=speaking)

    assert (held.phase, held.over, held.heard_id) == (Phase.SPEAKING, True, 2)
    assert done == [Hold(1, 0), Listen(2)]

    turn, done = play(Meant(2, 0), turn=held)
    assert turn == Turn(Phase.LISTENING, 2)
    assert done == [Cut(1, 0), Attend(2)]


def test_a_cough_over_penny_holds_her_for_a_moment() -> None:
    """A sound without words: she goes on where she was, and the next sound has an id of its own."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0))
    turn, done = play(SpokeOver(), Dismissed(2, 0), turn=speaking)

    assert (turn.phase, turn.id, turn.over) == (Phase.SPEAKING, 1, False)
    assert done == [Hold(1, 0), Listen(2), Ignore(2), Resume(1, 0)]
    assert play(Meant(2, 0), turn=turn) == (turn, [])
    assert play(SpokeOver(), Meant(3, 0), turn=turn)[0] == Turn(Phase.LISTENING, 3)


def test_an_answer_that_ends_under_a_voice_gives_it_the_floor() -> None:
    """Whoever speaks when Penny has finished is heard as the next turn, meant or not."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0), SpokeOver())

    assert play(Finished(1, 0), turn=speaking) == (Turn(Phase.LISTENING, 2), [Attend(2)])


@pytest.mark.parametrize("event", [Silenced(), HungUp()])
def test_whoever_silences_penny_while_she_is_held_stops_both(event: Event) -> None:
    """The answer is cut, and what was being said over it is no turn."""
    held, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0), SpokeOver())
    turn, done = play(event, turn=held)

    assert (turn.phase, turn.over, turn.next_id) == (Phase.IDLE, False, 3)
    assert done == [Cut(1, 0), Ignore(2)]


def test_a_sound_over_penny_alone_changes_nothing() -> None:
    """Speech that is too short to be meant as an interruption does not stop her."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0))

    assert play(Spoke(), Paused(), turn=speaking) == (speaking, [])


def test_no_words_means_no_turn() -> None:
    """A cough: listened to, prepared, found empty, forgotten."""
    turn, done = play(Spoke(), Paused(), NothingSaid(1, 0))

    assert turn.phase is Phase.IDLE
    assert done[-2:] == [Forget(1, 0), Ignore(1)]


@pytest.mark.parametrize("phase", [Phase.LISTENING, Phase.PROCESSING, Phase.SPEAKING])
def test_a_typed_question_takes_the_floor_from_anything(phase: Phase) -> None:
    """What was going on is stopped, and the text is answered under a new id."""
    stopped = [Forget(7, 2) if phase is Phase.LISTENING else Cut(7, 2), Ignore(7)]
    turn, done = play(Typed("hola"), turn=Turn(phase, 7, 2, prepared=True))

    assert turn == Turn(Phase.PROCESSING, 8, prepared=True)
    assert done == [*stopped, Prepare(8, 0, "hola"), Commit(8, 0)]


def test_a_late_word_from_a_cancelled_turn_is_dropped() -> None:
    """Results of another turn or revision change nothing in any state."""
    kinds: tuple[type[Ended | NothingSaid | Sounded | Finished | Unanswered], ...] = (
        Ended,
        NothingSaid,
        Sounded,
        Finished,
        Unanswered,
    )
    for phase, result in product(Phase, kinds):
        now = Turn(phase, 3, 1)
        for turn_id, revision in ((2, 1), (3, 0), (4, 1), (3, 2)):
            assert step(now, result(turn_id, revision)) == (now, ())


def test_nobody_answers_penny_s_question() -> None:
    """She asks once more, in a turn of her own that ends like any other."""
    turn, done = play(Unanswered(4, 0), Sounded(5, 0), Finished(5, 0), turn=Turn(Phase.IDLE, 4))

    assert turn == Turn(Phase.IDLE, 5)
    assert done == [CallOut(5), Commit(5), Ignore(5)]


class Witness:
    """Keeps count of what a walk has made of the machine's actions, and holds the laws after every step."""

    def __init__(self, live: frozenset[tuple[int, int]] = frozenset(), answered: frozenset[int] = frozenset()) -> None:
        self.live = set(live)
        self.answered = set(answered)
        self.held = False

    def follow(self, before: Turn, event: Event, after: Turn, actions: tuple[Action, ...]) -> None:
        """Check one step."""
        here = (before.id, before.revision)
        if isinstance(event, Finished) and actions:
            self.live.discard(here)
        for action in actions:
            self._take(action)
        if after == before:
            assert not actions, "something was done about nothing"
        assert after.over <= (after.phase in {Phase.PROCESSING, Phase.SPEAKING}), "held without an answer"
        assert after.next_id >= before.next_id, "an id was given twice"
        if after.phase is Phase.IDLE:
            assert not self.live, "an answer is alive, but nobody's"

    def _take(self, action: Action) -> None:
        pair = (action.turn, action.revision)
        match action:
            case Prepare() | CallOut():
                assert not self.live, "two answers alive"
                self.live.add(pair)
            case Commit():
                assert pair in self.live, "a commit of nothing"
                assert action.turn not in self.answered, "two answers to one turn"
                self.answered.add(action.turn)
            case Hold() | Resume():
                assert pair in self.live, "the voice of nobody"
            case Discard() | Forget() | Cut():
                self.live.discard(pair)


def results(turn: Turn, pair: tuple[int, int] | None = None) -> list[Event]:
    """Every result of work that can come for a turn."""
    turn_id, revision = pair or (turn.id, turn.revision)
    own: list[Event] = [kind(turn_id, revision) for kind in (Ended, NothingSaid, Sounded, Finished, Unanswered)]
    over = turn.next_id + turn_id - turn.id
    return [*own, Meant(over, 0), Dismissed(over, 0)]


DEPTH = 9
Walk = tuple[Turn, frozenset[tuple[int, int]], frozenset[int]]


def test_exhaustive_walk() -> None:
    """Every sequence of nine events keeps the laws, and from everywhere there is a way back to idle."""
    seen: set[Walk] = set()
    frontier: set[Walk] = {(Turn(), frozenset(), frozenset())}
    for _ in range(DEPTH):
        following: set[Walk] = set()
        for turn, live, answered in frontier:
            for event in (*PERSON, *results(turn)):
                witness = Witness(live, answered)
                after, actions = step(turn, event)
                witness.follow(turn, event, after, actions)
                following.add((after, frozenset(witness.live), frozenset(witness.answered)))
        seen |= frontier
        frontier = following - seen
    for turn, _, _ in seen | frontier:
        assert step(turn, HungUp())[0].phase is Phase.IDLE


KINDS = len(PERSON) + len(results(Turn()))


def wander(choices: Iterable[tuple[int, int, int]]) -> None:
    """Apply events that may be late, early, lost or repeated, and hold the laws after each."""
    turn, witness = Turn(), Witness()
    for kind, off_turn, off_revision in choices:
        event = [*PERSON, *results(turn, (turn.id + off_turn, turn.revision + off_revision))][kind]
        before = turn
        turn, actions = step(turn, event)
        witness.follow(before, event, turn, actions)


@given(st.lists(st.tuples(st.integers(0, KINDS - 1), st.integers(-1, 1), st.integers(-1, 1)), max_size=60))
def test_any_interleaving_keeps_the_laws(choices: list[tuple[int, int, int]]) -> None:
    """Small counterexamples, if there are any."""
    wander(choices)


def test_a_long_wandering_keeps_the_laws() -> None:
    """A hundred thousand events, most of them of the present turn."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    offsets = (-1, 0, 0, 0, 0, 0, 1)
    wander((chance.randrange(KINDS), chance.choice(offsets), chance.choice(offsets)) for _ in range(100_000))
