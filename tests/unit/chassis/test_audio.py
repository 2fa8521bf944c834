"""Audio arithmetic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny.v1 import audio_pb2
from penny_chassis import audio
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge


def chunk(start: int, size: int) -> audio_pb2.AudioChunk:
    """A silent chunk of so many bytes."""
    return audio_pb2.AudioChunk(start_sample=start, pcm=bytes(size))


def test_samples_and_milliseconds() -> None:
    """A 20 ms frame at 16 kHz is 320 samples."""
    assert audio.to_samples(20) == 320
    assert audio.to_ms(320) == 20.0
    assert audio.to_samples(10, 24_000) == 240


@given(st.binary(max_size=400).filter(lambda pcm: len(pcm) % 2 == 0))
def test_pcm_survives_decoding_and_encoding(pcm: bytes) -> None:
    """Every 16-bit value comes back as it was."""
    assert audio.encode_pcm(audio.decode_pcm(pcm)) == pcm


def test_what_exceeds_full_scale_is_clipped() -> None:
    """Too loud a sample stays at the limit instead of wrapping around."""
    loud = audio.encode_pcm(np.array([2.0, -2.0], dtype=np.float32))

    assert np.frombuffer(loud, dtype="<i2").tolist() == [32767, -32768]


def test_chunks_in_order_are_accepted_wherever_they_begin() -> None:
    """The first chunk says where the stream begins."""
    order = audio.ChunkOrder()
    order.accept(chunk(5000, 640))
    order.accept(chunk(5320, 2))

    assert order.next_sample == 5321


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (chunk(0, 0), InvalidInput),
        (chunk(0, 3), InvalidInput),
        (chunk(-1, 4), InvalidInput),
        (chunk(2**62, 4), InvalidInput),
        (chunk(0, audio.MAX_CHUNK_BYTES + 2), TooLarge),
    ],
)
def test_chunks_that_cannot_be_used_are_refused(bad: audio_pb2.AudioChunk, error: type[Exception]) -> None:
    """Half a sample, nothing, a negative position, too much."""
    with pytest.raises(error):
        audio.ChunkOrder().accept(bad)


@pytest.mark.parametrize("start", [0, 319, 321])
def test_a_gap_an_overlap_and_a_repetition_are_refused(start: int) -> None:
    """Audio in the wrong place would shift every position after it."""
    order = audio.ChunkOrder()
    order.accept(chunk(0, 640))

    with pytest.raises(OutOfOrder):
        order.accept(chunk(start, 640))


def test_another_rate_is_refused_with_the_remedy() -> None:
    """The message says which rate to send."""
    with pytest.raises(InvalidInput, match="16000"):
        audio.require_rate(44_100)
