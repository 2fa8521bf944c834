"""From when to when: "de 10 a 11", "entre las cuatro y las cinco", "del 3 al 5 de diciembre". Pure.

A recado is due when it begins. The words stay in what is to be remembered: only they tell when it ends. What is said
once is true of both: "de nueve a diez de la noche" begins at nine at night, "del 3 al 5 de enero" in January.
"""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import NOT_COUNTING, NUMBER, YEAR, nameless, number
from penny_deck.tiempo import dias, fechas, horas, reloj
from penny_deck.tiempo.calendario import MONTH, NEXT_MONTH, NEXT_WEEK, WEEKDAY, upcoming
from penny_deck.tiempo.dicho import Hour, Readers, Said, impossible

_UNCOUNTED = rf"(?P<uncounted>{NOT_COUNTING})?"
"""Whether nothing follows that is counted: "de 10 a 12 huevos"."""

_HOURS = (
    rf"\b(?:(?<!\bdentro )(?<!\bmas )(?<!\bmenos )(?:de|desde) (?P<from>(?:las? )?{horas.NAMED}) (?:a|hasta)"
    rf"|entre (?P<between>las? {horas.NAMED}) y)"
    rf" (?P<to>(?:las? )?{horas.NAMED})(?! de (?:{MONTH})\b){_UNCOUNTED}"
)
_IS_HOUR = re.compile(r"\blas?\b|[0-9][:.][0-9]|[ap]\.? ?m\b|\bde madrugada\b")
_SEEMS_HOUR = re.compile(r"\b(?:media|cuarto)\b|[0-9] ?hs?\b")
"""If nothing is counted with it."""
_MARKS: Final = {(1, 5), (1, 10)}
"""From one to five and from one to ten marks are given."""

_OF_MONTH = rf" de (?:{MONTH})\b(?: del? {YEAR})?| del? (?:este mes|{NEXT_MONTH})\b| de (?:{NEXT_WEEK})\b"
_DAY = rf"(?:(?:{WEEKDAY})(?: {NUMBER})?|(?:dia )?{NUMBER})"
_DAYS = (
    rf"\b(?:(?:del|desde el) (?P<from>{_DAY})(?P<its>{_OF_MONTH})? (?:al|hasta el)"
    rf"|entre el (?P<between>{_DAY})(?P<own>{_OF_MONTH})? y el"
    rf"|de (?P<plain>{NUMBER}) a(?= {NUMBER} de (?:{MONTH})\b))"
    rf" (?P<to>{_DAY})(?P<month>{_OF_MONTH})?{_UNCOUNTED}"
)
_DAY_READERS: Final = (*fechas.READERS, *dias.READERS)

_NIGHT = re.compile(
    rf"\b(?:(?:en|por|durante) )?la (?P<part>noche|madrugada) del (?P<from>{_DAY}) al (?P<to>{_DAY})"
    rf"(?P<month>{_OF_MONTH})?"
)
"""Between one day and the next."""
_NEAR = r"(?:pasado mañana|mañana|hoy|esta (?:mañana|tarde|noche))"
_ITS_HOUR = rf"(?:(?:,? (?:a|de|sobre) las?) {horas.NAMED}| (?:por|de) la (?:mañana|tarde|noche))"
_APPOINTED = (
    rf"(?:del? (?:(?:proximo )?{nameless(_DAY)}|{_NEAR})(?:{_OF_MONTH}| que viene)?{_ITS_HOUR}{{0,2}}"
    rf"|de las? {horas.NAMED}{_ITS_HOUR}?)"
)
"""Of an appointment when it is: "del jueves a las diez"."""
_TO_OTHER = rf"(?: (?:al?|para)(?: el| las?)? (?:{nameless(_DAY)}|{_NEAR}|{horas.NAMED}){_ITS_HOUR}?)?"
_MOVED = re.compile(
    r"\b(?:cambi|mover|muev|retras|adelant|aplaz|pospon|anul|cancel|suspend|desconvo|confirm|reprogram"
    r"|pas(?:ar|e|o)(?= la (?:cita|clase|cena|comida|reunion)\b))[a-zñ]*(?: [a-zñ]+){0,5}?"
    rf" (?:{nameless(_HOURS)}|{nameless(_DAYS)}{_ITS_HOUR}{{0,2}}|{_APPOINTED}{_TO_OTHER})"
)
"""Who moves a meeting "de las cuatro a las cinco", or calls off "la cita del jueves", does not say when she will."""


def _hours(match: re.Match[str], now: datetime) -> Said | None:
    first, last = match["from"] or match["between"], match["to"]
    is_free = match["uncounted"] is not None
    if not (_IS_HOUR.search(match[0]) or (is_free and (_SEEMS_HOUR.search(match[0]) or _may_be_hours(first, last)))):
        return None
    return Said(hour=_beginning(horas.named(first, now), horas.named(last, now)), kept=True)


def _may_be_hours(first: str, last: str) -> bool:
    """Of two numbers alone."""
    if "uno" in {first, last}:
        return False
    hours = number(first), number(last)
    return hours not in _MARKS and all(0 < hour <= reloj.HOURS_A_DAY for hour in hours)


def _beginning(first: Hour, last: Hour) -> Hour:
    """The first hour, with what is said of the last alone."""
    if first.part or first.of_24:
        return first
    if last.of_24:
        return replace(first, of_24=first.hour < last.hour)
    if not last.part:
        return first
    begin, end = first.hour * 60 + first.minute, reloj.clock(last, None).minute
    hour, minute = divmod(end - (end - begin - 1) % reloj.HALF_DAY - 1, 60)
    return (
        Hour(12, minute, "noche") if hour == reloj.HOURS_A_DAY else Hour(hour % reloj.HOURS_A_DAY, minute, of_24=True)
    )


def _days(match: re.Match[str], now: datetime) -> Said | None:
    first, of_both = match["from"] or match["between"] or match["plain"], match["month"] or ""
    if not of_both and (match["uncounted"] is None or first in {"1", "uno", "una"}):
        return None
    beginning = _day(f"el {first}{match['its'] or match['own'] or of_both}", now)
    end = _day(f"el {match['to']}{of_both}", now)
    return Said(days=_until(beginning, end, now.date()), kept=True) if beginning and end else None


def _day(text: str, now: datetime) -> tuple[date, ...] | None:
    """The days that can be meant; None if it says no day."""
    found = (reader(match, now) for pattern, reader in _DAY_READERS if (match := pattern.fullmatch(text)))
    said = next(found, None)
    return said.days if said else None


def _night(match: re.Match[str], now: datetime) -> Said:
    of_month = match["month"] or ""
    first, last = (_day(f"el {match[name]}{of_month}", now) for name in ("from", "to"))
    evening, morning = (upcoming(days or (), now.date()) for days in (first, last))
    if not (evening and morning and morning - evening == timedelta(days=1)):
        raise impossible("night between those days")
    return Said(days=(evening if match["part"] == "noche" else morning,), part=match["part"])


def _until(first: tuple[date, ...], last: tuple[date, ...], today: date) -> tuple[date, ...]:
    """The first day, before the last that is to come: what goes on has begun already."""
    end = upcoming(last, today)
    before = [day for day in first if end and day <= end]
    return (before[-1],) if before else first


def _none(_match: re.Match[str], _now: datetime) -> None:
    """Nothing that these words say is a time."""


READERS: Final[Readers] = (
    (_MOVED, _none),
    (_NIGHT, _night),
    (re.compile(_HOURS), _hours),
    (re.compile(_DAYS), _days),
)
