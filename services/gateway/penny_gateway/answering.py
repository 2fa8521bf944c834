"""The answering side of a conversation: at most one answer at a time, and what becomes of it.

An answer that fails ends in an apology (law 10); one that is cut leaves what was heard of it; one that is discarded
before its commit leaves nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from opentelemetry.trace import use_span

from penny.v1 import gateway_pb2
from penny_chassis.errors import PennyError, Unauthenticated, first_cause
from penny_gateway.answer import Answer, Question
from penny_gateway.drafting import Drafting
from penny_gateway.latency import Timeline
from penny_gateway.ledger import Ledger
from penny_gateway.session import Session, TurnTrace
from penny_gateway.stock import StockPhrases
from penny_gateway.turn import Event, Finished, NothingSaid, Sounded

log = logging.getLogger(__name__)

STAGES = ("asr", "llm", "tts")
"""Which of them an answer fails in, the client is told."""


@dataclass(frozen=True, slots=True)
class Work:
    """Which turn and revision an answer is for, and where its time is noted."""

    turn: int
    revision: int
    trace: TurnTrace
    timeline: Timeline
    drafting: Drafting | None = None
    """The answer as far as it was begun while the person spoke."""


def _told(failure: BaseException, stage: str) -> tuple[str, str]:
    """What the client is told of a failure, as a code, and the person, as a phrase."""
    if isinstance(failure, Unauthenticated):
        return failure.reason, "unknown"
    return f"{stage.upper()}_UNAVAILABLE", "not_understood" if stage == "asr" else "apology"


async def _nothing() -> str:
    """The question that nobody has asked."""
    return ""


class Answering:
    """Makes, releases and stops answers."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        stock: StockPhrases,
        post: Callable[[Event], None],
        judged: Callable[[Answer, float], None],
    ) -> None:
        self._session = session
        self._judged = judged
        self._ledger = ledger
        self._stock = stock
        self._post = post
        self._answer: Answer | None = None
        self._task: asyncio.Task[None] | None = None
        self.awaits_reply = False
        """Whether Penny has asked something that the person is to answer; not whether she is there."""

    def prepare(self, work: Work, question: Question, tasks: asyncio.TaskGroup) -> None:
        """Start an answer; nothing of it is heard yet."""
        self._answer = self._new(work, question)
        self._task = tasks.create_task(self._run(self._answer))

    def call_out(self, work: Work, tasks: asyncio.TaskGroup) -> None:
        """Have Penny ask whether the person is still there."""
        self._answer = self._new(work, _nothing)
        self._answer.unasked = True
        self._task = tasks.create_task(self._call_out(self._answer))

    def _new(self, work: Work, question: Question) -> Answer:
        return Answer(
            session=self._session,
            turn=work.turn,
            revision=work.revision,
            trace=work.trace,
            question=question,
            began=self._ledger.began,
            judged=self._judged,
            sounded=lambda answer: self._post(Sounded(answer.turn, answer.revision)),
            proposed=self._session.proposed,
            generation=self._session.outbox.generation,
            drafting=work.drafting,
            timeline=work.timeline,
        )

    def commit(self) -> None:
        """Let the prepared answer be heard."""
        if self._answer is not None:
            self._answer.committed.set()

    def discard(self) -> None:
        """Stop the answer; nothing of it has been heard."""
        if self._task is not None:
            self._task.cancel()
        if self._answer is not None and self._answer.drafting is not None:
            self._answer.drafting.drop()  # a task that has not begun yet would not do it
        self._let_go()

    def _let_go(self) -> None:
        """Whatever comes now is no longer for this answer."""
        self._answer = self._task = None

    def hold(self) -> None:
        """Stop the voice where it is."""
        if self._answer is not None:
            self._answer.hold()

    def resume(self) -> None:
        """Let the voice go on."""
        if self._answer is not None:
            self._answer.resume()

    @property
    def asks(self) -> bool:
        """Whether the last that was said of the answer is a question."""
        return self._answer is not None and self._answer.playback.asks(time.monotonic())

    @property
    def spoken(self) -> str:
        """The words of the answer, as far as they have been given to the voice."""
        return self._answer.written if self._answer is not None else ""

    def cut(self) -> None:
        """Stop the answer that is being given, and note how far it was heard."""
        answer = self._answer
        self.discard()
        self.awaits_reply = False
        self._session.outbox.void()
        self._session.echo.held()
        if answer is not None:
            self._ledger.cut(answer)

    def gives(self, response_id: str) -> bool:
        """Whether it is this answer that is being given."""
        return self._answer is not None and self._answer.response_id == response_id

    def played(self, response_id: str, samples: int) -> None:
        """So much of an answer has been heard; of an answer that is over, it no longer matters."""
        if self._answer is not None and self.gives(response_id):
            self._answer.playback.acknowledge(samples)
            self._session.echo.acknowledged(samples)

    async def _run(self, answer: Answer) -> None:
        """One turn's task: answer, or apologise, and close the books."""
        failure: BaseException | None = None
        said = False
        try:
            said = await answer.run()
        except* Exception as group:  # noqa: BLE001 - law 10: whatever fails ends the turn, never the conversation
            failure = first_cause(group)
        if answer is not self._answer:
            return  # stopped in the very step in which it failed: a task group then tells only of the failure
        if failure is not None:
            await self._apologise(answer, failure)
        elif not said:
            self._post(NothingSaid(answer.turn, answer.revision))
            return
        await self._finish(answer)

    async def _finish(self, answer: Answer) -> None:
        """The answer has been said to its end; the books are closed before anything else can begin."""
        self.awaits_reply = self.asks and not answer.unasked
        closed = self._ledger.close(answer)
        self._let_go()
        self._post(Finished(answer.turn, answer.revision))
        await self._ledger.done(answer, closed)

    async def _apologise(self, answer: Answer, failure: BaseException) -> None:
        """Say that it did not work, in words that are ready even when the voice is down."""
        reason = failure.reason if isinstance(failure, PennyError) else type(failure).__name__
        stage = failure.part if isinstance(failure, PennyError) and failure.part in STAGES else answer.stage
        with use_span(answer.trace.span, end_on_exit=False):  # so that the line bears the turn's trace id
            log.warning("answer failed", extra={"turn": answer.turn, "stage": stage, "error": reason})
        await answer.committed.wait()
        self._ledger.began(answer)
        code, phrase = _told(failure, stage)
        body = gateway_pb2.ErrorEvent(code=code, text=self._session.phrases.shown[code])
        self._session.outbox.put(answer.turn, answer.revision, error=body)
        answer.failed = True
        await self._recite(answer, phrase)

    async def _call_out(self, answer: Answer) -> None:
        """One turn's task: a phrase of Penny's own, and its entry in the books."""
        await answer.committed.wait()
        self._ledger.began(answer)
        await self._recite(answer, "still_there")
        await self._finish(answer)

    async def _recite(self, answer: Answer, name: str) -> None:
        """Say a phrase by its name; nothing if it could never be made."""
        phrase = self._stock.get(name, self._session.voice, self._session.language)
        if phrase is not None:
            await answer.recite(phrase)
