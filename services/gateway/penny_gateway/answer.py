"""One answer: prepared under (turn, revision), held back until it is committed, then heard.

The law: before `commit` nothing leaves this file but the transcript shown on the screen; no sound, no log, no
history. One task runs one answer; cancelling it stops the recogniser's wait, the model and the voice, and is how the
person interrupts.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from penny.v1 import gateway_pb2, tools_pb2, tts_pb2
from penny_chassis import telemetry
from penny_chassis.audio import BYTES_PER_SAMPLE, MAX_CHUNK_BYTES
from penny_chassis.errors import EngineFailed, TooSlow
from penny_gateway.apology import Apology
from penny_gateway.backends import SynthesizeStream
from penny_gateway.latency import Timeline
from penny_gateway.playback import Clause, Playback
from penny_gateway.reading import Reading
from penny_gateway.session import Session, TurnTrace
from penny_gateway.thinking import Thinking


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of the answer's audio."""

    pcm: bytes
    start_sample: int


@dataclass(frozen=True, slots=True)
class ClauseEnd:
    """All audio of a clause has come."""

    index: int
    start_sample: int
    end_sample: int


@dataclass(slots=True)
class Answer:
    """An answer in the making."""

    session: Session
    turn: int
    revision: int
    trace: TurnTrace
    question: Callable[[], Awaitable[str]]
    """Gives the person's words; empty if there were none."""
    began: Callable[["Answer"], None]
    """Called when the answer is committed and the person's words are known."""
    judged: Callable[["Answer", float], None]
    """Called with the probability that the person's words are complete."""
    sounded: Callable[["Answer"], None]
    """Called when the first audio has been sent."""
    generation: int
    """The outbox's when the answer was started; a piece of an answer that has been voided is never sent."""
    reading: Reading | None = None
    """The model, as far as it has been reading along; it is let go in the end."""
    timeline: Timeline = field(default_factory=Timeline)
    text: str = ""
    """The person's words, when they are known."""
    asked: str = ""
    """The same as the model is given them."""
    spoken: list[str] = field(default_factory=list)
    """The clauses that have been given to the voice."""
    playback: Playback = field(default_factory=Playback)
    committed: asyncio.Event = field(default_factory=asyncio.Event)
    failed: bool = False
    """Whether it ended in an apology."""
    _free: asyncio.Event = field(default_factory=asyncio.Event)
    """Clear while the voice is held."""
    _sounds: asyncio.Queue[Sound | ClauseEnd | None] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self._free.set()

    @property
    def response_id(self) -> str:
        """The name of this answer on the wire."""
        return f"{self.turn}.{self.revision}"

    async def run(self) -> bool:
        """Make the answer and let it be heard; False if the person said no words.

        Raises:
            PennyError: A stage failed; nothing, or only a part, was heard.
        """
        try:
            self.text = await self.question()
            if not self.text:
                return False
            self.asked = self.reading.spelled(self.text) if self.reading is not None else self.text
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._make())
                watching = tasks.create_task(self._watch())
                await self._utter()
                watching.cancel()
        finally:
            if self.reading is not None:
                self.reading.drop()
        return True

    def hold(self) -> None:
        """Stop the voice where it is."""
        self._free.clear()
        self.playback.hold(time.monotonic())
        self.session.echo.held()
        self._say_response(gateway_pb2.ResponseEvent.KIND_PAUSED)

    def resume(self) -> None:
        """Let the voice go on."""
        self.playback.resume(time.monotonic())
        self.session.echo.resumed()
        self._free.set()
        self._say_response(gateway_pb2.ResponseEvent.KIND_RESUMED)

    def _say_response(self, kind: gateway_pb2.ResponseEvent.Kind.ValueType) -> None:
        body = gateway_pb2.ResponseEvent(kind=kind, response_id=self.response_id)
        self.session.outbox.put(self.turn, self.revision, response=body)

    @property
    def stage(self) -> str:
        """How far the answer has come, as the stage that has the work: what to blame when it fails."""
        if not self.text:
            return "asr"
        return "tts" if "first_clause" in self.timeline.marks else "llm"

    async def apologise(self, apology: Apology) -> None:
        """Say a phrase that was made beforehand in place of the rest of the answer."""
        self.failed = True
        self.playback.rate_hz = apology.rate_hz
        start = self.playback.sent_samples
        self._announce(apology.text)
        for offset in range(0, len(apology.pcm), MAX_CHUNK_BYTES):
            piece = apology.pcm[offset : offset + MAX_CHUNK_BYTES]
            await self._send(Sound(piece, start + offset // BYTES_PER_SAMPLE))
        self.playback.clauses.append(Clause(apology.text, start, self.playback.sent_samples))
        await self._heard_out()

    async def _heard_out(self) -> None:
        """Wait until all that was sent has been heard."""
        while (left := self.playback.over_in_s(time.monotonic())) > 0:
            await asyncio.sleep(min(left, 0.1))
            await self._free.wait()
        self.playback.acknowledge(self.playback.sent_samples)

    async def _make(self) -> None:
        """Model and voice: from the question to audio in the queue."""
        voice = self.session.backends.synthesize(self.trace.context)
        try:
            voice.send(tts_pb2.SynthesizeRequest(config=self.session.voice_config()))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._think(voice))
                tasks.create_task(self._speak(voice))
        finally:
            voice.cancel()
        self._sounds.put_nowait(None)

    async def _watch(self) -> None:
        """See to it that a committed turn is heard: no sound for too long, though it may sound, is a failure.

        Raises:
            TooSlow: Nothing was to be heard in time.
        """
        await self.committed.wait()
        await asyncio.sleep(self.session.settings.answer_timeout_s)
        await self._free.wait()
        if self.playback.started_s is None:
            raise TooSlow("No stage failed, but there is no answer.")

    async def _think(self, voice: SynthesizeStream) -> None:
        """The model's clauses to the voice."""
        thinking = Thinking(
            self.session,
            self.trace,
            self.timeline,
            self.committed,
            send_call=self._send_call,
            judged=lambda probability: self.judged(self, probability),
            reading=self.reading,
        )
        with telemetry.span("llm", parent=self.trace.context) as span:
            async with aclosing(thinking.clauses(self.asked)) as clauses:
                async for clause in clauses:
                    self._say(clause, voice)
            span.set_attribute("llm.prompt_tokens", self.timeline.prompt_tokens)
            span.set_attribute("llm.cached_tokens", thinking.cached_tokens)
            span.set_attribute("llm.completion_tokens", self.timeline.completion_tokens)
        if not self.spoken:
            raise EngineFailed("llm gave an empty answer.")
        voice.send(tts_pb2.SynthesizeRequest(finish=tts_pb2.TtsFinish()))

    def _send_call(self, call: tools_pb2.ToolCall) -> None:
        self.session.outbox.put(self.turn, self.revision, tool_call=call)

    def _say(self, clause: str, voice: SynthesizeStream) -> None:
        self.timeline.mark("first_clause")
        self.spoken.append(clause)
        voice.send(tts_pb2.SynthesizeRequest(text=tts_pb2.TtsText(text=clause)))

    async def _speak(self, voice: SynthesizeStream) -> None:
        """The voice's audio into the queue; the clock for its first audio starts with the first clause."""
        with telemetry.span("tts", parent=self.trace.context) as span:
            clauses = samples = 0
            while (answer := await voice.receive(self._voice_patience_s())) is not None:
                match answer.WhichOneof("body"):
                    case "started":
                        self.playback.rate_hz = answer.started.sample_rate_hz
                    case "audio":
                        self.timeline.mark("first_audio_made")
                        samples += len(answer.audio.pcm) // BYTES_PER_SAMPLE
                        self._sounds.put_nowait(Sound(answer.audio.pcm, answer.audio.start_sample))
                    case "clause":
                        end = answer.clause
                        clauses += 1
                        if self.timeline.synthesis_ms is None:
                            self.timeline.synthesis_ms = end.synthesis_ms
                        self._sounds.put_nowait(ClauseEnd(end.index, end.start_sample, end.end_sample))
            span.set_attribute("tts.clauses", clauses)
            span.set_attribute("tts.samples", samples)

    def _voice_patience_s(self) -> float:
        """The voice may have to wait for the model's next clause before it can answer."""
        return self.session.settings.tts_timeout_s + self.session.settings.llm_timeout_s

    async def _utter(self) -> None:
        """After the commit: the audio to the client, not further ahead than it is useful, until all of it is heard."""
        await self.committed.wait()
        self.began(self)
        announced = clause = 0
        while (item := await self._sounds.get()) is not None:
            if isinstance(item, ClauseEnd):
                text = self.spoken[item.index]
                self.playback.clauses.append(Clause(text, item.start_sample, item.end_sample))
                clause = item.index + 1
                continue
            if announced <= clause:
                self._announce(self.spoken[clause])
                announced = clause + 1
            await self._send(item)
        await self._heard_out()

    def _announce(self, text: str) -> None:
        """The words, a moment before their sound."""
        body = gateway_pb2.ResponseText(response_id=self.response_id, text=text)
        self.session.outbox.put_sound(self.turn, self.revision, self.generation, text=body)

    async def _send(self, sound: Sound) -> None:
        await self._free.wait()
        now = time.monotonic()
        if (early := self.playback.ahead_s(now) - self.session.settings.audio_lead_s) > 0:
            await asyncio.sleep(early)
            await self._free.wait()
        body = gateway_pb2.ResponseAudio(
            response_id=self.response_id,
            sample_rate_hz=self.playback.rate_hz,
            start_sample=sound.start_sample,
            pcm=sound.pcm,
        )
        self.session.outbox.put_sound(self.turn, self.revision, self.generation, audio=body)
        self.session.echo.sent(sound.start_sample, sound.pcm, self.playback.rate_hz)
        first = self.playback.started_s is None
        self.playback.sent(len(sound.pcm) // BYTES_PER_SAMPLE, time.monotonic())
        if first:
            self.timeline.mark("first_audio_sent")
            self.sounded(self)
