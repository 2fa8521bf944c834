"""A conversation: the shell around the turn machine.

Events are applied one after the other, as they happen; `step` says what follows, and the actions are carried out
without waiting. One task a turn answers, and cancelling it is the interruption (law 2).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from penny.v1 import asr_pb2, audio_pb2, gateway_pb2
from penny_chassis import telemetry
from penny_gateway.answer import Answer
from penny_gateway.answering import Answering, Work
from penny_gateway.clock import SampleClock
from penny_gateway.drafting import Drafting
from penny_gateway.hearing import Hearing, Noticed, Pause
from penny_gateway.latency import Timeline
from penny_gateway.ledger import Ledger
from penny_gateway.overhearing import Overhearing
from penny_gateway.question import spoken, typed
from penny_gateway.record import Record
from penny_gateway.session import Session, TurnTrace
from penny_gateway.stock import StockPhrases
from penny_gateway.turn import (
    Action,
    Attend,
    CallOut,
    Commit,
    Cut,
    Discard,
    Ended,
    Event,
    Forget,
    Hold,
    HungUp,
    Ignore,
    Listen,
    NothingSaid,
    Paused,
    Phase,
    Prepare,
    Resume,
    Silenced,
    Spoke,
    SpokeOver,
    Turn,
    Typed,
    Unanswered,
    step,
)

STALL_CHECK_S = 0.25
"""How often the wall clock is asked whether the client's audio has stalled in the middle of a turn."""

TurnEvent = gateway_pb2.TurnEvent
VadEvent = gateway_pb2.VadEvent


class Conversation:
    """One client's conversation, from `opened` to the end of the stream."""

    def __init__(self, session: Session, record: Record, stock: StockPhrases) -> None:
        self._session = session
        self._clock = SampleClock()
        noticed = Noticed(self._spoke, self._resumed, self._paused, self._words, self._ended, self._deaf)
        self._hearing = Hearing(
            session.backends,
            session.settings,
            self._clock,
            noticed,
            session.language,
            rhythm=session.rhythm,
            echo=session.echo,
            keeps_sound=session.keeps_sound,
        )
        self._answering = Answering(session, Ledger(session, record), stock, self._post, self._judged)
        self._overhearing = Overhearing(session, self._hearing, self._answering, self._post)
        self._deeds: dict[type[Action], Callable[[Any], None]] = {
            Listen: self._listen,
            Attend: self._attend,
            Ignore: self._stop_listening,
            Prepare: self._prepare,
            CallOut: self._call_out,
            Discard: self._discard,
            Forget: self._forget,
            Commit: self._commit,
            Hold: lambda _: self._answering.hold(),
            Resume: lambda _: self._answering.resume(),
            Cut: lambda _: self._answering.cut(),
        }
        self._turn = Turn()
        self._events: deque[Event] = deque()
        self._applying = False
        self._leaving = False
        self._closed = False
        self._waiting: asyncio.TimerHandle | None = None
        self._over = asyncio.Event()
        self._trace: TurnTrace | None = None
        self._timeline = Timeline()
        self._drafting: Drafting | None = None
        self._voiced_ms = 0
        self._tasks: asyncio.TaskGroup

    # What the client sends.

    def hear(self, chunk: audio_pb2.AudioChunk) -> None:
        """The person's audio."""
        self._hearing.hear(chunk)

    def type(self, text: str) -> None:
        """The person's writing."""
        self._post(Typed(text))

    def silence(self, response_id: str = "") -> None:
        """Stop what is being said; of an answer that is named, only if it still is that one."""
        if not response_id or self._answering.gives(response_id):
            self._post(Silenced())

    def commit(self) -> None:
        """The person has finished speaking."""
        self._ended()

    def played(self, response_id: str, samples: int) -> None:
        """So much of an answer has been heard."""
        self._answering.played(response_id, samples)

    def leave(self) -> None:
        """The client will send nothing more; what is under way is brought to its end."""
        self._ended()
        self._leaving = True
        self._check_over()

    # The life of the conversation.

    async def run(self) -> None:
        """Converse until the client has left and nothing is under way any more."""
        async with asyncio.TaskGroup() as self._tasks:
            watchers = [self._tasks.create_task(work) for work in (self._hearing.run(), self._watch_stall())]
            self._session.outbox.state(self._turn)
            try:
                await self._over.wait()
            finally:
                self._close()
                for watcher in watchers:
                    watcher.cancel()

    def _close(self) -> None:
        """Nothing begins any more; what is under way and has not been said to its end is stopped."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._post(HungUp())
        self._stop_listening()
        self._closed = True

    def _post(self, event: Event) -> None:
        """Apply an event; one that happens while another is being applied comes after it."""
        if self._closed:
            return
        self._events.append(event)
        if self._applying:
            return
        self._applying = True
        try:
            while self._events:
                self._apply(self._events.popleft())
        finally:
            self._applying = False
        self._check_over()

    def _check_over(self) -> None:
        if self._leaving and self._turn.phase is Phase.IDLE:
            self._over.set()

    def _apply(self, event: Event) -> None:
        before = self._turn.phase
        self._turn, actions = step(self._turn, event)
        for action in actions:
            self._carry_out(action)
        if self._turn.phase is not before:
            self._session.outbox.state(self._turn)
            self._wait_for_reply()

    def _wait_for_reply(self) -> None:
        """If Penny has asked something, give the person so long to say anything."""
        if self._waiting is not None:
            self._waiting.cancel()
        patience_s = self._session.settings.still_there_after_s
        if self._turn.phase is Phase.IDLE and patience_s and self._answering.awaits_reply:
            unanswered = Unanswered(self._turn.id, self._turn.revision)
            self._waiting = asyncio.get_running_loop().call_later(patience_s, self._post, unanswered)

    async def _watch_stall(self) -> None:
        """A client whose audio stops in the middle of a turn, without a word, is taken to be silent."""
        limit_s = self._session.settings.max_silence_ms / 1000
        while True:
            await asyncio.sleep(STALL_CHECK_S)
            listening = self._turn.phase is Phase.LISTENING or self._turn.over
            if listening and time.monotonic() - self._clock.last_s > limit_s:
                self._ended()

    # What hearing notices.

    def _spoke(self, voiced_ms: int, start_sample: int) -> None:
        if self._turn.phase in {Phase.IDLE, Phase.LISTENING}:
            if voiced_ms == 0:
                self._say_vad(VadEvent.KIND_SPEECH_STARTED, start_sample)
            self._post(Spoke())
        elif self._turn.over:
            self._overhearing.voiced(self._turn.next_id, voiced_ms)
        elif self._interrupts(voiced_ms, start_sample):
            self._post(SpokeOver())

    def _interrupts(self, voiced_ms: int, start_sample: int) -> bool:
        """Whether a voice is meant for an interruption: long enough, and begun after the turn was committed."""
        settings = self._session.settings
        new = start_sample >= self._hearing.committed_sample
        return settings.barge_in and new and voiced_ms >= settings.barge_in_speech_ms

    def _resumed(self, pause_ms: float) -> None:
        """A pause in the midst of a turn is her own; what is said over Penny shows nothing of it."""
        if self._turn.phase is Phase.LISTENING:
            self._session.rhythm.paused(pause_ms)

    def _paused(self, pause: Pause, voiced_ms: int) -> None:
        self._say_vad(VadEvent.KIND_SPEECH_PAUSED, pause.end_sample)
        self._voiced_ms += voiced_ms
        if self._turn.over:
            self._overhearing.paused(self._turn.next_id, self._voiced_ms, self._tasks)
        elif self._turn.phase is not Phase.LISTENING:
            return
        elif self._voiced_ms < self._session.settings.min_speech_ms:
            self._post(NothingSaid(self._turn.id, self._turn.revision))
        else:
            self._pause(pause)

    def _pause(self, pause: Pause) -> None:
        """The person's turn may be over."""
        self._timeline = Timeline()
        self._timeline.mark("speech_end", self._clock.arrival_s(pause.end_sample))
        self._timeline.mark("pause")
        self._post(Paused())

    def _words(self, partial: asr_pb2.PartialTranscript) -> None:
        if self._turn.over or not self._turn.prepared:  # otherwise the client is shown the recogniser's last word
            body = gateway_pb2.TranscriptEvent(stable_prefix=partial.stable_prefix, volatile_tail=partial.volatile_tail)
            revision = 0 if self._turn.over else self._turn.revision
            self._session.outbox.put(self._turn.heard_id, revision, transcript=body)
        if self._turn.over:
            self._overhearing.words(self._turn.next_id, partial.stable_prefix)
        elif self._drafting is not None:
            self._drafting.words(f"{partial.stable_prefix} {partial.volatile_tail}".strip())

    def _judged(self, answer: Answer, completeness: float) -> None:
        """The model says how complete the words of an answer's question are."""
        if (answer.turn, answer.revision) == (self._turn.id, self._turn.revision):
            self._hearing.learn(words=answer.text, completeness=completeness)

    def _ended(self) -> None:
        if self._turn.over:
            self._overhearing.ended(self._turn.next_id, self._tasks)
        else:
            self._post(Ended(self._turn.id, self._turn.revision))

    def _deaf(self) -> None:
        self._session.notice("VAD_UNAVAILABLE")

    # Actions.

    def _carry_out(self, action: Action) -> None:
        self._deeds[type(action)](action)

    def _discard(self, action: Discard) -> None:
        self._answering.discard()
        self._draft()
        self._say_turn(action, TurnEvent(kind=TurnEvent.KIND_REOPENED))

    def _forget(self, action: Forget) -> None:
        self._answering.discard()
        self._say_turn(action, TurnEvent(kind=TurnEvent.KIND_DROPPED))

    def _listen(self, action: Listen) -> None:
        self._voiced_ms = 0
        self._timeline = Timeline()
        self._trace = self._session.begin_trace(action.turn)
        expected = self._session.overheard_vocabulary if self._turn.over else self._session.reply_vocabulary
        self._hearing.listen(self._trace.context, self._tasks, expected)

    def _attend(self, _: Attend) -> None:
        """What is being recognised is a turn; if the person has paused already, that may have been all of it."""
        self._draft()
        if self._hearing.pause is not None:
            self._pause(self._hearing.pause)

    def _draft(self) -> None:
        """Have the model read what the person says while she says it, and begin to answer when it may be all."""
        if self._trace is not None:
            self._drafting = Drafting(self._session, self._trace)

    def _stop_listening(self, _: Ignore | None = None) -> None:
        self._hearing.stop()
        if self._drafting is not None:
            self._drafting.drop()
            self._drafting = None

    def _prepare(self, action: Prepare) -> None:
        if self._trace is None or action.text:
            self._trace, self._timeline = self._session.begin_trace(action.turn), Timeline()
        self._say_turn(action, TurnEvent(kind=TurnEvent.KIND_SPECULATING))
        drafting, self._drafting = self._drafting, None
        work = Work(action.turn, action.revision, self._trace, self._timeline, drafting)
        question = typed(action.text) if action.text else spoken(self._session, self._hearing, work)
        self._answering.prepare(work, question, self._tasks)

    def _call_out(self, action: CallOut) -> None:
        self._trace, self._timeline = self._session.begin_trace(action.turn), Timeline()
        self._answering.call_out(Work(action.turn, action.revision, self._trace, self._timeline), self._tasks)

    def _commit(self, action: Commit) -> None:
        pause = self._hearing.pause
        self._hearing.rest()
        for mark in ("speech_end", "pause", "commit"):
            self._timeline.mark(mark)
        if self._trace is not None:
            waited_ms = self._timeline.between_ms("speech_end", "commit") or 0.0
            telemetry.elapsed("end_of_turn", waited_ms, parent=self._trace.context)
        self._say_turn(
            action,
            TurnEvent(
                kind=TurnEvent.KIND_COMMITTED,
                end_probability=(pause and pause.evidence.completeness) or 0.0,
                speech_end_sample=pause.end_sample if pause else self._clock.now_sample,
            ),
        )
        self._answering.commit()

    # What the client is told.

    def _say_vad(self, kind: VadEvent.Kind.ValueType, sample: int) -> None:
        self._session.outbox.put(self._turn.id, self._turn.revision, vad=VadEvent(kind=kind, sample=sample))

    def _say_turn(self, action: Action, event: TurnEvent) -> None:
        self._session.outbox.put(action.turn, action.revision, turn=event)
