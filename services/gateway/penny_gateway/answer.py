"""One answer: prepared under (turn, revision), held back until it is committed, then heard.

The law: before `commit` nothing leaves this file but the transcript shown on the screen; no sound, no log, no
history. One task runs one answer; cancelling it stops the recogniser's wait, the model and the voice, and is how the
person interrupts.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from penny.v1 import gateway_pb2, tools_pb2, vault_pb2
from penny_chassis.audio import BYTES_PER_SAMPLE, MAX_CHUNK_BYTES
from penny_chassis.errors import TooSlow
from penny_gateway.drafting import Drafting
from penny_gateway.latency import Timeline
from penny_gateway.making import Making
from penny_gateway.playback import Clause, Playback
from penny_gateway.session import Session, TurnTrace
from penny_gateway.stock import StockPhrase

Question = Callable[[], Awaitable[str]]
"""Gives the person's words; empty if there were none."""


@dataclass(slots=True)
class Answer:
    """An answer in the making."""

    session: Session
    turn: int
    revision: int
    trace: TurnTrace
    question: Question
    began: Callable[["Answer"], None]
    """Called when the answer is committed and the person's words are known."""
    judged: Callable[["Answer", float], None]
    """Called with the probability that the person's words are complete."""
    sounded: Callable[["Answer"], None]
    """Called when the first audio has been sent."""
    proposed: vault_pb2.Recado | None
    """What waited for a yes when the answer was started."""
    generation: int
    """The outbox's when the answer was started; a piece of an answer that has been voided is never sent."""
    drafting: Drafting | None = None
    """The answer as far as it was begun while the person spoke; it is let go in the end."""
    timeline: Timeline = field(default_factory=Timeline)
    text: str = ""
    """The person's words, when they are known."""
    making: Making | None = None
    """Known when the person's words are."""
    playback: Playback = field(default_factory=Playback)
    committed: asyncio.Event = field(default_factory=asyncio.Event)
    failed: bool = False
    """Whether it ended in an apology."""
    unasked: bool = False
    """Whether Penny speaks of her own accord."""
    _free: asyncio.Event = field(default_factory=asyncio.Event)
    """Clear while the voice is held."""

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
            async with asyncio.TaskGroup() as tasks:
                watching = [tasks.create_task(watch()) for watch in (self._watch, self._watch_door)]
                self.text = await self.question()
                if self.text:
                    await self._answer(tasks)
                for watch in watching:
                    watch.cancel()
        finally:
            if self.making is not None:
                self.making.stop(wasted=not self.committed.is_set())
            if self.drafting is not None:
                self.drafting.drop()
        return bool(self.text)

    async def _answer(self, tasks: asyncio.TaskGroup) -> None:
        """Have the answer made, and let it be heard as it is."""
        self.making = making = self._begin()
        self.timeline.made = making.made
        self.playback.clauses = making.clauses
        tasks.create_task(making.complete())
        await self._utter(making)

    def _begin(self) -> Making:
        """The making of the answer, or what has been made of it already."""
        if self.drafting is None:
            return Making(self.session, self.trace, self.text)
        return self.drafting.answer(self.text, lambda probability: self.judged(self, probability))

    @property
    def asked(self) -> str:
        """The person's words as the model was given them."""
        return self.making.question if self.making is not None else self.text

    @property
    def written(self) -> str:
        """What the model has written so far, whether it is heard or not."""
        return " ".join(self.making.spoken) if self.making is not None else ""

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
        """How far the answer has come, as the stage that has the work: what to blame if a failure does not say."""
        if not self.text:
            return "asr"
        return "tts" if "first_clause" in self.timeline.made.marks else "llm"

    async def recite(self, phrase: StockPhrase) -> None:
        """Say a phrase that was made beforehand, in place of the rest of the answer."""
        self.playback.break_off()
        self.playback.rate_hz = phrase.rate_hz
        start, samples = self.playback.sent_samples, len(phrase.pcm) // BYTES_PER_SAMPLE
        self.playback.clauses.append(Clause(phrase.text, start, start + samples))
        self._announce(phrase.text)
        for offset in range(0, len(phrase.pcm), MAX_CHUNK_BYTES):
            await self._send(phrase.pcm[offset : offset + MAX_CHUNK_BYTES], start + offset // BYTES_PER_SAMPLE)
        await self._heard_out()

    async def _heard_out(self) -> None:
        """Wait until all that was sent has been heard."""
        while (left := self.playback.over_in_s(time.monotonic())) > 0:
            await asyncio.sleep(min(left, 0.1))
            await self._until_free()
        self.playback.acknowledge(self.playback.sent_samples)

    async def _until_free(self) -> None:
        """Wait while the voice is held; it may be held again before this task comes to its turn."""
        while not self._free.is_set():
            await self._free.wait()

    async def _watch(self) -> None:
        """See to it that a committed turn is heard: no sound for too long, though it may sound, is a failure.

        Raises:
            TooSlow: Nothing was to be heard in time.
        """
        await self.committed.wait()
        await asyncio.sleep(self.session.settings.answer_timeout_s)
        await self._until_free()
        if self.playback.started_s is None:
            raise TooSlow("No stage failed, but there is no answer.")

    async def _watch_door(self) -> None:
        """See to it that nothing more of the person's is said to somebody whom DECK does not know.

        Raises:
            Unauthenticated: It has just said so.
        """
        await self.committed.wait()
        await self.session.unknown.wait()
        self.session.require_known()

    async def _utter(self, making: Making) -> None:
        """After the commit: the audio to the client, not further ahead than it is useful, until all of it is heard."""
        await self.committed.wait()
        self.session.require_known()
        self.began(self)
        making.release(self._send_call)
        announced = 0
        while (sound := await making.sounds.get()) is not None:
            self.playback.rate_hz = making.rate_hz
            if announced <= sound.clause:
                self._announce(making.spoken[sound.clause])
                announced = sound.clause + 1
            await self._send(sound.pcm, sound.start_sample)
        await self._heard_out()

    def _send_call(self, call: tools_pb2.ToolCall) -> None:
        self.session.outbox.put_sound(self.turn, self.revision, self.generation, tool_call=call)

    def _announce(self, text: str) -> None:
        """The words, a moment before their sound."""
        body = gateway_pb2.ResponseText(response_id=self.response_id, text=text)
        self.session.outbox.put_sound(self.turn, self.revision, self.generation, text=body)

    async def _send(self, pcm: bytes, start_sample: int) -> None:
        await self._until_free()
        now = time.monotonic()
        if (early := self.playback.ahead_s(now) - self.session.settings.audio_lead_s) > 0:
            await asyncio.sleep(early)
            await self._until_free()
        body = gateway_pb2.ResponseAudio(
            response_id=self.response_id,
            sample_rate_hz=self.playback.rate_hz,
            start_sample=start_sample,
            pcm=pcm,
        )
        self.session.outbox.put_sound(self.turn, self.revision, self.generation, audio=body)
        self.session.echo.sent(start_sample, pcm, self.playback.rate_hz)
        first = self.playback.started_s is None
        self.playback.sent(len(pcm) // BYTES_PER_SAMPLE, time.monotonic())
        if first:
            self.timeline.mark("first_audio_sent")
            self.sounded(self)
