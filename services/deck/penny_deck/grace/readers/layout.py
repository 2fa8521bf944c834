"""Places for words that have none, because their document has no pages: line below line. Pure."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.readers import limits

LINES_A_PAGE = 60
COLUMNS_A_PAGE = 100
"""Characters; a longer line is set tighter and not broken, for a line is what belongs together."""
_HEIGHT = 0.8
"""Of a word, of its line's: lines do not touch."""

Row = Sequence[str]
"""Cells beside each other; a paragraph is a row of one."""


def document(rows: Iterable[Row], kind: str) -> Document:
    """A document of these rows, one below the other; a cell's own lines stand below each other within it.

    Raises:
        TooLarge: There is more text than there may be.
    """
    lines = list(_measured(line for row in rows for line in _lines(row)))
    return Document(tuple(_page(lines[at : at + LINES_A_PAGE]) for at in range(0, len(lines), LINES_A_PAGE)), kind)


def in_proportion(text: str, box: Box, confidence: float = 1.0) -> tuple[Word, ...]:
    """A line's words, each as wide as its share of the line's characters."""
    step, words, at = (box.right - box.left) / max(len(text), 1), [], 0
    for word in text.split():
        at = text.index(word, at)
        place = Box(box.left + at * step, box.top, box.left + (at + len(word)) * step, box.bottom)
        words.append(Word(word, place, confidence))
        at += len(word)
    return tuple(words)


def _measured(lines: Iterable[Row]) -> Iterator[Row]:
    size = 0
    for line in lines:
        size += sum(map(len, line)) + 1
        limits.check("The document", size, limits.MAX_CHARACTERS, "characters or more")
        yield line


def _lines(row: Row) -> Iterator[Row]:
    """A row's cells, line for line; an empty row is one empty line."""
    return itertools.zip_longest(*([*cell.splitlines()] or [""] for cell in row), fillvalue="")


def _page(lines: Sequence[Row]) -> tuple[Word, ...]:
    return tuple(
        word
        for number, line in enumerate(lines)
        for column, cell in enumerate(line)
        for word in in_proportion(*_set(cell, number, column, len(line)))
    )


def _set(cell: str, number: int, column: int, columns: int) -> tuple[str, Box]:
    """A cell's text, filled up to its width, and its place; columns are equally wide, so that they stand out."""
    text = cell.ljust(COLUMNS_A_PAGE // columns)
    left, top = column / columns, number / LINES_A_PAGE
    return text + " ", Box(left, top, left + 1 / columns, top + _HEIGHT / LINES_A_PAGE)
