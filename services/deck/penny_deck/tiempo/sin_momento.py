"""What is no moment: "cada lunes", "a las nueve, dos días antes de Navidad", "avisar de que mañana no voy". Pure.

A day that is not understood must not be taken for none: with none an hour is the next that comes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import NOT_COUNTING, NUMBER, fold
from penny_deck.tiempo.calendario import MONTH, WEEKDAY
from penny_deck.tiempo.dicho import Mention, impossible, kept, refused
from penny_deck.tiempo.periodos import FEAST

_WEEKDAYS = f"{WEEKDAY}|sabados|domingos"
_UNITS = (
    "dias?|semanas?|quincenas?|mes(?:es)?|trimestres?|años?|horas?|media hora|cuarto de hora|minutos?"
    "|noches?|tardes?|mañanas?|findes?|fin(?:es)? de semana"
)
_RECURRING: Final = re.compile(
    rf"\b(?:cada (?:{NUMBER} )?(?:{_UNITS}|{_WEEKDAYS}|{MONTH})|tod[oa]s l[oa]s (?:{_UNITS}|{_WEEKDAYS})"
    rf"|cada (?:{NUMBER}|primer[oa]?|ultimo)(?: (?:dia|{WEEKDAY}))? del? (?:mes|año|{MONTH})"
    rf"|(?<!\bde )los (?:{_WEEKDAYS}|findes|fines de semana|dias (?:laborables|{NUMBER}))"
    r"|un[oa]? [a-zñ]+ si,?(?: y)? (?:un[oa]?|otr[oa])(?: [a-zñ]+)? no|siempre a las?"
    rf"|{NUMBER} ve(?:z|ces) (?:al?|por)(?: la)? (?:{_UNITS})"
    rf"|(?:di|quincen|seman|mensu|anu)(?:aria|al)?mente|a diario|entre semana"
    r"|(?:(?:por|en|durante) las|(?<!buenas )(?<!las )las) (?:mañanas|tardes|noches)(?: a | de l|,|\.|$| [a-zñ])"
    rf"|de (?:{_WEEKDAYS}) a (?:{_WEEKDAYS}))\b"
)
_OTHER_DAY = (
    r"(?:(?:dia|semana|mes|noche|tarde|mañana)(?:e?s)? (?:antes|despues|anterior|siguiente)\b"
    r"(?: del? [a-zñ0-9 ]{1,25})?"
    rf"|(?:antes|despues) del (?:{WEEKDAY}|dia|{NUMBER})\b(?: [a-zñ0-9]+){{0,3}}"
    rf"|vispera\b(?: del? [a-zñ0-9 ]{{1,25}})?|(?:mañana|tarde|noche) de (?:{FEAST})\b"
    rf"|(?:en|para) (?:{MONTH}|semana santa|navidades|verano|otoño|invierno|primavera)\b"
    rf"|otr[oa] (?:{WEEKDAY}|dia|semana)\b|(?:{WEEKDAY}) (?:santo|de [a-zñ]+)\b"
    rf"|\bel (?:{NUMBER} {NUMBER}|[0-9]{{1,2}}[ /.-][0-9]{{1,2}}(?:[ /.-][0-9]+)?(?![0-9:]))"
    r"|(?:dentro de|en) (?:[a-zñ0-9.]+ ){1,5}(?:dia|semana|mes|año|siglo)(?:e?s)?\b)"
)
"""Days that are not understood."""
_DAY_BEFORE: Final = re.compile(rf"\b{_OTHER_DAY}[ ,]*$")
_DAY_AFTER: Final = re.compile(rf"[ ,]*(?:el |la )?(?:{NUMBER} )?{_OTHER_DAY}")
"""Beside an hour: it is of that day, and not of the next that comes."""

_PEOPLES = """
alemana americana argentina australiana brasileña britanica canaria central chilena china colombiana ecuatoriana
española estadounidense europea francesa griega india inglesa insular italiana japonesa local marroqui mexicana
neoyorquina oriental peninsular peruana portuguesa rusa turca universal uruguaya venezolana zulu
"""
_PLACES = """
alemania alla alli america argentina atenas australia berlin bogota brasil california canada canarias caracas chicago
chile china colombia ecuador eeuu españa europa francia greenwich grecia india inglaterra italia japon lima lisboa
londres madrid marruecos mexico miami montevideo moscu nueva oriente pacifico paris pekin peru portugal quito roma rusia
santiago sidney tokio turquia uruguay venezuela washington
"""
_ZONE: Final = re.compile(
    rf"[ ,(]*(?:(?:horas?|horario) (?:(?:local|oficial) )?(?:(?:{'|'.join(_PEOPLES.split())})\b"
    r"|(?:de|del|en) (?:la costa |las? |los |el )?(?P<place>[a-zñ]+))|(?:utc|gmt|cet|cest|wet|bst|[ecmp][sd]t|z)\b"
    r"|\+ ?[0-9])"
)
"""After an hour: the clocks of some other place."""
_OF_PLACE: Final = re.compile(rf" de (?:{'|'.join(_PLACES.split())})\b")
_LEAVES: Final = re.compile(r"\b(?:sal|lleg|vuel|v[iu]en|ven|vol[va]|regres|despeg|tren|avion|(?:auto)?bus)[a-zñ]*\b")
"""With it "a las nueve de Londres" says from where, not by which clocks."""
_PLACE: Final = re.compile("|".join([*_PLACES.split(), "bretaña", "unidos", "angeles", "habana", "costa", "este"]))
_ANYWHERE: Final = re.compile(r"\b(?:utc|gmt)\b")
_HOUR_END: Final = re.compile(r" horas?$")

_YEAR: Final = re.compile(
    rf",? (?:del? (?:año )?(?:[0-9]{{3,}}|{NUMBER} mil)\b{NOT_COUNTING}|(?:del? )?año (?:{NUMBER}|[0-9]))"
)
"""After a date: a year that is not understood."""
_OTHER_WEEK: Final = re.compile(
    r",? (?:del?|en) (?:la |el |los |las )?(?:otr[oa]s?|siguientes?|semana|mes|despues)\b"
    r"|,? (?:anterior|siguiente|en (?:ocho|quince))\b"
)
"""After a day: it is another."""
_TOLD: Final = re.compile(
    r"\b(?:avisar|decir|contar|comentar|informar|preguntar|explicar|escribir|recordar(?=les?\b))(?:l[eao]s?)?"
    r"(?: (?!que\b|si\b)[a-zñ]+){0,5} (?:que|si)\b(?:[^.;:]*[^.,;: ])? ?$"
)
"""Before what is to be told to somebody."""


def without_told(folded: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The expressions of time, but for those of what is to be told to somebody."""
    return kept(folded, mentions, lambda mention: not _TOLD.search(folded[: mention.start]))


def refuse_recurring(folded: str) -> None:
    """Each recado is for one moment.

    Raises:
        InvalidInput: A text speaks of what comes again and again.
    """
    if _RECURRING.search(folded):
        raise refused(
            "A recado that recurs cannot be kept: each is for one moment.", "Say the next day and hour alone."
        )


def refuse_elsewhere(text: str, chosen: Sequence[Mention]) -> None:
    """Only hours of the person's own clocks are understood, years that are near, and days of this week or the next.

    Raises:
        InvalidInput: Another is said.
    """
    folded = fold(text)
    if not any(mention.said.of_day for mention in chosen):
        before, after = folded[: chosen[0].start], folded[chosen[-1].end :]
        if _DAY_BEFORE.search(before) or _DAY_AFTER.match(after):
            raise _not_that_day()
    for mention in chosen:
        if mention.said.hour and _of_other_zone(text, folded, mention.end):
            raise refused("Hours of another time zone are not understood.", "Say the hour of your own clocks.")
        if mention.said.days and _YEAR.match(folded, mention.end):
            raise impossible("year to come that is near")
        if mention.said.days and _OTHER_WEEK.match(folded, mention.end):
            raise _not_that_day()


def _not_that_day() -> InvalidInput:
    return refused("The day is not understood.")


def _of_other_zone(text: str, folded: str, end: int) -> bool:
    """Whether an hour that ends there is told by the clocks of a place that is named."""
    hour = _HOUR_END.search(folded, 0, end)
    start = hour.start() if hour else end
    if _OF_PLACE.match(folded, start):
        return _LEAVES.search(folded) is None
    match = _ZONE.match(folded, start)
    if match is None:
        return _ANYWHERE.search(folded) is not None
    place = match["place"]
    return not place or _PLACE.fullmatch(place) is not None or text[match.start("place")].isupper()
