"""What Smart Turn reads: Whisper's log-mel spectrogram of 8 s, in numpy.

As transformers' WhisperFeatureExtractor(chunk_length=8, do_normalize=True): audio brought to zero mean and unit
variance, a spectrum of 25 ms under a Hann window every 10 ms, 80 mel bands on Slaney's scale, logarithm to base 10, the
lowest 8 below the highest, scaled to about -1 … 1. A turn shorter than 8 s stands at the end, zeros in front.

No matrix product anywhere: OpenBLAS would share it among threads that spin for a while after, on the very cores that
recognition needs next (0.3 ms of work cost 6 ms of CPU).
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from penny_chassis.audio import SAMPLE_RATE_HZ, Samples

TURN_SAMPLES = 8 * SAMPLE_RATE_HZ
"""What the model reads: 8 s."""
BANDS = 80
HOP_SAMPLES = 160
FRAMES = TURN_SAMPLES // HOP_SAMPLES

_SPECTRUM_SAMPLES = 400
_POWER_FLOOR = 1e-10
_DYNAMIC_RANGE = 8.0
_VARIANCE_FLOOR = 1e-7

_LINEAR_TO_HZ = 1000.0
"""Slaney's mel scale is linear up to here, 3 mels for 200 Hz, and logarithmic above, 27 mels for a factor of 6.4."""
_MELS_PER_HZ = 3.0 / 200.0
_MELS_PER_LOG = 27.0 / np.log(6.4)

Bands = tuple[tuple[slice, Samples], ...]
"""For each mel band the spectrum's bins that it covers, and their weights."""


def _mel_to_hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale, inverted."""
    knee = _LINEAR_TO_HZ * _MELS_PER_HZ
    above = np.maximum(mels - knee, 0.0)
    return np.where(mels < knee, mels / _MELS_PER_HZ, _LINEAR_TO_HZ * np.exp(above / _MELS_PER_LOG))


def _triangles() -> Bands:
    """Triangular filters between 0 Hz and half the sample rate, each of unit area."""
    top_hz = SAMPLE_RATE_HZ / 2
    top_mel = _LINEAR_TO_HZ * _MELS_PER_HZ + np.log(top_hz / _LINEAR_TO_HZ) * _MELS_PER_LOG
    corners = _mel_to_hz(np.linspace(0.0, top_mel, BANDS + 2))
    bins = np.fft.rfftfreq(_SPECTRUM_SAMPLES, 1 / SAMPLE_RATE_HZ)
    bands: list[tuple[slice, Samples]] = []
    for low, peak, high in zip(corners, corners[1:], corners[2:], strict=False):
        weights = np.minimum((bins - low) / (peak - low), (high - bins) / (high - peak)).clip(0.0) * 2 / (high - low)
        covered = np.flatnonzero(weights)
        span = slice(int(covered[0]), int(covered[-1]) + 1)
        bands.append((span, weights[span].astype(np.float32)))
    return tuple(bands)


_BANDS = _triangles()
_HANN = np.hanning(_SPECTRUM_SAMPLES + 1)[:-1].astype(np.float32)


def log_mel(turn: Samples) -> Samples:
    """Features of the last 8 s of a turn.

    Args:
        turn: Mono samples at 16 kHz, any number of them.

    Returns:
        float32 of shape (BANDS, FRAMES).
    """
    mels = np.empty((BANDS, FRAMES), np.float32)
    power = _power(_normalised(turn))
    for row, (span, weights) in zip(mels, _BANDS, strict=True):
        np.einsum("bf,b->f", power[span], weights, out=row)
    np.log10(np.maximum(mels, _POWER_FLOOR, out=mels), out=mels)
    np.maximum(mels, mels.max() - _DYNAMIC_RANGE, out=mels)
    return (mels + 4.0) / 4.0


def _normalised(turn: Samples) -> Samples:
    """Eight seconds of zero mean and unit variance; the zeros in front count, as they did in training."""
    audio = np.zeros(TURN_SAMPLES, np.float32)
    heard = turn[-TURN_SAMPLES:]
    audio[TURN_SAMPLES - len(heard) :] = heard
    normalised: Samples = (audio - audio.mean()) / np.sqrt(audio.var() + np.float32(_VARIANCE_FLOOR))
    return normalised


def _power(audio: Samples) -> Samples:
    """Power spectra, one a column, centred on every HOP_SAMPLES-th sample but the end."""
    padded = np.pad(audio, _SPECTRUM_SAMPLES // 2, mode="reflect")
    frames = sliding_window_view(padded, _SPECTRUM_SAMPLES)[: FRAMES * HOP_SAMPLES : HOP_SAMPLES]
    spectra = np.fft.rfft(frames * _HANN)
    return np.ascontiguousarray((spectra.real**2 + spectra.imag**2).T)
