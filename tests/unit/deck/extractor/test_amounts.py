from decimal import Decimal

import pytest
from support.documents.reading import words_of

from penny_deck.grace.extractor.amounts import amounts, cents, rates
from penny_deck.grace.extractor.layout import Cell, rows


def cell(text: str) -> Cell:
    """The one that a text is."""
    return rows(words_of([text]))[0][0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56 €", 123456),
        ("1234.56", 123456),
        ("EUR 1.234,56", 123456),
        ("1 234,56", 123456),
        ("1,234.56", 123456),
        ("45,90€", 4590),
        ("45 , 90", 4590),
        ("-45,90 €", -4590),
        ("45,90-", -4590),
        ("(45,90)", -4590),
        ("€ -1.639,53", -163953),
        ("1.234.567,89", 123456789),
        ("4S,9O", 4590),
        ("1.210 €", 121000),
        ("0,05", 5),
    ],
)
def test_all_notations_of_an_amount(text: str, value: int) -> None:
    """What is written in any of the usual ways is as much as it says."""
    assert cents(text) == value
    assert [found.value for found in amounts(cell(text))][:1] == [value]


@pytest.mark.parametrize(
    "text", ["12.05.2025", "21,00%", "21,00 %", "3x2,5 mm", "B-12.345.674", "14:30", "IL.SO", "2025"]
)
def test_what_is_no_amount(text: str) -> None:
    """Dates, percentages, sizes and tax numbers are not taken for money."""
    assert not list(amounts(cell(text)))


def test_the_text_of_an_amount_stays_as_it_is() -> None:
    """Of a label and an amount in one word, the amount's own part; of one in pieces, all the pieces."""
    assert [found.find.text for found in amounts(cell("TOTAL:45,90"))] == ["45,90"]
    assert [found.find.text for found in amounts(cell("Total 45 , 90 €"))] == ["45 , 90 €"]


def test_a_misread_amount_is_known_as_one() -> None:
    """A letter for a digit is read, and noted."""
    assert [(found.value, found.repaired) for found in amounts(cell("l2,5O"))] == [(1250, True)]


def test_two_numbers_or_one() -> None:
    """A space may divide thousands or two columns: both are given, the second as a part."""
    assert [(found.value, found.part) for found in amounts(cell("2 100,00"))] == [(210000, False), (10000, True)]


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [("IVA 21%", 21, False), ("21,00 %", 21, False), ("IVA 10", 10, False), ("5,2%", "5.2", False), ("48", 4, True)],
)
def test_rates(text: str, value: int | str, repaired: bool) -> None:  # noqa: FBT001 - a column of the table
    """Percentages with their sign, after IVA without it, and with a sign that was read as an eight."""
    assert [(found.value, found.repaired) for found in rates(cell(text))] == [(Decimal(value), repaired)]
