"""PDF: the words of its text layer; of a page that has none, what can be read of its picture."""

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from penny_chassis.errors import InvalidInput
from penny_deck.grace.document import Document, Word
from penny_deck.grace.readers import layout, limits, ocr, pdf_text

_FEW = 50
"""Characters: a page whose picture fills it and that has fewer is a scan, with the mark of what scanned it."""
_FILLS = 0.5
"""Of the page's area."""
_SCALE = 200 / 72
"""Pixels a point: 200 dpi."""
_MAX_SIDE = 3000
"""Pixels of a page's picture; posters are drawn smaller."""


def read(data: bytes) -> Document:
    """The words, page by page; what stands turned on them follows on a page of its own, after the last."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            limits.check("The document", len(pdf), limits.MAX_PAGES, "pages")
            if not len(pdf):
                raise limits.unreadable()
            return _document(pdf)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from None


def _refusal(error: pypdfium2.PdfiumError) -> InvalidInput:
    return limits.locked() if error.err_code == pdfium.FPDF_ERR_PASSWORD else limits.unreadable()


def _document(pdf: pypdfium2.PdfDocument) -> Document:
    pages, turned, size, scanned = list[tuple[Word, ...]](), list[str](), 0, 0
    for page in _pages(pdf):
        found = pdf_text.read(page)
        scan = _is_scan(page, found)
        words = ocr.words(_picture(page)) if scan else found.words
        size += sum(len(word.text) + 1 for word in words)
        limits.check("The document", size, limits.MAX_CHARACTERS, "characters or more")
        pages.append(words)
        turned.extend(() if scan else found.turned)
        scanned += scan
    rest = layout.document(([line] for line in turned), "pdf").pages
    return Document((*pages, *rest), "scan" if pages and scanned == len(pages) else "pdf")


def _pages(pdf: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    for number in range(len(pdf)):
        page = pdf[number]
        try:
            yield page
        finally:
            page.close()


def _is_scan(page: pypdfium2.PdfPage, found: pdf_text.PageText) -> bool:
    """Whether what there is to read is in the picture: there is no text, or little before a large picture."""
    return not found.size or (found.size < _FEW and _picture_share(page) >= _FILLS)


def _picture_share(page: pypdfium2.PdfPage) -> float:
    """The largest picture's part of the page's area."""
    width, height = page.get_size()
    bounds = (picture.get_bounds() for picture in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    largest: float = max(((right - left) * (top - bottom) for left, bottom, right, top in bounds), default=0.0)
    share: float = largest / max(width * height, 1.0)
    return share


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    """The page drawn, RGB."""
    scale = min(_SCALE, _MAX_SIDE / max(*page.get_size(), 1.0))
    image: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    return image.convert("RGB")
