"""Words that hold the floor: whoever stops after them is not done. Pure; Spanish.

Whatever the models say, nobody ends a turn with "porque", "o sea" or half a telephone number.
"""

import re
import unicodedata

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
_HOLDING_PHRASES = ("o sea", "es que", "a ver", "por ejemplo", "es decir", "en plan", "la verdad")
_SENTENCE = re.compile(r"[.?!…]\s+(?=\S)")
_LAST = re.compile(r"[\w]+", re.UNICODE)
_DICTATED = re.compile(
    r"\b(?:n[uú]mero|tel[eé]fono|m[oó]vil|c[oó]digo|clave|contraseña|dni|nif|iban|cuenta|tarjeta|matr[ií]cula|pin)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = """
cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento
"""
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_COMPLETE_DIGITS = 9
"""A Spanish telephone number; shorter ones may still be going on."""
_LETTERS = 2
"""So many single letters in a row are a spelling."""


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
        or _is_dictating(text, spoken)
        or _is_spelling(spoken)
    )


def _is_dictating(text: str, spoken: list[str]) -> bool:
    """Whether a number that was announced has begun and is not yet long enough."""
    if not _DICTATED.search(text) or not _is_number(spoken[-1]):
        return False
    digits = 0
    for word in reversed(spoken):
        if not _is_number(word):
            break
        digits += len(word) if word.isdigit() else 1 + (word not in _NUMBERS)
    return digits < _COMPLETE_DIGITS


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _is_spelling(spoken: list[str]) -> bool:
    last = spoken[-_LETTERS:]
    return len(last) == _LETTERS and all(len(word) == 1 and word.isalpha() for word in last)
