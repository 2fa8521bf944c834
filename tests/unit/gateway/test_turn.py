"""The turn machine, walked through by hand and exhaustively."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_gateway.turn import (
    Action,
    Commit,
    Cut,
    Discard,
    Ended,
    Event,
    Finished,
    Forget,
    HungUp,
    Listen,
    NothingSaid,
    Paused,
    Phase,
    Prepare,
    Silenced,
    Sounded,
    Spoke,
    SpokeOver,
    Turn,
    Typed,
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
    assert done == [Listen(1), Prepare(1, 0), Commit(1, 0)]


def test_an_answer_is_prepared_once_and_before_its_commit() -> None:
    """A turn that ends without a pause having been noticed is prepared and committed at once."""
    turn, done = play(Spoke(), Ended(1, 0))

    assert turn.phase is Phase.PROCESSING
    assert done == [Listen(1), Prepare(1, 0), Commit(1, 0)]


def test_speech_after_a_pause_discards_the_prepared_answer() -> None:
    """The person goes on: the revision grows, and the end of the old revision no longer counts."""
    turn, done = play(Spoke(), Paused(), Spoke(), Ended(1, 0))

    assert turn == Turn(Phase.LISTENING, 1, revision=1)
    assert done == [Listen(1), Prepare(1, 0), Discard(1, 0)]


def test_speaking_over_penny_cuts_her_and_begins_a_new_turn() -> None:
    """Barge-in: the answer stops, and the person is listened to under a new id."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0))
    turn, done = play(SpokeOver(), turn=speaking)

    assert turn == Turn(Phase.LISTENING, 2)
    assert done == [Cut(1, 0), Listen(2)]


def test_a_sound_over_penny_alone_changes_nothing() -> None:
    """Speech that is too short to be meant as an interruption does not stop her."""
    speaking, _ = play(Spoke(), Paused(), Ended(1, 0), Sounded(1, 0))

    assert play(Spoke(), Paused(), turn=speaking) == (speaking, [])


def test_no_words_means_no_turn() -> None:
    """A cough: listened to, prepared, found empty, forgotten."""
    turn, done = play(Spoke(), Paused(), NothingSaid(1, 0))

    assert turn.phase is Phase.IDLE
    assert done[-1] == Forget(1, 0)


@pytest.mark.parametrize("phase", [Phase.LISTENING, Phase.PROCESSING, Phase.SPEAKING])
def test_a_typed_question_takes_the_floor_from_anything(phase: Phase) -> None:
    """What was going on is stopped, and the text is answered under a new id."""
    stopped = Forget(7, 2) if phase is Phase.LISTENING else Cut(7, 2)
    turn, done = play(Typed("hola"), turn=Turn(phase, 7, 2, prepared=True))

    assert turn == Turn(Phase.PROCESSING, 8, prepared=True)
    assert done == [stopped, Prepare(8, 0, "hola"), Commit(8, 0)]


def test_a_late_word_from_a_cancelled_turn_is_dropped() -> None:
    """Results of another turn or revision change nothing in any state."""
    kinds: tuple[type[Ended | NothingSaid | Sounded | Finished], ...] = (Ended, NothingSaid, Sounded, Finished)
    for phase, result in product(Phase, kinds):
        now = Turn(phase, 3, 1)
        for turn_id, revision in ((2, 1), (3, 0), (4, 1), (3, 2)):
            assert step(now, result(turn_id, revision)) == (now, ())


def follow(turn: Turn, actions: tuple[Action, ...], live: set[tuple[int, int]], answered: set[int]) -> None:
    """Keep count of live answers and of commits, and check the laws after every step."""
    for action in actions:
        pair = (action.turn, action.revision)
        match action:
            case Prepare():
                assert not live, "two answers alive"
                live.add(pair)
            case Commit():
                assert pair in live, "a commit of nothing"
                assert action.turn not in answered, "two answers to one turn"
                answered.add(action.turn)
            case Discard() | Forget() | Cut():
                live.discard(pair)
    if turn.phase is Phase.IDLE:
        live.clear()


def test_exhaustive_walk_to_depth_seven() -> None:
    """Every sequence of events keeps the laws: one live answer, one commit a turn, and a way back to idle."""
    seen: set[Turn] = set()
    frontier: list[tuple[Turn, frozenset[tuple[int, int]], frozenset[int]]] = [(Turn(), frozenset(), frozenset())]
    for _ in range(7):
        following = []
        for turn, live, answered in set(frontier):
            here = (turn.id, turn.revision)
            results: list[Event] = [Ended(*here), NothingSaid(*here), Sounded(*here), Finished(*here)]
            for event in (*PERSON, *results):
                after, actions = step(turn, event)
                now_live, now_answered = set(live), set(answered)
                follow(after, actions, now_live, now_answered)
                seen.add(after)
                following.append((after, frozenset(now_live), frozenset(now_answered)))
        frontier = following
    for turn in seen:
        assert step(turn, HungUp())[0].phase is Phase.IDLE


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 1), st.integers(-1, 1)), max_size=60))
def test_any_interleaving_keeps_the_laws(choices: list[tuple[int, int, int]]) -> None:
    """Late, early and repeated results in any order never make two answers live or answer a turn twice."""
    turn, live, answered = Turn(), set[tuple[int, int]](), set[int]()
    for kind, off_turn, off_revision in choices:
        pair = (turn.id + off_turn, turn.revision + off_revision)
        events = [*PERSON, Ended(*pair), NothingSaid(*pair), Sounded(*pair), Finished(*pair)]
        before = turn
        turn, actions = step(turn, events[kind])
        follow(turn, actions, live, answered)
        assert turn.id >= before.id
