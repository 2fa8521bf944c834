"""What a committed turn leaves behind: the model's context, DECK's two rows, and the last word to the client.

The rows are written when the turn is committed and completed when it has ended; the context and Penny's row keep what
was heard (law 4). DONE is sent once DECK has the turn, so that a turn the client saw done is never lost.
"""

import asyncio
import time
from dataclasses import dataclass

from penny.v1 import deck_pb2, gateway_pb2
from penny_chassis.audio import to_ms
from penny_gateway.answer import Answer
from penny_gateway.record import Record
from penny_gateway.session import Session, TurnTrace


@dataclass(frozen=True, slots=True)
class Closed:
    """The books of an answer that was heard to its end."""

    heard: str
    written: asyncio.Future[bool] | None
    """Whether DECK has the turn; None if there is nothing to write."""


@dataclass(slots=True)
class _Rows:
    person_id: str | None
    """None: Penny speaks of her own accord."""
    penny_id: str


class Ledger:
    """Keeps the books of one conversation."""

    def __init__(self, session: Session, record: Record) -> None:
        self._session = session
        self._record = record
        self._rows: dict[int, _Rows] = {}

    def began(self, answer: Answer) -> None:
        """The turn is committed: from here on it counts. Said again, it changes nothing."""
        if answer.turn in self._rows:
            return
        trace = answer.trace
        latency = deck_pb2.Metricas(latencia_asr_ms=_whole(answer.timeline.between_ms("finish", "transcript")))
        person = None
        if not answer.unasked:
            said = self._record.begin(deck_pb2.ROL_USUARIO, answer.text, trace.id, trace.context, metricas=latency)
            self._session.said, person = said, said.id
            self._keep_sound(person, trace)
        penny = self._record.begin(deck_pb2.ROL_PENNY, "", trace.id, trace.context).id
        self._rows[answer.turn] = _Rows(person, penny)
        if answer.text:
            self._session.history.person_said(answer.asked)
        body = gateway_pb2.ResponseEvent(
            kind=gateway_pb2.ResponseEvent.KIND_CREATED, response_id=answer.response_id, trace_id=trace.hexadecimal
        )
        self._session.outbox.put(answer.turn, answer.revision, response=body)

    def _keep_sound(self, person_id: str, trace: TurnTrace) -> None:
        """The turn's sound, if there is one to keep; what was typed has none."""
        sound, self._session.sound = self._session.sound, b""
        if sound:
            self._record.keep_sound(person_id, sound, trace.context)

    def close(self, answer: Answer) -> Closed:
        """The answer was heard to its end: from here on the model knows of it."""
        heard = answer.playback.heard_text(time.monotonic())
        return Closed(heard, self._complete(answer, heard, interrupted=False))

    async def done(self, answer: Answer, closed: Closed) -> None:
        """Tell the client of the end, when DECK has the turn or does not answer."""
        if closed.written is not None:
            await asyncio.wait([closed.written], timeout=self._session.settings.deck_timeout_s)
        self._report(answer, closed.heard, gateway_pb2.ResponseEvent.KIND_DONE)

    def cut(self, answer: Answer) -> None:
        """The answer was interrupted."""
        heard = answer.playback.heard_text(time.monotonic())
        self._complete(answer, heard, interrupted=True)
        self._report(answer, heard, gateway_pb2.ResponseEvent.KIND_CANCELLED)

    def _complete(self, answer: Answer, heard: str, *, interrupted: bool) -> asyncio.Future[bool] | None:
        """Note the end; nothing to note if the turn was cut before its words were known."""
        answer.trace.span.set_attribute("penny.interrupted", interrupted)
        answer.trace.span.end()
        rows = self._rows.pop(answer.turn, None)
        if rows is None:
            return None
        self._teach(answer, heard)
        line, playback = answer.timeline, answer.playback
        if rows.person_id is not None:
            person = deck_pb2.CompleteTurnRequest(id=rows.person_id, texto=answer.text)
            self._record.complete(person, answer.trace.context)
        penny = deck_pb2.CompleteTurnRequest(
            id=rows.penny_id,
            texto=heard,
            texto_generado=answer.written,
            audio_duracion_ms=round(to_ms(playback.sent_samples, playback.rate_hz)),
            interrumpido=interrupted,
            grace_llamadas=line.made.grace,
            metricas=deck_pb2.Metricas(
                latencia_total_ms=_whole(line.between_ms("speech_end", "first_audio_sent")),
                latencia_asr_ms=_whole(line.between_ms("finish", "transcript")),
                latencia_llm_ms=_whole(line.between_ms("go", "first_clause")),
                latencia_tts_ms=_whole(line.between_ms("first_clause", "first_audio_made")),
                tokens_prompt=line.made.prompt_tokens or None,
                tokens_respuesta=line.made.completion_tokens or None,
            ),
        )
        return self._record.complete(penny, answer.trace.context)

    def _teach(self, answer: Answer, heard: str) -> None:
        """What the model is to know of a turn: not an apology, nor what Penny says of her own accord."""
        if self._session.proposed is not None and (answer.failed or not heard):
            self._session.proposed = answer.proposed  # a yes would be to what she has not heard
        if not answer.failed and not answer.unasked:
            if answer.timeline.made.asked:
                self._session.history.reworded(answer.timeline.made.asked, lent=answer.timeline.made.lent)
            self._session.history.penny_said(heard)
        elif answer.text:
            self._session.history.withdraw()

    def _report(self, answer: Answer, heard: str, kind: gateway_pb2.ResponseEvent.Kind.ValueType) -> None:
        interrupted = kind == gateway_pb2.ResponseEvent.KIND_CANCELLED
        body = gateway_pb2.ResponseEvent(
            kind=kind,
            response_id=answer.response_id,
            trace_id=answer.trace.hexadecimal,
            latency=answer.timeline.breakdown(self._session.effort.told(), interrupted=interrupted),
            heard_text=heard,
        )
        self._session.outbox.put(answer.turn, answer.revision, response=body)


def _whole(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds)
