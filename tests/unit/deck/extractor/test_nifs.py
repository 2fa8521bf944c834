import pytest
from support.documents.reading import words_of

from penny_deck.grace.extractor.layout import rows
from penny_deck.grace.extractor.nifs import Nif, nifs, value


def found(text: str, *, labelled: bool = True) -> list[Nif]:
    """In a text."""
    (cell,) = rows(words_of([text]))[0]
    return list(nifs(cell, labelled=labelled))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CIF: B58378431", "B58378431"),
        ("CIF B-58.378.431", "B58378431"),
        ("CIFB58378431", "B58378431"),
        ("NIF ESB58378431 ·", "B58378431"),
        ("12.345.678-Z", "12345678Z"),
        ("NIE X-1234567-L", "X1234567L"),
        ("DE811907980", "DE811907980"),
    ],
)
def test_numbers_that_are_right(text: str, code: str) -> None:
    """With and without hyphens, points, country and label."""
    assert [(nif.value, nif.valid, nif.repaired) for nif in found(text)] == [(code, True, False)]


@pytest.mark.parametrize("text", ["CIF: 858378431", "CIF: B5837843l", "CIF: BS8378431", "CIF B5837843I"])
def test_what_was_misread_is_repaired_by_its_check_digit(text: str) -> None:
    """And it is noted, and worked out again from the same text."""
    (nif,) = found(text)
    assert (nif.value, nif.valid, nif.repaired) == ("B58378431", True, True)
    assert value(nif.find.text) == nif.value


def test_a_wrong_check_digit() -> None:
    """Where a label says that it is one, it is given as doubtful; elsewhere it is none."""
    assert [(nif.value, nif.valid) for nif in found("CIF: B58378432")] == [("B58378432", False)]
    assert not found("B58378432", labelled=False)


@pytest.mark.parametrize("text", ["Tel. 912 34 56 78", "IBAN ES91 2100 0418 4502 0005 1332", "864349339", "Nave 7"])
def test_what_is_no_tax_number(text: str) -> None:
    """Telephones and accounts are not taken for one."""
    assert not found(text, labelled=False)
