"""One pull at a time in a weights' folder, also between processes (POSIX file locks: Linux and macOS)."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sole(home: Path, waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold the folder's lock; the value is whether somebody else had it, and then `waiting` was called.

    The system frees it when the process ends, come what may.

    Raises:
        OSError: the folder cannot be made or written.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            waited = False
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
            waited = True
        yield waited
