"""Frames on their way to the client."""

import pytest

from penny.v1 import gateway_pb2
from penny_chassis.errors import TooSlow
from penny_gateway.outbox import MAX_WAITING_FRAMES, Outbox


async def test_frames_are_numbered_and_in_order() -> None:
    """Sequence numbers count from one without gaps."""
    outbox = Outbox()
    for nonce in (5, 6, 7):
        outbox.put(pong=gateway_pb2.Ping(nonce=nonce))
    outbox.close()

    assert [(frame.seq, frame.pong.nonce) async for frame in outbox] == [(1, 5), (2, 6), (3, 7)]


async def test_no_sound_of_a_voided_answer_leaves() -> None:
    """A piece of an answer that was started before the interruption is dropped, not sent late."""
    outbox = Outbox()
    before = outbox.generation
    outbox.put_sound(1, 0, before, audio=gateway_pb2.ResponseAudio(start_sample=0))
    outbox.void()
    outbox.put_sound(1, 0, before, audio=gateway_pb2.ResponseAudio(start_sample=480))
    outbox.close()

    assert [frame.audio.start_sample async for frame in outbox] == [0]


async def test_a_client_that_does_not_read_is_given_up() -> None:
    """The queue is bounded; a frame that finds it full ends the conversation with a typed error."""
    outbox = Outbox()
    for _ in range(MAX_WAITING_FRAMES + 1):
        outbox.put(pong=gateway_pb2.Ping())

    with pytest.raises(TooSlow):
        await anext(aiter(outbox))
