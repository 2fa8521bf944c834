"""Days by their place in a month or a year: "a final de mes", "el último viernes de enero", "en Navidad". Pure.

The beginning of a month is its first day, the middle its 15th, the end its last. Of a month without its year the next
is meant that has the day still to come.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import YEAR, year
from penny_deck.tiempo import calendario
from penny_deck.tiempo.calendario import MONTH, NEXT_MONTH, NEXT_YEAR, WEEKDAY
from penny_deck.tiempo.dicho import FOR, OF, Readers, Said

_PERIOD = (
    rf" del? (?:(?P<next>{NEXT_MONTH})|(?P<next_year>{NEXT_YEAR})|(?:este )?(?:(?P<mes>mes)|(?P<año>año))"
    rf"|(?P<month>{MONTH})(?: del? (?:(?P<its_next>{NEXT_YEAR})|(?P<year>{YEAR})))?)\b"
)
_WITHIN = re.compile(
    r"\b(?<!antes de )(?<!antes del )(?<!\bnoche de )(?:para |a |al |en |hacia )?(?:el )?"
    r"(?P<where>principios?|primeros|primer dia|mediados|mitad|fin(?:al)?(?:es)?|ultimos|ultimo dia)"
    rf"{_PERIOD}"
)
_ORDINALS: Final = {"primer": 0, "segundo": 1, "tercer": 2, "cuarto": 3}
_NTH = re.compile(rf"{OF}(?:para )?el (?P<nth>{'|'.join(_ORDINALS)}|ultimo) (?P<weekday>{WEEKDAY}){_PERIOD}")
_MONTH_OR_YEAR = re.compile(rf"{OF}{FOR}(?:en )?(?:el )?(?:(?P<month>{NEXT_MONTH})|{NEXT_YEAR})\b")
_FEASTS: Final = {
    "navidad": (25, 12),
    "nochebuena": (24, 12),
    "nochevieja": (31, 12),
    "año nuevo": (1, 1),
    "reyes": (6, 1),
    "todos los santos": (1, 11),
}
_DAYS_OF: Final = {
    "san valentin": (14, 2),
    "san jose": (19, 3),
    "san juan": (24, 6),
    "pilar": (12, 10),
    "hispanidad": (12, 10),
    "muertos": (2, 11),
    "inmaculada": (8, 12),
    "inocentes": (28, 12),
}
"""Only after "el día de": San Juan is a city as well. Those are left out that are not everywhere on the same day."""
FEAST: Final = "|".join(["fin de año", *_FEASTS, *_DAYS_OF])
"""A pattern for their names, in folded text."""
_FEAST = re.compile(
    rf"\b(?:(?:(?:en |para |por )?el dia de|en|por|para|esta)(?: la)? (?P<feast>{'|'.join(_FEASTS)})"
    rf"|(?:en |para |por )?el dia del?(?: la| los)? (?:santos )?(?P<day_of>{'|'.join(_DAYS_OF)}))\b"
)


def _within(match: re.Match[str], now: datetime) -> Said:
    """The beginning, the middle or the end."""
    return Said(days=tuple(_place(match["where"], *period) for period in _periods(match, now.date())))


def _nth(match: re.Match[str], now: datetime) -> Said:
    """A day of the week, counted from the beginning or the end."""
    weekday = calendario.weekday_of(match["weekday"])
    return Said(days=tuple(_weekday(match["nth"], weekday, *period) for period in _periods(match, now.date())))


def _periods(match: re.Match[str], today: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of what can be meant, the next first."""
    length = 1 if match["mes"] or match["next"] or match["month"] else calendario.MONTHS_A_YEAR
    for first in _starts(match, today):
        yield first, calendario.months_after(first, length) - timedelta(days=1)


def _starts(match: re.Match[str], today: date) -> tuple[date, ...]:
    first = today.replace(day=1)
    if match["next"]:
        return (calendario.months_after(first, 1),)
    if match["mes"]:
        return (first, calendario.months_after(first, 1))
    month = calendario.month_of(match["month"]) if match["month"] else 1
    if match["year"]:
        return (date(year(match["year"]), month, 1),)
    if match["next_year"] or match["its_next"]:
        return (date(today.year + 1, month, 1),)
    return tuple(date(today.year + ahead, month, 1) for ahead in (0, 1))


def _place(where: str, first: date, last: date) -> date:
    if where.startswith("pri"):
        return first
    if where.startswith("m"):
        return (
            first.replace(day=15)
            if last.month == first.month
            else calendario.months_after(first, calendario.MONTHS_A_YEAR // 2)
        )
    return last


def _weekday(nth: str, weekday: int, first: date, last: date) -> date:
    if nth == "ultimo":
        return last - timedelta(days=(last.weekday() - weekday) % calendario.DAYS_A_WEEK)
    return first + timedelta(days=(weekday - first.weekday()) % calendario.DAYS_A_WEEK, weeks=_ORDINALS[nth])


def _month_or_year(match: re.Match[str], now: datetime) -> Said:
    first = now.date().replace(day=1)
    return Said(days=(calendario.months_after(first, 1) if match["month"] else date(now.year + 1, 1, 1),))


def _feast(match: re.Match[str], now: datetime) -> Said:
    day, month = _FEASTS[match["feast"]] if match["feast"] else _DAYS_OF[match["day_of"]]
    return Said(days=tuple(date(now.year + ahead, month, day) for ahead in (0, 1)))


READERS: Final[Readers] = (
    (_WITHIN, _within),
    (_NTH, _nth),
    (_FEAST, _feast),
    (_MONTH_OR_YEAR, _month_or_year),
)
