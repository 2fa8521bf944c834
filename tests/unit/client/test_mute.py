"""A microphone that gives nothing."""

import numpy as np

from penny_client.audio.mute import FLOOR, MUTE_S, MuteWatch

BLOCKS = round(MUTE_S / 0.02)
"""Of 20 ms, until the microphone counts as mute."""


def block(level: int) -> bytes:
    """20 ms with one sample of this size."""
    samples = np.zeros(320, "<i2")
    samples[7] = level
    return samples.tobytes()


def test_silence_from_the_beginning_is_noticed_once() -> None:
    """After MUTE_S, and not again."""
    watch = MuteWatch()
    noticed = [watch.noticed(block(0)) for _ in range(3 * BLOCKS)]
    assert (noticed.index(True), noticed.count(True)) == (BLOCKS - 1, 1)


def test_a_wavering_last_bit_is_silence() -> None:
    """Of either sign."""
    watch = MuteWatch()
    assert any(watch.noticed(block(FLOOR if n % 2 else -FLOOR)) for n in range(BLOCKS))


def test_one_sound_is_proof_of_life() -> None:
    """A microphone that has once given something is not mute, however quiet the person is after that."""
    for level in (FLOOR + 1, -32768):
        watch = MuteWatch()
        heard = [watch.noticed(block(0)) for _ in range(BLOCKS - 1)] + [watch.noticed(block(level))]
        assert not any(heard + [watch.noticed(block(0)) for _ in range(3 * BLOCKS)])
