"""Days of the week, and weeks: "el lunes que viene", "el jueves de esta semana", "este finde". Pure.

"El lunes" is the next Monday, never today; "el lunes que viene" the Monday of next week. "La semana que viene" begins
on its Monday, "el fin de semana" on Saturday, or on Sunday if today is Saturday.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import NUMBER, number
from penny_deck.tiempo.dicho import FOR, INSTEAD, OF, Reader, Said
from penny_deck.tiempo.fechas import MONTH, WEEKDAY, next_weekday, weekday_of
from penny_deck.tiempo.periodos import NEXT

_MONDAY, _SATURDAY = 0, 5
NEXT_WEEK: Final = rf"(?:la )?semana (?:{NEXT}|proxima)|(?:la )?proxima semana"
"""A pattern for the next week, in folded text."""
_TIME_FOLLOWS = (
    r",? (?:a las?|por la|en la|a medio|a media|a primera|a ultima|[0-9]{1,2}[:.h])\b| ?[0-9]{1,2}:"
    rf"| {NUMBER} (?:de la|de madrugada|y media|y cuarto|menos cuarto)\b"
)
_NO_FEAST = rf"(?! (?:santo|de (?:ramos|pascua|resurreccion|carnaval|ceniza)|(?:de )?(?:{MONTH})|pasado)\b)"
"""Days that have a name of their own are not the next of their kind."""
_IS_A_DAY = (
    rf"(?<!\botro )(?=(?:{WEEKDAY})(?:{_TIME_FOLLOWS}|,? (?:{NEXT})\b| proximo\b"
    rf"|(?:,| [yo]|, [yo]) (?:el )?(?:{WEEKDAY})\b))"
)
"""What tells a day of the week without its article: a time, or other days of the week."""

_OF_NEXT_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?:{NEXT_WEEK}),? (?:el )?(?P<weekday>{WEEKDAY})\b")
_OF_A_WEEK = re.compile(
    rf"{OF}{FOR}(?:el )?(?P<weekday>{WEEKDAY}) de (?:(?P<this>esta(?: misma)? semana)"
    rf"|(?:dentro de|aqui a) (?:(?P<weeks>{NUMBER}) semanas?|(?P<days>ocho|8|quince|15) dias))\b"
)
_SECOND = re.compile(
    rf"\b(?P<no>no )?(?:el|este) (?P<weekday>{WEEKDAY})(?P<next> (?:{NEXT}))?,? (?(no)sino|no,?(?: sino)?)"
    rf" el (?:{NEXT}|otro|proximo)\b(?! (?:{WEEKDAY})\b)"
)
_WEEKDAY = re.compile(
    rf"{OF}{FOR}(?:(?:(?:el|este|ese|proximo) ){{1,2}}|(?<=del )|{_IS_A_DAY})"
    rf"(?P<weekday>{WEEKDAY})\b(?: proximo\b)?(?P<next>,? (?:{NEXT})\b| de (?:{NEXT_WEEK})\b)?{_NO_FEAST}"
)
_AFTER_TIME = re.compile(rf"(?P<of>)\b(?P<weekday>{WEEKDAY})\b(?P<next> (?:{NEXT})\b)?{_NO_FEAST}")
"""As in "mañana, lunes"."""
_ANOTHER = re.compile(rf"(?:(?<=\0 [yo] )|{INSTEAD})(?P<weekday>{WEEKDAY})\b(?P<next> (?:{NEXT})\b)?{_NO_FEAST}")
"""As in "el lunes y martes" and "el lunes, no, martes", with what has been found before."""
_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?:{NEXT_WEEK})\b")
_WEEKEND = re.compile(
    rf"{OF}{FOR}(?:en )?(?:(?:el|este|proximo) ){{1,2}}(?:fin de semana|finde)\b"
    rf"(?P<next> (?:{NEXT})\b| de (?:{NEXT_WEEK})\b)?"
)


def _of_next_week(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(in_weeks(now.date(), weekday_of(match["weekday"]), 1),))


def _of_a_week(match: re.Match[str], now: datetime) -> Said:
    ahead = 1 if match["days"] in {"ocho", "8"} else 2
    weeks = number(match["weeks"]) if match["weeks"] else 0 if match["this"] else ahead
    return Said(days=(in_weeks(now.date(), weekday_of(match["weekday"]), weeks),))


def _second(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_day(match, now.date()) + timedelta(weeks=1),))


def _weekday(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_day(match, now.date()),))


def _week(_match: re.Match[str], now: datetime) -> Said:
    return Said(days=(in_weeks(now.date(), _MONDAY, 1),))


def _weekend(match: re.Match[str], now: datetime) -> Said:
    today = now.date()
    if match["next"]:
        return Said(days=(in_weeks(today, _SATURDAY, 1),))
    return Said(days=(today + timedelta(days=1) if today.weekday() == _SATURDAY else next_weekday(today, _SATURDAY),))


def _day(match: re.Match[str], today: date) -> date:
    weekday = weekday_of(match["weekday"])
    return in_weeks(today, weekday, 1) if match["next"] else next_weekday(today, weekday)


def in_weeks(today: date, weekday: int, weeks: int) -> date:
    """A day of this week, or of one of those that follow it."""
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


BEFORE_SPANS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_OF_A_WEEK, _of_a_week),)
"""What is looked for before the spans: "el lunes de dentro de dos semanas"."""
READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_WEEKEND, _weekend),
    (_SECOND, _second),
    (_OF_NEXT_WEEK, _of_next_week),
    (_WEEKDAY, _weekday),
    (_WEEK, _week),
)
"""In the order in which they are looked for."""
AFTER_HOURS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_ANOTHER, _weekday),
    (_AFTER_TIME, _weekday),
)
"""What is looked for when the hours have been found."""
