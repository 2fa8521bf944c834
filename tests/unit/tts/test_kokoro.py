"""The real voices: what they refuse, how they stop, and whether what they say is understood."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import soxr
from faster_whisper import WhisperModel
from support.words import word_error_rate

import penny_models
from penny_chassis.audio import Samples
from penny_chassis.config import read
from penny_chassis.errors import InvalidInput, Misconfigured
from penny_tts.config import Settings
from penny_tts.engine import Manner, Part, Session, StoppedError
from penny_tts.engines import kokoro
from penny_tts.engines.kokoro import Kokoro, load
from penny_tts.normaliser import normalise

pytestmark = pytest.mark.models

RATE_HZ = 24_000
VOICES = ("ef_dora", "em_alex", "em_santa")
SENTENCES = (
    "Hoy hace sol en Madrid.",
    "Son las 14:30.",
    "Tienes 3 recados para hoy.",
    "La reunión es el 15 de marzo de 2026.",
    "El café cuesta 1,50 €.",
    "Hay un 20 % de probabilidad de lluvia.",
    "¿Qué te parece si lo dejamos para mañana?",
    "Isabel llega el jueves por la tarde.",
    "Estupendo, lo apunto.",
    "Había unas 2.500 personas en la plaza.",
    "Eso es todo por ahora.",
    "Una cosa más: el dentista te espera a las nueve y cuarto.",
    "Álvaro vive en la calle Mayor, número 7.",
    "¡Feliz cumpleaños, que lo pases muy bien!",
    "Aún no sé cuándo vuelve tu hermana.",
    "Puedes llamar al 112 en caso de emergencia.",
    "Otra vez será.",
    "Esta noche cenamos con los abuelos en su casa de campo.",
    "El martes vienes a las dos, y el viernes libras.",
    "Ana tiene tres gatos y un perro.",
)


@pytest.fixture(scope="module")
def engine() -> Kokoro:
    """The engine with the weights that are configured."""
    return load(read(Settings))


@pytest.fixture(scope="module")
def ear() -> WhisperModel:
    """Somebody who writes down what he hears."""
    return WhisperModel(str(penny_models.locate("whisper-base")), device="cpu", compute_type="int8", cpu_threads=2)


def session(engine: Kokoro, voice: str = "", speed: float = 1.0) -> Session:
    """A Spanish voice."""
    return engine.open(Manner(voice, "es", speed))


def joined(parts: Iterator[Part]) -> Samples:
    """A clause's audio."""
    return np.concatenate([part.samples for part in parts])


def heard(ear: WhisperModel, audio: Samples) -> str:
    """What the ear makes of audio, numbers spelt out."""
    padded = np.concatenate([np.zeros(RATE_HZ // 4), audio, np.zeros(RATE_HZ // 2)])
    segments, _ = ear.transcribe(
        soxr.resample(padded, RATE_HZ, 16_000).astype(np.float32),
        language="es",
        beam_size=1,
        temperature=0.0,
        condition_on_previous_text=False,
        without_timestamps=True,
    )
    return normalise(" ".join(segment.text for segment in segments))


def errors(ear: WhisperModel, engine: Kokoro, voice: str, sentences: Sequence[str]) -> float:
    """Word error rate of sentences spoken by a voice, as the ear hears them."""
    said = [normalise(sentence) for sentence in sentences]
    return word_error_rate(said, [heard(ear, joined(session(engine, voice).speak(sentence))) for sentence in said])


@pytest.mark.parametrize(
    ("voice", "sentences"), [("ef_dora", SENTENCES), ("em_alex", SENTENCES[:8]), ("em_santa", SENTENCES[8:14])]
)
def test_every_voice_is_understood(ear: WhisperModel, engine: Kokoro, voice: str, sentences: Sequence[str]) -> None:
    """Of sentences with dates, sums and hours the recogniser gets at least nine words in ten."""
    assert errors(ear, engine, voice, sentences) <= 0.1


def test_voices_differ_and_the_default_is_the_configured_one(engine: Kokoro) -> None:
    """A caller who names no voice hears ef_dora."""
    spoken = {voice: joined(session(engine, voice).speak("hola")).tobytes() for voice in ("", *VOICES)}

    assert spoken[""] == spoken["ef_dora"]
    assert len(set(spoken.values())) == len(VOICES)


def test_speech_is_even_and_clean(engine: Kokoro) -> None:
    """Loudness stays within 3 dB from clause to clause, nothing is clipped, nothing clicks at the joins."""
    clauses = [joined(session(engine).speak(normalise(sentence))) for sentence in SENTENCES[:8]]

    loudness = [10 * np.log10(np.mean(np.square(clause[np.abs(clause) > 1e-3]))) for clause in clauses]
    assert max(loudness) - min(loudness) <= 3
    assert all(np.abs(clause).max() < 0.99 for clause in clauses)
    assert all(clause[0] == clause[-1] == 0 for clause in clauses)


def test_a_clause_begins_at_once(engine: Kokoro) -> None:
    """The model's own silence, 150 ms and more, is gone: the voice begins within 40 ms."""
    for sentence in SENTENCES[:5]:
        audio = joined(session(engine).speak(normalise(sentence)))
        assert np.flatnonzero(np.abs(audio) > 0.01)[0] < 0.06 * RATE_HZ


def test_slower_takes_longer(engine: Kokoro) -> None:
    """The pace is the model's to keep: half the speed is not just twice the length, but about."""
    usual, slow = (len(joined(session(engine, speed=speed).speak("hoy hace sol en Madrid"))) for speed in (1.0, 0.6))

    assert 1.3 < slow / usual < 2.0


def test_nothing_to_say(engine: Kokoro) -> None:
    """A clause without a word is one empty part."""
    (part,) = session(engine).speak("¿?")

    assert (len(part.samples), part.last) == (0, True)


def test_a_long_clause_comes_in_parts(engine: Kokoro) -> None:
    """The first can be heard while the others are computed; only the last says so."""
    parts = list(session(engine).speak("el martes por la mañana vienes con tu hermana, " * 5))

    assert len(parts) > 1
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    assert all(len(part.samples) for part in parts)


def test_a_running_synthesis_is_stopped(engine: Kokoro, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to stop in the middle of a run, the model gives no audio: onnxruntime leaves the graph half way."""
    speaking, begun, outcomes = session(engine), threading.Event(), list[object]()
    run = engine._model.run

    def noted(*arguments: object) -> object:
        begun.set()
        outcomes.append(run(*arguments))
        return outcomes[-1]

    monkeypatch.setattr(engine, "_model", type("Model", (), {"run": staticmethod(noted)}))
    clause = speaking.speak("el martes por la mañana vienes con tu hermana a la casa de los abuelos en el campo")

    def stop() -> None:
        assert begun.wait(10)
        speaking.stop()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(StoppedError):
        next(clause)
    thread.join()

    assert begun.is_set()
    assert outcomes == []


def test_a_stopped_session_does_not_speak_again(engine: Kokoro) -> None:
    """And others are not disturbed."""
    stopped, other = session(engine), session(engine)
    stopped.stop()

    with pytest.raises(StoppedError):
        next(stopped.speak("hola"))
    assert len(joined(other.speak("hola"))) > 0


@pytest.mark.parametrize(
    ("manner", "hint"),
    [
        (Manner("nadie", "es", 1.0), "ef_dora, em_alex, em_santa"),
        (Manner("../ef_dora", "es", 1.0), "ef_dora, em_alex, em_santa"),
        (Manner("ef_dora", "en", 1.0), "es"),
        (Manner("", "xx", 1.0), "es"),
    ],
)
def test_what_no_voice_can_do(engine: Kokoro, manner: Manner, hint: str) -> None:
    """Unknown voices and languages that none speaks are refused, with what there is."""
    with pytest.raises(InvalidInput, match=hint):
        engine.open(manner)


def test_a_default_voice_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service does not start, and says which voices there are."""
    monkeypatch.setenv("PENNY_TTS_VOICE", "nadie")

    with pytest.raises(Misconfigured, match="ef_dora, em_alex, em_santa"):
        load(read(Settings))


def test_missing_weights_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The service does not start, and says how to fetch them."""
    monkeypatch.setenv("PENNY_MODELS_HOME", str(tmp_path))

    with pytest.raises(Misconfigured, match="penny models pull"):
        kokoro.load(read(Settings))
