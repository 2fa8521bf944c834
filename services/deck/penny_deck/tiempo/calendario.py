"""The calendar: what its days and months are called, and how they are counted. Pure.

The patterns are for folded text, and none of them names a group.
"""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import MONTHS, NUMBER, WEEKDAYS, fold, number
from penny_deck.tiempo.dicho import refused

DAYS_A_WEEK: Final = 7
MONTHS_A_YEAR: Final = 12
_WEEKDAYS = tuple(map(fold, WEEKDAYS))

WEEKDAY: Final = "|".join(_WEEKDAYS)
MONTH: Final = "|".join([*MONTHS, "setiembre"])
DAY_NUMBER: Final = rf"(?:\b1(?:\.?[º°]|e?ro\b|er\b)|\bprimero\b|{NUMBER})"
"""A day of a month; its value is told by `day_number`."""
NEXT: Final = "que viene|que entra|entrante|siguiente"
"""What makes a day, a week, a month or a year the next one."""
NEXT_WEEK: Final = rf"(?:la )?semana (?:{NEXT}|proxima)|(?:la )?proxima semana"
NEXT_MONTH: Final = rf"mes (?:{NEXT}|proximo)|proximo mes"
NEXT_YEAR: Final = rf"año (?:{NEXT}|proximo)|proximo año"


def day_number(said: str) -> int:
    """The value of what DAY_NUMBER found."""
    return number(said) if re.fullmatch(NUMBER, said) else 1


def weekday_of(name: str) -> int:
    """As datetime.weekday counts them."""
    return _WEEKDAYS.index(name)


def month_of(name: str) -> int:
    """January is 1."""
    return MONTHS.index("septiembre" if name == "setiembre" else name) + 1


def next_weekday(today: date, weekday: int) -> date:
    """The next such day of the week, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % DAYS_A_WEEK + 1)


def in_weeks(today: date, weekday: int, weeks: int) -> date:
    """A day of this week, or of one of those that follow it."""
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last if it has no such day."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


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
        raise at_odds()
    return (day,)


def at_odds() -> InvalidInput:
    """The refusal of a date with a day of the week that is not its own."""
    return refused("That date is not on that day of the week.", "Say the date or the day of the week.")
