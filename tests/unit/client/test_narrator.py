"""A microphone made of recordings."""

import asyncio

import numpy as np
import pytest

from penny_client.audio.narrator import MAX_LAG_S, Narrator, Pace, Utterance
from penny_client.audio.pcm import FRAME_BYTES, FRAME_S, SILENT_FRAME, Samples, encode
from penny_client.errors import ConversationOver
from penny_client.testing import JumpClock


class Wire:
    """Takes frames, notes when, and ends the conversation after `limit`."""

    def __init__(self, clock: JumpClock, limit: int, slow_s: float = 0.0) -> None:
        self.clock = clock
        self.limit = limit
        self.slow_s = slow_s
        self.frames: list[bytes] = []
        self.sent_s: list[float] = []

    async def send(self, frame: bytes) -> None:
        """Take a frame."""
        if len(self.frames) == self.limit:
            raise ConversationOver("The end.")
        self.frames.append(frame)
        self.sent_s.append(self.clock.time_s)
        self.clock.time_s += self.slow_s


def tone(frames: float) -> Samples:
    """Something to say, so many frames long."""
    return np.full(round(frames * 320), 0.25, np.float32)


async def test_frames_come_in_real_time() -> None:
    """A frame is sent when its last sample has been spoken: one every 20 ms from 20 ms on."""
    clock = JumpClock()
    wire = Wire(clock, limit=50)
    await Narrator(wire.send, clock).run()
    assert wire.sent_s == pytest.approx([FRAME_S * n for n in range(1, 51)])


async def test_slow_sends_do_not_add_up() -> None:
    """The pace has no drift: each send taking 15 ms changes nothing about when the next is due."""
    clock = JumpClock()
    wire = Wire(clock, limit=500, slow_s=0.015)
    await Narrator(wire.send, clock).run()
    assert wire.sent_s[-1] == pytest.approx(500 * FRAME_S)


async def test_recordings_follow_each_other_and_silence_goes_on() -> None:
    """Two recordings are spoken one after the other, the last frame filled up, and then comes silence."""
    clock = JumpClock()
    wire = Wire(clock, limit=10)
    narrator = Narrator(wire.send, clock)
    first, second = Utterance(tone(2.5)), Utterance(tone(1))
    narrator.begin(first)
    narrator.begin(second)
    await narrator.run()
    loud = encode(tone(1))
    assert wire.frames == [loud, loud, loud[:320] + bytes(FRAME_BYTES - 320), loud, *[SILENT_FRAME] * 6]
    assert first.finished
    assert second.finished


async def test_utterance_knows_when_each_sample_was_spoken() -> None:
    """Sample n was spoken n / 16000 s after the beginning, which is when the one before had ended."""
    clock = JumpClock()
    narrator = Narrator(Wire(clock, limit=10).send, clock)
    first, second = Utterance(tone(2)), Utterance(tone(2))
    narrator.begin(first)
    narrator.begin(second)
    await narrator.run()
    assert first.spoken_s(0) == 0
    assert second.spoken_s(160) == pytest.approx(2 * FRAME_S + 0.01)


async def test_utterance_that_has_not_begun_has_no_times() -> None:
    """Asking when a sample was spoken before any was is a mistake of the program."""
    with pytest.raises(ValueError, match="not begun"):
        Utterance(tone(1)).spoken_s(0)


async def test_end_of_the_conversation_reaches_whoever_waits() -> None:
    """Utterances that could not be finished raise the conversation's error, also those begun later."""
    clock = JumpClock()
    narrator = Narrator(Wire(clock, limit=1).send, clock)
    cut, late = Utterance(tone(5)), Utterance(tone(5))
    narrator.begin(cut)
    await narrator.run()
    narrator.begin(late)
    for utterance in (cut, late):
        with pytest.raises(ConversationOver, match="The end"):
            await utterance.wait()
        assert not utterance.finished


async def test_cancelled_narrator_leaves_nobody_waiting() -> None:
    """When the conversation is left in the middle of a word, whoever waits for the word learns it."""
    clock = JumpClock()
    narrator = Narrator(Wire(clock, limit=10**9).send, clock)
    utterance = Utterance(tone(10**4))
    narrator.begin(utterance)
    running = asyncio.create_task(narrator.run())
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(ConversationOver):
        await utterance.wait()


def test_short_lag_is_caught_up_and_a_long_one_forgiven() -> None:
    """Half a second late: no waiting until the backlog is out. A laptop that slept: the clock starts anew."""
    late, asleep = Pace(0.0), Pace(0.0)
    assert late.advance(320, now_s=0.5) == pytest.approx(-0.48)
    assert late.advance(320, now_s=0.5) == pytest.approx(-0.46)
    assert asleep.advance(320, now_s=100.0) == 0.0
    assert asleep.advance(320, now_s=100.0) == pytest.approx(FRAME_S)
    assert MAX_LAG_S < 100
