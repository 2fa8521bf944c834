"""The five stages as the gateway's own client code sees them, without a wire: calls that answer when chance wants it.

Each call is what grpc.aio gives for a bidirectional call, as far as the gateway uses it, so that its real `Stream` is
walked too. Any call may be slow, hang, break off with a status or end early.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import grpc

from penny.v1 import asr_pb2, audio_pb2, deck_pb2, llm_pb2, tools_pb2, tts_pb2
from penny_chassis.audio import BYTES_PER_SAMPLE, to_samples
from penny_gateway.backends import Backends
from penny_gateway.config import Settings

RATE_HZ = 24_000
PRE_ROLL_SAMPLES = to_samples(500)
SAMPLES_PER_CHARACTER = RATE_HZ * 60 // 1000
PIECE_SAMPLES = RATE_HZ // 4
ANSWER = "La respuesta"
"""How the model's answers begin."""
_CANCELLED = object()
_FAULTS = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.INTERNAL)

Serve = Callable[["Call"], Awaitable[None]]


class Call:
    """One bidirectional call, and the stage's task behind it."""

    def __init__(self, world: "World", serve: Serve) -> None:
        self._world = world
        self._requests: asyncio.Queue[Any] = asyncio.Queue()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()
        self.over = False
        """Whether neither side has anything left to do for it."""
        self._task = asyncio.create_task(self._run(serve))
        world.calls.append(self)

    # What the gateway does with it.

    async def write(self, message: Any) -> None:  # noqa: ANN401 - any stage's
        """Send."""
        await asyncio.sleep(0)
        if self.over:
            raise asyncio.InvalidStateError("RPC already finished.")
        self._requests.put_nowait(message)

    async def done_writing(self) -> None:
        """Half-close."""
        self._requests.put_nowait(None)

    async def read(self) -> Any:  # noqa: ANN401 - any stage's
        """The next answer; once the call has ended, its end again and again."""
        answer = await self._answers.get()
        if answer is _CANCELLED or answer is grpc.aio.EOF or isinstance(answer, grpc.aio.AioRpcError):
            self.over = True
            self._answers.put_nowait(answer)
        if answer is _CANCELLED:
            raise asyncio.CancelledError
        if isinstance(answer, grpc.aio.AioRpcError):
            raise answer
        self._world.events += 1
        return answer

    def cancel(self) -> bool:
        """End it now; whoever reads it is told so as grpc tells it."""
        if not self.over:
            self.over = True
            self._task.cancel()
            self._answers = _emptied(self._answers)
            self._answers.put_nowait(_CANCELLED)
        return True

    # What the stage does with it.

    async def request(self) -> Any:  # noqa: ANN401 - any stage's
        """The next request; None after the last."""
        return await self._requests.get()

    def say(self, answer: Any) -> None:  # noqa: ANN401 - any stage's
        """Answer."""
        if not self.over:
            self._answers.put_nowait(answer)

    async def _run(self, serve: Serve) -> None:
        chance, fault = self._world.chance, self._world.fault()
        try:
            if fault is None:
                await serve(self)
            else:
                async with asyncio.timeout(chance.uniform(0, 3)):
                    await serve(self)
        except TimeoutError:
            if fault == "hang":
                await asyncio.Event().wait()
            if fault == "break":
                self.say(_status(chance.choice(_FAULTS)))
                return
        self.say(grpc.aio.EOF)


def _emptied(queue: asyncio.Queue[Any]) -> asyncio.Queue[Any]:
    while not queue.empty():
        queue.get_nowait()
    return queue


def _status(code: grpc.StatusCode) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), "by chance")


@dataclass(slots=True)
class Row:
    """A turn as DECK has it."""

    index: int
    penny: bool
    """Whether it is hers."""
    completed: int = 0
    heard: str = ""
    interrupted: bool = False


@dataclass(slots=True)
class Heard:
    """What of the microphone's audio has come to one call of the recogniser."""

    start: int = -1
    end: int = 0

    def take(self, audio: audio_pb2.AudioChunk) -> None:
        """The next piece."""
        self.start = audio.start_sample if self.start < 0 else self.start
        self.end = audio.start_sample + len(audio.pcm) // BYTES_PER_SAMPLE

    def text(self, utterances: list[tuple[int, str]]) -> str:
        """What began in it; of what began in the pre-roll, the turn before had the words."""
        since = self.start + PRE_ROLL_SAMPLES if self.start > 0 else 0
        return " ".join(words for at, words in utterances if words and since <= at < self.end)


@dataclass(slots=True)
class World:
    """What the stages of one conversation share: chance, what was said, and what they were given."""

    chance: random.Random
    faulty: float
    """How probable it is that a call fails in some way."""
    slow: float = 1.0
    """How much longer everything takes than it should."""
    events: int = 0
    calls: list[Call] = field(default_factory=list)
    utterances: list[tuple[int, str]] = field(default_factory=list)
    """What the person has said so far, each with the sample of the microphone where it began."""
    asked: list[tuple[list[llm_pb2.ChatMessage], str, str | None]] = field(default_factory=list)
    """What the model was given: the conversation and the question; and what had been heard of its last answer."""
    heard: list[str] = field(default_factory=list)
    """What the client has been told was heard of answers that did not fail, so far."""
    rows: dict[str, Row] = field(default_factory=dict)
    detection: Call | None = None
    lost_writes: int = 0

    def fault(self) -> str | None:
        """What is to go wrong with a call, if anything."""
        return self.chance.choice(("hang", "break", "end")) if self.chance.random() < self.faulty else None

    async def work(self, longest_s: float) -> None:
        """Take some time; now and then none at all, and now and then very long."""
        kind = self.chance.random()
        if kind < 0.1:
            await asyncio.sleep(0)
        else:
            late = 30 if kind > 1 - self.faulty / 2 else 1
            await asyncio.sleep(self.chance.uniform(0, longest_s) * self.slow * late)

    # The stages.

    async def detect(self, call: Call) -> None:
        """Says what the microphone tells it to say."""
        self.detection = call
        while await call.request() is not None:
            pass

    async def transcribe(self, call: Call) -> None:
        """Words as they come, and all of them when asked."""
        heard = Heard()
        partials = asyncio.create_task(self._partials(call, heard))
        try:
            while (request := await call.request()) is not None:
                if request.HasField("audio"):
                    heard.take(request.audio)
                elif request.HasField("finish"):
                    text = heard.text(self.utterances)
                    await self.work(0.4)
                    final = asr_pb2.FinalTranscript(revision=request.finish.revision, text=text)
                    call.say(asr_pb2.TranscribeResponse(final=final))
        finally:
            partials.cancel()

    async def _partials(self, call: Call, heard: Heard) -> None:
        while not call.over:
            await self.work(0.8)
            await asyncio.sleep(0.05)
            words = heard.text(self.utterances).split()
            stable = self.chance.randint(0, len(words))
            body = asr_pb2.PartialTranscript(
                stable_prefix=" ".join(words[:stable]), volatile_tail=" ".join(words[stable:])
            )
            call.say(asr_pb2.TranscribeResponse(partial=body))

    async def generate(self, call: Call) -> None:
        """Reads along, judges, and answers or wants a tool."""
        messages: list[llm_pb2.ChatMessage] = []
        while (request := await call.request()) is not None:
            match request.WhichOneof("body"):
                case "config":
                    messages = list(request.config.messages)
                case "words":
                    await self.work(0.2)
                    self._judge(call, request.words.text)
                case "go":
                    self.asked.append((messages, request.go.text, self.heard[-1] if self.heard else None))
                    await self.work(0.2)
                    if request.go.judge:
                        self._judge(call, request.go.text)
                    await self._answer(call, messages)
                    return

    def _judge(self, call: Call, text: str) -> None:
        body = llm_pb2.Completeness(characters=len(text), probability=self.chance.random() ** 2)
        call.say(llm_pb2.GenerateResponse(completeness=body))

    async def _answer(self, call: Call, messages: list[llm_pb2.ChatMessage]) -> None:
        number = len(self.asked)
        if self.chance.random() < 0.15 and messages[-1].role != llm_pb2.ROLE_TOOL:
            wanted = tools_pb2.ToolCall(id=f"c{number}", name="hora", arguments_json="{}")
            call.say(llm_pb2.GenerateResponse(tool_call=wanted))
        elif self.chance.random() > self.faulty / 4:  # otherwise nothing at all
            for word in self._sentences(number).split():
                await self.work(0.1)
                call.say(llm_pb2.GenerateResponse(delta=llm_pb2.TextDelta(text=f"{word} ")))
        call.say(llm_pb2.GenerateResponse(done=llm_pb2.GenerateDone(prompt_tokens=1)))

    def _sentences(self, number: int) -> str:
        ends = self.chance.choices(".?", weights=(3, 1), k=self.chance.randint(1, 4))
        return " ".join(f"{ANSWER} {number} dice así, con todo{end}" for end in ends)

    async def synthesize(self, call: Call) -> None:
        """Speaks clause after clause."""
        samples = index = 0
        while (request := await call.request()) is not None:
            if request.HasField("finish"):
                return
            if not request.HasField("text"):
                continue
            if index == 0:
                call.say(tts_pb2.SynthesizeResponse(started=tts_pb2.TtsStarted(sample_rate_hz=RATE_HZ)))
            await self.work(0.3)
            end = samples + len(request.text.text) * SAMPLES_PER_CHARACTER
            for start in range(samples, end, PIECE_SAMPLES):
                pcm = bytes(2 * min(PIECE_SAMPLES, end - start))
                call.say(tts_pb2.SynthesizeResponse(audio=audio_pb2.AudioChunk(start_sample=start, pcm=pcm)))
            spoken = tts_pb2.ClauseSpoken(index=index, start_sample=samples, end_sample=end, synthesis_ms=1)
            call.say(tts_pb2.SynthesizeResponse(clause=spoken))
            samples, index = end, index + 1

    # DECK.

    async def append_turn(self, request: deck_pb2.AppendTurnRequest, **_: Any) -> None:  # noqa: ANN401 - of grpc
        """A turn begins; said twice it is the same."""
        await self._write()
        self.rows.setdefault(request.turno.id, Row(request.turno.turno_index, request.turno.rol == deck_pb2.ROL_PENNY))

    async def complete_turn(self, request: deck_pb2.CompleteTurnRequest, **_: Any) -> None:  # noqa: ANN401 - of grpc
        """A turn has ended."""
        await self._write()
        if row := self.rows.get(request.id):
            row.completed += 1
            row.heard, row.interrupted = request.texto, request.interrumpido

    async def close_session(self, _: deck_pb2.CloseSessionRequest, **__: Any) -> None:  # noqa: ANN401 - of grpc
        """The session is over."""
        await self._write()

    async def _write(self) -> None:
        self.events += 1
        await self.work(0.05)
        if self.chance.random() < self.faulty:
            code = self.chance.choice((grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.NOT_FOUND))
            self.lost_writes += code is grpc.StatusCode.NOT_FOUND
            raise _status(code)


class Stages(Backends):
    """The gateway's way to the stages of a world."""

    def __init__(self, world: World, settings: Settings) -> None:
        self._settings = settings
        self._channels = []

        def method(serve: Serve) -> Callable[..., Call]:
            return lambda **_: Call(world, serve)

        self._vad = SimpleNamespace(Detect=method(world.detect))  # type: ignore[assignment]
        self._asr = SimpleNamespace(Transcribe=method(world.transcribe))  # type: ignore[assignment]
        self._llm = SimpleNamespace(Generate=method(world.generate))  # type: ignore[assignment]
        self._tts = SimpleNamespace(Synthesize=method(world.synthesize))  # type: ignore[assignment]
        self.deck = SimpleNamespace(  # type: ignore[assignment]
            AppendTurn=world.append_turn, CompleteTurn=world.complete_turn, CloseSession=world.close_session
        )
