"""The real model on people's recordings, on Kokoro's short answers, and on noise."""

from collections.abc import Callable
from pathlib import Path

import jiwer
import numpy as np
import pytest
import soundfile
import soxr
from kokoro_onnx import Kokoro

import penny_models
from penny_asr import loops
from penny_asr.config import Settings
from penny_asr.engine import AbandonedError, Hearing
from penny_asr.engines.faster_whisper import FasterWhisper, load
from penny_asr.transcriber import Transcriber
from penny_asr.words import plain_text, split
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, to_samples
from penny_chassis.config import read
from penny_chassis.errors import Misconfigured

pytestmark = pytest.mark.models

SPEECH_FOLDER = Path(__file__).parents[4] / "shared" / "audio"
RECORDINGS = sorted(SPEECH_FOLDER.glob("*.ogg"))
THOROUGH = Hearing("es")


def never() -> bool:
    """Nobody stops these."""
    return False


@pytest.fixture(scope="module")
def whisper() -> FasterWhisper:
    """The engine with the weights that are configured."""
    return load(read(Settings))


@pytest.fixture(scope="module")
def recordings() -> list[tuple[Samples, str]]:
    """People's sentences, each with its words."""
    if not RECORDINGS:
        pytest.skip("there are no recordings: the folder shared/audio is not beside the checkout")
    return [(soundfile.read(path, dtype="float32")[0], path.with_suffix(".txt").read_text()) for path in RECORDINGS]


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Samples]:
    """Kokoro's voices, as the gateway would send them: a little silence before and after."""
    folder = penny_models.locate("kokoro-82m")
    names = ("ef_dora", "em_santa")
    voices = {name: np.fromfile(folder / "voices" / f"{name}.bin", np.float32).reshape(-1, 1, 256) for name in names}
    archive = tmp_path_factory.mktemp("voices") / "voices.npz"
    np.savez(archive, **voices)  # type: ignore[arg-type]  # numpy's stub takes the names for its own option
    kokoro = Kokoro(str(folder / "kokoro-v1.0.int8.onnx"), str(archive))

    def speak(text: str, voice: str) -> Samples:
        speech, rate_hz = kokoro.create(text, voice=voice, lang="es")
        heard = soxr.resample(speech, rate_hz, SAMPLE_RATE_HZ)
        room = np.random.default_rng(0).normal(scale=0.0005, size=len(heard) + to_samples(700))
        room[to_samples(500) : to_samples(500) + len(heard)] += heard
        return room.astype(np.float32)

    return speak


def sound(kind: str, seconds: float, level: float) -> Samples:
    """What is heard where nobody speaks."""
    rng = np.random.default_rng(1)
    count = round(seconds * SAMPLE_RATE_HZ)
    white = rng.normal(size=count)
    tone = 2 * np.pi * np.arange(count) / SAMPLE_RATE_HZ
    match kind:
        case "white":
            samples = white
        case "pink" | "brown":
            bins = np.arange(1, count // 2 + 2)
            samples = np.fft.irfft(np.fft.rfft(white) / bins ** (0.5 if kind == "pink" else 1), count)
            samples /= samples.std()
        case "hum":
            samples = np.sin(50 * tone) + np.sin(150 * tone) / 2 + np.sin(250 * tone) / 5
        case "clicks":
            samples = np.zeros(count)
            for at in rng.integers(0, count - 80, max(1, count // 6000)):
                samples[at : at + 80] += white[:80] * np.exp(-np.arange(80) / 20) * 5
        case _:
            samples = np.zeros(count)
    return np.clip(samples * level, -1, 1).astype(np.float32)


def word_error(pairs: list[tuple[str, str]]) -> float:
    """Of all texts together, case and signs apart."""
    wanted, heard = ([plain_text(text) for text in texts] for texts in zip(*pairs, strict=True))
    return float(jiwer.wer(wanted, heard))


def test_people_are_understood(whisper: FasterWhisper, recordings: list[tuple[Samples, str]]) -> None:
    """At most one word in ten is wrong."""
    pairs = [(text, whisper.open().decode(speech, THOROUGH, never).text) for speech, text in recordings]

    assert word_error(pairs) <= 0.10


def test_a_minute_is_understood(whisper: FasterWhisper, recordings: list[tuple[Samples, str]]) -> None:
    """A monologue of more than a minute, heard in windows."""
    order = [*range(len(recordings)), 1]
    transcriber = Transcriber(partials=False, partial_every_ms=600, max_utterance_s=120)
    for one in order:
        transcriber.hear(recordings[one][0])
    session = whisper.open()
    while (span := transcriber.lacking(transcriber.heard)) is not None:
        transcriber.learn(span, session.decode(transcriber.audio(span), THOROUGH, never), took_ms=100)

    assert transcriber.heard > 60 * SAMPLE_RATE_HZ
    assert word_error([(" ".join(recordings[one][1] for one in order), transcriber.final().text)]) <= 0.15


def test_words_are_known_before_the_end(whisper: FasterWhisper, recordings: list[tuple[Samples, str]]) -> None:
    """Decoded while it is spoken, half of a sentence is stable before the last word, and nearly all of that right."""
    speech, text = recordings[1]
    session, transcriber = whisper.open(), Transcriber(partials=True, partial_every_ms=600, max_utterance_s=120)
    stable = ""
    for at in range(0, len(speech), to_samples(100)):
        transcriber.hear(speech[at : at + to_samples(100)])
        if (span := transcriber.due()) is not None:
            heard = session.decode(transcriber.audio(span), Hearing("es", thorough=span.closing), never)
            stable = transcriber.learn(span, heard, took_ms=100).stable
    words = plain_text(stable).split()

    assert len(words) >= len(text.split()) / 2
    assert word_error([(" ".join(text.split()[: len(words)]), stable)]) <= 0.2


def test_a_sentence_cut_in_a_word_is_not_said_twice(
    whisper: FasterWhisper, recordings: list[tuple[Samples, str]]
) -> None:
    """In the shortest window, Whisper fills the silence with the sentence again; that is noticed."""
    for speech, _ in recordings:
        for end in range(to_samples(4600), to_samples(5600), to_samples(450)):
            heard = whisper.open().decode(speech[:end], THOROUGH, never)

            assert loops.find(split(heard.text), hurried=len(heard.text) > 18 * end / SAMPLE_RATE_HZ) is None


@pytest.mark.parametrize("voice", ["ef_dora", "em_santa"])
def test_short_answers_are_not_taken_for_noise(
    whisper: FasterWhisper, say: Callable[[str, str], Samples], voice: str
) -> None:
    """One syllable is enough to be heard."""
    texts = {
        word: whisper.open().decode(say(word, voice), THOROUGH, never).text for word in ("sí", "no", "vale", "tres")
    }

    assert all(texts.values())
    assert plain_text(texts["no"]) == "no"


@pytest.mark.parametrize("answer", ["gracias", "adiós", "no, gracias", "nada más", "buenos días"])
def test_what_whisper_likes_to_invent_may_be_said(
    whisper: FasterWhisper, say: Callable[[str, str], Samples], answer: str
) -> None:
    """`Gracias` is an answer when somebody says it."""
    heard = whisper.open().decode(say(answer, "ef_dora"), THOROUGH, never)

    assert plain_text(heard.text) == plain_text(answer)


def test_the_vocabulary_helps(whisper: FasterWhisper, say: Callable[[str, str], Samples]) -> None:
    """A short word that is misheard without it."""
    hint = Hearing("es", vocabulary="Sí. No. Vale. Tres.")

    assert plain_text(whisper.open().decode(say("vale", "em_santa"), hint, never).text) == "vale"


@pytest.mark.parametrize("kind", ["silence", "white", "pink", "brown", "hum", "clicks"])
def test_nothing_is_invented_where_nobody_speaks(whisper: FasterWhisper, kind: str) -> None:
    """Soft and loud, short and long, with a vocabulary to invent from and without."""
    names = "Penny, Marta, Javier"
    for seconds, level, vocabulary in ((0.3, 0.03, ""), (0.9, 0.003, ""), (2.0, 0.15, names), (12.0, 0.03, "")):
        hearing = Hearing("es", vocabulary=vocabulary)
        heard = whisper.open().decode(sound(kind, seconds, level), hearing, never)

        assert (heard.text, heard.avg_logprob, heard.tokens) == ("", 0.0, 0)
        assert heard.no_speech_probability > 0.4


def test_a_minute_of_silence_costs_nothing_and_says_nothing(whisper: FasterWhisper) -> None:
    """What cannot be heard is not decoded."""
    heard = whisper.open().decode(sound("silence", 28, 0), Hearing(None), never)

    assert (heard.text, heard.language, heard.no_speech_probability) == ("", "", 1.0)


def test_the_model_can_tell_the_language(whisper: FasterWhisper, recordings: list[tuple[Samples, str]]) -> None:
    """Spanish, when it is not told."""
    heard = whisper.open().decode(recordings[0][0], Hearing(None), never)

    assert heard.language == "es"
    assert "viajeros" in heard.text


def test_a_decoding_can_be_stopped(whisper: FasterWhisper) -> None:
    """Between the encoder and the decoder."""
    with pytest.raises(AbandonedError):
        whisper.open().decode(sound("white", 2, 0.1), THOROUGH, lambda: True)


def test_languages_are_known_by_their_codes(whisper: FasterWhisper) -> None:
    """All that the model was trained on."""
    assert {"es", "ca", "eu", "gl", "en"} <= whisper.languages


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("MODEL", "whisper-enormous", "no model called"),
        ("MODEL", "/nowhere/whisper", "tokenizer.json"),
        ("COMPUTE_TYPE", "int3", "cannot be loaded as int3"),
    ],
)
def test_a_model_that_cannot_be_had_is_said_at_the_start(
    variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do about it."""
    monkeypatch.setenv(f"PENNY_ASR_{variable}", value)

    with pytest.raises(Misconfigured, match=says):
        load(read(Settings))


def test_a_path_to_a_folder_will_do(monkeypatch: pytest.MonkeyPatch, recordings: list[tuple[Samples, str]]) -> None:
    """For a model that no catalogue describes."""
    monkeypatch.setenv("PENNY_ASR_MODEL", str(penny_models.locate("whisper-base")))

    assert "San Pedro" in load(read(Settings)).open().decode(recordings[1][0], THOROUGH, never).text


def test_a_model_is_known_by_its_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people call it."""
    monkeypatch.setenv("PENNY_ASR_MODEL", "base")

    assert load(read(Settings)).languages
