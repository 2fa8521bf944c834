"""Giving way to others on the same machine."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def giving_way(nice: int, work: Callable[[], T]) -> T:
    """Do something on a thread of its own that has this niceness, as have all threads that it starts; waits for it.

    On Linux niceness belongs to a thread and is inherited. The caller's own stays as it is.

    Raises:
        Exception: What `work` raised.
    """

    def nicely() -> T:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
        return work()

    with ThreadPoolExecutor(1, thread_name_prefix="giving-way") as thread:
        return thread.submit(nicely).result()
