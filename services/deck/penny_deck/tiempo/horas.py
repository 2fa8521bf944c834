"""Hours and parts of the day, as they are said: "a las nueve y media de la noche", "por la tarde". Pure."""

import re
from datetime import datetime
from typing import Final

from penny_deck.palabras import INFINITIVE, NOT_COUNTING, NUMBER, TEN_OR_MORE, nameless, number
from penny_deck.tiempo.calendario import WEEKDAY
from penny_deck.tiempo.dicho import PARTS, Hour, Readers, Said, impossible
from penny_deck.tiempo.reloj import DAY, HOURS_A_DAY, HOURS_OF_A_CLOCK, MINUTES_AN_HOUR

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
"""What is another name of a part of the day."""


def _with_part(of: str) -> str:
    return (
        rf" {of} la (?P<part>{PARTS})\b(?:[ -]noche)?| de (?P<dawn>madrugada)\b"
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

_ABOUT = (
    "(?:como )?a eso de|a partir de|alrededor de|cerca de|pasadas?|(?:despues|luego|no antes) de"
    "|(?:cuando|en cuanto) (?:sea|de)n?|tipo"
)
"""Who says "después de las cinco" is reminded at five."""
_TIPO = r"(?:(?<=\0 )|(?<=me )|(?<=que )|(?<=hoy )|(?<=mañana )|(?<=tarde )|(?<=noche ))tipo"
"""Before "tipo ocho", as in "mañana tipo ocho"; diabetes may be of type two."""
_SPOKEN = re.compile(
    rf"\b(?:ahora )?(?:(?:(?:como |tipo )?a|sobre|hacia|para|desde|{_ABOUT}) las? |{_TIPO} (?={NUMBER}{NOT_COUNTING}))"
    rf"(?>(?P<hour>{NUMBER})(?: horas)?"
    rf"(?:[:.h',’](?P<figures>[0-9]{{2}})(?![0-9])| y (?P<past>media|cuarto|{NUMBER})\b(?: minutos?)?"
    rf"| menos (?P<to>cuarto|{NUMBER})\b(?: minutos?)?"
    rf"|(?<= horas) (?P<exact>{NUMBER}) minutos?\b"
    rf"| (?:cero )?(?P<run>(?>{TEN_OR_MORE})(?! minutos\b)|(?<=cero ){NUMBER}|[0-5][0-9]\b{NOT_COUNTING})"
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
    rf"(?<!\bde )(?<!\bpor )(?<!\ben )(?<!\ba )\bla (?P<part>{PARTS})(?= del (?:{WEEKDAY}|dia|[0-9]+)\b)"
)
"""As in "la noche del viernes"."""
_PART = re.compile(
    rf"\b(?:(?:por|en|a|durante) la (?P<plain>tarde[ -]noche|{PARTS}|mañanita|tardecita|nochecita)"
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
    if hour > HOURS_A_DAY or abs(minute) >= MINUTES_AN_HOUR or hour * 60 + minute > DAY:
        raise impossible("hour")
    of_24 = not 0 < hour <= HOURS_OF_A_CLOCK or groups["hour"].startswith("0")
    return Said(hour=Hour(hour, minute, _part(groups), of_24))


def _bare(match: re.Match[str], now: datetime) -> Said | None:
    """Without "a" it is an hour only if it can be one: "el 15 de la mañana" is something else."""
    return _named(match, now) if 0 < number(match["hour"]) <= HOURS_OF_A_CLOCK else None


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
    names = ("figures", "past", "exact", "run", "over", "late")
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


BEFORE_DAYS: Final[Readers] = ((_ITS_PART, _alone),)
"""What is looked for before the days."""
READERS: Final[Readers] = (
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
AFTER_DAYS: Final[Readers] = ((_AFTER_DAY, _alone),)
"""What is looked for when the days have been found."""
