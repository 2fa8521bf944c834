"""One Generate stream: words are read in, the question is answered, and the end of the client is the end of it all.

Of words that come while others are being read only the newest are read. `go` stops such a reading; it waits for one
batch of tokens at most.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from penny.v1 import llm_pb2
from penny.v1.llm_pb2 import GenerateRequest, GenerateResponse
from penny_chassis.errors import OutOfOrder
from penny_llm import template, wire
from penny_llm.completeness import question_probability, sentence_end_probability, without_final_marks
from penny_llm.engine import Answer, Engine, Prompt, Reading, Stop
from penny_llm.loops import LoopGuard
from penny_llm.mailbox import Asked, Gone, Mailbox
from penny_llm.reply import Reply


@dataclass(frozen=True, slots=True)
class _Read:
    """Words have been read in, or could not be."""

    characters: int
    took_ms: float
    outcome: "asyncio.Future[Reading]"


@dataclass(frozen=True, slots=True)
class _Judged:
    """The whole question has been read in."""

    characters: int
    took_ms: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Piece:
    """The answer goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answer is complete, or has failed."""

    outcome: "asyncio.Future[Answer]"


_Event = Asked[GenerateRequest] | Gone | _Read | _Judged | _Piece | _Answered


class Answering:
    """The course of one stream after its config."""

    def __init__(self, engine: Engine, turn: wire.Turn, executor: Executor) -> None:
        self._engine = engine
        self._turn = turn
        self._mailbox: Mailbox[GenerateRequest, _Read | _Judged | _Piece | _Answered] = Mailbox(executor)
        self._guard = LoopGuard()
        self._stop = Stop()
        self._waiting: str | None = None
        self._reading = False
        self._reply: Reply | None = None

    async def responses(self, requests: AsyncIterable[GenerateRequest]) -> AsyncGenerator[GenerateResponse, None]:
        """What the stream answers to its requests, until it is done or the client is gone.

        Raises:
            InvalidInput: Nothing was said.
            TooLarge: Too much was said.
            OutOfOrder: Something came after `go`, or a second `config`.
            EngineFailed: The engine raised, or wrote something that cannot be used.
        """
        async with self._mailbox.reading(requests):
            try:
                event: _Event | None = None
                while not isinstance(event, Gone | _Answered):
                    event = await self._mailbox.next()
                    for response in self._react(event):
                        yield response
            finally:
                self._stop.set()

    def _react(self, event: _Event) -> Iterator[GenerateResponse]:
        match event, self._reply:
            case Asked(request), None:
                self._ask(request)
            case Asked(), Reply():
                raise OutOfOrder("Nothing can follow 'go'.", remedy="Open another stream.", field="body")
            case _Read(characters, took_ms, outcome), None:
                self._reading = False
                yield _completeness(characters, took_ms, outcome.result())
                self._read_newest()
            case _Judged(characters, took_ms, reading), Reply():
                yield _completeness(characters, took_ms, reading)
            case _Piece(text), Reply() as reply:
                yield from reply.feed(text)
            case _Answered(outcome), Reply() as reply:
                yield from reply.finish(outcome.result())

    def _ask(self, request: GenerateRequest) -> None:
        match request.WhichOneof("body"):
            case "words":
                self._waiting = wire.words(request.words.text, "words.text")
                self._read_newest()
            case "go":
                self._go(request.go)
            case body:
                raise OutOfOrder(f"'{body}' cannot come here.", remedy="Send 'words' or 'go'.", field="body")

    def _read_newest(self) -> None:
        if self._reading or self._waiting is None:
            return
        words, self._waiting = self._waiting, None
        began = time.perf_counter()
        self._reading = True
        self._mailbox.run(
            partial(self._engine.read, self._open_prompt(words), self._stop),
            lambda outcome: _Read(len(words), (time.perf_counter() - began) * 1000, outcome),
        )

    def _open_prompt(self, words: str) -> Prompt:
        """The conversation with these words, as if they might go on."""
        text = template.ask_open(self._turn.conversation, without_final_marks(words))
        return Prompt(self._turn.session_id, text, words)

    def _go(self, go: llm_pb2.GenerateGo) -> None:
        if go.text.strip() or not self._turn.after_tool:
            question = wire.words(go.text, "go.text")
            prompt = template.ask(self._turn.conversation, question)
        else:
            question, prompt = "", template.answer_due(self._turn.conversation)
        self._stop.set()
        self._stop = Stop()
        self._reply = Reply(self._turn.plan)
        answer = partial(
            self._engine.answer,
            Prompt(self._turn.session_id, prompt, question),
            self._turn.plan,
            self._emit,
            self._stop,
        )
        judge = go.judge and bool(question)
        self._mailbox.run(partial(self._judge_first, question, answer) if judge else answer, _Answered)

    def _judge_first(self, question: str, answer: Callable[[], Answer]) -> Answer:
        """Read the question in, tell how complete it is, and answer it; on the engine's thread."""
        began = time.perf_counter()
        reading = self._engine.read(self._open_prompt(question), self._stop)
        self._mailbox.post(_Judged(len(question), (time.perf_counter() - began) * 1000, reading))
        return answer()

    def _emit(self, piece: str) -> bool:
        """Called on the engine's thread."""
        self._mailbox.post(_Piece(piece))
        return self._turn.plan.schema is None and self._guard.feed(piece)


def _completeness(characters: int, took_ms: float, reading: Reading) -> GenerateResponse:
    return GenerateResponse(
        completeness=llm_pb2.Completeness(
            characters=characters,
            probability=sentence_end_probability(reading.next_tokens),
            question=question_probability(reading.next_tokens),
            inference_ms=took_ms,
        )
    )
