"""DOCX: the header, paragraphs and tables in their order, the footer."""

import io
from collections.abc import Iterable, Iterator

import docx
from docx.document import Document as Docx
from docx.table import Table
from docx.table import _Row as TableRow
from docx.text.paragraph import Paragraph

from penny_deck.grace.document import Document
from penny_deck.grace.readers import layout, package

Content = Iterable[Paragraph | Table]


def read(data: bytes) -> Document:
    """Each paragraph is a line, each row of a table too, with its cells beside each other."""
    package.check(data)
    return layout.document(_document_rows(docx.Document(io.BytesIO(data))), "docx")


def _document_rows(document: Docx) -> Iterator[layout.Row]:
    """Of the headers and footers, which say who writes, the first section's."""
    first = next(iter(document.sections), None)
    if first is not None:
        yield from _rows(first.header.iter_inner_content())
    yield from _rows(document.iter_inner_content())
    if first is not None:
        yield from _rows(first.footer.iter_inner_content())


def _rows(content: Content) -> Iterator[layout.Row]:
    for block in content:
        if isinstance(block, Paragraph):
            yield [block.text]
        else:
            yield from (list(_cells(row)) for row in block.rows)


def _cells(row: TableRow) -> Iterator[str]:
    """A row's cells; one that spans several columns is there once, and a table within it line by line."""
    seen: set[int] = set()
    for cell in row.cells:
        if id(cell._tc) not in seen:  # noqa: SLF001 - python-docx has no other name for "the same cell"
            seen.add(id(cell._tc))  # noqa: SLF001 - the same
            yield "\n".join(" ".join(line) for line in _rows(cell.iter_inner_content()))
