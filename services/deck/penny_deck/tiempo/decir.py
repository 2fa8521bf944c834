"""A moment as Penny says it: "mañana a las nueve de la mañana". Pure.

Hours are in words, days of the month and years in figures, which the voice spells. `cuando` understands all of it: what
is said of a moment to come is that moment, to the minute. Of the hour that is repeated in autumn the first is meant.
"""

from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import MONTHS, WEEKDAYS, in_words

_NEAR: Final = {-1: "ayer", 0: "hoy", 1: "mañana", 2: "pasado mañana"}
_PARTS: Final = (
    (6 * 60, "de la madrugada"),
    (12 * 60, "de la mañana"),
    (13 * 60, "del mediodía"),
    (20 * 60 + 30, "de la tarde"),
    (24 * 60, "de la noche"),
)
"""Until which minute of the day, as in Spain."""
_QUARTERS: Final = {0: "", 15: " y cuarto", 30: " y media", 45: " menos cuarto"}
_MEANT: Final = {12: " a mediodía", 17: " por la tarde", 21: " por la noche"}
"""The hours that `cuando` takes for parts of the day."""
_HALF = 30
_ROUND = 5
"""Of other minutes only these are taken from the next hour: "menos veinte", but "y treinta y siete"."""


def say(at: datetime, now: datetime) -> str:
    """A moment, in the zone of `now`; the year is said if it is another."""
    at = at.astimezone(now.tzinfo)
    if at.hour == at.minute == 0:
        return f"{_day(at.date() - timedelta(days=1), now.date())} a medianoche"
    return f"{_day(at.date(), now.date())} {_hour(at.hour, at.minute)}"


def when(at: datetime, now: datetime, *, con_hora: bool) -> str:
    """A moment; if no hour was named, the day and at most the part of it that was meant."""
    if con_hora:
        return say(at, now)
    at = at.astimezone(now.tzinfo)
    part = _MEANT.get(at.hour, "") if at.minute == 0 else ""
    return f"{_day(at.date(), now.date())}{part}"


def on_day(at: datetime) -> str:
    """The day alone, as `cuando` understands it: "el 30 de noviembre de 2026"."""
    return f"el {at.day} de {MONTHS[at.month - 1]} de {at.year}"


def at_hour(at: datetime) -> str:
    """The hour alone, as `cuando` understands it: "a las 10:30"."""
    return f"a las {at.hour}:{at.minute:02}"


def _day(day: date, today: date) -> str:
    near = _NEAR.get((day - today).days)
    if near:
        return near
    of_year = "" if day.year == today.year else f" de {day.year}"
    return f"el {WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}{of_year}"


def _hour(hour: int, minute: int) -> str:
    before_next = minute > _HALF and minute % _ROUND == 0
    named = (hour + before_next - 1) % 12 + 1
    part = next(part for until, part in _PARTS if hour * 60 + minute < until)
    article = "a la una" if named == 1 else f"a las {in_words(named)}"
    return f"{article}{_minutes(minute, before_next=before_next)} {part}"


def _minutes(minute: int, *, before_next: bool) -> str:
    if minute in _QUARTERS:
        return _QUARTERS[minute]
    return f" menos {in_words(60 - minute)}" if before_next else f" y {in_words(minute)}"
