"""Why a file cannot be read or written, in words that say what to do."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from penny_client.errors import InvalidInput, PennyError, Unavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REASONS = {
    errno.EACCES: "you may not",
    errno.EEXIST: "there is one already",
    errno.EISDIR: "it is a folder",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOSPC: "the disk is full",
    errno.ENOTDIR: "what is named as its folder is none",
    errno.EROFS: "the disk is read-only",
}


def reason(error: OSError | UnicodeError) -> str:
    """What is the matter, as the second half of a sentence; for what is rare the system's name of it."""
    if isinstance(error, UnicodeError):
        return "it is not UTF-8"
    code = error.errno or 0
    return _REASONS.get(code) or errno.errorcode.get(code, type(error).__name__)


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
        raise InvalidInput(f"{path} cannot be written: {reason(error)}.", remedy="Name another folder.") from None
