"""One stream at work: clauses come in, their audio goes out, all in one loop and one task.

While the audio of one part is being sent the next is being spoken; never more than one part ahead. Requests are read
all the while, so that the end of the client is the end of the synthesis. Content stays in here: what the span of a
clause tells are counts and times.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from penny.v1.audio_pb2 import AudioChunk
from penny.v1.tts_pb2 import ClauseSpoken, SynthesizeRequest, SynthesizeResponse, TtsStarted
from penny_chassis import telemetry
from penny_chassis.audio import encode_pcm, to_ms
from penny_chassis.errors import OutOfOrder, TooLarge
from penny_tts import sound
from penny_tts.booth import Booth
from penny_tts.config import MAX_TEXT_CHARACTERS, MAX_WAITING_CLAUSES
from penny_tts.engine import Part, Session
from penny_tts.normaliser import normalise

_NS_PER_MS = 1_000_000

_Reading = asyncio.Future[SynthesizeRequest | None]
"""The next request, on its way; None when there are no more."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one step of the engine gave."""

    part: Part
    took_ms: float
    """Wall time on its thread."""


@dataclass(slots=True)
class _Clause:
    """The clause being spoken."""

    parts: Iterator[Part]
    characters: int
    start_sample: int
    synthesis_ms: float = 0.0


class Speech:
    """One stream."""

    def __init__(self, session: Session, language: str, rate_hz: int, booth: Booth) -> None:
        self._session = session
        self._language = language
        self._rate_hz = rate_hz
        self._booth = booth
        self._texts: deque[str] = deque()
        self._clause: _Clause | None = None
        self._flight: asyncio.Task[_Step] | None = None
        self._finished = False
        self._spoken_clauses = 0
        self._next_sample = 0

    async def responses(self, requests: AsyncIterator[SynthesizeRequest]) -> AsyncGenerator[SynthesizeResponse, None]:
        """Everything that is spoken, until all of it is, or the client is gone.

        Raises:
            TooLarge: A clause is too long, or too many wait.
            OutOfOrder: Something came after `finish`, or a second `config`.
            EngineFailed: The engine raised.
        """
        yield SynthesizeResponse(started=TtsStarted(sample_rate_hz=self._rate_hz))
        reading: _Reading | None = _next(requests)
        try:
            while not self._over():
                self._set_to_work()
                awaited = {future for future in (reading, self._flight) if future is not None}
                await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                if reading is not None and reading.done():
                    request = reading.result()
                    if request is None and not self._finished:
                        return
                    reading = None if request is None else self._take(request, requests)
                for response in self._landed():
                    yield response
        finally:
            self._session.stop()
            for future in (reading, self._flight):
                if future is not None:
                    future.cancel()

    def _over(self) -> bool:
        return self._finished and not self._texts and self._clause is None

    def _take(self, request: SynthesizeRequest, requests: AsyncIterator[SynthesizeRequest]) -> _Reading:
        """A request after the first; begins to read the one behind it."""
        body = request.WhichOneof("body")
        if self._finished or body not in {"text", "finish"}:
            raise OutOfOrder(
                "After 'finish' nothing may follow, and before it only 'text'.",
                remedy="Open another stream.",
                field="body",
            )
        if body == "finish":
            self._finished = True
        else:
            self._texts.append(self._accepted(request.text.text))
        return _next(requests)

    def _accepted(self, text: str) -> str:
        if len(text) > MAX_TEXT_CHARACTERS:
            raise TooLarge.of("text.text", len(text), MAX_TEXT_CHARACTERS, "characters")
        if len(self._texts) >= MAX_WAITING_CLAUSES:
            raise TooLarge.of("text", len(self._texts) + 1, MAX_WAITING_CLAUSES, "clauses waiting")
        return text

    def _set_to_work(self) -> None:
        """Have the next part spoken, unless one is being spoken or there is nothing to say."""
        if self._flight is not None:
            return
        if self._clause is None and self._texts:
            text = self._texts.popleft()
            self._clause = _Clause(self._parts(text), len(text), self._next_sample)
        if self._clause is not None:
            work = partial(_step, self._clause.parts)
            self._flight = asyncio.create_task(self._booth.run(work, urgent=self._next_sample == 0))

    def _parts(self, text: str) -> Iterator[Part]:
        """A clause's audio, part by part; runs on a thread, the normaliser too."""
        yield from self._session.speak(normalise(text, self._language))

    def _landed(self) -> Iterator[SynthesizeResponse]:
        """Take the part that has been spoken, if one has, and have the next begun before any of it is sent."""
        if self._flight is None or self._clause is None or not self._flight.done():
            return
        step, clause = self._flight.result(), self._clause
        samples, at = step.part.samples, self._next_sample
        self._next_sample += len(samples)
        clause.synthesis_ms += step.took_ms
        self._flight = None
        if step.part.last:
            self._clause = None
        self._set_to_work()
        for chunk in sound.chunks(samples, self._rate_hz):
            yield SynthesizeResponse(audio=AudioChunk(start_sample=at, pcm=encode_pcm(chunk)))
            at += len(chunk)
        if step.part.last:
            yield self._spoken(clause, at)

    def _spoken(self, clause: _Clause, end_sample: int) -> SynthesizeResponse:
        """All of a clause has been sent."""
        index, self._spoken_clauses = self._spoken_clauses, self._spoken_clauses + 1
        took_ns = round(clause.synthesis_ms * _NS_PER_MS)
        telemetry.start(
            "tts.clause",
            start_ns=time.time_ns() - took_ns,
            index=index,
            characters=clause.characters,
            audio_ms=round(to_ms(end_sample - clause.start_sample, self._rate_hz)),
        ).end()
        return SynthesizeResponse(
            clause=ClauseSpoken(
                index=index,
                start_sample=clause.start_sample,
                end_sample=end_sample,
                synthesis_ms=clause.synthesis_ms,
            )
        )


def _step(parts: Iterator[Part]) -> _Step:
    """Have one part spoken and take the time; on a thread."""
    began = time.perf_counter()
    part = next(parts)
    return _Step(part, (time.perf_counter() - began) * 1000)


def _next(requests: AsyncIterator[SynthesizeRequest]) -> _Reading:
    """Begin to read the next request."""
    return asyncio.ensure_future(anext(requests, None))
