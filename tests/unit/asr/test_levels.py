"""Loudness, quiet and cuts."""

import numpy as np
import pytest

from penny_asr.levels import FRAME_SAMPLES, Loudness, audible, measure
from penny_chassis.audio import Samples, to_samples


def noise(milliseconds: int, rms: float, seed: int = 0) -> Samples:
    """Noise of a level."""
    samples = np.random.default_rng(seed).normal(scale=rms, size=to_samples(milliseconds))
    return samples.astype(np.float32)


def heard(*parts: Samples) -> Loudness:
    """The loudness of a stream."""
    loudness = Loudness()
    for part in parts:
        loudness.hear(part)
    return loudness


def test_a_level_is_a_root_mean_square_in_decibels() -> None:
    """Full scale is 0 dB, a tenth of it -20, nothing -100, and a frame that is not whole is left out."""
    samples = np.repeat(np.array([1.0, 0.1, 0.0], np.float32), FRAME_SAMPLES)

    assert measure(np.append(samples, np.float32(1))) == pytest.approx([0, -20, -100], abs=1e-3)


@pytest.mark.parametrize(("rms", "expected"), [(0.0, False), (0.0005, False), (0.003, True)])
def test_what_is_audible(rms: float, expected: bool) -> None:  # noqa: FBT001 - a case
    """Digital silence and its dither are not; a whisper is."""
    assert audible(noise(1000, rms)) is expected


@pytest.mark.parametrize("floor", [0.0, 0.0003, 0.003, 0.01])
def test_a_pause_is_quiet_in_a_silent_room_and_in_a_noisy_one(floor: float) -> None:
    """Quiet is what lies at the stream's own floor, counted from the end of the voice."""
    stream = heard(noise(400, floor), noise(1000, 0.1), noise(200, floor))

    assert stream.quiet_samples() == to_samples(200)
    assert stream.quiet(to_samples(1400), to_samples(1600))
    assert not stream.quiet(to_samples(1380), to_samples(1600))


def test_without_a_pause_nothing_is_quiet() -> None:
    """Speech without a gap has its floor in its own weak syllables, and those are not silence."""
    stream = heard(*(noise(100, rms, seed) for seed, rms in enumerate([0.1, 0.05] * 10)))

    assert stream.quiet_samples() == 0


def test_a_stream_that_has_not_begun_is_quiet() -> None:
    """No frame, nothing loud."""
    assert heard().quiet(0, 0)
    assert heard().quiet_samples() == 0


def test_frames_do_not_depend_on_chunks() -> None:
    """The same audio in other chunks has the same quiet."""
    audio = np.concatenate((noise(300, 0.1), noise(170, 0.0)))
    whole = heard(audio)
    pieces = heard(*np.array_split(audio, 97))

    assert pieces.quiet_samples() == whole.quiet_samples() == to_samples(160)


def test_a_cut_falls_into_the_quietest_place() -> None:
    """The middle of a pause, if there is one between the limits."""
    stream = heard(noise(3000, 0.1), noise(400, 0.001), noise(3000, 0.1))

    cut = stream.quietest(to_samples(1000), to_samples(6000))

    assert to_samples(3100) <= cut <= to_samples(3300)


def test_too_little_for_a_choice_is_cut_at_its_end() -> None:
    """Less than the stretch that is looked for has no quietest place."""
    assert heard(noise(500, 0.1)).quietest(to_samples(300), to_samples(500)) == to_samples(500)


def test_a_long_stream_is_kept() -> None:
    """Beyond the first room made for it."""
    stream = heard(*(noise(10_000, 0.1, seed) for seed in range(3)), noise(200, 0.0))

    assert stream.quiet_samples() == to_samples(200)
