from dataclasses import replace

import pytest
from support.documents.reading import words_of

from penny_deck.grace.document import Box
from penny_deck.grace.extractor import Field
from penny_deck.grace.extractor.standing import stands

DOCUMENT = words_of(["TOTAL:45 , 90 €", "", "otra fila 12,00"])
TOTAL = Field("total", "45.90", "45 , 90 €", 0.9, 1, Box(0, 0, 1, 0.3))


def test_what_stands_there() -> None:
    """A part of a word counts, and so do several words."""
    assert stands(TOTAL, DOCUMENT)


@pytest.mark.parametrize(
    "field",
    [
        replace(TOTAL, value="45.91"),
        replace(TOTAL, text="46 , 90 €"),
        replace(TOTAL, text="45,90 €"),
        replace(TOTAL, text="12,00", value="12.00"),
        replace(TOTAL, text="", value=""),
        replace(TOTAL, name="fecha", value="2025-11-03"),
    ],
    ids=["another value", "another text", "joined", "elsewhere", "nothing", "a date"],
)
def test_what_does_not(field: Field) -> None:
    """A value not from its text, or a text not at its place in the document, is refused."""
    assert not stands(field, DOCUMENT)
