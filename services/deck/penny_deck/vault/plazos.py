"""Spans of time from now: "dentro de dos horas y cuarto", "en un mes y medio", "de hoy en ocho". Pure.

Hours are counted as they pass, whatever the clocks are set to; days, weeks, months and years as the calendar has them.
Half a month is 15 days, half a week three, half a day twelve hours. "De hoy en ocho" counts today: it is a week.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from penny_deck.vault.dicho import FOR, Reader, Said
from penny_deck.vault.fechas import WEEKDAY, next_weekday, weekday_of
from penny_deck.vault.palabras import NUMBER, nameless, number

_MONTHS_A_YEAR = 12
DAYS_A_WEEK: Final = 7
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Span:
    months: int = 0
    days: int = 0
    passing: timedelta = timedelta()
    """What is counted as it passes."""

    def __add__(self, other: "_Span") -> "_Span":
        return _Span(self.months + other.months, self.days + other.days, self.passing + other.passing)

    def times(self, count: int) -> "_Span":
        """So many of them."""
        return _Span(self.months * count, self.days * count, self.passing * count)


_WHOLE: Final = {
    "seg": _Span(passing=timedelta(seconds=1)),
    "min": _Span(passing=_A_MINUTE),
    "hor": _Span(passing=60 * _A_MINUTE),
    "h": _Span(passing=60 * _A_MINUTE),
    "dia": _Span(days=1),
    "sem": _Span(days=DAYS_A_WEEK),
    "mes": _Span(months=1),
    "año": _Span(months=_MONTHS_A_YEAR),
}
"""By the first letters of a unit."""
_HALF: Final = {
    "seg": _Span(),
    "min": _Span(passing=timedelta(seconds=30)),
    "dia": _Span(passing=timedelta(hours=12)),
    "sem": _Span(days=DAYS_A_WEEK // 2),
    "mes": _Span(days=15),
    "año": _Span(months=_MONTHS_A_YEAR // 2),
}
_MINUTES: Final = {
    "media": 30, "media hora": 30, "media horita": 30, "cuarto": 15, "un cuarto": 15, "tres cuartos": 45,
}  # fmt: skip

_HOURS = r"(?:hor(?:it)?as?|h)\b"
_OTHERS = r"(?:segundos?|minut(?:it)?os?|min|dias?|semanas?|mes(?:es)?|años?)\b"
_NO_UNIT = rf"\b(?! ?(?:{_HOURS}|{_OTHERS}))"
_HALF_OR_QUARTER = r"medi[oa]|(?:un )?cuarto|tres cuartos"
_PARTS = (
    r"(?P<fixed>media hor(?:it)?a|(?:(?:un )?cuarto|tres cuartos)(?= de hora))\b(?: de hora)?|(?P<year>medio año)\b"
    rf"|(?:(?P<count>{NUMBER}) ?|\b(?=(?:hora|dia|semana|mes|año) y (?:{_HALF_OR_QUARTER})\b))"
    rf"(?:(?P<hours>{_HOURS})(?: y (?P<past>{_HALF_OR_QUARTER}|{NUMBER}){_NO_UNIT})?"
    rf"|(?P<other>{_OTHERS})(?P<half> y medi[oa]{_NO_UNIT})?)"
)
_PART: Final = re.compile(_PARTS)
_NAMELESS = f"(?:{nameless(_PARTS)})"
_TO_DO = r" (?!alquiler|taller)[a-zñ]+[aei]r(?:[lms]e|l[ao]s?)?\b"
"""As in "avísame en una hora de sacar el pollo"."""
_AMOUNT = (
    rf"(?>(?P<amount>{_NAMELESS}(?:(?:,? y|,) {_NAMELESS}){{0,3}})(?: y pico\b| o asi\b)?)"
    rf"(?! (?:de(?! que\b|{_TO_DO})|antes|despues)\b)(?! o (?:{NUMBER}|medi[oa]\b))"
)
"""What goes on with "de" or "antes" is no span from now ("en un día de estos"), and "una hora o dos" is no moment."""
_ABOUT = r"(?:un[oa]s |como |cosa de |mas o menos |aproximadamente )?"
_AHEAD = re.compile(rf"{FOR}(?:dentro de|de aqui (?:a|en)|de aca (?:a|en)|en) {_ABOUT}{_AMOUNT}")
_AGO = re.compile(rf"\bhace {_ABOUT}{_AMOUNT}")
_IN_EIGHT = re.compile(
    rf"\b(?:de (?P<near>hoy|mañana)|(?:del?|el) (?P<weekday>{WEEKDAY})) en (?P<days>ocho|8|quince|15)(?: dias)?"
    rf"{_NO_UNIT}(?![:.]?[0-9])"
)
_IN_WEEKS = re.compile(rf"\bde (?P<near>hoy|mañana) en (?P<weeks>{NUMBER}) semanas?\b")


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last if it has no such day."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


def after(now: datetime, span: timedelta) -> datetime:
    """When that much time has passed, on the clocks of the same zone."""
    return (now.astimezone(UTC) + span).astimezone(now.tzinfo)


def _ahead(match: re.Match[str], now: datetime) -> Said:
    span = sum(map(_span, _PART.finditer(match["amount"])), _Span())
    day = months_after(now.date(), span.months) + timedelta(days=span.days)
    if span.passing or span == _Span():
        return Said(instant=after(datetime.combine(day, now.timetz()), span.passing))
    return Said(days=(day,))


def _ago(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=now, past=True)


def _span(part: re.Match[str]) -> _Span:
    if fixed := part["fixed"]:
        return _minutes(fixed)
    if part["year"]:
        return _HALF["año"]
    count = number(part["count"]) if part["count"] else 1
    if part["hours"]:
        return _WHOLE["h"].times(count) + _minutes(part["past"] or "cero")
    unit = part["other"][:3]
    return _WHOLE[unit].times(count) + (_HALF[unit] if part["half"] else _Span())


def _minutes(said: str) -> _Span:
    return _WHOLE["min"].times(_MINUTES.get(said) or number(said))


def _in_eight(match: re.Match[str], now: datetime) -> Said:
    weekday = match["weekday"]
    first = next_weekday(now.date(), weekday_of(weekday)) if weekday else _near(match, now)
    return Said(days=(first + timedelta(weeks=1 if match["days"] in {"ocho", "8"} else 2),))


def _in_weeks(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_near(match, now) + timedelta(weeks=number(match["weeks"])),))


def _near(match: re.Match[str], now: datetime) -> date:
    return now.date() + timedelta(days=match["near"] == "mañana")


READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_IN_EIGHT, _in_eight),
    (_IN_WEEKS, _in_weeks),
    (_AHEAD, _ahead),
    (_AGO, _ago),
)
