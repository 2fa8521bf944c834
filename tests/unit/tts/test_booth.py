"""Who goes first at the engine."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from penny_tts.booth import Booth

LIMIT_S = 10
"""Longer than anything here takes, so that a fault ends the test instead of hanging it."""


class Gate:
    """Work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self._let_go = threading.Event()

    def __call__(self) -> str:
        """Wait."""
        self.begun.set()
        assert self._let_go.wait(LIMIT_S)
        return "done"

    def let_go(self) -> None:
        """End the work."""
        self._let_go.set()

    async def wait_until_begun(self) -> None:
        """Until the work runs."""
        assert await asyncio.to_thread(self.begun.wait, LIMIT_S)


@pytest.fixture
async def booth() -> AsyncIterator[Booth]:
    """One thread."""
    booth = Booth(1)
    yield booth
    await asyncio.to_thread(booth.close)


def writing(order: list[str], name: str) -> Callable[[], None]:
    """Work that takes note of when it is done."""
    return lambda: order.append(name)


async def test_work_gives_its_result(booth: Booth) -> None:
    """Or raises what it raised; either way the place is free again."""
    assert await booth.run(lambda: 42, urgent=False) == 42
    with pytest.raises(ZeroDivisionError):
        await booth.run(lambda: 1 / 0, urgent=True)
    assert await booth.run(lambda: 43, urgent=False) == 43


async def test_urgent_work_goes_first(booth: Booth) -> None:
    """Among those that wait; equals in the order in which they came."""
    gate, order = Gate(), list[str]()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(booth.run(gate, urgent=False))
        await gate.wait_until_begun()
        for name, urgent in (("a", False), ("b", False), ("A", True), ("c", False), ("B", True)):
            tasks.create_task(booth.run(writing(order, name), urgent=urgent))
        await asyncio.sleep(0)
        gate.let_go()

    assert order == ["A", "B", "a", "b", "c"]


async def test_as_many_at_once_as_there_are_workers() -> None:
    """Two of three run side by side, the third after one of them."""
    booth, gates, order = Booth(2), (Gate(), Gate()), list[str]()
    async with asyncio.TaskGroup() as tasks:
        for gate in gates:
            tasks.create_task(booth.run(gate, urgent=False))
        for gate in gates:
            await gate.wait_until_begun()
        last = tasks.create_task(booth.run(writing(order, "third"), urgent=True))
        await asyncio.sleep(0)
        assert order == []
        gates[0].let_go()
        await last
        gates[1].let_go()
    await asyncio.to_thread(booth.close)

    assert order == ["third"]


async def test_who_gives_up_waiting_leaves_the_queue(booth: Booth) -> None:
    """The work is never done, and those behind are not held up."""
    gate, order = Gate(), list[str]()
    running = asyncio.create_task(booth.run(gate, urgent=False))
    await gate.wait_until_begun()
    impatient = asyncio.create_task(booth.run(writing(order, "impatient"), urgent=True))
    patient = asyncio.create_task(booth.run(writing(order, "patient"), urgent=False))
    await asyncio.sleep(0)

    impatient.cancel()
    gate.let_go()

    assert await running == "done"
    await patient
    assert impatient.cancelled()
    assert order == ["patient"]


async def test_who_gives_up_when_called_in_passes_the_place_on(booth: Booth) -> None:
    """Called in and cancelled in the same moment: the place is not lost."""
    gate, order = Gate(), list[str]()

    async def run_and_cancel() -> None:
        await booth.run(gate, urgent=False)
        called.cancel()  # it has its place already, but has not woken yet

    running = asyncio.create_task(run_and_cancel())
    await gate.wait_until_begun()
    called = asyncio.create_task(booth.run(writing(order, "called"), urgent=True))
    await asyncio.sleep(0)
    gate.let_go()
    await running
    await asyncio.wait({called}, timeout=LIMIT_S)

    assert await asyncio.wait_for(booth.run(lambda: 42, urgent=False), LIMIT_S) == 42
    assert called.cancelled()
    assert order == []


async def test_abandoned_work_does_not_block_the_queue(booth: Booth) -> None:
    """Work whose caller is gone keeps its thread until it ends, and then the next is done."""
    gate, order = Gate(), list[str]()
    running = asyncio.create_task(booth.run(gate, urgent=False))
    await gate.wait_until_begun()
    running.cancel()
    following = asyncio.create_task(booth.run(writing(order, "next"), urgent=False))
    await asyncio.sleep(0)
    assert order == []

    gate.let_go()

    await asyncio.wait_for(following, LIMIT_S)
    assert order == ["next"]
    assert running.cancelled()
