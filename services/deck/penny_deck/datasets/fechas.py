"""Dates in a table, and as they are said: "03/12/2026" is found by "el 3 de diciembre" and by "en diciembre". Pure.

A column is of dates if all it has are. Of figures the day comes first, as it is written in Spain; a column in which
that cannot be is left as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from penny_deck.datasets.numeros import is_missing
from penny_deck.palabras import MONTHS, YEAR, year
from penny_deck.tiempo.calendario import DAY_NUMBER, MONTH, day_number, month_of

_CELL: Final = re.compile(
    r"(?:(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"|(?P<d>[0-9]{1,2})(?P<sign>[-/.])(?P<m>[0-9]{1,2})(?P=sign)(?P<y>[0-9]{4}|[0-9]{2}))(?:[T ][0-9:.+Z-]+)?"
)
_MONTH = rf"(?P<month>{MONTH})\b"
_SAID: Final = re.compile(
    rf"\b(?P<day>{DAY_NUMBER}) de {_MONTH}(?: del? (?P<year>{YEAR}))?"
    rf"|\b{_MONTH.replace('month', 'its')} del? (?P<of>{YEAR})"
)


@dataclass(frozen=True, slots=True)
class Dicha:
    """A day that is said, or a month of a year."""

    words: str
    token: str
    """What it is looked for by."""
    pieces: tuple[str, ...]
    """How it stands in a text at least."""


def said(folded: str) -> list[Dicha]:
    """All that are said, in order."""
    return [_dicha(match) for match in _SAID.finditer(folded)]


def is_said(words: str) -> bool:
    """Whether words are a date or a month, and nothing else."""
    return re.fullmatch(MONTH, words) is not None or _SAID.fullmatch(words) is not None


def searchable(cells: Sequence[str]) -> list[str] | None:
    """A column's cells with what its dates are called; None if it is not one of dates."""
    found = list(_read(cells))
    if len(found) < len(cells) or not any(found):
        return None
    return [f"{cell} {_called(day)}" if day else cell for cell, day in zip(cells, found, strict=True)]


def _read(cells: Sequence[str]) -> Iterator[date | None]:
    """Each cell's date, or None where there is nothing; up to the first that is something else."""
    for cell in cells:
        match = _CELL.fullmatch(cell.strip())
        if match is None:
            if not is_missing(cell):
                return
            yield None
            continue
        try:
            yield date(
                year(match["year"] or match["y"]), int(match["month"] or match["m"]), int(match["day"] or match["d"])
            )
        except ValueError:
            return


def _called(day: date) -> str:
    month = MONTHS[day.month - 1]
    return f"{day.year} {month} {month}{day.year} {day.day}{month} {day.day}{month}{day.year}"


def _dicha(match: re.Match[str]) -> Dicha:
    of = match["year"] or match["of"]
    numbered = str(year(of)) if of else ""
    month = MONTHS[month_of(match["its"] or match["month"]) - 1]
    if match["its"]:
        return Dicha(match[0], f"{month}{numbered}", (month, numbered))
    day = str(day_number(match["day"]))
    return Dicha(match[0], f"{day}{month}{numbered}", (day, month))
