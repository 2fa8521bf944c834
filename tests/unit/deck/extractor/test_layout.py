import math
from dataclasses import replace

from support.documents.reading import words_of

from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.extractor.layout import rows, squashed


def askew(document: Document, degrees: float) -> Document:
    """The same turned about the left edge."""
    slope = math.tan(math.radians(degrees))

    def moved(word: Word) -> Word:
        fall = slope * (word.box.left + word.box.right) / 2
        return replace(word, box=replace(word.box, top=word.box.top + fall, bottom=word.box.bottom + fall))

    return Document(tuple(tuple(map(moved, page)) for page in document.pages), "scan")


LINES = [f"Concepto {n}   {n},00   {n}1,00   fin de la fila" for n in range(1, 30)]


def test_cells_are_what_is_set_apart() -> None:
    """One space joins words, more divide them."""
    (row,) = rows(words_of(["Base imponible    100,00 €   21%"]))
    assert [cell.text for cell in row] == ["Base imponible", "100,00 €", "21%"]


def test_a_page_askew_has_the_same_rows() -> None:
    """Two degrees, by which a row falls below the next one's beginning."""
    straight = words_of(LINES)
    for degrees in (-2.0, 2.0):
        turned = rows(askew(straight, degrees))
        assert [[cell.text for cell in row] for row in turned] == [
            [cell.text for cell in row] for row in rows(straight)
        ]


def test_nothing_and_endless_words() -> None:
    """An empty page has no rows; words that are no words are left out."""
    box = Box(0, 0, 1, 0.1)
    assert rows(Document((), "pdf")) == rows(Document(((),), "scan")) == ()
    assert rows(Document(((Word("", box), Word("x" * 1000, box)),), "pdf")) == ()


def test_squashed_labels() -> None:
    """Accents, points, spaces and digits that OCR took for letters do not matter."""
    assert squashed("T0TAL a pagar:") == squashed("Totalapagar") == "totalapagar"
    assert squashed("Nº Fra.") == "nofra"
