"""Audio arithmetic: samples, milliseconds, PCM, and the order of chunks.

Time is counted in samples of the stream (law 5); everything here is pure.
"""

import numpy as np
from numpy.typing import NDArray

from penny.v1 import audio_pb2
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge

SAMPLE_RATE_HZ = 16_000
"""What clients send and what VAD and ASR read."""
BYTES_PER_SAMPLE = 2
MAX_CHUNK_BYTES = 16 * 1024
"""Half a second at 16 kHz, as Google's and NVIDIA's speech APIs limit theirs."""

MAX_START_SAMPLE = 2**53
"""Beyond it a sample number is no longer exact as a double; 17,000 years at 16 kHz."""

_FULL_SCALE = 32768.0

Samples = NDArray[np.float32]
"""Mono samples in -1 … 1."""


def to_samples(milliseconds: float, rate_hz: int = SAMPLE_RATE_HZ) -> int:
    """Milliseconds as a whole number of samples, rounded."""
    return round(milliseconds * rate_hz / 1000)


def to_ms(samples: int, rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """Samples as milliseconds."""
    return samples * 1000 / rate_hz


def decode_pcm(pcm: bytes) -> Samples:
    """PCM s16le as float32 in -1 … 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / _FULL_SCALE


def encode_pcm(samples: Samples) -> bytes:
    """Float samples as PCM s16le; what exceeds full scale is clipped."""
    pcm: bytes = np.clip(samples * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
    return pcm


def require_rate(rate_hz: int) -> None:
    """Raise InvalidInput unless the stream's audio has the one rate that the services read."""
    if rate_hz != SAMPLE_RATE_HZ:
        raise InvalidInput(
            f"Audio at {rate_hz} Hz cannot be read.",
            remedy=f"Send PCM s16le mono at {SAMPLE_RATE_HZ} Hz.",
            field="sample_rate_hz",
        )


class ChunkOrder:
    """Checks that chunks are whole, small enough, and follow each other without gap or overlap.

    The first chunk says where the stream begins.
    """

    def __init__(self) -> None:
        self.next_sample: int | None = None

    def accept(self, chunk: audio_pb2.AudioChunk) -> None:
        """Take note of a chunk.

        Raises:
            TooLarge: More than MAX_CHUNK_BYTES.
            InvalidInput: Half a sample, a negative position, or nothing at all.
            OutOfOrder: It does not begin where the one before ended.
        """
        size = len(chunk.pcm)
        if size > MAX_CHUNK_BYTES:
            raise TooLarge.of("audio.pcm", size, MAX_CHUNK_BYTES, "bytes")
        if size == 0 or size % BYTES_PER_SAMPLE:
            raise InvalidInput(
                f"A chunk of {size} bytes is not a whole number of samples.",
                remedy="Send PCM s16le mono.",
                field="audio.pcm",
            )
        if not 0 <= chunk.start_sample < MAX_START_SAMPLE:
            raise InvalidInput("A chunk cannot begin there.", field="audio.start_sample")
        if self.next_sample is not None and chunk.start_sample != self.next_sample:
            raise OutOfOrder(
                f"A chunk begins at sample {chunk.start_sample}, but {self.next_sample} comes next.",
                remedy="Send the audio in order and without gaps.",
                field="audio.start_sample",
            )
        self.next_sample = chunk.start_sample + size // BYTES_PER_SAMPLE
