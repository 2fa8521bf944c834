"""One Generate stream: words are read in, the question is answered, and the end of the client is the end of it all.

Of words that come while others are being read only the newest are read. `go` stops such a reading, and waits for one
batch of tokens at most; but if it is the question's own words that are being read, or were last, they are not read
again to be judged: a token of the model's is a twentieth of a second before the answer.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
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

    prompt: Prompt
    took_ms: float
    outcome: "asyncio.Future[Reading]"


@dataclass(frozen=True, slots=True)
class _Piece:
    """The answer goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answer is complete, or has failed."""

    outcome: "asyncio.Future[Answer]"


_Event = Asked[GenerateRequest] | Gone | _Read | _Piece | _Answered


class Answering:
    """The course of one stream after its config."""

    def __init__(self, engine: Engine, turn: wire.Turn, executor: Executor) -> None:
        self._engine = engine
        self._turn = turn
        self._mailbox: Mailbox[GenerateRequest, _Read | _Piece | _Answered] = Mailbox(executor)
        self._guard = LoopGuard()
        self._stop = Stop()
        self._waiting: str | None = None
        """Words to be read next."""
        self._reading: Prompt | None = None
        """What is being read."""
        self._last: tuple[str, Reading] | None = None
        """The text that was read last, and what the model made of it."""
        self._due: Prompt | None = None
        """What is to be answered as soon as the question has been judged."""
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
                yield from self._ask(request)
            case Asked(), Reply():
                raise OutOfOrder("Nothing can follow 'go'.", remedy="Open another stream.", field="body")
            case _Read(prompt, took_ms, outcome), _ if prompt is self._reading:
                yield from self._learn(prompt, took_ms, outcome.result())
            case _Piece(text), Reply() as reply:
                yield from reply.feed(text)
            case _Answered(outcome), Reply() as reply:
                yield from reply.finish(outcome.result())

    def _ask(self, request: GenerateRequest) -> Iterator[GenerateResponse]:
        match request.WhichOneof("body"):
            case "words":
                self._waiting = wire.words(request.words.text, "words.text")
                self._read_newest()
            case "go":
                yield from self._go(request.go)
            case body:
                raise OutOfOrder(f"'{body}' cannot come here.", remedy="Send 'words' or 'go'.", field="body")

    def _read_newest(self) -> None:
        if self._reading is None and self._waiting is not None:
            words, self._waiting = self._waiting, None
            self._read(self._open_prompt(words))

    def _open_prompt(self, words: str) -> Prompt:
        """The conversation with these words, as if they might go on."""
        text = template.ask_open(self._turn.conversation, without_final_marks(words))
        return Prompt(self._turn.session_id, text, words)

    def _read(self, prompt: Prompt) -> None:
        began = time.perf_counter()
        self._reading = prompt
        self._mailbox.run(
            partial(self._engine.read, prompt, self._stop),
            lambda outcome: _Read(prompt, (time.perf_counter() - began) * 1000, outcome),
        )

    def _learn(self, prompt: Prompt, took_ms: float, reading: Reading) -> Iterator[GenerateResponse]:
        """Words have been read in: tell how complete they are, and go on."""
        self._reading, self._last = None, (prompt.text, reading)
        if self._due is None:
            yield _completeness(len(prompt.question), took_ms, reading)
            self._read_newest()
        else:
            yield _completeness(len(self._due.question), took_ms, reading)
            self._answer(self._due)

    def _go(self, go: llm_pb2.GenerateGo) -> Iterator[GenerateResponse]:
        self._reply = Reply(self._turn.plan)
        if not go.text.strip() and self._turn.after_tool:
            self._answer(Prompt(self._turn.session_id, template.answer_due(self._turn.conversation)))
            return
        question = wire.words(go.text, "go.text")
        due = Prompt(self._turn.session_id, template.ask(self._turn.conversation, question), question)
        words = self._open_prompt(question)
        if not go.judge:
            self._answer(due)
        elif self._reading is not None and self._reading.text == words.text:
            self._due = due
        elif self._reading is None and self._last is not None and self._last[0] == words.text:
            yield _completeness(len(question), 0.0, self._last[1])
            self._answer(due)
        else:
            self._due = due
            self._interrupt()
            self._read(words)

    def _answer(self, prompt: Prompt) -> None:
        self._interrupt()
        answer = partial(self._engine.answer, prompt, self._turn.plan, self._emit, self._stop)
        self._mailbox.run(answer, _Answered)

    def _interrupt(self) -> None:
        """Read no further in what is being read."""
        self._stop.set()
        self._stop = Stop()
        self._reading = None

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
