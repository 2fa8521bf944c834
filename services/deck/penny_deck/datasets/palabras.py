"""What of a text can be looked for in a dataset: words, numbers and codes, spelled in one way. Pure.

A word is looked for by its stem (`log.terms`). Whatever has a figure in it is a number or a code, and is only found as
it is: "M8" is no form of "M10". A number is spelled by its value, so that "12,50" is found by "12,5".
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from penny_deck.log import terms as log_terms

_ACCENTS = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(r"(?<![^\W_])[0-9]{1,15}(?:[.,][0-9]{1,15})+(?![^\W_])|[^\W_]+")
_CODE = re.compile(r"[^\W_]+(?:[-/_.][^\W_]+)+")
_FIGURE = re.compile("[0-9]")
_SIGN = re.compile("[-/_.,]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMALS = re.compile(r"[0-9]+[.,][0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Something to be looked for."""

    stem: str
    """Of a number or code, all of it."""
    word: str
    """As it was said, in lower case and without accents."""

    @property
    def exact(self) -> bool:
        """Whether it is a number or a code."""
        return bool(_FIGURE.search(self.stem))


def fold(text: str) -> str:
    """Lower case, without accents; ñ stays a letter of its own. As `log.terms` has it, but for megabytes."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("ñ", "\0"))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).replace("\0", "ñ")


def tokens(text: str) -> list[str]:
    """Words, numbers and codes, folded, in order; a code that is divided ("AB-12") is there as a whole too."""
    folded = fold(text)
    found: list[str] = _TOKEN.findall(folded)
    if not _FIGURE.search(folded) or not _SIGN.search(folded):
        return found
    return [*map(_spelled, found), *_codes(folded)]


def terms(text: str) -> list[Term]:
    """What a question looks for: each once, without words that say nothing."""
    found: dict[str, Term] = {}
    for token in tokens(text):
        for stem in [token] if _FIGURE.search(token) else log_terms.terms(token):
            found.setdefault(stem, Term(stem, token))
    return list(found.values())


def stems(text: str) -> frozenset[str]:
    """The same, without the words."""
    return frozenset(term.stem for term in terms(text))


def spelled(value: Decimal) -> str:
    """A number as a token."""
    return format(value.normalize(), "f")


def _codes(folded: str) -> Iterator[str]:
    for code in _CODE.findall(folded):
        if _FIGURE.search(code) and not code.replace(".", "").isdigit():
            yield re.sub(r"[-/_.]", "", code)


def _spelled(token: str) -> str:
    """A number with a sign in it, by its value: a point before three figures divides thousands, as in Spain."""
    if _THOUSANDS.fullmatch(token):
        return spelled(Decimal(token.replace(".", "").replace(",", ".")))
    if _DECIMALS.fullmatch(token):
        return spelled(Decimal(token.replace(",", ".")))
    return token
