"""By when: the deadline in a sentence, and the words that say it. Pure.

What days and hours mean is told in `penny_deck.tiempo.cuando`. Here is only what announces a deadline ("antes del",
"a más tardar", a date in brackets), and that a date with its year may have passed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import fold
from penny_deck.tiempo.calendario import MONTH, WEEKDAY
from penny_deck.tiempo.cuando import MAX_SIGNS, Cuando, find

_LONG_AGO = 1971
"""A date with its year is read as seen from this year, so that it is not refused if it has passed."""
_MONTHS = rf"(?:{MONTH}|(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?)"
_DATE = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|/\d{{1,2}})(?![\d/])"
    rf"|\d{{1,2}} (?:de )?{_MONTHS}(?:,? (?:del? )?\d{{4}})?)"
)
_YEAR = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d")
_DAY = (
    rf"(?:{_DATE}|(?:el )?dia \d{{1,2}}|(?:{WEEKDAY})\b|hoy\b|(?:pasado )?mañana\b|fin(?:al|ales)? de(?:l)? \w+"
    r"|\d{1,2}\b(?=[).,;]|$| a las)|(?:la )?(?:semana|proxima semana) (?:que viene|proxima|siguiente)"
    r"|(?:el )?mes que viene"
    r"|(?:las )?\d{1,2}(?::\d{2}| horas?| ?h)\b|(?:principios|mediados) de \w+|(?:un|una|dos|tres|\d+) (?:dias?"
    r"|semanas?|mes(?:es)?|horas?)\b|navidad\b)"
)
_ANNOUNCED = re.compile(
    r"(?:\b(?:antes de|a mas tardar|como muy tarde|como maximo|no mas tarde de|de cara a|hasta|para|"
    r"(?:con )?fecha(?: limite)?(?: de)?:?|plazo:?|limite:?|vence:?|entrega:?)l?) (?:(?:el|la|las|al|en) ){0,2}"
    rf"(?P<day>{_DAY})"
)
_ALONE = re.compile(rf"(?<![\w/.,-])(?P<day>{_DATE})")
_VAGUE = re.compile(
    r"\b(?:(?:a lo largo de|durante|en|antes de que acabe) )?(?:esta (?:misma )?semana|este (?:mes|trimestre|año))\b"
    r"|\b(?:cuanto antes|lo antes posible|con urgencia|(?<!es )(?<!sera )urgente|urgentemente|de inmediato"
    r"|inmediatamente)\b"
    r"|\b(?:antes de|para|en) la (?:proxima|siguiente) (?:reunion|junta|sesion|asamblea)\b"
)
_MAY_SAY_WHEN = re.compile(
    rf"\d|\b(?:{WEEKDAY}|{MONTH}|hoy|mañana|tarde|noche|mediodia|semanas?|mes(?:es)?|dias?|horas?|finde|navidad"
    r"|reyes|ahora|medianoche)\b"
)
_REACH = 30
"""Characters after a day in which its hour may stand."""
_BEFORE = ("para el ", "para ", "dentro de ", "para las ")
"""What `cuando` needs before a day, so as to take it for one: the first under which it is one is right."""


@dataclass(frozen=True, slots=True)
class Plazo:
    """A deadline, and where in the sentence the words stand that say it."""

    cuando: date | datetime | None
    start: int
    end: int


def deadline(text: str, now: datetime) -> Plazo | None:
    """The deadline in a sentence, as seen from a moment; None if there is none."""
    folded = fold(text[:MAX_SIGNS])
    if _MAY_SAY_WHEN.search(folded):
        found = next(_announced(folded, now), None) or _said(folded, now)
        if found:
            return found
    vague = _VAGUE.search(folded)
    return Plazo(None, *vague.span()) if vague else None


def labelled(text: str, now: datetime) -> Plazo | None:
    """The deadline that a text is which has been labelled as one: in a table "viernes" is enough."""
    announced = "para el "
    found = deadline(text, now) or deadline(announced + text, now)
    return Plazo(found.cuando, 0, len(text)) if found else None


def explicit_date(text: str, zone_of: datetime) -> date | None:
    """The first date with its year in a text, whether or not it has passed."""
    for match in _ALONE.finditer(fold(text[:MAX_SIGNS])):
        if _YEAR.search(match["day"]):
            found = _read(f"el {match['day']}", zone_of.replace(year=_LONG_AGO, month=1, day=1))
            if found:
                return found.at.date()
    return None


def _announced(folded: str, now: datetime) -> Iterator[Plazo]:
    for pattern in (_ANNOUNCED, _ALONE):
        for match in pattern.finditer(folded):
            rest = re.split(r"[;)(]|, (?!a las)|\. ", folded[match.start("day") : match.end() + _REACH])[0]
            for said in (max(rest, match["day"], key=len).rstrip(" ."), match["day"]):
                if found := _from(said, match.start("day"), now):
                    yield Plazo(found.cuando, match.start(), found.end)


def _from(said: str, at: int, now: datetime) -> Plazo | None:
    """The deadline with which these words begin."""
    dated = re.match(_DATE, said)
    seen_from = now.replace(year=_LONG_AGO, month=1, day=1) if dated and _YEAR.search(dated[0]) else now
    for before in _BEFORE:
        found = _read(before + said, seen_from)
        end = _end(said, found, before) if found else None
        if found and end:
            return Plazo(_value(found), at, at + end)
    return None


def _end(said: str, found: Cuando, before: str) -> int | None:
    """Where in the words the expression ends, if they begin with it."""
    words = fold(found.text).removeprefix(before).removeprefix("el ").split()
    while words and words[0] in before.split():
        words.pop(0)
    match = re.match(r"(?:el |la |las )?" + r"\W+".join(map(re.escape, words)), said) if words else None
    return match.end() if match else None


def _said(folded: str, now: datetime) -> Plazo | None:
    """What the whole sentence says, if it says one moment."""
    found = _read(folded, now)
    if found is None:
        return None
    for between in (r"\W+", r"\W+(?:\w+\W+){0,12}?"):  # the parts may stand apart: "mañana ... a las nueve"
        match = re.search(r"\b" + between.join(map(re.escape, fold(found.text).split())), folded)
        if match:
            return Plazo(_value(found), *match.span())
    return None


def _value(found: Cuando) -> date | datetime:
    return found.at if found.exact else found.at.date()


def _read(text: str, now: datetime) -> Cuando | None:
    """The moment that a text says, if it says one."""
    try:
        found = find(text, now)
    except InvalidInput:
        return None
    return found[0] if found else None
