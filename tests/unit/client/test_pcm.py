"""PCM arithmetic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_client.audio import pcm
from penny_client.errors import InvalidInput


@given(st.lists(st.binary(max_size=3000).map(lambda piece: piece[: len(piece) // 2 * 2]), max_size=12))
def test_frames_are_whole_and_lose_nothing(pieces: list[bytes]) -> None:
    """Whatever the pieces' lengths, every frame is 20 ms and all of them together are the pieces and silence."""
    framer = pcm.Framer()
    frames = [frame for piece in pieces for frame in framer.push(piece)] + framer.flush()
    whole = b"".join(pieces)
    assert all(len(frame) == pcm.FRAME_BYTES for frame in frames)
    assert b"".join(frames)[: len(whole)] == whole
    assert not b"".join(frames)[len(whole) :].strip(b"\0")


def test_half_a_sample_is_refused() -> None:
    """An odd number of bytes is no PCM s16le."""
    with pytest.raises(InvalidInput):
        pcm.Framer().push(b"\0\0\0")


def test_other_rates_are_refused() -> None:
    """The rate is never taken silently for another."""
    with pytest.raises(InvalidInput, match="44100"):
        pcm.require_rate(44_100)


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        ([0.1, 0.2], "type list"),
        (b"\0\0", "type bytes"),
        (np.zeros((160, 2), np.float32), r"shape is \(160, 2\)"),
        (np.array(0.5, np.float32), r"shape is \(\)"),
        (np.zeros(160, np.int16), "samples are int16"),
        (np.zeros(160, np.float16), "samples are float16"),
        (np.zeros(160, np.complex64), "samples are complex64"),
        (np.array(["a"]), "samples are <U1"),
        (np.array([0.0, np.nan], np.float32), "NaN or infinite"),
        (np.array([0.0, -np.inf], np.float64), "NaN or infinite"),
    ],
)
def test_what_is_no_sound_is_refused(samples: object, fault: str) -> None:
    """What is wrong is named, and what to give instead; noise is never made of it."""
    with pytest.raises(InvalidInput, match=f"{fault}.*float32"):
        pcm.require_samples(samples)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_sound(dtype: type) -> None:
    """What soundfile reads by default, and nothing at all, may be given as they are."""
    pcm.require_samples(np.zeros(160, dtype))
    pcm.require_samples(np.zeros(0, dtype))


def test_encoding_clips() -> None:
    """What exceeds full scale is clipped, not wrapped."""
    assert np.frombuffer(pcm.encode(np.array([2.0, -2.0, 0.0], np.float32)), "<i2").tolist() == [32767, -32768, 0]


def test_decoding_undoes_encoding() -> None:
    """PCM decoded and encoded again is the same bytes."""
    ramp = np.arange(-32768, 32768, 97, dtype="<i2").tobytes()
    assert pcm.encode(pcm.decode(ramp)) == ramp


def test_voice_ends_before_the_silence() -> None:
    """The end of the voice is found to 10 ms, in a quiet room as in digital silence."""
    rng = np.random.default_rng(0)
    voice = 0.3 * rng.standard_normal(16_000)
    room = 0.001 * rng.standard_normal(8000)
    for tail in (np.zeros(8000), room):
        end = pcm.voiced_end(np.concatenate([voice, tail]).astype(np.float32))
        assert abs(end - 16_000) <= 160


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(16_000, np.float32)])
def test_silence_has_no_voice(samples: pcm.Samples) -> None:
    """In silence, or in nothing, the voice ends where it begins."""
    assert pcm.voiced_end(samples) == 0
