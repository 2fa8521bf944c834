"""Days without their month: "mañana", "el lunes que viene", "el día 15", "el viernes 13", "este finde". Pure.

"El lunes" is the next Monday, never today; "el lunes que viene" the Monday of next week. "La semana que viene" begins
on its Monday, "el fin de semana" on Saturday, or on Sunday if today is Saturday. "El viernes 13" is the next day that
is both. "De hoy en ocho" counts today: it is a week. After midnight "mañana" is still the next day of the calendar.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import INFINITIVE, NOT_COUNTING, NUMBER, number
from penny_deck.tiempo import calendario
from penny_deck.tiempo.calendario import DAY_NUMBER, MONTH, NEXT, NEXT_MONTH, NEXT_WEEK, WEEKDAY
from penny_deck.tiempo.dicho import FOR, INSTEAD, OF, PARTS, Readers, Said, impossible
from penny_deck.tiempo.plazos import NO_UNIT, after

_LONGEST_MONTH = 31
_MONTHS_AHEAD = 4
"""Any day of a month comes at least twice in them: of two months in a row at most one is short."""
_MONTHS_TO_A_WEEKDAY = 24
"""Within them any day of a month is on any day of the week."""
_DAY_FOLLOWED = (
    r"(?=$|[,;]|\.(?![0-9])| (?:a las?|por la|en la|a medio|a media|a primera|a ultima|del? (?:este |proximo )?mes"
    rf"|[0-9]{{1,2}}[:.h][0-9]{{2}}|{INFINITIVE}"
    r"|tengo|tienes|tiene|tenemos|es|son|hay|viene|vienen|voy|vamos|vence|empieza|empiezan|acaba|termina|cumple)\b"
    rf"|(?<=me el .) que\b|(?<=me el ..) que\b| [yo] (?:\0|el (?:dia )?{NUMBER}))"
)
"""What may come after "el 15", so that it is a day: a time, the end, what to do, what there is, or another day."""
_NO_HOUR = (
    r"(?! (?:de la |en punto|horas?\b|y (?:media|cuarto|pico)\b|menos )|[0-9]*[:.h/][0-9]| ?h(?:rs?)?\b| [0-9]"
    r"| ?[ap]\.? ?m\b)"
)
"""After "el viernes 9": who goes on so speaks of an hour."""
_DAY = re.compile(
    rf"{OF}{FOR}(?:(?:el|(?P<near>este)|proximo) ){{0,2}}"
    rf"(?:(?P<weekday>{WEEKDAY})(?P<coming> (?:{NEXT}))?(?:, el|,)? )?"
    rf"(?:dia (?P<day>{DAY_NUMBER})(?![/:.-]?[0-9])|(?(weekday)"
    rf"(?!una?\b)(?P<dated>{DAY_NUMBER}){NOT_COUNTING}{_NO_HOUR}"
    rf"|(?:(?<=el )|(?<=proximo ))(?P<bare>{DAY_NUMBER}){_DAY_FOLLOWED}))"
    rf"(?: del? (?:(?P<next>{NEXT_MONTH})|(?P<this>este )?mes)\b)?"
)
_TODAY = re.compile(rf"{OF}{FOR}(?:hoy(?: mismo| mas tarde)?|esta(?: misma)? (?P<part>tarde noche|{PARTS}))\b")
_TODAY_NAMED = re.compile(rf"{OF}{FOR}hoy(?: mismo)?,? (?:(?:que )?es )?(?P<weekday>{WEEKDAY})\b")
_NOW = re.compile(
    r"\b(?<!hasta )(?<!desde )(?<!por )(?<!de )(?:ahora(?: mismo)?|ya mismo)\b"
    r"(?! \0| (?:al?|con|de|despues|en|es|hay|luego|mas tarde|no|por|que|se|si|son|tengo)\b)"
)
"""Without what makes it later ("ahora después"), or a word of what is said ("ahora que")."""
_TOMORROW = re.compile(
    rf"{OF}{FOR}(?<!\bla )(?<!\buna )(?<!\bcada )"
    r"(?P<near>(?:tras|pasado )pasado mañana|pasado mañana|mañana)(?: mismo)?\b(?! siguiente)"
)
_DAYS_TO: Final = {"mañana": 1, "pasado": 2, "pasado mañana": 2}
_TWO_DAYS = re.compile(
    r"(?P<near>(?<=\0 [yo] )pasado\b|(?:^|(?<=me )|(?<=, ))pasado(?= \0)"
    rf"|{INSTEAD}pasado(?=$|[,.]| \0| (?:{INFINITIVE}|que|tengo|hay)\b))"
)
"""As in "mañana o pasado", "pasado a las diez" and "mañana no, pasado", with what has been found before."""

_MONDAY, _SATURDAY = 0, 5
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
_OF_NEXT_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?P<next>{NEXT_WEEK}),? (?:el )?(?P<weekday>{WEEKDAY})\b")
_OF_A_WEEK = re.compile(
    rf"{OF}{FOR}(?:el )?(?P<weekday>{WEEKDAY}) de (?:esta(?: misma)? semana"
    rf"|(?:dentro de|aqui a) (?:(?P<weeks>{NUMBER}) semanas?|(?P<days>ocho|8|quince|15) dias))\b"
)
_IN_WEEKS = re.compile(
    rf"\b(?:(?:de )?(?P<near>hoy|mañana)|(?:del?|el|de este) (?P<weekday>{WEEKDAY})(?P<next> (?:{NEXT}))?) en"
    rf" (?:(?(near)(?P<weeks>{NUMBER}) semanas?\b|(?!))"
    rf"|(?P<days>ocho|8|quince|15)(?: dias\b|\b{NOT_COUNTING}){NO_UNIT}(?![:.]?[0-9]))"
)
_SECOND = re.compile(
    rf"\b(?P<no>no )?(?:el|este) (?P<weekday>{WEEKDAY})(?P<next> (?:{NEXT}))?,? (?(no)sino|no,?(?: este,?)?(?: sino)?)"
    rf" el (?:{NEXT}|otro|proximo)\b(?! (?:{WEEKDAY})\b)"
)
_WEEKDAY = re.compile(
    rf"{OF}{FOR}(?:(?:(?:el|este|ese|proximo) ){{1,2}}|(?<=del )|{_IS_A_DAY})"
    rf"(?P<weekday>{WEEKDAY})\b(?: proximo\b)?(?P<next>,? (?:{NEXT})\b| de (?:{NEXT_WEEK})\b)?{_NO_FEAST}"
)
_AFTER_TIME = re.compile(
    rf"(?:(?<=\0 [yo] )|{INSTEAD}|(?P<of>))\b(?P<weekday>{WEEKDAY})\b(?P<next> (?:{NEXT})\b)?{_NO_FEAST}"
)
"""As in "mañana, lunes", "el lunes y martes" and "el lunes, no, martes", with what has been found before."""
_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?:{NEXT_WEEK})\b")
_WEEKEND = re.compile(
    rf"{OF}{FOR}(?:en )?(?:(?:el|este|proximo) ){{1,2}}(?:fin de semana|finde)\b"
    rf"(?P<next> (?:{NEXT})\b| de (?:{NEXT_WEEK})\b)?(?! del (?:dia )?{NUMBER})"
)


def _day(match: re.Match[str], now: datetime) -> Said:
    day = calendario.day_number(match["day"] or match["dated"] or match["bare"])
    if not 0 < day <= _LONGEST_MONTH:
        raise impossible("day of a month")
    today = now.date()
    if match["next"] or match["this"]:
        days = calendario.on_weekday(_of_months(day, today, [1 if match["next"] else 0]), match["weekday"], today)
    elif match["weekday"]:
        days = (_on_both(day, match, today),)
    else:
        days = _of_months(day, today, range(_MONTHS_AHEAD))
    if not days:
        raise impossible("day of that month")
    return Said(days=days)


def _on_both(day: int, match: re.Match[str], today: date) -> date:
    """The next such day of a month that is on the day of the week.

    Raises:
        InvalidInput: It is not the one of this week, or of the next, that was said.
    """
    weekday = calendario.weekday_of(match["weekday"])
    ahead = _of_months(day, today, range(_MONTHS_TO_A_WEEKDAY))
    both = next(each for each in ahead if each >= today and each.weekday() == weekday)
    too_far = match["near"] and (both - today).days > calendario.DAYS_A_WEEK
    if too_far or (match["coming"] and both != calendario.in_weeks(today, weekday, 1)):
        raise calendario.at_odds()
    return both


def _of_months(day: int, today: date, ahead: Iterable[int]) -> tuple[date, ...]:
    """The same day of several months, as far as they have it."""
    months = [calendario.months_after(today.replace(day=1), each) for each in ahead]
    return tuple(each.replace(day=day) for each in months if day <= calendario.last_day(each.year, each.month))


def _today(match: re.Match[str], now: datetime) -> Said:
    """Yesterday's night goes on after midnight, so "esta noche a las dos" may be said in it."""
    first = 0 if match["part"] == "madrugada" else -1
    return Said(days=tuple(now.date() + timedelta(days=first + ahead) for ahead in (0, 1)), part=match["part"])


def _today_named(match: re.Match[str], now: datetime) -> Said:
    return Said(days=calendario.on_weekday((now.date(),), match["weekday"], now.date()))


def _tomorrow(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(now.date() + timedelta(days=_DAYS_TO.get(match["near"], 3)),))


def _now(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=after(now, timedelta(minutes=1)))


def _of_a_week(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(calendario.in_weeks(now.date(), calendario.weekday_of(match["weekday"]), _weeks(match)),))


def _in_weeks(match: re.Match[str], now: datetime) -> Said:
    first = _next(match, now.date()) if match["weekday"] else now.date() + timedelta(days=match["near"] == "mañana")
    return Said(days=(first + timedelta(weeks=_weeks(match)),))


def _weeks(match: re.Match[str]) -> int:
    return number(match["weeks"] or "cero") + number(match["days"] or "cero") // calendario.DAYS_A_WEEK


def _second(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_next(match, now.date()) + timedelta(weeks=1),))


def _weekday(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_next(match, now.date()),))


def _week(_match: re.Match[str], now: datetime) -> Said:
    return Said(days=(calendario.in_weeks(now.date(), _MONDAY, 1),))


def _weekend(match: re.Match[str], now: datetime) -> Said:
    today = now.date()
    if match["next"]:
        return Said(days=(calendario.in_weeks(today, _SATURDAY, 1),))
    return Said(
        days=(today + timedelta(days=1) if today.weekday() == _SATURDAY else calendario.next_weekday(today, _SATURDAY),)
    )


def _next(match: re.Match[str], today: date) -> date:
    weekday = calendario.weekday_of(match["weekday"])
    return (
        calendario.in_weeks(today, weekday, 1)
        if match.groupdict().get("next")
        else calendario.next_weekday(today, weekday)
    )


BEFORE_SPANS: Final[Readers] = ((_OF_A_WEEK, _of_a_week), (_IN_WEEKS, _in_weeks))
"""What is looked for before the spans: "el lunes de dentro de dos semanas", "de mañana en ocho"."""
READERS: Final[Readers] = (
    (_DAY, _day),
    (_TODAY_NAMED, _today_named),
    (_WEEKEND, _weekend),
    (_SECOND, _second),
    (_OF_NEXT_WEEK, _weekday),
    (_WEEKDAY, _weekday),
    (_WEEK, _week),
)
AFTER_HOURS: Final[Readers] = (
    (_TODAY, _today),
    (_TOMORROW, _tomorrow),
    (_TWO_DAYS, _tomorrow),
    (_NOW, _now),
    (_AFTER_TIME, _weekday),
)
"""What is looked for when the hours have been found: "mañana" is a part of the day as well."""
