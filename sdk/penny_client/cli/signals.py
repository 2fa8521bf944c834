"""Commands that are ended from outside remove what they have not finished."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_EXIT_SIGNALLED = 128


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """While this lasts, a closed terminal or SIGTERM ends the command as Ctrl-C does: what is unfinished is removed.

    What is ignored, as under nohup, stays so. Only the main thread is told of signals: in another nothing changes.
    """
    is_told = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGTERM, signal.SIGHUP) if is_told else ()
    usual = {number: kept for number in numbers if (kept := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in usual:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number, kept in usual.items():
            signal.signal(number, kept)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(_EXIT_SIGNALLED + number)
