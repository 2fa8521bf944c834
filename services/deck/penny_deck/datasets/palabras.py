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
_COMPOUND = re.compile(r"[^\W_]+(?:[-/_.][^\W_]+)+|(?<![^\W_])[0-9]{2,}(?: [0-9]{2,})+(?![^\W_])")
"""A code or number in several pieces: "ab-12", "600 123 456"."""
_IN_PIECES = re.compile("[0-9] [0-9]|[0-9][-/_.,]|[-/_.][0-9]")
"""What a number or code with something in it has; quick to see that there is none."""
_FIGURE = re.compile("[0-9]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMALS = re.compile(r"[0-9]+[.,][0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Something to be looked for."""

    stem: str
    """Of a number or code, all of it, in one piece."""
    word: str
    """As it was said, in lower case and without accents."""
    pieces: tuple[str, ...] = ()
    """Of a code in several pieces: where it is not in one, they are in one cell."""

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
    """Words, numbers and codes, folded, in order; then codes that are in several pieces, as a whole."""
    folded = fold(text)
    found: list[str] = _TOKEN.findall(folded)
    if not _IN_PIECES.search(folded):
        return found
    return [*map(_spelled, found), *(_joined(match[0]) for match in _compounds(folded))]


def terms(text: str) -> list[Term]:
    """What a question looks for: each once, without words that say nothing."""
    folded, found = fold(text), dict[str, Term]()
    for match in _compounds(folded):
        whole = _joined(match[0])
        found.setdefault(whole, Term(whole, match[0], tuple(map(_spelled, _TOKEN.findall(match[0])))))
        folded = folded.replace(match[0], " ", 1)
    for token in map(_spelled, _TOKEN.findall(folded)):
        for stem in [token] if _FIGURE.search(token) else log_terms.terms(token):
            found.setdefault(stem, Term(stem, token))
    return list(found.values())


def stems(text: str) -> frozenset[str]:
    """The same, without the words."""
    return frozenset(term.stem for term in terms(text))


def spelled(value: Decimal) -> str:
    """A number as a token."""
    return format(value.normalize(), "f")


def _compounds(folded: str) -> Iterator[re.Match[str]]:
    for match in _COMPOUND.finditer(folded):
        if _FIGURE.search(match[0]) and not match[0].replace(".", "").isdigit():
            yield match


def _joined(compound: str) -> str:
    return re.sub(r"[-/_. ]", "", compound)


def _spelled(token: str) -> str:
    """A number with a sign in it, by its value: a point before three figures divides thousands, as in Spain."""
    if token.isalnum():
        return token
    if _THOUSANDS.fullmatch(token):
        return spelled(Decimal(token.replace(".", "").replace(",", ".")))
    if _DECIMALS.fullmatch(token):
        return spelled(Decimal(token.replace(",", ".")))
    return token
