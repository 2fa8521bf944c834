"""What is no moment: "cada lunes", "a las nueve, dos días antes de Navidad". Pure.

A day that is not understood must not be taken for none: with none an hour is the next that comes.
"""

import re
from typing import Final

from penny_deck.palabras import NOT_COUNTING, NUMBER, fold
from penny_deck.tiempo import dias, fechas

_WEEKDAYS = f"{fechas.WEEKDAY}|sabados|domingos"
_UNITS = (
    "dias?|semanas?|quincenas?|mes(?:es)?|trimestres?|años?|horas?|media hora|cuarto de hora|minutos?"
    "|noches?|tardes?|mañanas?|findes?|fin(?:es)? de semana"
)
_RECURRING: Final = re.compile(
    rf"\b(?:cada (?:{NUMBER} )?(?:{_UNITS}|{_WEEKDAYS}|{fechas.MONTH})|tod[oa]s l[oa]s (?:{_UNITS}|{_WEEKDAYS})"
    rf"|cada (?:{NUMBER}|primer[oa]?|ultimo)(?: (?:dia|{fechas.WEEKDAY}))? del? (?:mes|año|{fechas.MONTH})"
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
    rf"|(?:antes|despues) del (?:{fechas.WEEKDAY}|dia|{NUMBER})\b(?: [a-zñ0-9]+){{0,3}}"
    rf"|vispera\b(?: del? [a-zñ0-9 ]{{1,25}})?|(?:mañana|tarde|noche) de (?:{dias.FEAST})\b"
    rf"|(?:en|para) (?:{fechas.MONTH}|semana santa|navidades|verano|otoño|invierno|primavera)\b"
    rf"|otr[oa] (?:{fechas.WEEKDAY}|dia|semana)\b|(?:{fechas.WEEKDAY}) (?:santo|de [a-zñ]+)\b)"
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
_LEAVES: Final = re.compile(r"\b(?:sal|lleg|vuel|v[iu]en|ven|vol[vá]|regres|despeg|tren|avion|(?:auto)?bus)[a-zñ]*\b")
"""With it "a las nueve de Londres" says from where, not by which clocks."""
_PLACE: Final = re.compile("|".join([*_PLACES.split(), "bretaña", "unidos", "angeles", "habana", "costa", "este"]))
_ANYWHERE: Final = re.compile(r"\b(?:utc|gmt)\b")
_HOUR_END: Final = re.compile(r" horas?$")
_YEAR: Final = re.compile(
    rf",? (?:del? (?:año )?(?:[0-9]{{3,}}|{NUMBER} mil)\b{NOT_COUNTING}|(?:del? )?año (?:{NUMBER}|[0-9]))"
)
"""After a date: a year that is not understood."""


_TOLD: Final = re.compile(
    r"\b(?:avisar|decir|contar|comentar|informar|preguntar|explicar|escribir|recordar(?=les?\b))(?:l[eao]s?)?"
    r"(?: (?!que\b|si\b)[a-zñ]+){0,5} (?:que|si)\b(?:[^.;:]*[^.,;: ])? ?$"
)
"""Before what is to be told to somebody."""


def is_told(before: str) -> bool:
    """Whether an expression of time after these words is of what is to be told: "avisar de que mañana no voy"."""
    return _TOLD.search(before) is not None


_OTHER_WEEK: Final = re.compile(
    r",? (?:del?|en) (?:la |el |los |las )?(?:otr[oa]s?|siguientes?|semana|mes|despues)\b"
    r"|,? (?:anterior|siguiente|en (?:ocho|quince))\b"
)
"""After a day: it is another."""


def of_other_week(after: str) -> bool:
    """Whether after a day it is said that it is not the next: "el miércoles de la otra semana"."""
    return _OTHER_WEEK.match(after) is not None


def of_other_zone(text: str, end: int) -> bool:
    """Whether an hour that ends there is told by the clocks of a place that is named."""
    folded = fold(text)
    hour = _HOUR_END.search(folded, 0, end)
    start = hour.start() if hour else end
    if _OF_PLACE.match(folded, start):
        return _LEAVES.search(folded) is None
    match = _ZONE.match(folded, start)
    if match is None:
        return _ANYWHERE.search(folded) is not None
    place = match["place"]
    return not place or _PLACE.fullmatch(place) is not None or text[match.start("place")].isupper()


def before_year(after: str) -> bool:
    """Whether after a date a year is said that is not understood."""
    return _YEAR.match(after) is not None


def recurs(folded: str) -> bool:
    """Whether a text speaks of what comes again and again."""
    return _RECURRING.search(folded) is not None


def beside_other_day(before: str, after: str) -> bool:
    """Whether a day that is not understood stands directly before or after an hour."""
    return bool(_DAY_BEFORE.search(before) or _DAY_AFTER.match(after))
