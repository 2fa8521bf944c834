"""Windows cut from pieces, and the memory of the last of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penny_chassis.audio import Samples
from penny_vad.engine import WINDOW_SAMPLES
from penny_vad.windows import KEPT_WINDOWS, Windows


def ramp(samples: int) -> Samples:
    """Samples each of which is its own position."""
    return np.arange(samples, dtype=np.float32)


@given(st.lists(st.integers(0, 2000), max_size=30))
def test_windows_are_the_stream_whatever_the_pieces(sizes: list[int]) -> None:
    """The windows, one after the other, are the stream up to its last whole window."""
    stream, windows, at = ramp(sum(sizes)), Windows(), 0
    cut: list[Samples] = []
    for size in sizes:
        cut += [window.copy() for window in windows.cut(stream[at : at + size])]
        at += size

    assert all(len(window) == WINDOW_SAMPLES for window in cut)
    whole = len(stream) // WINDOW_SAMPLES * WINDOW_SAMPLES
    assert np.array_equal(np.concatenate([ramp(0), *cut]), stream[:whole])


def test_last_gives_the_end_of_the_stream() -> None:
    """The last windows come in order, also after the memory has been written over."""
    windows, stream = Windows(), ramp(3 * KEPT_WINDOWS * WINDOW_SAMPLES)
    for at in range(0, len(stream), 320):
        list(windows.cut(stream[at : at + 320]))

    assert np.array_equal(windows.last(7), stream[-7 * WINDOW_SAMPLES :])
    assert np.array_equal(windows.last(KEPT_WINDOWS), stream[-KEPT_WINDOWS * WINDOW_SAMPLES :])


def test_last_is_bounded() -> None:
    """More than 8 s are never given, and less if less was heard."""
    windows = Windows()
    assert windows.last(10).shape == (0,)

    list(windows.cut(ramp(3 * WINDOW_SAMPLES + 100)))
    assert np.array_equal(windows.last(10), ramp(3 * WINDOW_SAMPLES))

    list(windows.cut(ramp(60 * 16_000)))
    assert windows.last(100_000).shape == (KEPT_WINDOWS * WINDOW_SAMPLES,)


def test_last_survives_a_half_filled_window() -> None:
    """A window that is being filled does not touch the oldest that may be asked for."""
    windows, stream = Windows(), ramp((KEPT_WINDOWS + 1) * WINDOW_SAMPLES + 300)
    list(windows.cut(stream))

    expected = stream[WINDOW_SAMPLES : (KEPT_WINDOWS + 1) * WINDOW_SAMPLES]
    assert np.array_equal(windows.last(KEPT_WINDOWS), expected)


def test_last_is_a_copy() -> None:
    """What was given stays as it was while the stream goes on."""
    windows = Windows()
    list(windows.cut(ramp(WINDOW_SAMPLES)))
    given_out = windows.last(1)

    list(windows.cut(np.ones(KEPT_WINDOWS * 2 * WINDOW_SAMPLES, np.float32)))

    assert np.array_equal(given_out, ramp(WINDOW_SAMPLES))
