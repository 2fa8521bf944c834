"""A document in passages: lines that belong together, as many as can be read at once. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from penny_deck.grace.document import Document, Line

MAX_CHARACTERS = 400
"""Of a passage: two or three sentences."""
_ENOUGH_CHARACTERS = 120
"""A passage that has as much ends with its paragraph."""
_GAP = 1.8
"""From line to line, in heights of the upper one: what is more ends a paragraph. Text is set at 1.2 to 1.5."""


@dataclass(frozen=True, slots=True)
class Pasaje:
    """Some lines of a document."""

    text: str
    page: int
    """From 1."""


def pasajes(document: Document) -> tuple[Pasaje, ...]:
    """All of a document, in order; no passage goes from one page to the next."""
    return tuple(
        Pasaje(piece, lines[0].page)
        for lines in _gathered(document)
        for piece in _pieces(" ".join(line.text for line in lines))
    )


def _gathered(document: Document) -> Iterator[list[Line]]:
    lines: list[Line] = []
    size = 0
    for line in document.lines:
        if lines and _ends(lines[-1], line, size):
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line.text) + 1
    if lines:
        yield lines


def _ends(before: Line, line: Line, size: int) -> bool:
    """Whether a passage of so many characters ends before a line."""
    if line.page != before.page or size + len(line.text) > MAX_CHARACTERS:
        return True
    height = before.box.bottom - before.box.top
    return size >= _ENOUGH_CHARACTERS and line.box.top - before.box.top > _GAP * height


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that are not too long, divided between words."""
    while len(text) > MAX_CHARACTERS:
        at = text.rfind(" ", 0, MAX_CHARACTERS)
        at = at if at > 0 else MAX_CHARACTERS
        yield text[:at]
        text = text[at:].lstrip()
    if text:
        yield text
