"""Dates with their month: "el 3 de diciembre", "3/12/2026", "el lunes 30 de noviembre". Pure.

dateparser reads them, always with a year: its months, their abbreviations, the order of day and month, and which
dates exist. It is asked for nothing else: of spoken Spanish (words for numbers, "pasado mañana", "el lunes que viene")
it reads little, and "mañana a las 9" wrongly (1.5.0). The first date of a process takes it 0.1 s, others 0.5 ms.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from dateparser.date import DateDataParser

from penny_chassis.errors import InvalidInput
from penny_deck.vault.dicho import FOR, OF, Reader, Said, impossible
from penny_deck.vault.palabras import MONTHS, NUMBER, WEEKDAYS, YEAR, fold, number, year

_PARSER: Final = DateDataParser(
    languages=["es"], settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
)
"""Always the same settings: it keeps what it makes of each for good."""
_YEARS_TO_A_LEAP_YEAR = 8
"""At most, as from 2096 to 2104."""
_A_LEAP_YEAR, _LEAP_DAY = 2000, (2, 29)
"""It has every day that any year has."""

_WEEKDAYS = tuple(map(fold, WEEKDAYS))
WEEKDAY: Final = "|".join(_WEEKDAYS)
"""A pattern for a day of the week, in folded text."""
MONTH: Final = "|".join([*MONTHS, "setiembre"])
"""The same for a month."""
_SHORT = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?"
_BEGIN = rf"{OF}{FOR}(?:el )?(?:(?P<weekday>{WEEKDAY}),? (?:el )?)?(?:dia )?"
_SAID = re.compile(
    rf"{_BEGIN}(?P<day>{NUMBER}|primero) (?:de )?(?P<month>(?:{MONTH})\b|{_SHORT})"
    rf"(?:,? (?:del? )?(?:año )?(?P<year>{YEAR})| del? (?P<next>año que viene|proximo año))?"
)
_WRITTEN = re.compile(
    rf"{_BEGIN}(?<![0-9./-])(?P<date>[0-9]{{1,2}}(?P<mark>[/.-])[0-9]{{1,2}}(?P=mark)(?:[12][0-9]{{3}}|[0-9]{{2}})"
    r"|[12][0-9]{3}-[0-9]{2}-[0-9]{2})(?![0-9/]|[.-][0-9])(?:t(?=[0-9]))?"
)
_WITHOUT_YEAR = re.compile(
    rf"{OF}{FOR}(?:el |dia |(?:el )?(?P<weekday>{WEEKDAY}),? )(?:dia )?(?P<date>[0-9]{{1,2}}/[0-9]{{1,2}})(?![0-9/])"
)
"""With what announces a date: "1/2" alone is half of something."""


def upcoming(days: tuple[date, ...], today: date) -> date | None:
    """The first that has not passed."""
    return next((day for day in days if day >= today), None)


def on_weekday(days: tuple[date, ...], name: str | None, today: date) -> tuple[date, ...]:
    """The day that comes first, if it is on the day of the week that was said with it.

    Raises:
        InvalidInput: It is on another.
    """
    day = upcoming(days, today)
    if name is None or day is None:
        return days
    if day.weekday() != weekday_of(name):
        raise InvalidInput(
            "That date is not on that day of the week.", remedy="Say the date or the day of the week.", field="cuando"
        )
    return (day,)


def weekday_of(name: str) -> int:
    """As datetime.weekday counts them."""
    return _WEEKDAYS.index(name)


def _said(match: re.Match[str], now: datetime) -> Said:
    day = 1 if match["day"] == "primero" else number(match["day"])
    its_year = now.year + 1 if match["next"] else year(match["year"]) if match["year"] else None
    return _dates(f"{day} {match['month']}", " ", its_year, match["weekday"], now.date())


def _written(match: re.Match[str], now: datetime) -> Said:
    day = _read(match["date"])
    if day is None:
        raise impossible("date")
    return Said(days=on_weekday((day,), match["weekday"], now.date()))


def _without_year(match: re.Match[str], now: datetime) -> Said:
    return _dates(match["date"], "/", None, match["weekday"], now.date())


def _dates(text: str, between: str, its_year: int | None, weekday: str | None, today: date) -> Said:
    """A day and a month of a year, or of the years to come.

    Raises:
        InvalidInput: There is no such date, or it is on another day of the week.
    """
    day = _read(f"{text}{between}{its_year or _A_LEAP_YEAR}")
    if day is None:
        raise impossible("date")
    days = (day,) if its_year else tuple(_of_years(day, today.year))
    return Said(days=on_weekday(days, weekday, today))


def _of_years(day: date, first: int) -> Iterator[date]:
    """The same day of a year and of those after it, as far as they have it."""
    for each in range(first, first + _YEARS_TO_A_LEAP_YEAR + 1):
        if (day.month, day.day) != _LEAP_DAY or calendar.isleap(each):
            yield day.replace(year=each)


def _read(text: str) -> date | None:
    found = _PARSER.get_date_data(text).date_obj
    return found.date() if found else None


READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_SAID, _said),
    (_WRITTEN, _written),
    (_WITHOUT_YEAR, _without_year),
)
