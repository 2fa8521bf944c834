"""Hours and parts of the day, as they are said. Pure.

"De la noche" begins on the day that is named and ends on the next: Friday at twelve at night is the midnight that ends
Friday. An hour that may be two of the day's is left open here: which one is meant depends on the day.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from penny_deck.palabras import INFINITIVE, NOT_COUNTING, NUMBER, TEN_OR_MORE, nameless, number
from penny_deck.tiempo.dicho import Hour, Reader, Said, impossible
from penny_deck.tiempo.fechas import WEEKDAY

DAY: Final = 24 * 60
"""Minutes, as everything below."""
HALF_DAY: Final = DAY // 2
HOURS_A_DAY: Final = 24
_HOURS_OF_A_CLOCK = 12
_MINUTES_AN_HOUR = 60
_DAYTIME = range(7 * 60, 22 * 60)
"""Of an hour on another day: people are awake."""
_WAKING = r"(?:.* )?(?:alarma|desp(?:ert|iert)[a-zñ]*|levant(?:ar(?:me|nos|se)|o)|madrug[a-zñ]*)\b"
_DINING = rf"(?:(?!(?:antes|{INFINITIVE})\b)[a-zñ0-9]+ ){{0,9}}(?:cena|cen(?:ar|amos|an|o)|concierto|cine|teatro)\b"
_HABITS: Final = (
    (re.compile(_WAKING), range(4 * 60, 16 * 60)),
    (re.compile(_DINING), range(HALF_DAY, DAY)),
)
"""The half of the day in which people do something, whatever day it is. Who buys what is for dinner is not dining."""

_WINDOWS: Final = {
    "madrugada": range(8 * 60),
    "mañana": range(60, 13 * 60),
    "mediodia": range(12 * 60, 17 * 60),
    "tarde": range(12 * 60, DAY),
    "noche": range(18 * 60, DAY + 6 * 60),
    "am": range(HALF_DAY),
    "pm": range(HALF_DAY, DAY),
}
"""Where the hours of a part of the day lie, from the midnight that begins the day: "las doce de la mañana" is noon."""

_ALONE: Final = {
    "madrugada": ("madrugada", 5 * 60, 7 * 60),
    "mañana": ("mañana", 9 * 60, 14 * 60),
    "mediodia": ("mediodia", 12 * 60, 15 * 60),
    "tarde": ("tarde", 17 * 60, 21 * 60),
    "noche": ("noche", 21 * 60, DAY),
    "primera hora": ("mañana", 8 * 60, 10 * 60),
    "primera hora de la tarde": ("tarde", 16 * 60, 18 * 60),
    "primera hora de la noche": ("noche", 21 * 60, 23 * 60),
    "tarde noche": ("tarde", 20 * 60, 22 * 60),
    "media mañana": ("mañana", 11 * 60, 13 * 60),
    "media tarde": ("tarde", 18 * 60, 20 * 60),
    "ultima hora": ("tarde", 20 * 60, 22 * 60),
    "ultima hora de la mañana": ("mañana", 13 * 60, 14 * 60),
    "ultima hora de la noche": ("noche", 23 * 60, DAY),
}
"""A part of the day without an hour: where its hours lie, when it is taken to be, and when it is over."""
_SAME = {
    "temprano": "primera hora",
    "tempranito": "primera hora",
    "primera hora de la mañana": "primera hora",
    "primera hora del dia": "primera hora",
    "ultima hora de la tarde": "ultima hora",
    "ultima hora del dia": "ultima hora",
    "mañanita": "mañana",
    "tardecita": "tarde",
    "nochecita": "noche",
    "tarde-noche": "tarde noche",
}
_NO_PART = (9 * 60, DAY)


@dataclass(frozen=True, slots=True)
class Clock:
    """When on a day."""

    minute: int
    """From the midnight that begins the day; it may be on the next."""
    exact: bool
    until: int = DAY
    """When a part of the day is over."""
    twice: bool = False
    """Whether twelve hours later is meant as well."""

    def minutes(self, now: int | None, usual: range) -> tuple[int, ...]:
        """What can be meant, the likeliest first; `now` is the minute of the day, if it is today.

        Of today the next is meant, and of a part of it that has begun, an hour from now; of another day the usual.
        """
        if not self.exact:
            return (self.minute,) if now is None or now + 60 >= self.until else (self.minute, now + 60)
        if not self.twice:
            return (self.minute,)
        both = (self.minute, self.minute + HALF_DAY)
        if now is None:
            return tuple(minute for minute in both if minute in usual)[:1]
        midnight = (self.minute + DAY,) if self.minute < _MINUTES_AN_HOUR else ()
        return (*both, *midnight)


def clock(hour: Hour | None, part: str | None) -> Clock:
    """When on a day an hour or a part of the day is.

    Raises:
        InvalidInput: There is no such hour in that part of the day.
    """
    if hour is None:
        minute, until = _ALONE[part][1:] if part else _NO_PART
        return Clock(minute, exact=False, until=until)
    part = hour.part or (_ALONE[part][0] if part else None)
    if part:
        return Clock(_within(hour.hour, _WINDOWS[part]) + hour.minute, exact=True)
    if hour.of_24:
        return Clock(hour.hour * 60 + hour.minute, exact=True)
    return Clock((hour.hour * 60 + hour.minute) % HALF_DAY, exact=True, twice=True)


def usual(what: str) -> range:
    """The hours at which people do what is to be remembered, in folded text."""
    return next((hours for pattern, hours in _HABITS if pattern.match(what)), _DAYTIME)


def same_part(hour: Hour, part: str) -> bool:
    """Whether an hour may be in a part of the day that was named apart from it."""
    return hour.part in {None, part, _ALONE[part][0]}


def narrower(one: str, other: str) -> str | None:
    """Of two parts of the day the one that lies in the other: "por la mañana, a primera hora"; None if neither does."""
    if other in {one, _ALONE[one][0]}:
        return one
    return other if _ALONE[other][0] == one else None


def _within(hour: int, window: range) -> int:
    """The minute at which an hour begins in a part of the day.

    Raises:
        InvalidInput: There is none.
    """
    on_a_clock = 0 < hour <= _HOURS_OF_A_CLOCK
    first = hour % _HOURS_OF_A_CLOCK if on_a_clock else hour
    step = HALF_DAY if on_a_clock else DAY
    for minute in range(first * 60, DAY + HALF_DAY, step):
        if minute in window:
            return minute
    raise impossible("hour in that part of the day")


_PARTS = "mañana|tarde|noche|madrugada"


def _with_part(of: str) -> str:
    return (
        rf" {of} la (?P<part>{_PARTS})\b(?:[ -]noche)?| de (?P<dawn>madrugada)\b"
        rf"| del? (?P<noon>medio ?dia|dia(?! {NUMBER}| de | primero))\b|,? ?(?:de )?(?P<half>[ap])\.? ?m\b\.?"
    )


TAIL: Final = rf"(?:{_with_part('(?:de|por|en|a)')})?"
"""The part of the day that is named with an hour. "Las nueve del día 15" is another thing than "las doce del día"."""
_LATE = (
    rf"(?:(?: y (?P<late>media|cuarto|{NUMBER})| menos (?P<early>cuarto|{NUMBER}))"
    rf"(?=$|[,.;:]| (?:\0|(?:de|del|el|es|hay|la|las|los|mañana|mi|para|que|tengo|{INFINITIVE})\b)))?"
)
"""As in "a las nueve de la noche y cuarto", but not in "a las nueve de la noche y media pastilla"."""
_SHARP = r"(?: ?(?:horas?|hrs?|hs?)\b\.?)?(?: en punto\b| y (?:pico|algo)\b| pasad(?:it)?as\b| o asi\b| mas o menos\b)?"
NAMED: Final = (
    rf"{NUMBER}(?:[:.h][0-9]{{2}}(?![0-9])| y (?:media|cuarto|{NUMBER})\b| menos (?:cuarto|{NUMBER})\b| ?hs?\b)?"
    rf"{nameless(TAIL)}"
)
"""A pattern for an hour without "a las"; it is read by `named`."""
_PEOPLE_WORDS = """
abuelas amigas chicas clientas compañeras empresas hermanas hijas madres mujeres niñas personas primas profesoras
señoras tias vecinas
"""
_NO_PEOPLE = rf"(?! (?:{'|'.join(_PEOPLE_WORDS.split())})\b)"
"""Who calls "a las dos hermanas" names no hour."""

_ABOUT = "(?:como )?a eso de|a partir de|alrededor de|cerca de|pasadas?|(?:despues|luego|no antes) de|tipo"
"""Who says "después de las cinco" is reminded at five."""
_SPOKEN = re.compile(
    rf"\b(?:ahora )?(?:(?:(?:como |tipo )?a|sobre|hacia|para|desde|{_ABOUT}) las? |tipo (?={NUMBER}{NOT_COUNTING}))"
    rf"(?>(?P<hour>{NUMBER})(?: horas)?"
    rf"(?:[:.h',’](?P<figures>[0-9]{{2}})(?![0-9])| y (?P<past>media|cuarto|{NUMBER})\b(?: minutos?)?"
    rf"| menos (?P<to>cuarto|{NUMBER})\b(?: minutos?)?"
    rf"| (?:cero )?(?P<run>{TEN_OR_MORE}|(?<=cero ){NUMBER}|[0-5][0-9]\b{NOT_COUNTING})"
    rf"| con (?P<over>{TEN_OR_MORE}|[0-9]{{2}})(?: minutos\b|\b{NOT_COUNTING}))?){_NO_PEOPLE}{_SHARP}{TAIL}{_LATE}"
)
_FIGURES = re.compile(
    r"(?:\b(?P<of>(?:de|hasta)(?: las?)? ))?(?<![0-9:.,/h-])(?P<hour>[0-9]{1,2})"
    r"(?:(?:[:h]|\.(?=[0-9]{2} ?h\b))(?P<figures>[0-9]{2})(?::[0-9]{2})?(?![0-9:])|(?= ?[ap]\.? ?m\b))"
    rf"{_SHARP}{TAIL}"
)
_AMBIGUOUS = re.compile(
    rf"(?<![0-9:.,/-])(?P<of>)(?P<hour>[0-9]{{1,2}})(?:\.(?P<figures>[0-9]{{2}})(?![0-9.,])|h\b){TAIL}"
)
"""It may be any number, or a duration; after a day it is an hour."""
_BARE = re.compile(
    rf"\b(?P<of>(?:de|hasta) )?(?:las? )?(?>(?P<hour>{NUMBER})(?: y (?P<past>media|cuarto|{NUMBER})\b"
    rf"| menos (?P<to>cuarto|{NUMBER})\b)?){_SHARP}(?:{_with_part('de')}){_LATE}"
)
"""As in "mañana, nueve de la noche"; "dos por la noche" may be two of anything."""
_HALF_PAST = re.compile(
    rf"(?P<of>)\b(?P<hour>{NUMBER}) (?:y (?P<past>media|cuarto)|menos (?P<to>cuarto))\b"
    rf"(?! (?:docena|hora|kilo|litro)s?\b){TAIL}"
)
"""As in "el viernes nueve y media"."""
_BEFORE = re.compile(
    rf"\b(?:al? )?(?:(?:un )?(?P<quarter>cuarto)"
    r"|(?:(?:cuando )?falt(?:ando|[ae]n) |(?<=\ba )|(?<=\bal )|(?<=\bmañana )|(?<=me )|(?<=\0 ))"
    r"(?P<to>cinco|diez|quince|veinte|veinticinco))"
    rf"(?: minutos)? para las? (?P<hour>{NUMBER}){_SHARP}{TAIL}"
)
"""As in Mexico: "cuarto para las nueve"."""
_ANOTHER = re.compile(
    rf"(?:(?<=\0 o )(?:las? )?|(?<=\0 y )las? )(?P<hour>{NUMBER})(?: y (?P<past>media|cuarto)\b)?{NOT_COUNTING}{TAIL}"
)
"""As in "a las nueve o diez", with what has been found before."""
_ALIKE = re.compile(r"\ba (?:la misma|esta(?: misma)?|estas?) horas?\b")
_MIDNIGHT = re.compile(r"\b(?:a|hacia|sobre|a eso de) (?:la )?media ?noche\b")
_NOON = re.compile(r"\b(?:al?|hacia(?: el)?|sobre(?: el)?|a eso del?) medio ?dia\b")
_ITS_PART = re.compile(
    rf"(?<!\bde )(?<!\bpor )(?<!\ben )(?<!\ba )\bla (?P<part>{_PARTS})(?= del (?:{WEEKDAY}|dia|[0-9]+)\b)"
)
"""As in "la noche del viernes"."""
_PART = re.compile(
    rf"\b(?:(?:por|en|a|durante) la (?P<plain>tarde[ -]noche|{_PARTS}|mañanita|tardecita|nochecita)"
    r"|de (?P<dawn>madrugada)"
    r"|a (?P<hour>(?:primera|ultima) hora(?: de la (?:mañana|tarde|noche)| del dia)?|media (?:mañana|tarde)))\b"
)
_AFTER_DAY = re.compile(
    r"(?P<of>)\b(?:(?P<part>tarde[ -]noche|tarde|noche)|(?:muy |bien )?(?P<early>tempran(?:it)?o))\b"
)
"""As in "el viernes noche"."""


def _named(match: re.Match[str], _now: datetime) -> Said:
    groups = match.groupdict()
    hour, minute = number(groups["hour"]), _minute(groups)
    if hour > HOURS_A_DAY or abs(minute) >= _MINUTES_AN_HOUR or hour * 60 + minute > DAY:
        raise impossible("hour")
    of_24 = not 0 < hour <= _HOURS_OF_A_CLOCK or groups["hour"].startswith("0")
    return Said(hour=Hour(hour, minute, _part(groups), of_24))


def _bare(match: re.Match[str], now: datetime) -> Said | None:
    """Without "a" it is an hour only if it can be one: "el 15 de la mañana" is something else."""
    return _named(match, now) if 0 < number(match["hour"]) <= _HOURS_OF_A_CLOCK else None


def named(text: str, now: datetime) -> Hour:
    """An hour that is said without "a": "las nueve y media de la noche", "9".

    Raises:
        InvalidInput: There is no such hour.
    """
    match = _SPOKEN.fullmatch(f"a {text}" if text.startswith("la") else f"a las {text}")
    hour = _named(match, now).hour if match else None
    if hour is None:
        raise impossible("hour")
    return hour


def _minute(groups: dict[str, str | None]) -> int:
    if groups.get("quarter"):
        return -15
    if to := groups.get("to") or groups.get("early"):
        return -_count(to)
    names = ("figures", "past", "run", "over", "late")
    return _count(next((said for name in names if (said := groups.get(name))), "0"))


def _count(said: str) -> int:
    return {"media": 30, "cuarto": 15}.get(said) or number(said)


def _part(groups: dict[str, str | None]) -> str | None:
    if half := groups["half"]:
        return f"{half}m"
    return "mediodia" if groups["noon"] else groups["part"] or groups["dawn"]


def _alone(match: re.Match[str], _now: datetime) -> Said:
    part = next(name for name in match.groups() if name)
    return Said(part=_SAME.get(part, part))


BEFORE_DAYS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_ITS_PART, _alone),)
"""What is looked for before the days."""
READERS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (_BEFORE, _named),
    (_SPOKEN, _named),
    (_FIGURES, _named),
    (_ANOTHER, _named),
    (_BARE, _bare),
    (_HALF_PAST, _named),
    (_AMBIGUOUS, _named),
    (_ALIKE, lambda _, now: Said(hour=Hour(now.hour, now.minute, of_24=True))),
    (_MIDNIGHT, lambda _, __: Said(hour=Hour(12, part="noche"))),
    (_NOON, lambda _, __: Said(part="mediodia")),
    (_PART, _alone),
)
"""In the order in which they are looked for."""
AFTER_DAYS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = ((_AFTER_DAY, _alone),)
"""What is looked for when the days have been found."""
