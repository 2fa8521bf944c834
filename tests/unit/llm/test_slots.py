"""Who gets which slot, and who has to wait."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from penny_llm.engine import Stop, Stopped
from penny_llm.slots import Lease, Slots, SlotTable


def use(table: SlotTable, session_id: str) -> Lease:
    """Take a slot and give it back."""
    lease = table.take(session_id)
    assert lease is not None
    table.give_back(lease.slot)
    return lease


def test_a_session_keeps_its_slot() -> None:
    """The first use finds a fresh slot, later ones the same with what was left there."""
    table = SlotTable(2)

    assert [use(table, session) for session in "abab"] == [
        Lease(0, fresh=True),
        Lease(1, fresh=True),
        Lease(0, fresh=False),
        Lease(1, fresh=False),
    ]


def test_the_longest_unused_slot_changes_hands() -> None:
    """With more sessions than slots the least recent session loses its own, and gets a fresh one when it returns."""
    table = SlotTable(2)
    for session in "aba":
        use(table, session)

    assert use(table, "c") == Lease(1, fresh=True)
    assert table.slot_of("b") is None
    assert use(table, "a") == Lease(0, fresh=False)
    assert use(table, "b") == Lease(1, fresh=True)


def test_an_unowned_slot_is_taken_before_anybodys() -> None:
    """A slot whose session is over goes first, even if it was used last."""
    table = SlotTable(2)
    use(table, "a")
    table.disown(use(table, "b").slot)

    assert use(table, "c") == Lease(1, fresh=True)
    assert table.slot_of("a") == 0


def test_a_slot_in_use_is_nobody_elses() -> None:
    """A session whose slot is in use waits, and so does everybody when all are; a slot in use is never taken away."""
    table = SlotTable(2)

    assert table.take("a") == Lease(0, fresh=True)
    assert table.take("a") is None
    assert table.take("b") == Lease(1, fresh=True)
    assert table.take("c") is None
    table.give_back(1)
    assert table.take("c") == Lease(1, fresh=True)


def test_waiting_threads_are_served_in_order() -> None:
    """Who came first gets the slot first, and nobody has it together with another."""
    slots = Slots(1)
    order: list[str] = []
    inside = threading.Lock()

    def work(session_id: str) -> None:
        with slots.lease(session_id, Stop()):
            assert inside.acquire(blocking=False)
            order.append(session_id)
            inside.release()

    with ThreadPoolExecutor(4) as pool:
        with slots.lease("x", Stop()):
            for count, session_id in enumerate("abcd", start=1):
                pool.submit(work, session_id)
                while len(slots._waiters) < count:
                    pass
        pool.shutdown()

    assert order == ["a", "b", "c", "d"]


def test_a_waiter_can_be_stopped() -> None:
    """Stop wakes whoever waits; he leaves no trace, and the next is served."""
    slots = Slots(1)
    stop = Stop()

    def wait() -> None:
        with slots.lease("b", stop):
            pytest.fail("the slot was in use")

    with ThreadPoolExecutor(1) as pool, slots.lease("a", Stop()):
        waiting = pool.submit(wait)
        stop.set()
        assert isinstance(waiting.exception(timeout=10), Stopped)

    with slots.lease("c", Stop()) as lease:
        assert lease == Lease(0, fresh=True)


def test_waiting_for_ones_own_slot_holds_up_nobody() -> None:
    """A session that waits for its own slot does not keep another from a free one."""
    slots = Slots(2)
    with ThreadPoolExecutor(1) as pool:
        with slots.lease("a", Stop()):
            waiting = pool.submit(lambda: slots.lease("a", Stop()).__enter__())
            while not slots._waiters:
                pass
            with slots.lease("b", Stop()) as other:
                assert other == Lease(1, fresh=True)
        assert waiting.result(timeout=10) == Lease(0, fresh=False)


def test_the_last_lease() -> None:
    """It is the session's own slot, which is nobody's afterwards; without a slot of one's own there is none."""
    slots = Slots(2)
    with slots.lease("a", Stop()):
        pass

    with slots.last_lease("a") as lease:
        assert lease == Lease(0, fresh=False)
    with slots.last_lease("a") as lease:
        assert lease is None
    with slots.last_lease("never seen") as lease:
        assert lease is None
    assert [slots._table.slot_of(session) for session in ("a", "never seen")] == [None, None]


def test_the_last_lease_waits_for_what_runs() -> None:
    """While the session's slot is in use, its last lease is not given."""
    slots = Slots(1)
    given = threading.Event()

    def forget() -> None:
        with slots.last_lease("a"):
            given.set()

    with ThreadPoolExecutor(1) as pool:
        with slots.lease("a", Stop()):
            pool.submit(forget)
            while not slots._waiters:
                pass
            assert not given.is_set()
        assert given.wait(10)
