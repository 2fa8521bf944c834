"""A number or a spelling in progress: whoever stops in its middle means to go on. Pure; Spanish."""

import re
from itertools import takewhile

from penny_gateway.words import spoken_words

_DICTATED = tuple(
    (re.compile(rf"\b(?:{announced})\b", re.IGNORECASE), digits)
    for announced, digits in (
        ("pin", 4),
        ("matr[ií]cula", 4),
        ("c[oó]digo postal", 5),
        ("dni|nif", 8),
        ("tarjeta", 16),
        ("iban|cuenta", 20),
        (r"(?:calle|avenida|plaza|paseo|vi(?:vo|ves?|ven|vimos) en)\b.*\bn[uú]mero\b(?!.*\b(?:tel[eé]f|m[oó]vil))", 1),
        ("n[uú]mero|tel[eé]fono|m[oó]vil|c[oó]digo|clave|contraseña", 9),
    )
)
"""What announces a number, and how many digits it has at least; the first that is found counts. Of a code nobody
knows; of a house one is enough."""
_NUMBER_WORDS = """
cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento
"""
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_SPELT = re.compile(r"(?<!\bc[oó]mo )\bse escrib[ea]\b(?! (?:con|sin)\b)|\bdeletreo\b", re.IGNORECASE)
"""What announces a spelling: names of letters become any words, and nobody knows how many are to come."""
_NAMED = re.compile(r"\b(?:apellido|nombre|me llamo)\b", re.IGNORECASE)
"""What is often spelt: one letter after it shows that it is being spelt."""
_LETTERS = 2
"""So many single letters in a row are a spelling, whatever was said before."""


def is_dictating(text: str) -> bool:
    """Whether a number that was announced has begun and is not yet long enough, in however many groups it comes."""
    expected = next((digits for announced, digits in _DICTATED if announced.search(text)), 0)
    number = list(takewhile(_is_number, reversed(spoken_words(text))))
    return 0 < sum(map(_digits, number)) < expected


def is_spelling(text: str) -> bool:
    """Whether something is being spelt; where that ends nobody knows."""
    words = spoken_words(text)
    named = _NAMED.search(text) is not None and any(map(_is_consonant, words))
    return _SPELT.search(text) is not None or named or _ends_in_letters(words)


def _ends_in_letters(words: list[str]) -> bool:
    last = words[-_LETTERS:]
    return len(last) == _LETTERS and all(len(word) == 1 and word.isalpha() for word in last)


def _digits(word: str) -> int:
    return len(word) if word.isdigit() else 1


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _is_consonant(word: str) -> bool:
    """Whether a word is one letter, and no word of the language."""
    return len(word) == 1 and word.isalpha() and word not in "aeouy"
