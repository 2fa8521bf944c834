"""One question and its answer."""

import pytest

from penny_client import events
from penny_client.exchange import NO_ANSWER, NO_WORDS, NOT_HEARD, Exchange
from penny_client.testing import JumpClock

IDLE = events.StateChanged(state=events.State.IDLE)
FAILED = events.Failed(code="LLM_UNAVAILABLE", text="x")
LISTENING = events.StateChanged(state=events.State.LISTENING)
DROPPED = events.TurnChanged(change=events.TurnChange.DROPPED, end_probability=0, speech_end_sample=0)
SPEAKING = events.StateChanged(state=events.State.SPEAKING)


def started(response: str, trace: str = "t") -> events.Event:
    """An answer begins."""
    return events.ResponseStarted(response_id=response, trace_id=trace)


def text(words: str, response: str = "1") -> events.Event:
    """Words of an answer."""
    return events.ResponseText(response_id=response, text=words)


def audio(start: int, pcm: bytes) -> events.Event:
    """Sound of an answer."""
    return events.ResponseAudio(response_id="1", sample_rate_hz=24_000, start_sample=start, pcm=pcm)


def done(heard: str) -> events.Event:
    """The end of an answer."""
    return events.ResponseDone(
        response_id="1", heard_text=heard, latency=events.Latency(voice_to_voice_ms=900), interrupted=False
    )


def fed(*happened: events.Event) -> Exchange:
    """An exchange in which that has happened."""
    exchange = Exchange(JumpClock())
    for event in happened:
        exchange.feed(event)
    return exchange


def test_an_answered_question() -> None:
    """Words, trace, sound and latency are gathered, and it is over when Penny is at rest again."""
    said = events.TranscriptUpdated(stable="¿Qué", volatile="hora es?", is_final=False)
    happened = (said, started("1"), SPEAKING, text("Las"), text("tres."), audio(0, b"abcd"), audio(2, b"ef"))
    exchange = fed(*happened, done("Las tres."))
    over = [exchange.over]
    exchange.feed(IDLE)
    assert [*over, exchange.over, exchange.answered] == [False, True, True]
    assert (exchange.user_text, exchange.penny_text, exchange.trace_id) == ("¿Qué hora es?", "Las tres.", "t")
    assert (exchange.pcm, exchange.sample_rate_hz, exchange.first_audio_s) == (b"abcdef", 24_000, 0.0)


@pytest.mark.parametrize(
    ("happened", "fault"),
    [
        ([], NOT_HEARD),
        ([IDLE], NOT_HEARD),
        ([LISTENING], NO_ANSWER),
        ([LISTENING, DROPPED, IDLE], NO_WORDS),
        ([LISTENING, DROPPED, IDLE, LISTENING, started("1")], NO_ANSWER),
        ([started("1"), done("")], NO_ANSWER),
        ([LISTENING, FAILED, IDLE], "LLM_UNAVAILABLE"),
        ([started("1"), audio(0, b"ab"), done("Sí."), IDLE], ""),
    ],
)
def test_why_there_is_no_answer(happened: list[events.Event], fault: str) -> None:
    """Whether nobody was heard, no words were, or nothing came of them."""
    assert fed(*happened).fault == fault


def test_an_answer_to_less_than_was_said_is_forgotten() -> None:
    """If a second answer begins in the same turn, nothing of the first is left."""
    exchange = fed(started("1", "old"), text("No."), audio(0, b"zz"), started("2", "new"), text("Sí.", "2"))
    assert (exchange.trace_id, exchange.penny_text, exchange.pcm, exchange.first_audio_s) == ("new", "Sí.", b"", None)


def test_what_was_heard_is_what_penny_said() -> None:
    """Of an interrupted answer only the heard part counts."""
    cut = events.ResponseCancelled(response_id="1", heard_text="Las", latency=events.Latency(), interrupted=True)
    exchange = fed(started("1"), text("Las tres."), audio(0, b"ab"), cut, IDLE)
    assert (exchange.penny_text, exchange.interrupted, exchange.over) == ("Las", True, True)


def test_a_failure_with_its_apology() -> None:
    """A failed turn is not over before the apology has been said, and is not an answered one."""
    exchange = fed(started("1"), FAILED, SPEAKING, text("Perdona."), audio(0, b"ab"), IDLE)
    over = [exchange.over]
    exchange.feed(done("Perdona."))
    assert [*over, exchange.over, exchange.answered] == [False, True, False]
    assert exchange.penny_text == "Perdona."


def test_a_failure_without_a_word() -> None:
    """A turn that failed before any answer began is over when Penny is at rest."""
    assert fed(FAILED, IDLE).over


def test_last_words_of_the_turn_before() -> None:
    """The end of an answer that began before this turn says nothing about this one."""
    exchange = fed(done("Las tres."), text("y"), audio(0, b"ab"), IDLE)
    assert (exchange.over, exchange.latency, exchange.penny_text, exchange.pcm) == (False, None, "", b"")


def test_a_lost_connection_ends_the_turn() -> None:
    """What was being said when the connection was lost will never end; the turn is over, unanswered."""
    exchange = fed(started("1"), text("Las"), events.Reconnected(session_id="s", lost_audio_ms=0), IDLE)
    assert (exchange.over, exchange.answered) == (True, False)


def test_a_sound_that_was_no_turn() -> None:
    """A dropped turn is over and unanswered."""
    dropped = events.TurnChanged(change=events.TurnChange.DROPPED, end_probability=0, speech_end_sample=0)
    exchange = fed(dropped, IDLE)
    assert (exchange.over, exchange.answered) == (True, False)


def test_a_gap_in_the_sound_is_silence() -> None:
    """Sound is laid where it belongs, even if a piece before it never came."""
    assert fed(started("1"), audio(1, b"ab")).pcm == b"\0\0ab"
