"""What must hold of every conversation, whatever happens in it: watched on the frames that the client is sent.

The laws are those of the architecture: never two live turns, never two answers to one turn, no word of a cancelled
turn, every commit ends, nothing is stuck, and the books agree with what was heard.
"""

import time
from collections import deque

from support.stages import ANSWER, Row, World

from penny.v1 import gateway_pb2, llm_pb2
from penny_chassis.audio import BYTES_PER_SAMPLE

Frame = gateway_pb2.ConverseResponse
Kind = gateway_pb2.ResponseEvent
Turn = gateway_pb2.TurnEvent

LONGEST_S = 45.0
"""From a commit to the end of its answer: the recogniser's patience, the answer's, an apology, and a held voice."""
MARGIN_S = 0.5
"""For the apology, beyond the longest silence after a turn."""
KEPT_FRAMES = 25


class Laws:
    """A client who believes nothing."""

    def __init__(self, answer_timeout_s: float) -> None:
        self._last = deque[tuple[float, Frame]](maxlen=KEPT_FRAMES)
        self.state = gateway_pb2.STATE_UNSPECIFIED
        self.heard: list[str] = []
        """What was heard of each answer, as the client was told."""
        self.worth_knowing: list[str] = []
        """Of these, the model's answers that did not fail: a turn that failed is as if it had not been."""
        self._failed: set[int] = set()
        self._answer_timeout_s = answer_timeout_s
        self._seq = 0
        self._generation = 1
        self._live = ""
        self._live_generation = 0
        self._held = False
        self._sent = 0
        self._final: set[tuple[int, int]] = set()
        self._created: set[int] = set()
        self._ended: set[str] = set()
        self._committed: dict[int, float] = {}
        self.cut = 0
        self.frames = 0

    def frame(self, frame: Frame) -> None:
        """Take the next frame."""
        self.frames += 1
        self._last.append((time.monotonic(), frame))
        assert frame.seq == self._seq + 1, "a frame is missing"
        assert frame.generation >= self._generation, "a generation ended twice"
        self._seq, self._generation = frame.seq, frame.generation
        match frame.WhichOneof("body"):
            case "state":
                self._take_state(frame)
            case "transcript":
                self._take_words(frame)
            case "turn":
                self._take_turn(frame)
            case "response":
                self._take_response(frame)
            case "text" | "audio" | "tool_call":
                self._take_piece(frame)
            case "error":
                self._failed.add(frame.turn_id)

    def _take_state(self, frame: Frame) -> None:
        assert frame.state.state != self.state, "a state followed itself"
        self.state = frame.state.state
        if self.state in {gateway_pb2.STATE_IDLE, gateway_pb2.STATE_LISTENING}:
            self._live = ""  # its last word may still come, when DECK has it

    def _take_words(self, frame: Frame) -> None:
        said = (frame.turn_id, frame.revision)
        assert frame.transcript.is_final or said not in self._final, "the recogniser's last word was not the last"
        if frame.transcript.is_final:
            self._final.add(said)

    def _take_turn(self, frame: Frame) -> None:
        if frame.turn.kind == Turn.KIND_COMMITTED:
            assert frame.turn_id not in self._committed, "a turn was committed twice"
            self._committed[frame.turn_id] = time.monotonic()
        elif frame.turn.kind == Turn.KIND_DROPPED:
            self._end(frame.turn_id)

    def _take_response(self, frame: Frame) -> None:
        name, kind = frame.response.response_id, frame.response.kind
        if kind == Kind.KIND_CREATED:
            assert not self._live, "two answers alive"
            assert frame.turn_id not in self._created, "two answers to one turn"
            assert frame.turn_id in self._committed, "an answer before the commit"
            self._created.add(frame.turn_id)
            self._live, self._live_generation, self._sent, self._held = name, frame.generation, 0, False
        elif kind == Kind.KIND_PAUSED:
            self._held = True
        elif kind in {Kind.KIND_DONE, Kind.KIND_CANCELLED}:
            assert name not in self._ended, "an answer ended twice"
            self._ended.add(name)
            void = frame.generation > self._live_generation
            assert void or kind == Kind.KIND_DONE or name != self._live, "what was cut may still be heard"
            self.heard.append(frame.response.heard_text)
            if frame.response.heard_text.startswith(ANSWER) and frame.turn_id not in self._failed:
                self.worth_knowing.append(frame.response.heard_text)
            self.cut += kind == Kind.KIND_CANCELLED
            assert kind == Kind.KIND_CANCELLED or frame.response.heard_text, "an answer was silent"
            if name == self._live:
                self._live = ""
            self._end(frame.turn_id)

    def _take_piece(self, frame: Frame) -> None:
        assert f"{frame.turn_id}.{frame.revision}" == self._live, "a word of an answer that is not being given"
        assert self._live not in self._ended, "a word after the end"
        if frame.HasField("audio"):
            assert frame.audio.start_sample == self._sent, "a piece is missing, or comes twice"
            if not self._sent:
                self._in_time(frame.turn_id)
            self._sent += len(frame.audio.pcm) // BYTES_PER_SAMPLE

    def _in_time(self, turn: int) -> None:
        """The first sound of a turn; a voice that was held may come later."""
        took_s = time.monotonic() - self._committed[turn]
        assert self._held or took_s <= self._answer_timeout_s + MARGIN_S, f"nothing was heard for {took_s} s"

    def _end(self, turn: int) -> None:
        if (since := self._committed.get(turn)) is not None:
            took_s = time.monotonic() - since
            assert took_s < LONGEST_S, f"turn {turn} took {took_s} s"
            self._committed[turn] = -1.0

    def last_frames(self) -> str:
        """For whoever looks into a failure: a line each, with its time."""
        return "\n".join(f"{at_s:8.2f} {str(frame)[:200]!r}" for at_s, frame in self._last)

    def all_ended(self) -> None:
        """Every commit has had its end."""
        open_turns = [turn for turn, since in self._committed.items() if since >= 0]
        assert not open_turns, f"never ended: {open_turns}"


def questions_are_asked_once(world: World) -> None:
    """Whatever the model is given, it has not been given before in the same conversation."""
    for messages, question, _ in world.asked:
        said = [message.content for message in messages if message.role == llm_pb2.ROLE_USER]
        all_of_them = [*said, question] if question else said
        words = [word for text in all_of_them for word in text.split() if word.isdigit()]
        assert len(words) == len(set(words)), f"a question is asked twice: {all_of_them}"


def what_was_heard_is_known(world: World, heard: list[str]) -> None:
    """Penny's words in the model's context are those that the client was told were heard, up to the last of them."""
    for messages, _, last in world.asked:
        known = [message.content for message in messages if message.role == llm_pb2.ROLE_ASSISTANT and message.content]
        assert set(known) <= set(heard), "the model is told of words that nobody heard"
        assert last is None or last in known, f"the model is not told of words that were heard: {last!r}"


def the_log_is_whole(world: World, cut: int) -> None:
    """Every row has been completed once, unless DECK lost a write."""
    rows: list[Row] = list(world.rows.values())
    assert all(row.completed <= 1 for row in rows), "a row was completed twice"
    if world.lost_writes:
        return
    assert sorted(row.index for row in rows) == list(range(len(rows))), "the log has a gap"
    assert all(row.completed == 1 for row in rows), "a row was never completed"
    assert sum(row.interrupted for row in rows) <= cut, "a row says interrupted of an answer that was not"


def the_log_has_what_was_heard(world: World, heard: list[str]) -> None:
    """Penny's rows hold what the client was told was heard, and nothing else."""
    for row in world.rows.values():
        assert not row.penny or not row.completed or row.heard in heard, "the log has words that nobody heard"
