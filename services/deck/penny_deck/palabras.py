"""What spoken Spanish is read by: letters without accents, and numbers in words or figures. Pure."""

import re
import unicodedata
from typing import Final

WEEKDAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""Monday first, as datetime.weekday counts them."""
MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip

_BELOW_THIRTY_WORDS = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho
diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve
"""
_BELOW_THIRTY = _BELOW_THIRTY_WORDS.split()
_TENS = {30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa"}
_THOUSANDS = "dos mil"
_THIS_CENTURY = 2000
_FIGURES_OF_A_SHORT_YEAR = 2
_SPOKEN_BELOW = 100


def tidy(text: str) -> str:
    """With single spaces, and each accent in one sign with its letter."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case, without accents, sign for sign: what is found in it stands in the text at the same place.

    ñ stays a letter of its own.
    """
    return "".join(map(_folded, text))


def _folded(sign: str) -> str:
    lower = sign.lower()
    return "ñ" if lower == "ñ" else unicodedata.normalize("NFD", lower)[0]


_VALUES: Final = (
    {fold(word): value for value, word in enumerate(_BELOW_THIRTY)}
    | {word: value for value, word in _TENS.items()}
    | {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "cien": 100, "un par de": 2}
)
_DIGITS = r"(?<![0-9])[0-9]{1,3}(?![0-9])"
_UNITS = "|".join(["un", "una", *_BELOW_THIRTY[1:10]])
_TENS_WORDS = rf"(?:{'|'.join(_TENS.values())})(?: y (?:{_UNITS})\b)?"

NUMBER: Final = rf"(?:{_DIGITS}|\b(?:{_TENS_WORDS}|{'|'.join(_VALUES)})\b)"
"""A pattern for 0 to 100 in words, or up to three figures, in folded text."""
TEN_OR_MORE: Final = rf"\b(?:{_TENS_WORDS}|{'|'.join(fold(word) for word in _BELOW_THIRTY[10:])})\b"
"""The same for 10 to 99, in words only."""
_COUNTED = "docena|euro|kilo|litro|mil|millon|millones|persona|por ciento|de (?:los|las|mis|tus|sus|esos|esas)"
_NO_PLURALS = "antes|despues|entonces|es|gracias|las|les|los|mis|nos|os|sus|tienes|tras|tus|vas|vienes"
NOT_COUNTING: Final = (
    rf"(?![0-9])(?! ?[%€$º°]| (?:{_COUNTED}|[aouy] {NUMBER})\b| (?!(?:{_NO_PLURALS})\b|[a-zñ]*mos\b)[a-zñ]+s\b)"
)
"""After a number in folded text: nothing follows that it counts, such as a word in the plural."""
INFINITIVE: Final = r"[a-zñ]+[aei]r(?:[lmst]e|nos|l[aeo]s?)?"
"""A pattern for what is to be done, in folded text: "llamar", "comprarlo"."""
YEAR: Final = rf"(?:[12][0-9]{{3}}(?![0-9]|[:.][0-9])|{_THOUSANDS}(?: {NUMBER})?)"
"""A pattern for a year, in words only of this century."""


def nameless(pattern: str) -> str:
    """A pattern without the names of its groups, so that it can stand more than once in another."""
    return re.sub("[?]P<[a-z0-9_]+>", "?:", pattern)


def number(said: str) -> int:
    """The value of what NUMBER found."""
    return int(said) if said[0].isdigit() else sum(_VALUES[word] for word in said.split(" y "))


def year(said: str) -> int:
    """The value of what YEAR found, or of two figures: the year of this century."""
    if said[0].isdigit():
        return int(said) if len(said) > _FIGURES_OF_A_SHORT_YEAR else _THIS_CENTURY + int(said)
    rest = said.removeprefix(_THOUSANDS).strip()
    return _THIS_CENTURY + (number(rest) if rest else 0)


def in_words(value: int) -> str:
    """A number from 0 to 99, masculine."""
    if not 0 <= value < _SPOKEN_BELOW:
        raise ValueError(value)
    if value < len(_BELOW_THIRTY):
        return _BELOW_THIRTY[value]
    tens, units = value // 10 * 10, value % 10
    return f"{_TENS[tens]} y {_BELOW_THIRTY[units]}" if units else _TENS[tens]
