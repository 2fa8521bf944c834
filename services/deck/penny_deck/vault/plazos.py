"""Spans of time from now: "dentro de dos horas", "de aquí a una semana", "hace tres días". Pure.

Hours are counted as they pass, whatever the clocks are set to; days, weeks, months and years as the calendar has them.
"""

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from penny_deck.vault.dicho import FOR, Reader, Said
from penny_deck.vault.palabras import NUMBER, number

_MONTHS_A_YEAR = 12
_AMOUNT = (
    r"(?:(?P<half>media hor(?:it)?a)|(?P<quarters>(?:un )?cuarto|tres cuartos) de hora"
    rf"|(?P<count>{NUMBER}) ?(?:"
    rf"(?P<hours>hor(?:it)?as?|h)(?: y (?P<more>media|cuarto|tres cuartos|{NUMBER}\b(?: minutos?)?))?"
    r"|(?P<short>segundos?|minut(?:it)?os?|min)|(?P<long>dias?|semanas?|mes(?:es)?|años?)(?! y medi[oa]))"
    r"|(?P<one>hora) y (?P<above>media|cuarto))\b(?! (?:de(?! que)|antes|despues)\b)"
)
"""What goes on with "de" or "antes" is no span from now: "en un día de estos"."""
_AHEAD = re.compile(rf"{FOR}(?:dentro de|de aqui a|de aca a|en) {_AMOUNT}")
_AGO = re.compile(rf"\bhace {_AMOUNT}")
_MINUTES = {"media": 30, "cuarto": 15, "un cuarto": 15, "tres cuartos": 45}


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
    if unit := match["long"]:
        return Said(days=(_day_after(now.date(), number(match["count"]), unit),))
    return Said(instant=after(now, _span(match)))


def _ago(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=now, past=True)


def _day_after(today: date, count: int, unit: str) -> date:
    if unit.startswith("dia"):
        return today + timedelta(days=count)
    if unit.startswith("semana"):
        return today + timedelta(weeks=count)
    return months_after(today, count * (_MONTHS_A_YEAR if unit.startswith("año") else 1))


def _span(match: re.Match[str]) -> timedelta:
    if match["short"]:
        count = number(match["count"])
        return timedelta(seconds=count) if match["short"].startswith("s") else timedelta(minutes=count)
    if match["hours"]:
        return timedelta(hours=number(match["count"]), minutes=_minutes(match["more"]))
    if match["one"]:
        return timedelta(hours=1, minutes=_minutes(match["above"]))
    return timedelta(minutes=30 if match["half"] else _minutes(match["quarters"]))


def _minutes(said: str | None) -> int:
    if said is None:
        return 0
    return _MINUTES.get(said) or number(said.removesuffix("s").removesuffix(" minuto"))


READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_AHEAD, _ahead), (_AGO, _ago))
