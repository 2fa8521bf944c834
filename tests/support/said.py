"""Tables of what people say, and of what they mean by it: a case a line, its columns apart by "|"."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=MADRID)
"""A Wednesday."""


def at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    """A moment as the tables write it ("2026-11-26 09:00", or with "~" before it)."""
    return datetime.fromisoformat(text.removeprefix("~")).replace(tzinfo=zone)


def table(path: Path) -> list[tuple[str, ...]]:
    """Its lines, without the empty ones and those that begin with "#".

    Raises:
        ValueError: lines of different width, or one twice.
    """
    rows = list(_rows(path))
    if len({len(row) for row in rows}) != 1 or len(set(rows)) != len(rows):
        raise ValueError(f"{path.name} is no table, or has a line twice")
    return rows


def pairs(path: Path) -> dict[str, str]:
    """A table of two columns: what the second says, by the first.

    Raises:
        ValueError: As `table`, or the first says the same twice.
    """
    told: dict[str, str] = {}
    for first, second in table(path):
        if first in told:
            raise ValueError(f"{path.name} says two things of {first!r}")
        told[first] = second
    return told


def _rows(path: Path) -> Iterator[tuple[str, ...]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(cell.strip() for cell in line.split("|"))
