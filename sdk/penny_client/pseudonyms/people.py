"""Names of people in a text: by lists, by capitals, by titles and by what is said before them. Pure.

What the recogniser writes has few capitals, so a word of the lists is a name in lower case as well, unless it is an
ordinary word too (rosa, pilar): then what stands beside it has to be a name.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from penny_client.pseudonyms.spans import Kind, Span
from penny_client.pseudonyms.words import folded, lexicon

JOINTS = frozenset({"de", "del", "la", "las", "los", "el", "y", "i"})
"""What may stand inside of a name and is none of its words."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTS = re.compile(r"['’-]")
_PART = 4
"""Letters that a name has at least to be found as a part of something else: "informe_lucia85", "factura-lucia"."""
_LOOK_BACK = 40
"""Characters before a word that say what it is."""
_BETWEEN = re.compile(r"\s+(?:(?:de|del|de la|de las|de los)\s+)?")
"""What stands between two words of one name."""
_SENTENCE_END = (".", "?", "!", ":", ";", "…", "\n")
_OPENING = " \t\"'«“‘(¿¡*_#>-–—["
_ABBREVIATION = re.compile(
    r"\b(?:sr|sra|srta|dr|dra|d|dña|prof|lic|ing|avda|av|c|núm|tel|tfno|ud|uds|mª|sto|sta|[A-ZÁÉÍÓÚÑ])\.$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:don|doña|d|dña|sr|sra|srta|dr|dra|señora?|señorita|doctora?|profesora?|prof|fray|sor)\.?\s+$", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:(?:me|te|se|le|nos) llam(?:o|as?|an|amos|aba|an)|llamad[oa]|llamarse|apellid(?:o|a|an|ad[oa])|"
    r"nombre es|de parte de)\s+$",
    re.IGNORECASE,
)
_CALENDAR = frozenset(
    {"abril", "mayo", "julio", "domingo", "segundo", "leo", "tomas", "marcos", "mar", "luz", "sol", "paz"}
)
"""Ordinary words that are first names as well, and at the beginning of a sentence mostly the former."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text."""

    text: str
    begin: int
    end: int
    first: bool
    """Whether it begins a sentence, so that its capital says nothing."""
    inside: bool = False
    """Whether it is a part of something else, between digits or underscores."""

    @property
    def folded(self) -> str:
        """As the lists have it."""
        return "maria" if self.text in {"Mª", "mª"} else folded(self.text)

    @property
    def capital(self) -> bool:
        """Whether it is written as names are: not in capitals throughout, as acronyms are."""
        return self.text[0].isupper() and not self.text.isupper()


def people(text: str, known: AbstractSet[str] = frozenset()) -> Iterator[Span]:
    """The names of a text, each whole.

    Args:
        text: Where to look.
        known: Folded words that are names, whatever the lists say.
    """
    words = [_word(text, match) for match in _WORD.finditer(text)]
    named = {index for index, word in enumerate(words) if _by_itself(text, word, known)}
    run: list[Word] = []
    for index in sorted(_with_neighbours(text, words, named)):
        word = words[index]
        if run and not _BETWEEN.fullmatch(text, run[-1].end, word.begin):
            yield _span(run)
            run = []
        run.append(word)
    if run:
        yield _span(run)


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    found = (_word(name, match) for match in _WORD.finditer(name))
    return tuple(word.folded for word in found if word.folded not in JOINTS and not word.inside)


def _word(text: str, match: re.Match[str]) -> Word:
    begin, end = match.span()
    beside = text[begin - 1 : begin] + text[end : end + 1]
    return Word(match[0], begin, end, _begins(text, begin), inside=any(c.isalnum() or c in "_@" for c in beside))


def _by_itself(text: str, word: Word, known: AbstractSet[str]) -> bool:
    """Whether a word is a name without regard to those beside it."""
    plain, words = word.folded, lexicon()
    if plain in JOINTS:
        return False
    if plain in known or any(part in known or _sure_part(part) for part in _PARTS.split(plain)):
        return True
    if word.inside:
        return False
    before = text[max(0, word.begin - _LOOK_BACK) : word.begin]
    return (
        words.surely(plain)
        or (word.capital and _by_capital(word))
        or (_TITLE.search(before) is not None and _after_title(word))
        or (_NAMED.search(before) is not None and not words.ordinary(plain))
    )


def _sure_part(part: str) -> bool:
    return len(part) >= _PART and lexicon().surely(part)


def _by_capital(word: Word) -> bool:
    """Whether its capital makes it a name."""
    plain, words = word.folded, lexicon()
    if word.first:
        return plain in words.nombres and plain not in _CALENDAR
    if words.perhaps(plain):
        return plain in words.nombres or plain not in words.lugares
    return not words.ordinary(plain)


def _after_title(word: Word) -> bool:
    """Whether it is the name of whoever has the title: "el señor mayor" has none."""
    return word.capital or not lexicon().ordinary(word.folded)


def _with_neighbours(text: str, words: list[Word], named: set[int]) -> set[int]:
    """The names, and the words that are names because they stand beside them."""
    found = set(named)
    for index in sorted(named):
        at = index + 1
        while at < len(words) and at not in found and _continues(text, words[at - 1], words[at]):
            found.add(at)
            at += 1
        at = index - 1
        if at >= 0 and at not in found and _leads(text, words[at], words[index]):
            found.add(at)
    return found


def _continues(text: str, name: Word, word: Word) -> bool:
    """Whether a word goes on with the name before it: "ana blanco", "Ana Toledo", "Ana B."."""
    if not _BETWEEN.fullmatch(text, name.end, word.begin):
        return False
    if word.inside:
        return False
    if word.text[0].isupper():
        return lexicon().perhaps(word.folded) or not lexicon().ordinary(word.folded)
    return not name.text[0].isupper() and lexicon().perhaps(word.folded)


def _leads(text: str, word: Word, name: Word) -> bool:
    """Whether a word begins the name that comes after it: "rosa jiménez", "Goyo Antúnez"."""
    if word.inside or text[word.end : name.begin].strip():
        return False
    plain, words = word.folded, lexicon()
    if plain in words.nombres:
        return word.text[0].isupper() == name.text[0].isupper()
    return word.capital and not words.ordinary(plain) and name.capital and name.folded not in words.nombres


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    before = text[max(0, at - _LOOK_BACK) : at].rstrip(_OPENING)
    if not before:
        return at <= _LOOK_BACK
    return before.endswith(_SENTENCE_END) and not _ABBREVIATION.search(before)


def _span(run: list[Word]) -> Span:
    return Span(run[0].begin, run[-1].end, Kind.PERSONA)
