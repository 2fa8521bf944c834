"""Dates with their month: "el 3 de diciembre", "3/12/2026", "el lunes 30 de noviembre", "el 3 del 12". Pure.

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

from penny_deck.palabras import NOT_COUNTING, NUMBER, YEAR, number, year
from penny_deck.tiempo.calendario import DAY_NUMBER, MONTH, WEEKDAY, day_number, on_weekday
from penny_deck.tiempo.dicho import FOR, OF, Readers, Said, impossible

_PARSER: Final = DateDataParser(
    languages=["es"], settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
)
"""Always the same settings: it keeps what it makes of each for good."""
_YEARS_TO_A_LEAP_YEAR = 8
"""At most, as from 2096 to 2104."""
_A_LEAP_YEAR, _LEAP_DAY = 2000, (2, 29)
"""It has every day that any year has."""

_SHORT = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?"
_PLACES = "avenida barrio calle colegio estacion hospital instituto paseo plaza"
_NO_PLACE = "".join(rf"(?<!\b{place} )(?<!\b{place} del )" for place in _PLACES.split())
"""Of "la calle 2 de mayo" nobody says when."""
_BEGIN = rf"{_NO_PLACE}{OF}{FOR}(?:(?:el|este|proximo) ){{0,2}}(?:(?P<weekday>{WEEKDAY})(?:, el|,)? )?(?:dia )?"
_SAID = re.compile(
    rf"{_BEGIN}(?P<day>{DAY_NUMBER}) (?:de )?(?P<month>(?:{MONTH})\b|{_SHORT})"
    rf"(?:,? (?:del? )?(?:año )?(?P<year>{YEAR})| del (?P<short>[0-9]{{2}})\b(?![:.h])"
    r"| del? (?P<next>año que viene|proximo año)| de (?P<this>este(?: mismo)? año)\b)?"
)
_WRITTEN = re.compile(
    rf"{_BEGIN}(?<![0-9./-])(?P<date>[0-9]{{1,2}}(?P<mark>[/.-])[0-9]{{1,2}}(?P=mark)(?:[12][0-9]{{3}}|[0-9]{{2}})"
    r"|[12][0-9]{3}-[0-9]{2}-[0-9]{2})(?![0-9/]|[.-][0-9])(?:t(?=[0-9]))?"
)
_WITHOUT_YEAR = re.compile(
    rf"{OF}{FOR}(?:el |dia |(?:el )?(?P<weekday>{WEEKDAY}),? )(?:dia )?(?P<date>[0-9]{{1,2}}/[0-9]{{1,2}})(?![0-9/])"
)
"""With what announces a date: "1/2" alone is half of something."""
_BY_NUMBER = re.compile(
    rf"{OF}{FOR}(?:el |(?:el )?(?P<weekday>{WEEKDAY}),? )(?:dia )?(?P<day>{DAY_NUMBER}) del (?:mes )?"
    rf"(?P<month>{NUMBER}){NOT_COUNTING}(?![:.h/])(?: del? (?P<year>{YEAR}))?"
)


def _said(match: re.Match[str], now: datetime) -> Said:
    text = f"{day_number(match['day'])} {match['month']}"
    return _dates(text, " ", _year(match, now.year), match["weekday"], now.date())


def _year(match: re.Match[str], this: int) -> int | None:
    """The year that was said with a date; None if none was."""
    if said := match["year"] or match["short"]:
        return year(said)
    if match["next"]:
        return this + 1
    return this if match["this"] else None


def _written(match: re.Match[str], now: datetime) -> Said:
    day = _read(match["date"])
    if day is None:
        raise impossible("date")
    return Said(days=on_weekday((day,), match["weekday"], now.date()))


def _without_year(match: re.Match[str], now: datetime) -> Said:
    return _dates(match["date"], "/", None, match["weekday"], now.date())


def _by_number(match: re.Match[str], now: datetime) -> Said:
    text = f"{day_number(match['day'])}/{number(match['month'])}"
    its_year = year(match["year"]) if match["year"] else None
    return _dates(text, "/", its_year, match["weekday"], now.date())


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
    """The date; None if there is none. The library takes the 14 of "3/14" for the day: nobody says it so in Spanish."""
    found = _PARSER.get_date_data(text).date_obj
    first = int(re.split(r"\D", text)[0])
    return found.date() if found and first in {found.day, found.year} else None


READERS: Final[Readers] = (
    (_SAID, _said),
    (_WRITTEN, _written),
    (_WITHOUT_YEAR, _without_year),
    (_BY_NUMBER, _by_number),
)
