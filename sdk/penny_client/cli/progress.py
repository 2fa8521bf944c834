"""What is being read now, for whoever waits."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console

Say = Callable[[str], None]
"""Told what is being read now."""


@contextlib.contextmanager
def reading() -> Iterator[Say]:
    """A line on standard error that says what is being read, if that is a terminal."""
    with Console(stderr=True).status("Reading…") as status:
        yield lambda what: status.update(f"Reading {what.replace('[', '(')}…")
