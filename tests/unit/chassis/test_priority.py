"""Giving way to others on the same machine."""

import os
import threading

import pytest

from penny_chassis.priority import giving_way


def niceness() -> int:
    """That of the calling thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_work_and_the_threads_it_starts_give_way_and_the_caller_does_not() -> None:
    """An engine's own threads inherit the niceness of the one that loads it."""
    seen: list[int] = []

    def work() -> int:
        helper = threading.Thread(target=lambda: seen.append(niceness()))
        helper.start()
        helper.join()
        return niceness()

    before = niceness()

    assert giving_way(before + 3, work) == before + 3
    assert seen == [before + 3]
    assert niceness() == before


def test_what_the_work_raises_comes_out() -> None:
    """Loading an engine may fail."""

    def work() -> None:
        raise RuntimeError("no such file")

    with pytest.raises(RuntimeError, match="no such file"):
        giving_way(5, work)
