"""The engine that is given its sentences."""

import numpy as np
import pytest

from penny_asr.config import Settings
from penny_asr.engine import AbandonedError, Hearing
from penny_asr.engines.scripted import Scripted, load
from penny_chassis.audio import Samples, to_samples
from penny_chassis.config import read

THOROUGH = Hearing("es")
QUICK = Hearing("es", thorough=False)


def silence(milliseconds: int) -> Samples:
    """Nothing."""
    return np.zeros(to_samples(milliseconds), np.float32)


def test_each_stream_hears_the_next_sentence() -> None:
    """Over and over; asking again in one stream says the same."""
    engine = Scripted("uno|dos dos")
    streams = [engine.open() for _ in range(3)]

    texts = [stream.decode(silence(10), THOROUGH, lambda: False).text for stream in (*streams, streams[0])]

    assert texts == ["uno", "dos dos", "uno", "uno"]


def test_guesses_grow_word_by_word_with_the_audio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word for every 300 ms; only the whole sentence is settled."""
    monkeypatch.setenv("PENNY_ASR_SCRIPT", "qué tengo hoy")
    stream = load(read(Settings)).open()

    guesses = [stream.decode(silence(ms), QUICK, lambda: False) for ms in (0, 299, 300, 899, 900, 5000)]

    assert [guess.text for guess in guesses] == ["", "", "qué", "qué tengo", "qué tengo hoy", "qué tengo hoy"]
    assert [guess.settled for guess in guesses] == [False] * 4 + [True] * 2


def test_an_empty_sentence_is_nobody_speaking() -> None:
    """No words, no probability, no speech."""
    heard = Scripted("").open().decode(silence(1000), THOROUGH, lambda: False)

    assert (heard.text, heard.avg_logprob, heard.no_speech_probability) == ("", 0.0, 1.0)


def test_it_can_be_stopped() -> None:
    """Like any engine."""
    with pytest.raises(AbandonedError):
        Scripted("hola").open().decode(silence(10), THOROUGH, lambda: True)
