"""Messages and results awaited as one."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from penny_vad.arrivals import Arrivals


class Feed:
    """Messages that a test gives one by one; None ends them. Counts how often it was read."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[str | None] = asyncio.Queue()
        self.reads = 0

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            self.reads += 1
            message = await self.messages.get()
            if message is None:
                return
            yield message

    def give(self, *messages: str | None) -> None:
        """Make messages available."""
        for message in messages:
            self.messages.put_nowait(message)


def arrivals(feed: Feed, limit: int = 2) -> Arrivals[str, int]:
    """Arrivals of this feed."""
    return Arrivals(aiter(feed), limit)


async def test_messages_come_in_order() -> None:
    """Without work, it is the stream itself."""
    feed = Feed()
    feed.give("a", "b", None)
    both = arrivals(feed)

    assert [await both.next() for _ in range(3)] == ["a", "b", None]


async def test_a_result_does_not_wait_for_a_message() -> None:
    """A result arrives while the client is silent, and the message after it is not lost."""
    feed = Feed()
    both = arrivals(feed)
    both.begin(asyncio.sleep(0, 7))

    assert await both.next() == 7
    feed.give("a", None)
    assert [await both.next() for _ in range(2)] == ["a", None]


async def test_messages_do_not_wait_for_a_result() -> None:
    """While work is under way messages still come."""
    feed, gate = Feed(), asyncio.Event()
    both = arrivals(feed)
    both.begin(_after(gate, 7))
    feed.give("a", "b")

    assert [await both.next() for _ in range(2)] == ["a", "b"]
    gate.set()
    assert await both.next() == 7
    await both.close()


async def test_the_end_of_messages_waits_for_the_work() -> None:
    """None comes only when everything begun has been given."""
    feed, gate = Feed(), asyncio.Event()
    both = arrivals(feed)
    both.begin(_after(gate, 7))
    both.begin(_after(gate, 7))
    feed.give(None)
    asyncio.get_running_loop().call_soon(gate.set)

    assert [await both.next() for _ in range(3)] == [7, 7, None]


async def test_too_much_work_stops_the_reading() -> None:
    """With the limit reached nothing more is read until some work is done."""
    feed, gate = Feed(), asyncio.Event()
    both = arrivals(feed, limit=1)
    feed.give("a", "b")
    assert await both.next() == "a"
    both.begin(_after(gate, 7))

    waiting = asyncio.ensure_future(both.next())
    for _ in range(10):
        await asyncio.sleep(0)
    assert feed.reads == 1

    gate.set()
    assert await waiting == 7
    assert await both.next() == "b"


async def test_a_failure_is_raised() -> None:
    """Work that fails raises where its result would have come."""
    feed = Feed()
    both = arrivals(feed)
    both.begin(_failing())

    with pytest.raises(RuntimeError, match="broken"):
        await both.next()
    await both.close()


async def test_close_ends_what_runs() -> None:
    """After close neither the work nor the reading is left running."""
    feed, gate = Feed(), asyncio.Event()
    before = asyncio.all_tasks()
    both = arrivals(feed, limit=3)
    both.begin(_after(gate, 7))
    both.begin(asyncio.sleep(0, 1))
    assert await both.next() == 1
    assert len(asyncio.all_tasks() - before) == 2

    await both.close()

    assert asyncio.all_tasks() == before


async def _after(gate: asyncio.Event, result: int) -> int:
    await gate.wait()
    return result


async def _failing() -> int:
    raise RuntimeError("broken")
