"""The words of a PDF page's text layer. Pure but for PDFium.

Text that stands turned, such as a register's entry along the margin or a stamp across the page, is kept apart: its
words would lie across several lines and bind them together.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from penny_deck.grace.document import Box, Word, around

_SCALE = 1_000_000
"""PDFium gives places on a page drawn so many pixels wide and high, whole ones."""
_TURNED_DEG = 20
"""From the page's own direction: a scan's text layer leans by less."""
_QUARTER_DEG = 90
_FULL_DEG = 360
_HYPHENS = frozenset("\x02\ufffe")
"""What PDFium makes of a hyphen at the end of a line."""
_NOTHING = frozenset("\0\ufeff\u00ad\u200b")


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page's text layer says."""

    words: tuple[Word, ...]
    turned: tuple[str, ...]
    """Lines that do not stand as most of the page does."""

    @property
    def size(self) -> int:
        """Characters without spaces."""
        return sum(len(word.text) for word in self.words) + sum(len("".join(line.split())) for line in self.turned)


@dataclass(frozen=True, slots=True)
class _Char:
    """A sign, or a space; the box is in the page's points, and grows upwards."""

    text: str
    box: Box
    angle: float
    """Clockwise from what is level on the page as it is shown, in degrees."""


def read(page: pypdfium2.PdfPage) -> PageText:
    """The words that stand within the page."""
    textpage = page.get_textpage()
    try:
        runs = list(_runs(_chars(page, textpage)))
    finally:
        textpage.close()
    quarter = _main_quarter(runs)
    straight = [run for run in runs if _off(run[0].angle, quarter) <= _TURNED_DEG]
    turned = [run for run in runs if _off(run[0].angle, quarter) > _TURNED_DEG]
    placed = (Word(_text(run), _turn(_place(page, run), quarter)) for run in straight)
    return PageText(tuple(word for word in placed if _is_within(word.box)), tuple(_joined(turned)))


def _chars(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    rect, rotation, lead = pdfium.FS_RECTF(), page.get_rotation(), ""
    for index in range(textpage.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if "\ud800" <= text <= "\udbff":  # the first half of a sign beyond 16 bits
            lead = text
            continue
        text, lead = (lead + text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore"), ""
        pdfium.FPDFText_GetLooseCharBox(textpage, index, rect)
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index)) + rotation
        if text and text not in _NOTHING:
            yield _Char("-" if text in _HYPHENS else text, Box(rect.left, rect.bottom, rect.right, rect.top), angle)


def _runs(chars: Iterable[_Char]) -> Iterator[list[_Char]]:
    """Signs without a space between them, which stand in one direction."""
    run: list[_Char] = []
    for char in chars:
        if run and (char.text.isspace() or _off(char.angle, run[0].angle) > _TURNED_DEG):
            yield run
            run = []
        if not char.text.isspace():
            run.append(char)
    if run:
        yield run


def _text(run: Iterable[_Char]) -> str:
    return "".join(char.text for char in run)


def _off(angle: float, other: float) -> float:
    """Between two directions, 0 to 180 degrees."""
    return abs((angle - other + _FULL_DEG / 2) % _FULL_DEG - _FULL_DEG / 2)


def _main_quarter(runs: Iterable[list[_Char]]) -> int:
    """The direction nearest to which most signs stand: 0, 90, 180 or 270 degrees; 0 of an empty page."""
    count = Counter[int]()
    for run in runs:
        count[round(run[0].angle / _QUARTER_DEG) % 4 * _QUARTER_DEG] += len(run)
    return max(count, key=count.__getitem__, default=0)


def _place(page: pypdfium2.PdfPage, run: Iterable[_Char]) -> Box:
    """In fractions of the page as it is shown."""
    box = around(char.box for char in run)
    (x, y), (other_x, other_y) = _shown(page, box.left, box.top), _shown(page, box.right, box.bottom)
    return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, x, y, across, down)
    return across.value / _SCALE, down.value / _SCALE


def _turn(box: Box, quarter: int) -> Box:
    """The same place on the page turned back by a quarter or more, so that its text stands upright."""
    for _ in range(quarter // _QUARTER_DEG):
        box = Box(box.top, 1 - box.right, box.bottom, 1 - box.left)
    return box


def _is_within(box: Box) -> bool:
    """What lies beyond the page's edge is not seen."""
    return 0 <= box.left + box.right <= 2 and 0 <= box.top + box.bottom <= 2  # noqa: PLR2004 - twice the middle


def _joined(runs: Iterable[list[_Char]]) -> Iterator[str]:
    """Turned words as lines: those that follow each other in one direction."""
    line: list[str] = []
    angle = 0.0
    for run in runs:
        if line and _off(run[0].angle, angle) > _TURNED_DEG:
            yield " ".join(line)
            line = []
        angle = run[0].angle
        line.append(_text(run))
    if line:
        yield " ".join(line)
