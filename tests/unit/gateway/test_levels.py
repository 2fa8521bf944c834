"""How loud a sound is in bands, frame by frame."""

import numpy as np
import pytest

from penny_chassis.audio import encode_pcm
from penny_gateway.levels import BANDS, QUIETEST, Levels


def tone(hz: float, rate_hz: int, seconds: float = 1.0) -> bytes:
    """A full-scale sine."""
    return encode_pcm(np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz).astype(np.float32))


def at(*positions: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Samples of a stream."""
    return np.array(positions)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_a_tone_is_in_one_band_at_any_rate(rate_hz: int) -> None:
    """The same sound has the same levels, whatever the rate."""
    levels = Levels(rate_hz, kept_ms=2000)
    levels.add(0, tone(1000, rate_hz))
    (power,) = levels.power(at(rate_hz // 2))

    assert power.argmax() == 4  # from 800 to 1030 Hz
    assert power[4] == pytest.approx(1.5, rel=0.1)  # 1 in the bin, and a quarter in each beside it: a Hann window
    assert np.delete(power, 4).max() < 0.1


def test_the_pieces_do_not_matter() -> None:
    """A stream cut anywhere, and looked at in between, has the frames of the whole."""
    sound = tone(700, 16_000)
    whole, cut = Levels(16_000, 2000), Levels(16_000, 2000)
    whole.add(0, sound)
    for start in range(0, len(sound), 642):
        cut.add(start // 2, sound[start : start + 642])
        if start % 5 == 0:
            cut.power(at(0))

    positions = np.arange(0, 15_000, 256)
    assert np.array_equal(cut.power(positions), whole.power(positions))


def test_where_there_is_nothing_there_is_silence() -> None:
    """Before the beginning, after the end, and at a position that is none."""
    levels = Levels(16_000, 2000)
    assert np.all(levels.power(at(0)) == np.float32(QUIETEST))

    levels.add(1600, tone(700, 16_000, 0.1))
    assert np.all(levels.power(at(-(2**40), 0, 4800)) == np.float32(QUIETEST))
    assert levels.power(at(1600)).max() > 0.1


def test_a_gap_begins_anew() -> None:
    """What was before it is forgotten, and what comes after it stands where it says."""
    levels = Levels(16_000, 4000)
    levels.add(0, tone(700, 16_000, 0.5))
    levels.power(at(0))
    levels.add(32_000, tone(700, 16_000, 0.5))

    before, after = levels.power(at(0, 32_000))
    assert before.max() == np.float32(QUIETEST)
    assert after.max() > 0.1


def test_only_the_last_is_kept() -> None:
    """Whether it has been looked at or not; an hour that nobody asks about takes no more room than a second."""
    levels = Levels(16_000, kept_ms=500)
    for second in range(20):
        levels.add(second * 16_000, tone(700, 16_000))
        if second < 10:
            levels.power(at(0))

    assert len(levels._waiting) <= 2
    assert len(levels._frames) <= 500 / 16
    gone, kept = levels.power(at(17 * 16_000, 20 * 16_000 - 4000))
    assert gone.max() == np.float32(QUIETEST)
    assert kept.max() > 0.1
    assert len(kept) == BANDS
