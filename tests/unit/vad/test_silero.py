"""The real models on real recordings, noise and silence."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from faster_whisper.feature_extractor import FeatureExtractor

from penny.v1.audio_pb2 import AudioChunk
from penny_chassis.audio import Samples, encode_pcm, to_samples
from penny_chassis.config import read
from penny_chassis.errors import Misconfigured
from penny_vad.config import Settings
from penny_vad.detector import Event, Paused, Rules, Started
from penny_vad.engine import WINDOW_SAMPLES
from penny_vad.engines.log_mel import TURN_SAMPLES
from penny_vad.engines.silero import Silero, load
from penny_vad.listener import Judge, Listener

RULES = Rules.of(threshold=0.5, onset_ms=96, pause_ms=200, new_turn_ms=3000)
SPEECH_FOLDER = Path(__file__).parents[4] / "shared" / "audio"
RECORDINGS = sorted(SPEECH_FOLDER.glob("*.ogg"))


@pytest.fixture(scope="module")
def silero() -> Silero:
    """The engine with the weights that are configured."""
    return load(read(Settings))


@pytest.fixture(params=RECORDINGS or [SPEECH_FOLDER], ids=lambda path: path.stem)
def recording(request: pytest.FixtureRequest) -> Samples:
    """A person's sentence, with half a second of silence after it."""
    if not RECORDINGS:
        pytest.skip("there are no recordings: the folder shared/audio is not beside the checkout")
    audio, rate_hz = soundfile.read(request.param, dtype="float32")
    assert rate_hz == 16_000
    return np.concatenate([audio, np.zeros(to_samples(500), np.float32)])


def hear(silero: Silero, audio: Samples, size: int = 320) -> list[Event | Judge]:
    """All that is noticed in audio cut into frames of this size."""
    listener = Listener(silero.open(), RULES)
    noticed: list[Event | Judge] = []
    for at in range(0, len(audio), size):
        noticed += listener.hear(AudioChunk(start_sample=at, pcm=encode_pcm(audio[at : at + size])))
    return noticed


def loud_samples(audio: Samples) -> tuple[int, int]:
    """Where the sound begins and ends, by its loudness alone: from a twentieth of the loudest window on."""
    windows = audio[: len(audio) // WINDOW_SAMPLES * WINDOW_SAMPLES].reshape(-1, WINDOW_SAMPLES)
    rms = np.sqrt(np.square(windows).mean(axis=1))
    loud = np.flatnonzero(rms > rms.max() / 20)
    return int(loud[0]) * WINDOW_SAMPLES, (int(loud[-1]) + 1) * WINDOW_SAMPLES


@pytest.mark.models
def test_a_persons_voice_is_found_where_it_is(silero: Silero, recording: Samples) -> None:
    """The first beginning and the last pause lie where the sound begins and ends."""
    noticed = hear(silero, recording)

    begins = [item.start_sample for item in noticed if isinstance(item, Started)]
    ends = [item.end_sample for item in noticed if isinstance(item, Paused)]
    true_begin, true_end = loud_samples(recording)
    assert len(begins) == len(ends) <= 3
    assert abs(begins[0] - true_begin) <= to_samples(150)
    assert abs(ends[-1] - true_end) <= to_samples(350)


@pytest.mark.models
def test_frames_do_not_matter_to_the_model(silero: Silero, recording: Samples) -> None:
    """Odd frames give the very events that frames of 20 ms give."""
    usual, odd = (
        [item for item in hear(silero, recording, size) if not isinstance(item, Judge)] for size in (320, 777)
    )

    assert odd == usual


@pytest.mark.models
def test_a_finished_sentence_sounds_finished(silero: Silero, recording: Samples) -> None:
    """At the end of each recording the turn is more likely over than not."""
    judge = [item for item in hear(silero, recording) if isinstance(item, Judge)][-1]

    assert silero.end_of_turn(judge.turn) > 0.5


@pytest.mark.models
def test_verdict_is_that_of_other_features(silero: Silero, recording: Samples) -> None:
    """Fed with features of another implementation, the model says the same."""
    audio = recording[-TURN_SAMPLES:]
    audio = (audio - audio.mean()) / np.sqrt(audio.var() + 1e-7)
    features = FeatureExtractor(chunk_length=8)(audio, padding=0).astype(np.float32)
    (expected,) = silero._turn.run(["logits"], {"input_features": features[np.newaxis]})

    assert silero.end_of_turn(recording) == pytest.approx(float(expected[0, 0]), abs=0.005)


@pytest.mark.models
def test_windows_are_read_as_the_model_wants_them(silero: Silero, recording: Samples) -> None:
    """Each window goes in behind the last 64 samples of the one before, with the state that one left."""
    windows = recording[: 200 * WINDOW_SAMPLES].reshape(-1, WINDOW_SAMPLES)
    behind, state, expected = np.zeros(64, np.float32), np.zeros((2, 1, 128), np.float32), []
    for window in windows:
        inputs = {"input": np.concatenate([behind, window])[np.newaxis], "state": state, "sr": np.array(16_000)}
        output, state = silero._speech.run(None, inputs)
        behind = window[-64:]
        expected.append(float(output[0, 0]))

    session = silero.open()

    assert [session.probability(window) for window in windows] == expected


@pytest.mark.models
@pytest.mark.parametrize("noise", ["white", "faint", "brown", "hum", "silence"])
def test_noise_is_not_speech(silero: Silero, noise: str) -> None:
    """Ten seconds of noise, loud or faint, begin no speech."""
    random, samples = np.random.default_rng(7), to_samples(10_000)
    sounds = {
        "white": random.normal(0, 0.1, samples),
        "faint": random.normal(0, 0.01, samples),
        "brown": np.cumsum(random.normal(0, 0.001, samples)),
        "hum": 0.2 * np.sin(np.arange(samples) * 2 * np.pi * 50 / 16_000),
        "silence": np.zeros(samples),
    }

    assert hear(silero, sounds[noise].astype(np.float32)) == []


@pytest.mark.models
def test_streams_do_not_disturb_each_other(silero: Silero) -> None:
    """Two sessions fed in turn give what each gives alone."""
    random = np.random.default_rng(7)
    streams = [random.normal(0, 0.1, (50, WINDOW_SAMPLES)).astype(np.float32) for _ in range(2)]
    alone = []
    for stream in streams:
        session = silero.open()
        alone.append([session.probability(window) for window in stream])

    first, second = silero.open(), silero.open()
    together = [(first.probability(a), second.probability(b)) for a, b in zip(*streams, strict=True)]

    assert [list(column) for column in zip(*together, strict=True)] == alone


def test_missing_weights_name_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without weights the service cannot start, and says which command fetches them."""
    monkeypatch.setenv("PENNY_MODELS_HOME", str(tmp_path))

    with pytest.raises(Misconfigured, match="penny models pull"):
        load(read(Settings))
