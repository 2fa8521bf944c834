"""Why something cannot be written, in words that say what to do."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from penny_client.errors import InvalidInput, PennyError, Unavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


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
