"""An answer being made: the model's clauses, and the voice that speaks them, into a queue of sounds.

The law: making has no effect. Nothing of it is sent to the client, and no tool is called, before somebody lets it
(`release`). It runs in a task of its own, so that it can be begun before it is known whether it will be wanted.
"""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass

from penny.v1 import tts_pb2
from penny_chassis import telemetry
from penny_chassis.audio import BYTES_PER_SAMPLE
from penny_chassis.errors import EngineFailed
from penny_gateway import dataset
from penny_gateway.backends import SynthesizeStream
from penny_gateway.errand import Errand, is_errand
from penny_gateway.grace import Wish, wish
from penny_gateway.latency import Made
from penny_gateway.loading import Loading
from penny_gateway.playback import Clause
from penny_gateway.reading import Reading
from penny_gateway.recados import Reply, reply
from penny_gateway.session import Session, TurnTrace
from penny_gateway.source import Released, SendCall, Source
from penny_gateway.thinking import Judged, Thinking

_ASKED = 0.9
"""How complete a question about a document is taken to be if it sounds like one."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of the answer's audio."""

    pcm: bytes
    start_sample: int
    clause: int
    """Which clause it belongs to, from 0."""


class Making:
    """One answer in the making."""

    def __init__(
        self,
        session: Session,
        trace: TurnTrace,
        question: str,
        reading: Reading | None = None,
        judged: Judged | None = None,
    ) -> None:
        """Begin.

        Args:
            session: Whose conversation it is.
            trace: The turn's.
            question: The person's words as the model is to be given them.
            reading: The model, if it has been reading along; it is let go in the end.
            judged: Told how complete the question is, if that is to be found out.
        """
        self.question = question
        self.made = Made()
        self.spoken: list[str] = []
        """The clauses that have been given to the voice."""
        self.clauses: list[Clause] = []
        """Where their sound stands, as soon as the voice tells of it: long before all of it is sent."""
        self.sounds: asyncio.Queue[Sound | None] = asyncio.Queue()
        """What the voice has made of them; None is the end."""
        self.rate_hz = 0
        """Of the sounds; known before the first of them."""
        self._session = session
        self._trace = trace
        self._reading = reading
        self._began_s = time.monotonic()
        self._ended_s: float | None = None
        self._stopped = False
        self._tools: Released = asyncio.get_running_loop().create_future()
        self._errand = is_errand(session, question)
        self._source = self._errand_of(judged) if self._errand else self._answer_of(judged, reading)
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(_seen)

    def _errand_of(self, judged: Judged | None) -> Source:
        """Penny's own answer; a yes or a no to her question is complete, while a change to it may go on."""
        if judged is not None and self._session.proposed is not None and reply(self.question) in {Reply.YES, Reply.NO}:
            judged(1.0)
        return Errand(self._session, self._trace, self.made, self._tools)

    def _answer_of(self, judged: Judged | None, reading: Reading | None) -> Source:
        """Penny's own about a dataset, or else the model's."""
        opening = dataset.wanted(self.question, is_open=self._session.dataset is not None)
        if opening is not None:
            return Loading(self._session, self._trace, self.made, self._tools, opening)
        return self._thinking(judged, reading)

    def _wish(self) -> Wish | None:
        """What GRACE is to be asked; what a document says is the dataset's to tell if it is the one that is open."""
        wanted = wish(self.question)
        if wanted is None or wanted.module != "FIELD_EXTRACTOR" or not self._session.fuente:
            return wanted
        return None if dataset.speaks_of(self.question, dataset.name_of(self._session.fuente)) else wanted

    def _thinking(self, judged: Judged | None, reading: Reading | None) -> Source:
        """The model's answer."""
        wanted, told = self._wish(), self._session.history.messages()
        asks = self.question.endswith("?")
        if judged is not None and (wanted is not None or (asks and self._session.fuente)):
            judged(_ASKED if asks else 0.0)  # the model is not asked about these words alone
        return Thinking(self._session, self._trace, self.made, told, self._tools, judged, reading, wanted)

    @property
    def failed(self) -> bool:
        """Whether a stage has failed it already."""
        return self._task.done() and (self._task.cancelled() or self._task.exception() is not None)

    def release(self, send_call: SendCall) -> None:
        """From here on tools may be called, in this way."""
        if not self._tools.done():
            if not self._errand:
                self._session.proposed = None  # she has said something else
            self._tools.set_result(send_call)

    async def complete(self) -> None:
        """Wait until all of it is made.

        Raises:
            PennyError: A stage failed; nothing, or only a part, was made.
        """
        await asyncio.shield(self._task)

    def stop(self, *, wasted: bool) -> None:
        """Make no more of it; `wasted`: nobody is to hear what was made. Said again, it changes nothing."""
        if self._stopped:
            return
        self._stopped = True
        took_s = (self._ended_s or time.monotonic()) - self._began_s
        self._session.effort.add(took_s * 1000, wasted=wasted)
        self._task.cancel()
        self._tools.cancel()
        if self._reading is not None:
            self._reading.cancel()

    async def _run(self) -> None:
        """Model and voice: from the question to audio in the queue."""
        voice = self._session.backends.synthesize(self._trace.context)
        try:
            voice.send(tts_pb2.SynthesizeRequest(config=self._session.voice_config()))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._think(voice))
                tasks.create_task(self._speak(voice))
        finally:
            voice.cancel()
            self._ended_s = time.monotonic()
        if len(self.clauses) < len(self.spoken):
            raise EngineFailed("tts closed its stream before the last clause.").within("tts")
        self.sounds.put_nowait(None)

    async def _think(self, voice: SynthesizeStream) -> None:
        """The model's clauses to the voice."""
        with telemetry.span("llm", parent=self._trace.context) as span:
            async with aclosing(self._source.clauses(self.question)) as clauses:
                async for clause in clauses:
                    self._say(clause, voice)
            span.set_attribute("llm.prompt_tokens", self.made.prompt_tokens)
            span.set_attribute("llm.cached_tokens", self.made.cached_tokens)
            span.set_attribute("llm.completion_tokens", self.made.completion_tokens)
        if not self.spoken:
            raise EngineFailed("llm gave an empty answer.").within("llm")
        voice.send(tts_pb2.SynthesizeRequest(finish=tts_pb2.TtsFinish()))

    def _say(self, clause: str, voice: SynthesizeStream) -> None:
        self.made.mark("first_clause")
        self.spoken.append(clause)
        voice.send(tts_pb2.SynthesizeRequest(text=tts_pb2.TtsText(text=clause)))

    async def _speak(self, voice: SynthesizeStream) -> None:
        """The voice's audio into the queue; the clock for its first audio starts with the first clause."""
        with telemetry.span("tts", parent=self._trace.context) as span:
            samples = 0
            while (answer := await voice.receive(self._voice_patience_s())) is not None:
                match answer.WhichOneof("body"):
                    case "started":
                        self.rate_hz = answer.started.sample_rate_hz
                    case "audio":
                        self.made.mark("first_audio_made")
                        samples += len(answer.audio.pcm) // BYTES_PER_SAMPLE
                        self.sounds.put_nowait(Sound(answer.audio.pcm, answer.audio.start_sample, len(self.clauses)))
                    case "clause" if answer.clause.index == len(self.clauses):
                        self._note_clause(answer.clause)
            span.set_attribute("tts.clauses", len(self.clauses))
            span.set_attribute("tts.samples", samples)

    def _note_clause(self, end: tts_pb2.ClauseSpoken) -> None:
        self.clauses.append(Clause(self.spoken[end.index], end.start_sample, end.end_sample))
        if self.made.synthesis_ms is None:
            self.made.synthesis_ms = end.synthesis_ms

    def _voice_patience_s(self) -> float:
        """The voice may have to wait for the model's next clause before it can answer."""
        return self._session.settings.tts_timeout_s + self._session.settings.llm_timeout_s


def _seen(task: asyncio.Task[None]) -> None:
    """A failure is for whoever wants the answer; of one that nobody wants it is not to be complained about."""
    if not task.cancelled():
        task.exception()
