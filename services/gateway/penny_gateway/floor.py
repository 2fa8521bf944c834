"""Words that hold the floor: whoever stops after them is not done. Pure; Spanish.

Whatever the models say, nobody ends a turn with "porque", "o sea" or half a telephone number.
"""

import re
import unicodedata
from itertools import takewhile

_JOINING = """
y e o u ni pero sino porque que si cuando aunque mientras pues
a al ante con contra de del desde en entre hacia hasta para por según sin sobre tras
"""
"""What joins, and needs something to join."""
_LEADING = "el la los las un unos unas mi mis tu tus su sus cada muy tan quiero quería"
"""What comes before a noun, or before a verb."""
_THINKING = "eh ee em ehm mm mmm hum esto bueno digamos"
"""What people say while they think."""
_HOLDING = frozenset(f"{_JOINING} {_LEADING} {_THINKING}".split())
"""Not among them is what also ends a sentence, such as "no", "es", "luego" (hasta luego), "más" (nada más)."""
_HOLDING_PHRASES = ("o sea", "es que", "a ver", "por ejemplo", "es decir", "en plan", "la verdad", "con él", "de él")
"""The last two are what the recogniser makes of "con el" and "de el" where the noun is still missing."""
_SENTENCE = re.compile(r"[.?!…]\s+(?=\S)")
_LAST = re.compile(r"[\w]+", re.UNICODE)
_DICTATED = tuple(
    (re.compile(rf"\b(?:{announced})\b", re.IGNORECASE), digits)
    for announced, digits in (
        ("pin", 4),
        ("matr[ií]cula", 4),
        ("c[oó]digo postal", 5),
        ("dni|nif", 8),
        ("tarjeta", 16),
        ("iban|cuenta", 20),
        ("n[uú]mero|tel[eé]fono|m[oó]vil|c[oó]digo|clave|contraseña", 9),
    )
)
"""What announces a number, and how many digits it has; the first that is found counts. Of a code nobody knows."""
_NUMBER_WORDS = """
cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento
"""
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_LETTERS = 2
"""So many single letters in a row are a spelling."""
_SPELT = re.compile(r"(?<!\bc[oó]mo )\bse escrib[ea]\b|\bdeletreo\b", re.IGNORECASE)
"""What announces a spelling: names of letters become any words, and nobody knows how many are to come."""


def holds(words: str) -> bool:
    """Whether somebody who has stopped after these words means to go on."""
    text = unicodedata.normalize("NFC", words).strip()
    if text.endswith(("...", "…")):
        return True
    if text.endswith("?"):
        return False
    spoken = [word.lower() for word in _LAST.findall(_SENTENCE.split(text)[-1])]
    if not spoken:
        return False
    phrase = " ".join(spoken)
    return (
        spoken[-1] in _HOLDING
        or any(phrase == held or phrase.endswith(f" {held}") for held in _HOLDING_PHRASES)
        or _is_dictating(text)
        or _is_spelling(text, spoken)
    )


def _is_dictating(text: str) -> bool:
    """Whether a number that was announced has begun and is not yet long enough, in however many groups it comes."""
    expected = next((digits for announced, digits in _DICTATED if announced.search(text)), 0)
    number = list(takewhile(_is_number, reversed([word.lower() for word in _LAST.findall(text)])))
    return 0 < sum(map(_digits, number)) < expected


def _digits(word: str) -> int:
    return len(word) if word.isdigit() else 1


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _is_spelling(text: str, spoken: list[str]) -> bool:
    last = spoken[-_LETTERS:]
    return bool(_SPELT.search(text)) or (
        len(last) == _LETTERS and all(len(word) == 1 and word.isalpha() for word in last)
    )
