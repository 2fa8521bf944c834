"""Where a turn's words come from: what was typed, or the recogniser."""

from penny.v1 import gateway_pb2
from penny_chassis import telemetry
from penny_gateway.answer import Question
from penny_gateway.answering import Work
from penny_gateway.hearing import Hearing
from penny_gateway.session import Session


def typed(text: str) -> Question:
    """Words that are known."""

    async def question() -> str:
        return text

    return question


def spoken(session: Session, hearing: Hearing, work: Work) -> Question:
    """The recogniser's last word on a turn; the client is shown it.

    Raises:
        PennyError: From the question: the recogniser failed, or was too slow.
    """

    async def question() -> str:
        work.timeline.mark("finish")
        with telemetry.span("asr", parent=work.trace.context) as span:
            final = await hearing.final(work.revision)
            session.sound = hearing.sound
            span.set_attribute("asr.audio_ms", final.audio_ms)
            span.set_attribute("asr.decode_ms", final.decode_ms)
        work.timeline.mark("transcript")
        work.timeline.asr_decode_ms = final.decode_ms
        body = gateway_pb2.TranscriptEvent(stable_prefix=final.text, is_final=True)
        session.outbox.put(work.turn, work.revision, transcript=body)
        return final.text

    return question
