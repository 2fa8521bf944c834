"""Which session's text lies in which of the engine's caches.

A slot's cache belongs to one session at a time. Whoever takes a slot that held another session's text gets it `fresh`:
he must not read from it, only overwrite it. `SlotTable` decides and is pure; `Slots` lets threads wait for its
decisions.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from penny_llm.engine import Stop, Stopped


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to use a slot, alone, until it is given back."""

    slot: int
    fresh: bool
    """What lies in the slot is not this session's."""


class SlotTable:
    """Slots, their owners, and which are in use. A session has one slot at most."""

    def __init__(self, count: int) -> None:
        self._owners: list[str | None] = [None] * count
        self._in_use = [False] * count
        self._last_used = [0] * count
        self._uses = 0

    def take(self, session_id: str) -> Lease | None:
        """A lease on the session's own slot, else on the one longest unused; None while that is in use."""
        own = self.slot_of(session_id)
        slot = own if own is not None else self._longest_unused()
        if slot is None or self._in_use[slot]:
            return None
        self._uses += 1
        self._last_used[slot] = self._uses
        self._owners[slot] = session_id
        self._in_use[slot] = True
        return Lease(slot, fresh=own is None)

    def give_back(self, slot: int) -> None:
        """The slot's cache holds its owner's text."""
        self._in_use[slot] = False

    def disown(self, slot: int) -> None:
        """The slot's cache holds nobody's text."""
        self._owners[slot] = None

    def slot_of(self, session_id: str) -> int | None:
        """Where the session's text lies, if anywhere."""
        return self._owners.index(session_id) if session_id in self._owners else None

    def _longest_unused(self) -> int | None:
        """Among those that nobody uses, first the ones without an owner."""
        free = [slot for slot, used in enumerate(self._in_use) if not used]
        return min(free, key=lambda slot: (self._owners[slot] is not None, self._last_used[slot]), default=None)


@dataclass(slots=True, eq=False)
class _Waiter:
    session_id: str
    only_own: bool
    woken: threading.Event = field(default_factory=threading.Event)
    lease: Lease | None = None


class Slots:
    """A SlotTable for threads: who comes first is served first, but waits only for what he needs himself."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._table = SlotTable(count)
        self._waiters: deque[_Waiter] = deque()

    @contextmanager
    def lease(self, session_id: str, stop: Stop) -> Iterator[Lease]:
        """Wait for a slot and have it.

        Raises:
            Stopped: `stop` was set while waiting.
        """
        with self._waiting(session_id, stop, only_own=False) as lease:
            if lease is None:
                raise Stopped
            yield lease

    @contextmanager
    def last_lease(self, session_id: str) -> Iterator[Lease | None]:
        """Wait for the session's slot and have it, if it has one; afterwards it has none."""
        with self._waiting(session_id, Stop(), only_own=True) as lease:
            yield lease
            if lease is not None:
                with self._lock:
                    self._table.disown(lease.slot)

    @contextmanager
    def _waiting(self, session_id: str, stop: Stop, *, only_own: bool) -> Iterator[Lease | None]:
        waiter = _Waiter(session_id, only_own)
        with self._lock:
            self._waiters.append(waiter)
            self._serve()
        stop.on_set(waiter.woken.set)
        waiter.woken.wait()
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
        try:
            yield waiter.lease
        finally:
            if waiter.lease is not None:
                with self._lock:
                    self._table.give_back(waiter.lease.slot)
                    self._serve()

    def _serve(self) -> None:
        """Give out what there is; whoever waits for a slot of his own and has none need not wait."""
        for waiter in list(self._waiters):
            if waiter.only_own and self._table.slot_of(waiter.session_id) is None:
                self._dismiss(waiter, None)
            elif lease := self._table.take(waiter.session_id):
                self._dismiss(waiter, lease)

    def _dismiss(self, waiter: _Waiter, lease: Lease | None) -> None:
        waiter.lease = lease
        self._waiters.remove(waiter)
        waiter.woken.set()
