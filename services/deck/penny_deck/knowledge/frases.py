"""The sentences of a document, each with its pages. Pure.

Lines that belong to one paragraph are joined first. Where paragraphs end is not written anywhere: it is seen by a gap
that is wider than between other lines, by a short line before a capital letter, and by the sign of a list.
"""

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from penny_deck.grace.document import Document, Line

MAX_WORD_CHARS = 60
"""What is longer is no word; it is cut, so that no passage is without end."""

_WIDER = 0.4
"""Of a line's height: by so much more than between most lines is a gap between paragraphs."""
_USUAL = 0.8
"""Of a line's height: lines of one paragraph are seldom further from each other."""
_SHORT = 0.8
"""Of the page's widest line: a line that ends before that has not been broken for want of room."""
_ENDS = re.compile(r"[.!?…][\"'»”’)\]]*$")
_BEGINS = re.compile(r"[\"'«“‘(\[¿¡—–-]*[A-ZÁÉÍÓÚÜÑÇÀ-Þ0-9¿¡]")
_CONTINUES = re.compile(r"[\"'«“‘(]*[a-zà-ÿ]")
_ITEM = re.compile(r"(?:[-*•·–—▪◦]|\d{1,3}[.)]|[a-z]\))$")
_HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")
_ABBREVIATED = re.compile(
    r"[¿¡(«\"]*(?:[A-ZÁÉÍÓÚÑ]|sr|sres|sra|sras|srta|dr|dra|dña|ud|uds|vd|vds|art|arts|núm|núms|n|nº|pág|págs|pp?|ej"
    r"|av|avda|avd|pza|ctra|tel|tfno|fig|figs|cap|vol|ed|aprox|máx|mín|incl|ref|vs|ee|uu|ss|cta|depto|dpto|admón)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frase:
    """A sentence, or a line that is none: a heading, an entry of a list."""

    words: tuple[str, ...]
    pagina: int
    pagina_final: int
    abre: bool
    """Whether a paragraph begins with it."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    page: int


def frases(document: Document) -> Iterator[Frase]:
    """The sentences, in the order in which they are read."""
    for paragraph in _paragraphs(document.lines):
        abre = True
        for sentence in _sentences(list(_words(paragraph))):
            yield Frase(tuple(word.text for word in sentence), sentence[0].page, sentence[-1].page, abre)
            abre = False


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    if not lines:
        return
    gaps = [_gap(one, other) for one, other in pairwise(lines) if one.page == other.page]
    widest = min(statistics.median(gaps or [0.0]), _USUAL) + _WIDER
    margins: dict[int, float] = {}
    for line in lines:
        margins[line.page] = max(margins.get(line.page, 0.0), line.box.right)
    paragraph = [lines[0]]
    for one, other in pairwise(lines):
        if _parted(one, other, widest, _SHORT * margins[one.page]):
            yield paragraph
            paragraph = []
        paragraph.append(other)
    yield paragraph


def _parted(one: Line, other: Line, widest: float, short: float) -> bool:
    """Whether a paragraph ends between two lines."""
    begins = not _CONTINUES.match(other.words[0].text)
    if one.page != other.page:
        return begins or bool(_ENDS.search(one.words[-1].text))
    if _gap(one, other) > widest or _ITEM.match(other.words[0].text):
        return True
    return begins and one.box.right < short


def _gap(one: Line, other: Line) -> float:
    """Between two lines of a page, in heights of the lower one."""
    height = other.box.bottom - other.box.top
    return (other.box.top - one.box.bottom) / height if height > 0 else 0.0


def _words(lines: Iterable[Line]) -> Iterator[_Word]:
    """The words of a paragraph, those put together again that were divided at a line's end."""
    begun: _Word | None = None
    for line in lines:
        for number, word in enumerate(line.words):
            if begun is not None:
                whole = number == 0 and _HYPHENATED.search(begun.text) and _CONTINUES.match(word.text)
                if whole:
                    begun = _Word(begun.text[:-1] + word.text, begun.page)
                    continue
                yield from _cut(begun)
            begun = _Word(word.text, line.page)
    if begun is not None:
        yield from _cut(begun)


def _cut(word: _Word) -> Iterator[_Word]:
    for at in range(0, len(word.text), MAX_WORD_CHARS):
        yield _Word(word.text[at : at + MAX_WORD_CHARS], word.page)


def _sentences(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    begin = 0
    for at, (word, following) in enumerate(pairwise(words), start=1):
        if _ends(word.text, following.text, first=at - 1 == begin):
            yield words[begin:at]
            begin = at
    if begin < len(words):
        yield words[begin:]


def _ends(word: str, following: str, *, first: bool) -> bool:
    """Whether a sentence ends with a word; the number of an entry or an article does not end one."""
    if not _ENDS.search(word) or not _BEGINS.match(following) or _ABBREVIATED.match(word):
        return False
    return not (first and _ITEM.match(word))
