"""A document as GRACE sees it: words, and where on which page they stand. Pure.

Whatever a document was (a PDF with text, a scan, a photo, DOCX, an e-mail, plain text), its reader makes this of it,
and everything after the reader knows only this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_SAME_LINE = 0.5
"""Of the lower word's height that two words of one line share at least."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in fractions (0 to 1) of the page's width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word without spaces, as it is written."""

    text: str
    box: Box
    confidence: float = 1.0
    """How sure the reader is, 0 to 1; a text layer is sure."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other, from left to right."""

    words: tuple[Word, ...]
    page: int
    """From 1."""

    @property
    def text(self) -> str:
        """The words with a space between each two."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """Around all the words."""
        return around(word.box for word in self.words)


@dataclass(frozen=True)
class Document:
    """All the words of a document, page by page, in any order within a page."""

    pages: tuple[tuple[Word, ...], ...]
    kind: str
    """What it was: "pdf", "scan" (a PDF without text), "image", "docx", "email", "text"."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines, from the top of the first page on."""
        return tuple(line for page, words in enumerate(self.pages, start=1) for line in _lines(words, page))

    @cached_property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some; there is one at least."""
    all_ = list(boxes)
    return Box(
        min(box.left for box in all_),
        min(box.top for box in all_),
        max(box.right for box in all_),
        max(box.bottom for box in all_),
    )


def _lines(words: Iterable[Word], page: int) -> Iterable[Line]:
    """Words in lines: two belong together if they share half of the lower one's height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.top + word.box.bottom, word.box.left)):
        if rows and _beside(rows[-1][-1].box, word.box):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield Line(tuple(sorted(row, key=lambda word: word.box.left)), page)


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)
