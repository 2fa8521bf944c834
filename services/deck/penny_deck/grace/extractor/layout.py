"""Rows and cells: words as they stand beside each other, even if the page is askew. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from penny_deck.grace.document import Box, Document, Word, around

_CELL_GAP = 1.6
"""In letters of the two words: what is further apart belongs to two cells; a space of a typewriter is one letter."""
_SAME_ROW = 0.5
"""Of the lower word's height, between the middles of two words of one row at most."""
_SLOPES = [n / 500 for n in range(-40, 41)]
"""Fall of a row over the page's whole width, as a fraction of its height: 3 degrees are 0.07 on A4 that lies."""
_PHOTOGRAPHED = frozenset({"scan", "image"})
_FROM_BELOW = 30
_LONGEST = 80
"""Letters of a word; nothing that is looked for is longer, and patterns take their time over endless ones."""
_EMPTY_ABOVE = 9
"""Heights of a letter without anything: what is still further up does not belong to what is below."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word, and where it would stand if the page were straight."""

    word: Word
    box: Box


@dataclass(frozen=True, eq=False)
class Cell:
    """Words with no more than a space between them."""

    placed: tuple[Placed, ...]
    page: int
    row: int = 0
    """Which row of the document, from 0."""

    @cached_property
    def text(self) -> str:
        """The words with a space between each two."""
        return " ".join(placed.word.text for placed in self.placed)

    @cached_property
    def box(self) -> Box:
        """Where it stands on the straight page."""
        return around(placed.box for placed in self.placed)

    @cached_property
    def lettered(self) -> bool:
        """Whether it has a word, and not only numbers, percentages and currencies."""
        return len(re.sub(r"(?i)eur(os?)?|[^a-z]", "", plain(self.text))) > 1

    def between(self, start: int, end: int) -> tuple[Placed, ...]:
        """The words that a part of the text is taken from."""
        starts = list(accumulate((len(placed.word.text) + 1 for placed in self.placed), initial=0))
        return self.placed[bisect_right(starts, start) - 1 : bisect_right(starts, end - 1)]


@dataclass(frozen=True, eq=False)
class Find:
    """A part of a cell's text that means something."""

    cell: Cell
    start: int
    end: int

    @property
    def text(self) -> str:
        """As it stands in the document."""
        return self.cell.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it in its cell."""
        return self.cell.text[: self.start]

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Its words."""
        return self.cell.between(self.start, self.end)

    @cached_property
    def straight(self) -> Box:
        """Where it stands on the straight page."""
        return around(placed.box for placed in self.placed)

    @property
    def box(self) -> Box:
        """Where it stands on the page as it is."""
        return around(placed.word.box for placed in self.placed)

    @property
    def sure(self) -> float:
        """How sure the reader is of the word it is least sure of."""
        return min(placed.word.confidence for placed in self.placed)


Row = tuple[Cell, ...]


def rows(document: Document) -> tuple[Row, ...]:
    """The document from top to bottom, each row from left to right."""
    made: list[Row] = []
    for page, all_words in enumerate(document.pages, start=1):
        words = [word for word in all_words if 0 < len(word.text) <= _LONGEST]
        for placed in _rows(_straight(words, askew=document.kind in _PHOTOGRAPHED)):
            made.append(tuple(Cell(cell, page, len(made)) for cell in _cells(placed)))
    return tuple(made)


def above(table: Sequence[Row], found: Find) -> tuple[Cell | None, int]:
    """The nearest cell with a word above, past cells with numbers only; and past how many."""
    box, passed = found.straight, 0
    below = box
    reach = 2 * _letter(found.placed[0])
    for row in reversed(table[max(0, found.cell.row - _FROM_BELOW) : found.cell.row]):
        if not row or row[0].page != found.cell.page:
            break
        over = [cell for cell in row if cell.box.left < box.right + reach and cell.box.right > box.left - reach]
        if not over:
            continue
        cell = max(over, key=lambda cell: min(cell.box.right, box.right) - max(cell.box.left, box.left))
        if below.top - cell.box.bottom > _EMPTY_ABOVE * (below.bottom - below.top):
            break
        if cell.lettered:
            return cell, passed
        passed, below = passed + 1, cell.box
    return None, passed


def to_the_left(table: Sequence[Row], found: Find) -> Cell | None:
    """The nearest cell with a word to the left, past cells with numbers only."""
    row = table[found.cell.row]
    return next((cell for cell in reversed(row[: row.index(found.cell)]) if cell.lettered), None)


def plain(text: str) -> str:
    """In lower case and without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def squashed(text: str) -> str:
    """Only the letters and digits, for OCR leaves out spaces and points, and takes O for 0 and l for 1."""
    words = re.findall(r"[a-z0-9]+", plain(text))
    return "".join(word.translate(_LETTERS) if re.search("[a-z]{2}", word) else word for word in words)


_LETTERS = str.maketrans("015", "ols")


def _straight(words: Sequence[Word], *, askew: bool) -> list[Placed]:
    slope = _slope(words) if askew else 0.0
    return [Placed(word, _fallen(word.box, -slope * (word.box.left + word.box.right) / 2)) for word in words]


def _fallen(box: Box, by: float) -> Box:
    return replace(box, top=box.top + by, bottom=box.bottom + by) if by else box


def _slope(words: Sequence[Word]) -> float:
    """The fall of the rows at which most words share their heights with others."""
    if not words:
        return 0.0
    heights = sorted(word.box.bottom - word.box.top for word in words)
    bin_ = max(heights[len(heights) // 2] / 2, 1e-4)
    middles = [((word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2) for word in words]

    def gathered(slope: float) -> tuple[int, float]:
        counted = Counter(int((y - slope * x) / bin_) for x, y in middles)
        return sum(count * count for count in counted.values()), -abs(slope)

    return max(_SLOPES, key=gathered)


def _rows(words: Iterable[Placed]) -> list[list[Placed]]:
    made: list[list[Placed]] = []
    for placed in sorted(words, key=lambda placed: (_middle(placed.box), placed.box.left)):
        if made and _level(made[-1], placed.box):
            made[-1].append(placed)
        else:
            made.append([placed])
    return [sorted(row, key=lambda placed: placed.box.left) for row in made]


def _level(row: Sequence[Placed], box: Box) -> bool:
    middle = sum(_middle(placed.box) for placed in row) / len(row)
    lower = min(box.bottom - box.top, *(placed.box.bottom - placed.box.top for placed in row))
    return abs(_middle(box) - middle) <= _SAME_ROW * lower


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _cells(row: Sequence[Placed]) -> list[tuple[Placed, ...]]:
    cells: list[list[Placed]] = []
    for placed in row:
        if cells and placed.box.left - cells[-1][-1].box.right <= _CELL_GAP * _wider(cells[-1][-1], placed):
            cells[-1].append(placed)
        else:
            cells.append([placed])
    return [tuple(cell) for cell in cells]


def _wider(one: Placed, other: Placed) -> float:
    return max(_letter(one), _letter(other))


def _letter(placed: Placed) -> float:
    """The mean width of its letters."""
    return (placed.box.right - placed.box.left) / len(placed.word.text)
