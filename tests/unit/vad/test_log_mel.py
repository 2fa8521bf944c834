"""The log-mel features against their definition and against another implementation."""

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from penny_chassis.audio import Samples, to_samples
from penny_vad.engines.log_mel import BANDS, FRAMES, TURN_SAMPLES, log_mel


def sound(samples: int, seed: int = 1) -> Samples:
    """Noise whose loudness rises and falls, with a gliding tone in it."""
    time = np.arange(samples) / 16_000
    noise = np.random.default_rng(seed).normal(0, 0.05, samples) * np.abs(np.sin(2 * time))
    mixed: Samples = (noise + 0.2 * np.sin(2 * np.pi * (200 + 150 * time) * time)).astype(np.float32)
    return mixed


def reference(turn: Samples) -> Samples:
    """faster-whisper's features of the same 8 s, normalised beforehand as transformers' do_normalize does."""
    audio = np.concatenate([np.zeros(max(0, TURN_SAMPLES - len(turn)), np.float32), turn[-TURN_SAMPLES:]])
    audio = (audio - audio.mean()) / np.sqrt(audio.var() + 1e-7)
    features: Samples = FeatureExtractor(chunk_length=8)(audio, padding=0)
    return features


@pytest.mark.parametrize("milliseconds", [100, 1500, 5000, 8000, 20_000])
def test_features_agree_with_another_implementation(milliseconds: int) -> None:
    """For turns shorter and longer than 8 s the features are those of faster-whisper's extractor."""
    turn = sound(to_samples(milliseconds))

    features = log_mel(turn)

    assert features.shape == (BANDS, FRAMES)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, reference(turn), atol=2e-3)


def test_one_frame_by_its_definition() -> None:
    """A frame is the logarithm of Slaney's triangles over a windowed discrete Fourier transform, in 64 bits."""
    turn, frame = sound(TURN_SAMPLES), 400
    audio = turn.astype(np.float64)
    audio = (audio - audio.mean()) / np.sqrt(audio.var() + 1e-7)
    n = np.arange(400)
    windowed = audio[frame * 160 - 200 : frame * 160 + 200] * (0.5 - 0.5 * np.cos(2 * np.pi * n / 400))
    power = [abs(np.sum(windowed * np.exp(-2j * np.pi * k * n / 400))) ** 2 for k in range(201)]

    def hertz(mel: float) -> float:
        return mel * 200 / 3 if mel < 15 else float(1000 * np.exp((mel - 15) * np.log(6.4) / 27))

    top_mel = 15 + 27 * np.log(8) / np.log(6.4)
    corners = [hertz(m * top_mel / 81) for m in range(82)]
    expected = []
    for low, peak, high in zip(corners, corners[1:], corners[2:], strict=False):
        rising = [(40 * k - low) / (peak - low) for k in range(201)]
        falling = [(high - 40 * k) / (high - peak) for k in range(201)]
        area = (high - low) / 2
        expected.append(
            sum(p * max(0, min(r, f)) / area for p, r, f in zip(power, rising, falling, strict=True)),
        )

    column = log_mel(turn)[:, frame]
    logarithms = (np.log10(expected) + 4) / 4
    np.testing.assert_allclose(column, logarithms, atol=1e-3)


def test_silence_and_nothing_have_features_too() -> None:
    """Silence, and no audio at all, give finite features: the floor everywhere."""
    for turn in (np.zeros(TURN_SAMPLES, np.float32), np.zeros(0, np.float32)):
        np.testing.assert_allclose(log_mel(turn), np.full((BANDS, FRAMES), -1.5), atol=1e-6)


def test_loudness_does_not_matter() -> None:
    """The same sound at a tenth of the loudness has the same features."""
    turn = sound(TURN_SAMPLES)

    np.testing.assert_allclose(log_mel(turn * np.float32(0.1)), log_mel(turn), atol=1e-3)
