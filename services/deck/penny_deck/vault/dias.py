"""Days without their month: "mañana", "el lunes que viene", "el día 15", "a final de mes", "en Navidad". Pure.

"El lunes" is the next Monday, never today; "el lunes que viene" the Monday of next week. "La semana que viene" begins
on its Monday, "el mes que viene" on its first, "el fin de semana" on Saturday, or on Sunday if today is Saturday. After
midnight "mañana" is still the next day of the calendar.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from penny_deck.vault.dicho import FOR, OF, Reader, Said, impossible
from penny_deck.vault.fechas import MONTH, WEEKDAY, on_weekday, weekday_of
from penny_deck.vault.palabras import MONTHS, NUMBER, number
from penny_deck.vault.plazos import after, last_day, months_after

_DAYS_A_WEEK = 7
_MONDAY, _SATURDAY = 0, 5
_LONGEST_MONTH = 31
_MONTHS_AHEAD = 4
"""Any day of a month comes at least twice in them: of two months in a row at most one is short."""
_NEXT = r"que viene|entrante|siguiente"
_NEXT_WEEK = rf"(?:la )?semana (?:{_NEXT}|proxima)|(?:la )?proxima semana"
_NEXT_MONTH = rf"mes (?:{_NEXT}|proximo)|proximo mes"
_NEXT_YEAR = rf"año (?:{_NEXT}|proximo)|proximo año"
_TIME_FOLLOWS = r"(?=,? (?:a las?|por la|en la|a medio|a media|a primera|a ultima|[0-9]{1,2}[:.h])\b| ?[0-9]{1,2}:)"
_NO_FEAST = rf"(?! (?:santo|de (?:ramos|pascua|resurreccion|carnaval|ceniza)|(?:de )?(?:{MONTH})|pasado)\b)"
"""Days that have a name of their own are not the next of their kind."""

_DAY_OF_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?:{_NEXT_WEEK}),? (?:el )?(?P<weekday>{WEEKDAY})\b")
_WEEK = re.compile(rf"{OF}{FOR}(?:en )?(?:{_NEXT_WEEK})\b")
_WEEKDAY = re.compile(
    rf"{OF}{FOR}(?:(?:(?:el|este|ese|proximo) ){{1,2}}|(?<=del )|(?=(?:{WEEKDAY}){_TIME_FOLLOWS}))"
    rf"(?P<weekday>{WEEKDAY})\b(?: proximo\b)?(?P<next>,? (?:{_NEXT})\b| de (?:{_NEXT_WEEK})\b)?{_NO_FEAST}"
)
_AFTER_TIME = re.compile(rf"(?P<of>)\b(?P<weekday>{WEEKDAY})\b(?P<next> (?:{_NEXT})\b)?{_NO_FEAST}")
"""As in "mañana, lunes"."""
_LAST_WEEKDAY = re.compile(rf"\bel (?:(?:{WEEKDAY}) pasado|pasado (?:{WEEKDAY}))\b")
_WEEKEND = re.compile(
    rf"{OF}{FOR}(?:en )?(?:(?:el|este|proximo) ){{1,2}}(?:fin de semana|finde)\b"
    rf"(?P<next> (?:{_NEXT})\b| de (?:{_NEXT_WEEK})\b)?"
)
_DAY_FOLLOWED = (
    r"(?=$|[,;]|\.(?![0-9])| (?:a las?|por la|en la|a medio|a media|a primera|a ultima|del? (?:este |proximo )?mes"
    r"|[0-9]{1,2}[:.h][0-9]{2}|[a-zñ]+[aei]r(?:[lms]e|l[ao]s?)?)\b)"
)
"""What may come after "el 15", so that it is a day: a time, the end, or what to do."""
_DAY = re.compile(
    rf"{OF}{FOR}(?:el )?(?:(?P<weekday>{WEEKDAY}),? (?:el )?)?"
    rf"(?:dia (?P<day>{NUMBER}|primero)\b(?![/:.-][0-9])|(?(weekday)|(?<=el ))(?P<bare>{NUMBER}){_DAY_FOLLOWED})"
    rf"(?: del? (?:(?P<next>{_NEXT_MONTH})|(?:este )?mes)\b)?"
)
_PERIOD = re.compile(
    r"\b(?:para |a |al |en )?(?:el )?(?P<where>principios?|primeros|mediados|fin(?:al)?(?:es)?|ultimos|ultimo dia)"
    rf" del? (?:este )?(?:(?P<next>{_NEXT_MONTH})|(?P<mes>mes)|(?P<año>año)|(?P<month>{MONTH}))\b"
)
_MONTH_OR_YEAR = re.compile(rf"{OF}{FOR}(?:en )?(?:el )?(?:(?P<month>{_NEXT_MONTH})|{_NEXT_YEAR})\b")
_FEASTS: Final = {
    "navidad": (25, 12),
    "nochebuena": (24, 12),
    "nochevieja": (31, 12),
    "año nuevo": (1, 1),
    "reyes": (6, 1),
    "todos los santos": (1, 11),
}
_FEAST = re.compile(rf"\b(?:(?:en |para )?el dia de|en|por|para|esta)(?: la)? (?P<feast>{'|'.join(_FEASTS)})\b")
_PARTS = "mañana|tarde|noche|madrugada"
_TODAY = re.compile(rf"{OF}{FOR}(?:hoy(?: mismo)?|esta(?: misma)? (?P<part>{_PARTS}))\b")
_NOW = re.compile(r"\b(?:ahora(?: mismo)?|ya mismo)\b")
_TOMORROW = re.compile(
    rf"{OF}{FOR}(?<!\bla )(?<!\buna )(?<!\bcada )(?P<near>pasado mañana|mañana)(?: mismo)?\b(?! siguiente)"
)
_PAST = re.compile(
    r"\b(?:antes de ayer|anteayer|antier|ayer|anoche|la semana pasada|la pasada semana|el (?:mes|año) pasado)\b"
)


def _day_of_week(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_of_next_week(now.date(), weekday_of(match["weekday"])),))


def _week(_match: re.Match[str], now: datetime) -> Said:
    return Said(days=(_of_next_week(now.date(), _MONDAY),))


def _weekday(match: re.Match[str], now: datetime) -> Said:
    weekday = weekday_of(match["weekday"])
    if match["next"]:
        return Said(days=(_of_next_week(now.date(), weekday),))
    return Said(days=(_next(now.date(), weekday),))


def _next(today: date, weekday: int) -> date:
    """The next such day of the week, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % _DAYS_A_WEEK + 1)


def _of_next_week(today: date, weekday: int) -> date:
    return today + timedelta(days=_DAYS_A_WEEK - today.weekday() + weekday)


def _weekend(match: re.Match[str], now: datetime) -> Said:
    today = now.date()
    if match["next"]:
        return Said(days=(_of_next_week(today, _SATURDAY),))
    return Said(days=(today + timedelta(days=1) if today.weekday() == _SATURDAY else _next(today, _SATURDAY),))


def _day(match: re.Match[str], now: datetime) -> Said:
    said = match["day"] or match["bare"]
    day = 1 if said == "primero" else number(said)
    if not 0 < day <= _LONGEST_MONTH:
        raise impossible("day of a month")
    first = now.date().replace(day=1)
    months = [months_after(first, ahead) for ahead in (range(1, 2) if match["next"] else range(_MONTHS_AHEAD))]
    days = tuple(each.replace(day=day) for each in months if day <= last_day(each.year, each.month))
    if not days:
        raise impossible("day of that month")
    return Said(days=on_weekday(days, match["weekday"], now.date()))


def _period(match: re.Match[str], now: datetime) -> Said:
    """The beginning, the middle or the end of a month or a year: of this one, or else of the next."""
    first = now.date().replace(day=1)
    if match["next"]:
        return Said(days=(_within_months(months_after(first, 1), match["where"], 1),))
    if match["mes"]:
        return Said(days=tuple(_within_months(months_after(first, ahead), match["where"], 1) for ahead in (0, 1)))
    month = 1 if match["año"] else _month_of(match["month"])
    length = 12 if match["año"] else 1
    starts = (date(now.year + ahead, month, 1) for ahead in (0, 1))
    return Said(days=tuple(_within_months(start, match["where"], length) for start in starts))


def _month_of(name: str) -> int:
    return MONTHS.index("septiembre" if name == "setiembre" else name) + 1


def _within_months(first: date, where: str, length: int) -> date:
    if where.startswith("pri"):
        return first
    if where == "mediados":
        return first.replace(day=15) if length == 1 else months_after(first, length // 2)
    return months_after(first, length) - timedelta(days=1)


def _month_or_year(match: re.Match[str], now: datetime) -> Said:
    first = now.date().replace(day=1)
    return Said(days=(months_after(first, 1) if match["month"] else date(now.year + 1, 1, 1),))


def _feast(match: re.Match[str], now: datetime) -> Said:
    day, month = _FEASTS[match["feast"]]
    return Said(days=tuple(date(now.year + ahead, month, day) for ahead in (0, 1)))


def _today(match: re.Match[str], now: datetime) -> Said:
    """Yesterday's night goes on after midnight, so "esta noche a las dos" may be said in it."""
    return Said(days=(now.date() - timedelta(days=1), now.date()), part=match["part"])


def _tomorrow(match: re.Match[str], now: datetime) -> Said:
    return Said(days=(now.date() + timedelta(days=1 if match["near"] == "mañana" else 2),))


def _now(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=after(now, timedelta(minutes=1)))


def _past(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=now, past=True)


READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_PAST, _past),
    (_LAST_WEEKDAY, _past),
    (_FEAST, _feast),
    (_PERIOD, _period),
    (_DAY, _day),
    (_WEEKEND, _weekend),
    (_DAY_OF_WEEK, _day_of_week),
    (_WEEKDAY, _weekday),
    (_WEEK, _week),
    (_MONTH_OR_YEAR, _month_or_year),
)
"""In the order in which they are looked for."""
AFTER_HOURS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_TODAY, _today),
    (_TOMORROW, _tomorrow),
    (_AFTER_TIME, _weekday),
    (_NOW, _now),
)
"""What is looked for when the hours have been found: "mañana" is a part of the day as well."""
