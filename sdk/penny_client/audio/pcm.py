"""PCM arithmetic: what the wire wants of sound, and how to come by it. Everything here is pure."""

import numpy as np
from numpy.typing import NDArray

from penny_client.errors import InvalidInput

SAMPLE_RATE_HZ = 16_000
"""Of the audio that a client sends."""
BYTES_PER_SAMPLE = 2
FRAME_SAMPLES = 320
"""20 ms: the specification's chunk (section 8.2)."""
FRAME_BYTES = FRAME_SAMPLES * BYTES_PER_SAMPLE
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
SILENT_FRAME = bytes(FRAME_BYTES)

_FULL_SCALE = 32768.0
_VOICE_FLOOR = 10 ** (-26 / 20)
"""A stretch this far (26 dB) under the loudest one is taken for silence: some 40 ms before the last weak consonant of
clean speech, above the room of a recording that was not made in a studio."""
_STRETCH_S = 0.01

Samples = NDArray[np.float32]
"""Mono samples in -1 … 1."""


def encode(samples: Samples) -> bytes:
    """Samples as PCM s16le; what exceeds full scale is clipped."""
    pcm: bytes = np.clip(samples * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
    return pcm


def decode(pcm: bytes) -> Samples:
    """PCM s16le as samples."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / _FULL_SCALE


def require_rate(rate_hz: int) -> None:
    """Raise InvalidInput unless the audio has the one rate that is sent."""
    if rate_hz != SAMPLE_RATE_HZ:
        raise InvalidInput(
            f"Audio at {rate_hz} Hz cannot be sent.", remedy=f"Resample it to {SAMPLE_RATE_HZ} Hz mono first."
        )


def require_samples(samples: object) -> None:
    """Raise InvalidInput unless it is sound as it is sent: a row of finite floats."""
    if fault := _fault_of(samples):
        raise InvalidInput(
            f"This is no recording that can be spoken: {fault}.",
            remedy="Give a one-dimensional numpy array of float32 in -1 … 1, mono.",
        )


def _fault_of(samples: object) -> str:
    """What is wrong with samples, if anything is."""
    if not isinstance(samples, np.ndarray):
        return f"it is of type {type(samples).__name__}, not a numpy array"
    if samples.ndim != 1:
        return f"its shape is {samples.shape}"
    if samples.dtype not in (np.float32, np.float64):
        return f"its samples are {samples.dtype}"
    if not np.isfinite(samples).all():
        return "some of its samples are NaN or infinite"
    return ""


class Framer:
    """Cuts PCM of any length into frames of 20 ms; what is left over begins the next one."""

    def __init__(self) -> None:
        self._rest = b""

    def push(self, pcm: bytes) -> list[bytes]:
        """Take PCM s16le and give the frames that are full.

        Raises:
            InvalidInput: It ends in the middle of a sample.
        """
        if len(pcm) % BYTES_PER_SAMPLE:
            raise InvalidInput(f"{len(pcm)} bytes are not a whole number of samples.", remedy="Send PCM s16le mono.")
        whole = self._rest + pcm
        end = len(whole) - len(whole) % FRAME_BYTES
        self._rest = whole[end:]
        return [whole[start : start + FRAME_BYTES] for start in range(0, end, FRAME_BYTES)]

    def flush(self) -> list[bytes]:
        """What is left, filled up with silence: one frame, or none."""
        rest, self._rest = self._rest, b""
        return [rest.ljust(FRAME_BYTES, b"\0")] if rest else []


def voiced_end(samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> int:
    """Where the voice of a recording ends: the sample after the last stretch that is not silent; 0 if all of it is.

    By energy: stretches of 10 ms, against the loudest of them.
    """
    length = round(rate_hz * _STRETCH_S)
    padded = np.pad(samples, (0, -len(samples) % length)).reshape(-1, length)
    loudness = np.sqrt(np.mean(np.square(padded, dtype=np.float64), axis=1))
    if not loudness.size or not loudness.any():
        return 0
    last = int(np.flatnonzero(loudness > loudness.max() * _VOICE_FLOOR)[-1])
    return min((last + 1) * length, len(samples))
