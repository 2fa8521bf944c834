"""What is decoded when, and what is answered."""

import numpy as np
import pytest

from penny_asr.engine import Decoded
from penny_asr.stable import Transcript
from penny_asr.transcriber import Final, Span, Transcriber
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, to_samples
from penny_chassis.errors import TooLarge

MINUTE_MS = 60_000


def voice(milliseconds: int, rms: float = 0.1) -> Samples:
    """Something loud."""
    return np.random.default_rng(milliseconds).normal(scale=rms, size=to_samples(milliseconds)).astype(np.float32)


def quiet(milliseconds: int) -> Samples:
    """A silent room."""
    return voice(milliseconds, 0.0003)


def decoded(text: str, *, settled: bool = True, logprob: float = -0.2, no_speech: float = 0.1) -> Decoded:
    """A decoding's result, a token a word."""
    return Decoded(text, "es" if text else "", logprob if text else 0.0, no_speech, len(text.split()), settled)


def listening(*parts: Samples, partials: bool = True) -> Transcriber:
    """A stream that has heard this."""
    transcriber = Transcriber(partials=partials, partial_every_ms=600, max_utterance_s=120)
    for part in parts:
        transcriber.hear(part)
    return transcriber


def span(start_ms: int, end_ms: int) -> Span:
    """Audio from one time to another, the window left open."""
    return Span(to_samples(start_ms), to_samples(end_ms))


def test_audio_is_kept_as_it_was_heard() -> None:
    """Across chunks, and beyond the room made for the first seconds."""
    parts = [voice(ms) for ms in (700, 9_000, 12_000, 37)]
    transcriber = listening(*parts)

    assert np.array_equal(transcriber.audio(Span(0, transcriber.heard)), np.concatenate(parts))


def test_audio_that_is_being_decoded_does_not_change_under_it() -> None:
    """A span's samples stay the same while more is heard."""
    first = voice(9_900)
    transcriber = listening(first)
    samples = transcriber.audio(Span(0, transcriber.heard))

    transcriber.hear(voice(30_000))

    assert np.array_equal(samples, first)


def test_an_utterance_has_a_limit() -> None:
    """One sample more is refused, with a typed answer that says the limit."""
    transcriber = listening(voice(MINUTE_MS), voice(MINUTE_MS))

    with pytest.raises(TooLarge, match="the limit is 120"):
        transcriber.hear(np.zeros(1, np.float32))
    assert transcriber.heard == 120 * SAMPLE_RATE_HZ


def test_a_guess_is_due_after_enough_new_audio() -> None:
    """Not before 600 ms, and then every 600 ms."""
    transcriber = listening(voice(580))
    assert transcriber.due() is None

    transcriber.hear(voice(20))
    assert transcriber.due() == span(0, 600)

    transcriber.learn(span(0, 600), decoded("uno"), took_ms=100)
    transcriber.hear(voice(580))
    assert transcriber.due() is None

    transcriber.hear(voice(40))
    assert transcriber.due() == span(0, 1220)


def test_a_slow_engine_guesses_less_often() -> None:
    """Guesses take no more than half of its time."""
    transcriber = listening(voice(600))
    transcriber.learn(span(0, 600), decoded("uno"), took_ms=500)
    transcriber.hear(voice(980))

    assert transcriber.due() is None
    transcriber.hear(voice(20))
    assert transcriber.due() == span(0, 1600)


def test_a_pause_is_decoded_at_once() -> None:
    """After 80 ms of quiet, partial transcripts wanted or not."""
    for partials in (True, False):
        transcriber = listening(quiet(200), voice(300), quiet(60), partials=partials)
        assert transcriber.due() is None

        transcriber.hear(quiet(20))
        assert transcriber.due() == span(0, 580)


def test_no_guess_begins_just_before_a_pause() -> None:
    """While it may be one, the guess that would be late for the pause is put off."""
    transcriber = listening(quiet(200), voice(400), quiet(60))

    assert transcriber.due() is None


def test_a_pause_is_decoded_once() -> None:
    """Quiet that follows a decoding of the whole voice needs no other."""
    transcriber = listening(quiet(200), voice(500), quiet(100))
    transcriber.learn(span(0, 800), decoded("hola"), took_ms=100)
    transcriber.hear(quiet(3000))

    assert transcriber.due() is None
    assert transcriber.lacking(transcriber.heard) is None


def test_silence_from_the_beginning_is_not_a_pause() -> None:
    """Without partial transcripts nothing is due before somebody speaks."""
    assert listening(quiet(5000), partials=False).due() is None


def test_without_partials_nothing_is_due_while_somebody_speaks() -> None:
    """Only pauses and full windows are decoded ahead."""
    assert listening(voice(5000), partials=False).due() is None


def test_an_answer_needs_the_whole_window() -> None:
    """Never only what is new: a sentence is understood better whole."""
    transcriber = listening(quiet(200), voice(1000))
    transcriber.learn(span(0, 1200), decoded("hola"), took_ms=100)
    transcriber.hear(voice(1000))

    assert transcriber.lacking(transcriber.heard) == span(0, 2200)


@pytest.mark.parametrize("silence_ms", [0, 40])
def test_a_decoding_up_to_the_last_word_does_not_stand_for_what_follows(silence_ms: int) -> None:
    """It has to have heard some quiet itself: the word may have gone on."""
    transcriber = listening(quiet(200), voice(1000), quiet(silence_ms))
    transcriber.learn(span(0, 1200 + silence_ms), decoded("hola"), took_ms=100)
    transcriber.hear(quiet(200))

    assert transcriber.lacking(transcriber.heard) == span(0, 1400 + silence_ms)
    assert transcriber.due() == span(0, 1400 + silence_ms)


def test_a_decoding_of_exactly_the_same_audio_stands() -> None:
    """Quiet or not."""
    transcriber = listening(voice(1000))
    transcriber.learn(span(0, 1000), decoded("hola"), took_ms=100)

    assert transcriber.lacking(transcriber.heard) is None


def test_a_guess_that_came_out_badly_does_not_stand() -> None:
    """What is not settled is decoded again for an answer."""
    transcriber = listening(quiet(200), voice(1000), quiet(200))
    transcriber.learn(span(0, 1400), decoded("hola hola", settled=False), took_ms=100)

    assert transcriber.lacking(transcriber.heard) == span(0, 1400)


def test_what_is_under_way_may_stand_too() -> None:
    """A decoding without a result yet is judged by its span alone."""
    transcriber = listening(quiet(200), voice(1000), quiet(300))

    assert transcriber.stands((span(0, 1300), None), transcriber.heard)
    assert not transcriber.stands((span(0, 1100), None), transcriber.heard)
    assert not transcriber.stands(None, transcriber.heard)


def test_an_answer_for_no_audio_needs_nothing() -> None:
    """A finish before the first sample is answered at once, with nothing."""
    transcriber = listening()

    assert transcriber.lacking(0) is None
    assert transcriber.final() == Final("", "", 0.0, 1.0)


def test_partial_words_become_stable() -> None:
    """Two decodings in a row that agree."""
    transcriber = listening(voice(2000))

    assert transcriber.learn(span(0, 1000), decoded("qué tengo"), 100) == Transcript("", "qué tengo")
    assert transcriber.learn(span(0, 2000), decoded("qué tengo hoy"), 100) == Transcript("qué tengo", "hoy")


def test_the_answer_is_the_newest_decoding() -> None:
    """With its numbers."""
    transcriber = listening(voice(2000))
    transcriber.learn(span(0, 1000), decoded("qué tengo"), 100)
    transcriber.learn(span(0, 2000), decoded("¿Qué tengo hoy?", logprob=-0.3, no_speech=0.05), 100)

    final = transcriber.final()

    assert (final.text, final.language) == ("¿Qué tengo hoy?", "es")
    assert final.avg_logprob == pytest.approx(-0.3)
    assert final.no_speech_probability == pytest.approx(0.05)


def decode_all(transcriber: Transcriber) -> list[Span]:
    """Decode everything that an answer lacks: each window says its own number."""
    spans: list[Span] = []
    while (lacking := transcriber.lacking(transcriber.heard)) is not None:
        spans.append(lacking)
        transcriber.learn(lacking, decoded(f"ventana {len(spans)}", logprob=-0.1 * len(spans)), took_ms=300)
    return spans


def test_a_minute_is_heard_in_windows_cut_at_pauses() -> None:
    """Each within what the engine hears at once, without a gap, cut inside the pauses, answered as one."""
    sentences = [part for _ in range(6) for part in (voice(9_600), quiet(400))]
    transcriber = listening(*sentences)

    spans = decode_all(transcriber)

    assert [spans[0].start, *(one.end for one in spans)] == [*(one.start for one in spans), transcriber.heard]
    assert [one.closing for one in spans] == [True, True, False]
    assert all(one.end - one.start <= 28 * SAMPLE_RATE_HZ for one in spans)
    for one in spans[:-1]:
        assert 9_600 <= one.end * 1000 / SAMPLE_RATE_HZ % 10_000 <= 10_000
    final = transcriber.final()
    assert final.text == "ventana 1 ventana 2 ventana 3"
    assert final.avg_logprob == pytest.approx(-0.2)


def test_a_minute_without_a_pause_is_cut_all_the_same() -> None:
    """Somewhere."""
    spans = decode_all(listening(*(voice(1000) for _ in range(60))))

    assert all(one.end - one.start <= 28 * SAMPLE_RATE_HZ for one in spans)
    assert spans[-1].end == 60 * SAMPLE_RATE_HZ


def test_a_full_window_is_closed_while_the_person_speaks() -> None:
    """Ahead of the answer; its words are stable, and the next window is decoded alone."""
    transcriber = listening(voice(20_000), quiet(400), voice(7_700))
    closing = transcriber.due()

    assert closing is not None
    assert closing.closing
    assert transcriber.learn(closing, decoded("Una frase."), took_ms=100) == Transcript("Una frase.", "")
    rest = Span(closing.end, transcriber.heard)
    assert transcriber.lacking(transcriber.heard) == rest
    assert transcriber.learn(rest, decoded("Otra"), took_ms=100) == Transcript("Una frase.", "Otra")
    assert transcriber.final().text == "Una frase. Otra"


def test_quiet_after_a_closed_window_is_not_decoded() -> None:
    """There, Whisper would only invent."""
    transcriber = listening(voice(27_000), quiet(1500))
    closing = transcriber.due()
    assert closing is not None

    transcriber.learn(closing, decoded("Una frase."), took_ms=100)

    assert transcriber.lacking(transcriber.heard) is None
    assert transcriber.final().text == "Una frase."


def test_the_language_is_that_of_the_first_words() -> None:
    """A window without words has none."""
    transcriber = listening(*(voice(1000) for _ in range(40)))
    assert transcriber.language == ""

    first = transcriber.due()
    assert first is not None
    transcriber.learn(first, decoded(""), took_ms=100)
    transcriber.learn(Span(first.end, transcriber.heard), decoded("hola"), took_ms=100)

    assert transcriber.language == "es"
