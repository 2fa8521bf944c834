"""Playing and acknowledging."""

import asyncio

import pytest

from penny_client import events
from penny_client.audio.player import ACK_EVERY_S, Player
from penny_client.errors import ConversationOver
from penny_client.testing import JumpClock

RATE_HZ = 1000


def sound(response: str = "1", samples: int = 1000, *, generation: int = 1) -> events.ResponseAudio:
    """Silence to be played."""
    return events.ResponseAudio(
        response_id=response,
        sample_rate_hz=RATE_HZ,
        start_sample=0,
        pcm=bytes(2 * samples),
        generation=generation,
    )


class Acks:
    """Collects acknowledgements and lets a test wait for one."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self._news = asyncio.Condition()

    async def __call__(self, response_id: str, samples: int) -> None:
        """Take one."""
        async with self._news:
            self.seen.append((response_id, samples))
            self._news.notify_all()

    async def until(self, response_id: str, samples: int) -> None:
        """Wait for that one."""
        async with self._news:
            await self._news.wait_for(lambda: (response_id, samples) in self.seen)


async def test_acknowledges_as_it_plays_and_to_the_last_sample() -> None:
    """A second of sound is acknowledged every 100 ms, in growing counts, and ends with all of it."""
    acks = Acks()
    async with Player(acks, clock=JumpClock()) as player:
        player.feed(sound())
        await acks.until("1", 1000)
    counts = [samples for _, samples in acks.seen]
    assert counts == pytest.approx([RATE_HZ * ACK_EVERY_S * n for n in range(1, 11)], abs=1)


async def test_cancelled_response_is_not_played_on() -> None:
    """After a cancellation nothing more of the response is acknowledged, and the next one is played."""
    acks = Acks()
    clock = JumpClock()
    async with Player(acks, clock=clock) as player:
        player.feed(sound())
        await acks.until("1", 200)
        player.feed(
            events.ResponseCancelled(
                response_id="1", heard_text="", latency=events.Latency(), interrupted=True, generation=1
            )
        )
        heard = player.played_samples
        clock.time_s += 5
        assert player.played_samples == heard < 1000
        player.feed(sound("2", 300, generation=2))
        await acks.until("2", 300)
    assert ("1", 1000) not in acks.seen


@pytest.mark.parametrize(
    "event",
    [
        events.StateChanged(state=events.State.LISTENING, generation=2),
        events.Reconnected(session_id="s", lost_audio_ms=0),
    ],
)
async def test_what_became_void_is_forgotten(event: events.Event) -> None:
    """A newer generation, or a new connection, silences what was being played."""
    clock = JumpClock()
    async with Player(Acks(), clock=clock) as player:
        player.feed(sound())
        clock.time_s = 0.25
        player.feed(event)
        clock.time_s = 9.0
        assert player.played_samples == 250


async def test_pause_and_resume() -> None:
    """A paused response holds still and goes on where it was."""
    clock = JumpClock()
    async with Player(Acks(), clock=clock) as player:
        player.feed(sound())
        clock.time_s = 0.25
        player.feed(events.ResponsePaused(response_id="1", generation=1))
        clock.time_s = 5.0
        player.feed(events.ResponseResumed(response_id="1", generation=1))
        clock.time_s = 5.5
        assert player.played_samples == 750


async def test_end_of_the_conversation_is_no_failure_of_the_player() -> None:
    """If acknowledging fails because the conversation is over, leaving the player is still peaceful."""

    async def over(response_id: str, samples: int) -> None:
        raise ConversationOver(f"{response_id} {samples}")

    clock = JumpClock()
    async with Player(over, clock=clock) as player:
        player.feed(sound())
        clock.time_s = 1.0
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert player.received_samples == 1000
