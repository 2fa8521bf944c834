"""One stream at work: requests come in, decodings end, answers go out, all in one loop and one task.

At most one decoding is under way for a stream. A `finish` takes the one that runs if it covers what was asked, or puts
a new one before everybody's guesses; while none waits, whatever is worth knowing is decoded as a guess.
"""

import asyncio
import functools
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from penny.v1.asr_pb2 import FinalTranscript, PartialTranscript, TranscribeRequest, TranscribeResponse
from penny_asr.config import MAX_WAITING_FINISHES
from penny_asr.decoders import Decoders, Decoding, Work
from penny_asr.engine import Decoded, Hearing, Session
from penny_asr.stable import Transcript
from penny_asr.transcriber import Span, Transcriber
from penny_chassis import telemetry
from penny_chassis.audio import ChunkOrder, decode_pcm, to_ms
from penny_chassis.errors import OutOfOrder

_NS_PER_MS = 1_000_000

Reading = asyncio.Future[TranscribeRequest | None]
"""The next request, on its way; None when there are no more."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How a stream wants to be listened to."""

    language: str | None
    """ISO 639-1, or None to let the model tell."""
    vocabulary: str
    partials: bool


@dataclass(frozen=True, slots=True)
class _Finish:
    """A question for the words so far."""

    revision: int
    end: int
    """How many samples had been heard."""
    read_ns: int
    """On the monotonic clock."""


@dataclass(frozen=True, slots=True)
class _Flight:
    """The decoding under way."""

    span: Span
    decoding: Decoding


class Utterance:
    """One stream."""

    def __init__(self, listening: Listening, transcriber: Transcriber, session: Session, decoders: Decoders) -> None:
        self._listening = listening
        self._transcriber = transcriber
        self._session = session
        self._decoders = decoders
        self._order = ChunkOrder()
        self._first_sample: int | None = None
        self._finishes: deque[_Finish] = deque()
        self._flight: _Flight | None = None
        self._told = Transcript("", "")

    async def answers(self, requests: AsyncIterator[TranscribeRequest]) -> AsyncIterator[TranscribeResponse]:
        """Everything there is to say, until the client closes or is gone.

        Raises:
            TooLarge: A chunk is too large, or the audio longer than an utterance may be.
            InvalidInput: A chunk is not whole.
            OutOfOrder: A chunk does not follow the one before, or a message does not belong here.
        """
        reading = _next(requests)
        try:
            while True:
                for final in self._ready():
                    yield final
                self._set_to_work()
                await asyncio.wait(self._awaited(reading), return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    request = reading.result()
                    if request is None:
                        return
                    self._take(request)
                    reading = _next(requests)
                if (partial := self._landed()) is not None:
                    yield partial
        finally:
            reading.cancel()
            self._give_up()

    def _take(self, request: TranscribeRequest) -> None:
        """A request after the first."""
        match request.WhichOneof("body"):
            case "audio":
                self._order.accept(request.audio)
                if self._first_sample is None:
                    self._first_sample = request.audio.start_sample
                self._transcriber.hear(decode_pcm(request.audio.pcm))
            case "finish":
                if len(self._finishes) >= MAX_WAITING_FINISHES:
                    raise OutOfOrder(
                        f"{MAX_WAITING_FINISHES} finishes wait for their answers already.",
                        remedy="Wait for an answer before asking again.",
                        field="finish",
                    )
                self._finishes.append(_Finish(request.finish.revision, self._transcriber.heard, time.monotonic_ns()))
            case _:
                raise OutOfOrder(
                    "After 'config' only 'audio' and 'finish' may follow.", remedy="Open another stream.", field="body"
                )

    def _ready(self) -> list[TranscribeResponse]:
        """The answers that need no more decoding."""
        answers = []
        while self._finishes and self._transcriber.lacking(self._finishes[0].end) is None:
            answers.append(self._final(self._finishes.popleft()))
        return answers

    def _set_to_work(self) -> None:
        """Have decoded what is asked for, or else what is worth a guess."""
        if self._finishes:
            end = self._finishes[0].end
            if self._flight is not None and not self._serves(self._flight.span, end):
                self._give_up()
            span = self._transcriber.lacking(end)
            if self._flight is not None:
                self._decoders.promote(self._flight.decoding)
            elif span is not None:
                self._flight = _Flight(span, self._decoders.answer(self._work(span, thorough=True)))
        elif self._flight is None and (span := self._transcriber.due()) is not None:
            guess = self._decoders.guess(self._work(span, thorough=span.closing))
            self._flight = _Flight(span, guess) if guess is not None else None

    def _serves(self, span: Span, end: int) -> bool:
        """Whether the decoding of a span is needed for an answer: it closes a window, or says all there is to say."""
        return span.closing or self._transcriber.stands((span, None), end)

    def _work(self, span: Span, *, thorough: bool) -> Work:
        """The decoding of a span, to be done on a thread."""
        hearing = Hearing(
            language=self._listening.language or (self._transcriber.language if span.start else None) or None,
            vocabulary=self._listening.vocabulary,
            thorough=thorough,
        )
        return functools.partial(self._session.decode, self._transcriber.audio(span), hearing)

    def _awaited(self, reading: Reading) -> set[Reading | asyncio.Future[Decoded]]:
        """What may happen next."""
        return {reading, self._flight.decoding.answer} if self._flight is not None else {reading}

    def _landed(self) -> TranscribeResponse | None:
        """Take the result of a decoding that has ended; what it says of the words so far, if that is wanted and new."""
        if self._flight is None or not self._flight.decoding.answer.done():
            return None
        flight, self._flight = self._flight, None
        if flight.decoding.answer.cancelled():  # it gave way to somebody's answer
            return None
        known = self._transcriber.learn(flight.span, flight.decoding.answer.result(), flight.decoding.took_ms)
        if self._finishes or not self._listening.partials or known == self._told:
            return None
        self._told = known
        partial = PartialTranscript(
            stable_prefix=known.stable,
            volatile_tail=known.tail,
            end_sample=(self._first_sample or 0) + flight.span.end,
        )
        return TranscribeResponse(partial=partial)

    def _final(self, finish: _Finish) -> TranscribeResponse:
        """The answer to a finish, all of whose audio is decoded."""
        final = self._transcriber.final()
        took_ns = time.monotonic_ns() - finish.read_ns
        audio_ms = round(to_ms(finish.end))
        span = telemetry.start(
            "asr.final", start_ns=time.time_ns() - took_ns, audio_ms=audio_ms, revision=finish.revision
        )
        span.end()
        answer = FinalTranscript(
            revision=finish.revision,
            text=final.text,
            language=final.language or self._listening.language or "",
            avg_logprob=final.avg_logprob,
            no_speech_probability=final.no_speech_probability,
            audio_ms=audio_ms,
            decode_ms=took_ns / _NS_PER_MS,
        )
        return TranscribeResponse(final=answer)

    def _give_up(self) -> None:
        """Let go of the decoding under way."""
        if self._flight is not None:
            self._decoders.abandon(self._flight.decoding)
            self._flight = None


def _next(requests: AsyncIterator[TranscribeRequest]) -> Reading:
    """Begin to read the next request."""
    return asyncio.ensure_future(anext(requests, None))
