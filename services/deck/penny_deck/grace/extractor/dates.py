"""Dates, in figures and in Spanish, Catalan and English words. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from penny_deck.grace.extractor.layout import Cell, Find, plain

_MONTHS = (
    ("ene", "gen", "jan"),
    ("feb",),
    ("mar",),
    ("abr", "apr"),
    ("may", "mai"),
    ("jun",),
    ("jul",),
    ("ago", "aug"),
    ("set", "sep"),
    ("oct",),
    ("nov",),
    ("dic", "des", "dec"),
)
_MONTH_OF = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names}
_NAME = rf"(?P<name>(?:{'|'.join(_MONTH_OF)})[a-zç]{{0,7}})"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
_DAY = r"(?<![\d/.,-])(?P<day>[0-3]?\d)"
_OF = r"(?: ?del? ?| ?d['’] ?|[ ./-]{0,2})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d) ?[-/.] ?(?P<month>[01]?\d) ?[-/.] ?(?P<day>[0-3]?\d)(?!\d)",
        rf"{_DAY} ?(?P<sign>[-/.]) ?(?P<month>[01]?\d) ?(?P=sign) ?{_YEAR}",
        rf"{_DAY}{_OF}{_NAME}{_OF},? ?{_YEAR}",
        rf"\b{_NAME}\.? ?(?P<day>[0-3]?\d),? ?{_YEAR}",
        r"(?<![\w/.-])(?P<day>[0-3Oo][\dOolI])/(?P<month>[01OoIl][\dOolI])/(?P<year>[2][\dOo][\dOolI]{2})(?!\w)",
    )
)
_REAL = str.maketrans("OolI", "0011")
_CENTURY = 2000


def dates(cell: Cell) -> Iterator[Find]:
    """Where a cell has dates."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(cell.text):
            free = all(match.end() <= start or match.start() >= end for start, end in taken)
            if free and _day(match):
                taken.append(match.span())
    yield from (Find(cell, start, end) for start, end in sorted(taken))


def iso(text: str) -> str:
    """A date as ISO 8601; empty if there is none in the text. Day before month, as everywhere in Spain."""
    days = (_day(match) for pattern in _PATTERNS for match in pattern.finditer(text))
    return next((day.isoformat() for day in days if day), "")


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = _MONTH_OF[plain(name)[:3]] if name else _number(parts["month"])
    year = _number(parts["year"])
    try:
        return date(year if year > 99 else year + _CENTURY, month, _number(parts["day"]))  # noqa: PLR2004 - two digits
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text.translate(_REAL))
