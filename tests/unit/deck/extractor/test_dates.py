import pytest
from support.documents.reading import words_of

from penny_deck.grace.extractor.dates import dates, iso
from penny_deck.grace.extractor.layout import rows


@pytest.mark.parametrize(
    "text",
    [
        "03/11/2025",
        "3/11/25",
        "03-11-2025",
        "03.11.2025",
        "3 de noviembre de 2025",
        "3 de novembre de 2025",
        "3denoviembrede2025",
        "2025-11-03",
        "3-nov-25",
        "3 nov. 2025",
        "November 3, 2025",
        "3 November 2025",
        "O3/11/2O25",
    ],
)
def test_all_notations_of_a_date(text: str) -> None:
    """The day before the month, in figures and in words."""
    assert iso(text) == "2025-11-03"


@pytest.mark.parametrize("text", ["31/02/2025", "99/99/2025", "2025", "1.234,56", "12 34 56", "3 de agua de 2025"])
def test_what_is_no_date(text: str) -> None:
    """Days that do not exist are not made to."""
    assert iso(text) == ""


def test_where_dates_stand() -> None:
    """Each once, though several patterns may fit."""
    (cell,) = rows(words_of(["del 2025-11-03 al 5 de diciembre de 2025"]))[0]
    assert [found.text for found in dates(cell)] == ["2025-11-03", "5 de diciembre de 2025"]
