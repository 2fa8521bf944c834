"""The model's part of an answer: from the question to clauses, by way of the tools that the model wants called.

A tool may have effects, so none is called before the commit (law 3): only then is it known how.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from penny.v1 import llm_pb2, tools_pb2
from penny_gateway.backends import GenerateStream
from penny_gateway.consulting import Consulting
from penny_gateway.grace import Wish, names_amount
from penny_gateway.grounding import Known, grounded, known
from penny_gateway.latency import Made
from penny_gateway.lookup import looked_up
from penny_gateway.prompt import UNKNOWN
from penny_gateway.reading import Reading
from penny_gateway.sentences import ClauseCutter
from penny_gateway.session import Session, TurnTrace
from penny_gateway.source import Released

MAX_ROUNDS = 4
"""How often in one answer the model may ask for tools; after that it is heard as it is."""

Message = llm_pb2.ChatMessage
Judged = Callable[[float], None]
"""Told how probable it is that the question is a complete sentence."""


@dataclass(slots=True)
class Thinking:
    """One answer being thought."""

    session: Session
    trace: TurnTrace
    made: Made
    told: list[Message]
    """The conversation before the question, as it was when the answer was begun."""
    tools: Released
    """How tools are called; known when they may be."""
    judged: Judged | None = None
    """None: it is known already, or does not matter."""
    reading: Reading | None = None
    """The model, if it has been reading along."""
    wish: Wish | None = None
    """What GRACE is to be asked first."""
    _known: Known = field(default_factory=lambda: known((), ""))

    async def clauses(self, text: str) -> AsyncGenerator[str, None]:
        """The answer to a question, clause by clause as it is written; it ends in an admission where it is made up.

        Raises:
            PennyError: The model failed, or was too slow.
        """
        self.made.mark("go")
        if self.wish is not None:
            consulted = await Consulting(self.session, self.trace, self.made).ask(self.wish, text)
        else:
            consulted = await looked_up(self.session, self.trace, text)
        if consulted.instead:
            yield consulted.instead
            return
        if consulted.asked:
            self.reading = None  # what it has read along does not begin like this
            text = self.made.asked = consulted.asked
            self.made.lent = consulted.lent
        of_money = False
        async with aclosing(self._written(text)) as written:
            async for clause in written:
                if clause in consulted.warning:
                    continue  # the model repeats what it has heard itself say; it comes at the end
                if self.session.settings.grounded and not grounded(clause, self._known):
                    yield UNKNOWN
                    break
                of_money = of_money or names_amount(clause)
                yield clause
        if consulted.warning and of_money:
            yield consulted.warning

    async def _written(self, text: str) -> AsyncGenerator[str, None]:
        """What the model writes in answer, clause by clause."""
        cutter = ClauseCutter()
        messages, question = self.told, text
        for _ in range(MAX_ROUNDS):
            calls: list[tools_pb2.ToolCall] = []
            told = (message.content for message in messages)
            # What DECK has found holds the numbers there are: none is the model's to make.
            self._known = known([*told, text], "") if self.made.asked else known(told, text)
            async with aclosing(self._round(messages, question)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, tools_pb2.ToolCall):
                        calls.append(piece)
                        continue
                    for clause in cutter.feed(piece):
                        yield clause
            if not calls:
                break
            asked = [Message(role=llm_pb2.ROLE_USER, content=question)] if question else []
            messages, question = [*messages, *asked, *await self._call(calls)], ""
        if rest := cutter.rest():
            yield rest

    async def _round(self, messages: list[Message], question: str) -> AsyncGenerator[str | tools_pb2.ToolCall, None]:
        """One generation: pieces of text, and the tools that it wants."""
        stream = self._stream(messages)
        judged = self.judged if question else None
        try:
            go = llm_pb2.GenerateGo(text=question, judge=judged is not None)
            stream.send(llm_pb2.GenerateRequest(go=go))
            while (answer := await stream.receive(self.session.settings.llm_timeout_s)) is not None:
                match answer.WhichOneof("body"):
                    case "completeness" if judged and answer.completeness.characters == len(question):
                        judged(answer.completeness.probability)
                    case "delta":
                        self.made.mark("first_token")
                        yield answer.delta.text
                    case "tool_call":
                        yield answer.tool_call
                    case "done":
                        self._note(answer.done)
        finally:
            stream.cancel()

    def _stream(self, messages: list[Message]) -> Reading | GenerateStream:
        """A stream to the model that knows the conversation: the one that it has read along on, the first time."""
        reading, self.reading = self.reading, None
        if reading is not None:
            return reading
        stream = self.session.backends.generate(self.trace.context)
        stream.send(llm_pb2.GenerateRequest(config=self.session.generate_config(messages)))
        return stream

    async def _call(self, calls: list[tools_pb2.ToolCall]) -> list[Message]:
        """Have the tools called, all at once; gives what the model is to read of it."""
        send_call = await self.tools
        results = await asyncio.gather(*(self.session.tool_desk.call(call, send_call) for call in calls))
        answers = [
            Message(role=llm_pb2.ROLE_TOOL, content=result, tool_call_id=call.id)
            for call, result in zip(calls, results, strict=True)
        ]
        return [Message(role=llm_pb2.ROLE_ASSISTANT, tool_calls=calls), *answers]

    def _note(self, done: llm_pb2.GenerateDone) -> None:
        self.made.prompt_tokens = done.prompt_tokens
        self.made.cached_tokens = done.cached_tokens
        self.made.completion_tokens += done.completion_tokens
