"""Writing files: why it cannot be done, in words that say what to do; and nothing left of what is not finished."""

import contextlib
import errno
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from penny_client.errors import InvalidInput, PennyError, Unavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_EXIT_SIGNALLED = 128


@contextlib.contextmanager
def writing(path: Path, undone: str) -> Iterator[None]:
    """Tell what goes wrong with writing as an error of Penny's.

    Args:
        path: What is being written; in a folder, the whole of it.
        undone: What there is not, then: "no backup has been made".

    Raises:
        Unavailable: The disk is full.
        InvalidInput: It cannot be written.
    """
    try:
        yield
    except PennyError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable(
                f"The disk under {path.parent} is full: {undone}.", remedy="Free some space, or name another folder."
            ) from None
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise InvalidInput(f"{path} cannot be written ({name}).", remedy="Name another folder.") from None


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
