"""Days without their month: "mañana", "el día 15", "el viernes 13", "el mes que viene", "en Navidad". Pure.

"El viernes 13" is the next day that is both, "el mes que viene" begins on its first. After midnight "mañana" is still
the next day of the calendar.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.palabras import INFINITIVE, NOT_COUNTING, NUMBER
from penny_deck.tiempo.dicho import FOR, INSTEAD, OF, Reader, Said, impossible
from penny_deck.tiempo.fechas import DAY_NUMBER, MONTH, WEEKDAY, at_odds, day_number, on_weekday, weekday_of
from penny_deck.tiempo.periodos import NEXT, NEXT_MONTH, NEXT_YEAR
from penny_deck.tiempo.plazos import DAYS_A_WEEK, after, last_day, months_after
from penny_deck.tiempo.semanas import in_weeks

_LONGEST_MONTH = 31
_MONTHS_AHEAD = 4
"""Any day of a month comes at least twice in them: of two months in a row at most one is short."""
_MONTHS_TO_A_WEEKDAY = 24
"""Within them any day of a month is on any day of the week."""
_DAY_FOLLOWED = (
    r"(?=$|[,;]|\.(?![0-9])| (?:a las?|por la|en la|a medio|a media|a primera|a ultima|del? (?:este |proximo )?mes"
    r"|[0-9]{1,2}[:.h][0-9]{2}|[a-zñ]+[aei]r(?:[lms]e|l[ao]s?)?"
    r"|tengo|tienes|tiene|tenemos|es|son|hay|viene|vienen|voy|vamos|vence|empieza|empiezan|acaba|termina|cumple)\b"
    rf"|(?<=me el .) que\b|(?<=me el ..) que\b| [yo] (?:\0|el (?:dia )?{NUMBER}))"
)
"""What may come after "el 15", so that it is a day: a time, the end, what to do, what there is, or
another day."""
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
_MONTH_OR_YEAR = re.compile(rf"{OF}{FOR}(?:en )?(?:el )?(?:(?P<month>{NEXT_MONTH})|{NEXT_YEAR})\b")
_FEASTS: Final = {
    "navidad": (25, 12),
    "nochebuena": (24, 12),
    "nochevieja": (31, 12),
    "año nuevo": (1, 1),
    "reyes": (6, 1),
    "todos los santos": (1, 11),
}
_DAYS_OF: Final = {
    "san valentin": (14, 2),
    "san jose": (19, 3),
    "san juan": (24, 6),
    "pilar": (12, 10),
    "hispanidad": (12, 10),
    "muertos": (2, 11),
    "inmaculada": (8, 12),
    "inocentes": (28, 12),
}
"""Only after "el día de": San Juan is a city as well. Those are left out that are not everywhere on the same day."""
FEAST: Final = "|".join(["fin de año", *_FEASTS, *_DAYS_OF])
"""A pattern for their names, in folded text."""
_FEAST = re.compile(
    rf"\b(?:(?:(?:en |para |por )?el dia de|en|por|para|esta)(?: la)? (?P<feast>{'|'.join(_FEASTS)})"
    rf"|(?:en |para |por )?el dia del?(?: la| los)? (?:santos )?(?P<day_of>{'|'.join(_DAYS_OF)}))\b"
)
_PARTS = "mañana|tarde|noche|madrugada"
_TODAY = re.compile(rf"{OF}{FOR}(?:hoy(?: mismo| mas tarde)?|esta(?: misma)? (?P<part>tarde noche|{_PARTS}))\b")
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
_DAYS_TO: Final = {"mañana": 1, "pasado mañana": 2}
_TWO_DAYS = re.compile(
    r"(?<=\0 [yo] )pasado\b|(?:^|(?<=me )|(?<=, ))pasado(?= \0)"
    rf"|{INSTEAD}pasado(?=$|[,.]| \0| (?:{INFINITIVE}|que|tengo|hay)\b)"
)
"""As in "mañana o pasado", "pasado a las diez" and "mañana no, pasado", with what has been found before."""
_PAST = re.compile(
    rf"{OF}(?:antes de ayer|anteayer|antier|ayer|anoche"
    r"|(?:la )?(?:semana pasada|pasada semana)|(?:el )?(?:mes|año) pasado"
    rf"|(?:el )?(?:{WEEKDAY}) (?:proximo )?pasado(?! mañana)"
    rf"|(?:el |(?<=del ))pasado (?:(?:{WEEKDAY})(?: {DAY_NUMBER})?|(?:dia )?{DAY_NUMBER})(?: de (?:{MONTH}))?)\b"
)


def _day(match: re.Match[str], now: datetime) -> Said:
    day = day_number(match["day"] or match["dated"] or match["bare"])
    if not 0 < day <= _LONGEST_MONTH:
        raise impossible("day of a month")
    today = now.date()
    if match["next"] or match["this"]:
        days = on_weekday(_of_months(day, today, [1 if match["next"] else 0]), match["weekday"], today)
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
    weekday = weekday_of(match["weekday"])
    ahead = _of_months(day, today, range(_MONTHS_TO_A_WEEKDAY))
    both = next(each for each in ahead if each >= today and each.weekday() == weekday)
    too_far = match["near"] and (both - today).days > DAYS_A_WEEK
    if too_far or (match["coming"] and both != in_weeks(today, weekday, 1)):
        raise at_odds()
    return both


def _of_months(day: int, today: date, ahead: Iterable[int]) -> tuple[date, ...]:
    """The same day of several months, as far as they have it."""
    months = [months_after(today.replace(day=1), each) for each in ahead]
    return tuple(each.replace(day=day) for each in months if day <= last_day(each.year, each.month))


def _month_or_year(match: re.Match[str], now: datetime) -> Said:
    first = now.date().replace(day=1)
    return Said(days=(months_after(first, 1) if match["month"] else date(now.year + 1, 1, 1),))


def _feast(match: re.Match[str], now: datetime) -> Said:
    day, month = _FEASTS[match["feast"]] if match["feast"] else _DAYS_OF[match["day_of"]]
    return Said(days=tuple(date(now.year + ahead, month, day) for ahead in (0, 1)))


def _today(match: re.Match[str], now: datetime) -> Said:
    """Yesterday's night goes on after midnight, so "esta noche a las dos" may be said in it."""
    first = 0 if match["part"] == "madrugada" else -1
    return Said(days=tuple(now.date() + timedelta(days=first + ahead) for ahead in (0, 1)), part=match["part"])


def _today_named(match: re.Match[str], now: datetime) -> Said:
    return Said(days=on_weekday((now.date(),), match["weekday"], now.date()))


def _tomorrow(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(now.date() + timedelta(days=_DAYS_TO.get(match["near"], 3)),))


def _two_days(_match: re.Match[str], now: datetime) -> Said:
    return Said(days=(now.date() + timedelta(days=2),))


def _now(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=after(now, timedelta(minutes=1)))


def _past(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=now, past=True)


BEFORE_DATES: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_PAST, _past),)
"""What is looked for first: "el pasado viernes 13" is no date to come."""
READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_FEAST, _feast),
    (_DAY, _day),
    (_TODAY_NAMED, _today_named),
    (_MONTH_OR_YEAR, _month_or_year),
)
"""In the order in which they are looked for."""
AFTER_HOURS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_TODAY, _today),
    (_TOMORROW, _tomorrow),
    (_TWO_DAYS, _two_days),
    (_NOW, _now),
)
"""What is looked for when the hours have been found: "mañana" is a part of the day as well."""
