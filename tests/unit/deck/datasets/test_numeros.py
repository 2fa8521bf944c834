"""Numbers in cells, and what columns they make."""

from decimal import Decimal

import pytest
from support.tables import csv, table

from penny_deck.datasets.numeros import read, written


@pytest.mark.parametrize(
    ("cell", "comma", "point", "unit"),
    [
        ("12", "12", "12", ""),
        ("12,5", "12.5", None, ""),
        ("12.5", None, "12.5", ""),
        ("1.234,50 €", "1234.50", None, "€"),
        ("1,234.50", None, "1234.50", ""),
        ("1.234", "1234", "1.234", ""),
        ("1.234.567", "1234567", None, ""),
        ("0.125", None, "0.125", ""),
        ("1 234,50 EUR", "1234.50", None, "€"),
        ("1'234.50", None, "1234.50", ""),
        ("€ 12", "12", "12", "€"),
        ("EUR 12", "12", "12", "€"),
        ("-3,00", "-3.00", None, ""),
        ("(3,00)", "-3.00", None, ""),
        ("− 4", "-4", "-4", ""),
        ("21 %", "21", "21", "%"),
        ("5 kg", "5", "5", "kg"),
        ("0,30 €/ud.", "0.30", None, "€/ud"),
        ("1.500\u202f€", "1500", "1.500", "€"),
    ],
)
def test_a_number_in_whichever_notation(cell: str, comma: str | None, point: str | None, unit: str) -> None:
    """What it is if the comma divides off the fraction, what if the point does, and of what it is so many."""
    found = read(cell)
    assert found is not None
    assert (found.comma, found.point) == (comma and Decimal(comma), point and Decimal(point))
    assert found.unit == unit


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "",
            "M8",
            "4x40",
            "2025-11-03",
            "12:30",
            "007",
            "08001",
            "1/2",
            "(3",
            "3)",
            "12,3,4",
            "1..2",
            "½",
            "١٢",
            "=1+1",
        ),
        *("=cmd|' /C calc'!A0", "1234567890123456", "9" * 100, "1 2 3", "doce", "€", "-", "1e5", "12 34,5"),
    ],
)
def test_what_is_no_number(cell: str) -> None:
    """Codes, dates, formulas, accounts, words."""
    assert read(cell) is None


@pytest.mark.parametrize(
    ("value", "unit", "money", "text"),
    [
        ("1234.50", "€", True, "1234,50 €"),
        ("12.5", "", True, "12,50"),
        ("12.5", "kg", False, "12,5 kg"),
        ("12", "€", True, "12 €"),
        ("12.00", "€", True, "12,00 €"),
        ("0.125", "€", True, "0,125 €"),
        ("-3", "", False, "-3"),
        ("1E+3", "", False, "1000"),
    ],
)
def test_numbers_are_written_as_in_spain(value: str, unit: str, money: bool, text: str) -> None:  # noqa: FBT001
    """Without dots, as they are read aloud; cents of money are two."""
    assert written(Decimal(value), unit, money=money) == text


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.234", "12,5"], ["1234", "12.5"]),  # the comma beside it tells what the point is
        (["1.234", "12.5"], ["1.234", "12.5"]),
        (["10", "n/d", "", "30"], ["10", None, None, "30"]),
        (["1.234", "5"], None),  # a thousand, or a little more than one?
        (["1.234", "12,5", "12.5"], None),
        (["5 kg", "300 g"], None),
        (["5 €", "5 $"], None),
        (["5", "cinco"], None),
        (["-", "n/d"], None),
    ],
)
def test_a_column_tells_what_its_cells_do_not(cells: list[str], values: list[str | None] | None) -> None:
    """Or nothing is reckoned with it."""
    (_, columna) = csv("nombre;valor", *(f"x{at};{cell}" for at, cell in enumerate(cells))).columns
    found = columna.numbers and [str(value) if value is not None else None for value in columna.numbers.values]
    assert found == values


def test_json_writes_points() -> None:
    """Where a CSV leaves it open."""
    (columna,) = table(b'[{"peso": 1.234}, {"peso": 2}]', "pesos.json").columns
    assert columna.numbers is not None
    assert columna.numbers.values == (Decimal("1.234"), Decimal(2))
