"""Days by their place in a month or a year: "a final de mes", "el último viernes de enero". Pure.

The beginning of a month is its first day, the middle its 15th, the end its last. Of a month without its year the next
is meant that has the day still to come.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import MONTHS, YEAR, year
from penny_deck.tiempo.dicho import OF, Reader, Said
from penny_deck.tiempo.fechas import MONTH, WEEKDAY, weekday_of
from penny_deck.tiempo.plazos import DAYS_A_WEEK, months_after

NEXT: Final = "que viene|que entra|entrante|siguiente"
"""A pattern for what makes a day, a week, a month or a year the next one, in folded text."""
NEXT_MONTH: Final = rf"mes (?:{NEXT}|proximo)|proximo mes"
"""The same for the next month."""
NEXT_YEAR: Final = rf"año (?:{NEXT}|proximo)|proximo año"
_MONTHS_A_YEAR = 12

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


def _within(match: re.Match[str], now: datetime) -> Said:
    """The beginning, the middle or the end."""
    return Said(days=tuple(_place(match["where"], *period) for period in _periods(match, now.date())))


def _nth(match: re.Match[str], now: datetime) -> Said:
    """A day of the week, counted from the beginning or the end."""
    weekday = weekday_of(match["weekday"])
    return Said(days=tuple(_weekday(match["nth"], weekday, *period) for period in _periods(match, now.date())))


def _periods(match: re.Match[str], today: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of what can be meant, the next first."""
    length = 1 if match["mes"] or match["next"] or match["month"] else _MONTHS_A_YEAR
    for first in _starts(match, today):
        yield first, months_after(first, length) - timedelta(days=1)


def _starts(match: re.Match[str], today: date) -> tuple[date, ...]:
    first = today.replace(day=1)
    if match["next"]:
        return (months_after(first, 1),)
    if match["mes"]:
        return (first, months_after(first, 1))
    month = _month_of(match["month"]) if match["month"] else 1
    if match["year"]:
        return (date(year(match["year"]), month, 1),)
    if match["next_year"] or match["its_next"]:
        return (date(today.year + 1, month, 1),)
    return tuple(date(today.year + ahead, month, 1) for ahead in (0, 1))


def _month_of(name: str) -> int:
    return MONTHS.index("septiembre" if name == "setiembre" else name) + 1


def _place(where: str, first: date, last: date) -> date:
    if where.startswith("pri"):
        return first
    if where.startswith("m"):
        return first.replace(day=15) if last.month == first.month else months_after(first, _MONTHS_A_YEAR // 2)
    return last


def _weekday(nth: str, weekday: int, first: date, last: date) -> date:
    if nth == "ultimo":
        return last - timedelta(days=(last.weekday() - weekday) % DAYS_A_WEEK)
    return first + timedelta(days=(weekday - first.weekday()) % DAYS_A_WEEK, weeks=_ORDINALS[nth])


READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_WITHIN, _within), (_NTH, _nth))
