"""The tests' own readers: the words of a PDF's text layer, and of a picture by OCR."""

import functools
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image
from support.documents import scanning

from penny_deck.grace.document import Box, Document, Word, around

_OCR_DPI = 200


def read_pdf(data: bytes) -> Document:
    """A PDF with text."""
    document = pypdfium2.PdfDocument(data)
    try:
        return Document(tuple(tuple(_words(page)) for page in document), "pdf")
    finally:
        document.close()


def read_scan(data: bytes) -> Document:
    """A PDF without text, by OCR."""
    return Document(tuple(tuple(_seen(page)) for page in scanning.pages(data, _OCR_DPI)), "scan")


def read_image(data: bytes) -> Document:
    """A picture, by OCR."""
    return Document((tuple(_seen(np.asarray(Image.open(io.BytesIO(data)).convert("L")))),), "image")


def read_text(data: bytes) -> Document:
    """Plain text, as if every letter were as wide as the next."""
    lines = data.decode().splitlines()
    wide, high = max(map(len, lines), default=0) or 1, len(lines)
    words = []
    for n, line in enumerate(lines):
        at = 0
        for text in line.split():
            at = line.index(text, at)
            words.append(Word(text, Box(at / wide, n / high, (at + len(text)) / wide, (n + 0.9) / high)))
            at += len(text)
    return Document((tuple(words),), "text")


def _words(page: Any) -> Iterator[Word]:  # noqa: ANN401 - pypdfium2 has no types
    text_page, (width, height) = page.get_textpage(), page.get_size()
    letters = text_page.get_text_range()
    spaces = [-1, *(n for n, letter in enumerate(letters) if letter.isspace()), len(letters)]
    for before, after in itertools.pairwise(spaces):
        if after - before < 2:
            continue
        boxes = [text_page.get_charbox(n, loose=True) for n in range(before + 1, after)]
        box = around(
            Box(left / width, 1 - top / height, right / width, 1 - low / height) for left, low, right, top in boxes
        )
        yield Word(letters[before + 1 : after], box)


@functools.cache
def _engine() -> Any:  # noqa: ANN401 - rapidocr has no types
    from rapidocr import RapidOCR  # noqa: PLC0415 - it is large, and most tests do without

    return RapidOCR(params={"Global.log_level": "error"})


def _seen(pixels: Any) -> Iterator[Word]:  # noqa: ANN401 - an array of any depth
    height, width = pixels.shape
    found = _engine()(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR))
    if found.boxes is None:
        return
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        yield from _split(corners / (width, height), text, float(sure))


def _split(corners: Sequence[Sequence[float]], text: str, sure: float) -> Iterator[Word]:
    """The words of a line, each as long as its share of the letters, along the line's own slope."""
    (left, top), (right, right_top), _, (_, bottom) = corners
    at = 0
    for word in text.split():
        at = text.index(word, at)
        start, end = at / len(text), (at + len(word)) / len(text)
        fall = (right_top - top) * (start + end) / 2
        box = Box(left + (right - left) * start, top + fall, left + (right - left) * end, bottom + fall)
        yield Word(word, box, sure)
        at += len(word)


def words_of(lines: Iterable[str]) -> Document:
    """Lines of text as a document, for tests that write their own."""
    return read_text("\n".join(lines).encode())
