"""Spans of time from now: "dentro de dos horas y cuarto", "en un mes y medio". Pure.

Hours are counted as they pass, whatever the clocks are set to; days, weeks, months and years as the calendar has them.
Half a month is 15 days, half a week three, half a day twelve hours.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from penny_deck.palabras import INFINITIVE, NOT_COUNTING, NUMBER, TEN_OR_MORE, nameless, number
from penny_deck.tiempo.calendario import DAYS_A_WEEK, MONTHS_A_YEAR, months_after
from penny_deck.tiempo.dicho import FOR, Readers, Said, Span

_A_MINUTE = timedelta(minutes=1)
_WHOLE: Final = {
    "seg": Span(passing=timedelta(seconds=1)),
    "min": Span(passing=_A_MINUTE),
    "hor": Span(passing=60 * _A_MINUTE),
    "h": Span(passing=60 * _A_MINUTE),
    "dia": Span(days=1),
    "sem": Span(days=DAYS_A_WEEK),
    "mes": Span(months=1),
    "año": Span(months=MONTHS_A_YEAR),
}
"""By the first letters of a unit."""
_HALF: Final = {
    "seg": Span(),
    "min": Span(passing=timedelta(seconds=30)),
    "dia": Span(passing=timedelta(hours=12)),
    "sem": Span(days=DAYS_A_WEEK // 2),
    "mes": Span(days=15),
    "año": Span(months=MONTHS_A_YEAR // 2),
}
_MINUTES: Final = {
    "media": 30, "media hora": 30, "media horita": 30, "cuarto": 15, "un cuarto": 15, "tres cuartos": 45,
}  # fmt: skip

_HOURS = r"(?:hor(?:it)?as?|h)\b"
_OTHERS = r"(?:segundos?|minut(?:it)?os?|min|dias?|semanas?|mes(?:es)?|años?)\b"
NO_UNIT: Final = rf"\b(?! ?(?:{_HOURS}|{_OTHERS}))"
_HALF_OR_QUARTER = r"medi[oa]|(?:un )?cuarto|tres cuartos"
_MORE_OR_LESS = (
    rf"(?: y (?P<past>{_HALF_OR_QUARTER}|{NUMBER}){NO_UNIT}"
    rf"| menos (?P<less>(?:un )?cuarto|{NUMBER})(?: minutos?\b|{NO_UNIT})"
    rf"| (?P<minutes>{NUMBER}) ?min(?:utos?)?\b| (?P<figures>{TEN_OR_MORE}|[0-5][0-9]){NO_UNIT}{NOT_COUNTING})?"
)
"""After hours: "una hora y diez", "dos horas menos cuarto", "una hora quince"."""
_PARTS = (
    r"(?P<fixed>media hor(?:it)?a|(?:(?:un )?cuarto|tres cuartos)(?= de hora))\b(?: de hora)?|(?P<year>medio año)\b"
    r"|(?<![0-9:.,])(?P<clock>[0-9]:[0-5][0-9])(?![0-9:])(?: ?h(?:oras?)?\b)?"
    rf"|(?:(?P<count>{NUMBER}) ?|\b(?=(?:hora|dia|semana|mes|año) y (?:{_HALF_OR_QUARTER})\b))"
    rf"(?:(?P<hours>h ?(?P<run>[0-5][0-9])(?: ?min(?:utos?)?\b|{NOT_COUNTING})|{_HOURS}){_MORE_OR_LESS}"
    rf"|(?P<other>{_OTHERS})(?P<half> y medi[oa]{NO_UNIT})?)"
)
_PART: Final = re.compile(_PARTS)
_NAMELESS = f"(?:{nameless(_PARTS)})"
_TO_DO = rf" (?!alquiler|taller){INFINITIVE}\b"
"""As in "avísame en una hora de sacar el pollo"."""
AMOUNT: Final = rf"(?P<amount>{_NAMELESS}(?:(?:,? y|,) {_NAMELESS}){{0,3}})"
"""A pattern for a span, in folded text; its value is told by `total`."""
SPAN: Final = (
    rf"(?>{AMOUNT}(?: y pico\b| o asi\b)?)"
    rf"(?! (?:de(?! que\b|{_TO_DO})|antes|despues|menos)\b)(?! o (?:{NUMBER}|medi[oa]\b))"
)
"""What goes on with "de" or "antes" is no span from now ("en un día de estos"), and "una hora o dos" is no moment."""
ABOUT: Final = r"(?:un[oa]s |una (?=media)|como |cosa de |mas o menos |aproximadamente )?"
"""What may stand before a span."""
_TIMER = r"(?:(?<=temporizador )|(?<=timer )|(?<=alarma ))"
"""What goes off when the span is over that follows it with "de"."""
_AHEAD = re.compile(
    rf"{FOR}(?:dentro de|de a(?:qui|ca) (?:a|en)|en|al cabo de|tras|pasad[oa]s|cuando pasen?|{_TIMER}de) {ABOUT}{SPAN}"
)


def after(now: datetime, span: timedelta) -> datetime:
    """When that much time has passed, on the clocks of the same zone."""
    return (now.astimezone(UTC) + span).astimezone(now.tzinfo)


def moved(at: datetime, span: Span) -> datetime:
    """A moment, so much later on the calendar and then on the clocks."""
    day = months_after(at.date(), span.months) + timedelta(days=span.days)
    return after(datetime.combine(day, at.timetz()), span.passing)


def total(amount: str) -> Span:
    """What AMOUNT found comes to."""
    return sum(map(_span, _PART.finditer(amount)), Span())


def _ahead(match: re.Match[str], now: datetime) -> Said:
    span = total(match["amount"])
    if span.passing or span == Span():
        return Said(instant=moved(now, span))
    return Said(days=(moved(now, span).date(),))


def _span(part: re.Match[str]) -> Span:
    if fixed := part["fixed"]:
        return _minutes(fixed)
    if part["year"]:
        return _HALF["año"]
    if clock := part["clock"]:
        hours, minutes = clock.split(":")
        return _WHOLE["h"].times(int(hours)) + _minutes(minutes)
    count = number(part["count"]) if part["count"] else 1
    if part["hours"]:
        more = part["run"] or part["past"] or part["minutes"] or part["figures"] or "cero"
        return _WHOLE["h"].times(count) + _minutes(more) + _minutes(part["less"] or "cero").times(-1)
    unit = part["other"][:3]
    return _WHOLE[unit].times(count) + (_HALF[unit] if part["half"] else Span())


def _minutes(said: str) -> Span:
    return _WHOLE["min"].times(_MINUTES.get(said) or number(said))


READERS: Final[Readers] = ((_AHEAD, _ahead),)
