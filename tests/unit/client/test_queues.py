"""The two bounded queues of a conversation: frames out, events in."""

import asyncio

import pytest

from penny.v1 import audio_pb2
from penny.v1 import gateway_pb2 as wire
from penny_client import events
from penny_client.errors import ConversationLost, ConversationOver
from penny_client.inbox import Inbox
from penny_client.outbox import MAX_WAITING, Outbox


def audio(samples: int = 320) -> wire.ConverseRequest:
    """A frame of sound."""
    return wire.ConverseRequest(audio=audio_pb2.AudioChunk(pcm=bytes(2 * samples)))


def ping(nonce: int) -> wire.ConverseRequest:
    """A frame that is no sound."""
    return wire.ConverseRequest(ping=wire.Ping(nonce=nonce))


def sound(generation: int) -> events.ResponseAudio:
    """Sound of that generation."""
    return events.ResponseAudio(response_id="1", sample_rate_hz=1, start_sample=0, pcm=b"", generation=generation)


async def test_full_outbox_makes_the_sender_wait() -> None:
    """One frame more than fits waits until one has been taken."""
    outbox = Outbox()
    for nonce in range(MAX_WAITING):
        await outbox.put(ping(nonce))
    late = asyncio.create_task(outbox.put(ping(MAX_WAITING)))
    await asyncio.sleep(0)
    assert not late.done()
    assert (await outbox.get()) == ping(0)
    await late


async def test_without_a_connection_audio_is_dropped_and_the_rest_waits() -> None:
    """What was waiting and what comes while there is no connection: sound is counted and dropped, words are kept."""
    outbox = Outbox()
    for frame in (ping(1), audio(320), ping(2)):
        await outbox.put(frame)
    await outbox.disconnect()
    for frame in (audio(160), ping(3)):
        await outbox.put(frame)
    assert outbox.reconnect() == 480
    assert [await outbox.get() for _ in range(3)] == [ping(1), ping(2), ping(3)]


async def test_frame_that_could_not_be_sent_comes_first_again() -> None:
    """A control frame is put back in front; a piece of sound is counted as dropped."""
    outbox = Outbox()
    await outbox.put(ping(2))
    outbox.put_back(ping(1))
    outbox.put_back(audio(320))
    assert [await outbox.get(), await outbox.get()] == [ping(1), ping(2)]
    assert outbox.reconnect() == 320


async def test_finished_outbox_sends_what_it_has_and_takes_no_more() -> None:
    """After the goodbye the waiting frames still go out, then comes the end."""
    outbox = Outbox()
    await outbox.put(ping(1))
    await outbox.finish()
    with pytest.raises(ConversationOver):
        await outbox.put(ping(2))
    assert [await outbox.get(), await outbox.get()] == [ping(1), None]


async def test_closing_wakes_whoever_waits() -> None:
    """A sender that waits for room learns why there will be none."""
    outbox = Outbox()
    for nonce in range(MAX_WAITING):
        await outbox.put(ping(nonce))
    late = asyncio.create_task(outbox.put(ping(0)))
    await asyncio.sleep(0)
    await outbox.close(ConversationLost("Gone."))
    with pytest.raises(ConversationLost, match="Gone"):
        await late


async def test_stale_sound_is_never_handed_out() -> None:
    """Sound that waits when a newer generation arrives is void; everything else is kept, in order."""
    inbox = Inbox()
    kept = events.ResponseText(response_id="1", text="x", generation=1)
    for event in (sound(1), kept, sound(2), sound(1)):
        await inbox.put(event, connection=0)
    await inbox.end(None)
    assert [await inbox.get(), await inbox.get(), await inbox.get()] == [kept, sound(2), None]


async def test_sound_of_a_lost_connection_is_void() -> None:
    """A new connection counts its generations anew, and still nothing of the old one is heard."""
    inbox = Inbox()
    await inbox.put(sound(7), connection=0)
    await inbox.put(sound(1), connection=1)
    assert await inbox.get() == sound(1)


async def test_the_end_stays_the_end() -> None:
    """An error at the end is raised every time it is asked for."""
    inbox = Inbox()
    await inbox.end(ConversationLost("Gone."))
    for _ in range(2):
        with pytest.raises(ConversationLost):
            await inbox.get()
