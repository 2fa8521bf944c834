"""Dates in a table are found as they are said, and are never taken for others."""

import pytest
from support.tables import csv

from penny_deck.datasets.fechas import searchable
from penny_deck.datasets.relevante import Relevante, relevant

BUDGET = 600
GASTOS = csv(
    "Fecha;Concepto;Importe;Unidades",
    "01/12/2026;Pan;1,20;3",
    "02/12/2026;Leche;2,30;1",
    "03/12/2026;Luz;1.234,56;2",
    "03/11/2026;Agua;10,00;3",
    "13/12/2025;Gas;5,00;1",
    "01/09/2025;Sal;0,90;1",
)


def bought(found: Relevante) -> list[str]:
    """Of each record that is given."""
    return [line.split("; ")[1].removeprefix("Concepto: ") for line in found.lines if line.startswith("Fecha: ")]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("¿Cuánto gasté el 3 de diciembre?", ["Luz"]),
        ("cuánto gasté el tres de diciembre de dos mil veintiséis", ["Luz"]),
        ("qué compré el primero de diciembre", ["Pan"]),
        ("¿Qué compré en noviembre?", ["Agua"]),
        ("¿Qué compré el 1 de setiembre?", ["Sal"]),
        ("¿Qué compré en diciembre de 2026?", ["Pan", "Leche", "Luz"]),
        ("¿Cuánto gasté después del 2 de diciembre?", ["Pan", "Leche", "Luz", "Agua", "Gas", "Sal"]),
        ("¿Cuánto gasté entre el 1 y el 3 de diciembre?", ["Pan", "Leche", "Luz", "Agua", "Gas", "Sal"]),
    ],
)
def test_a_day_and_a_month_are_found(question: str, wanted: list[str]) -> None:
    """Written in figures, said in words; where they are compared with, all records are given."""
    found = relevant(GASTOS, question, BUDGET)
    assert bought(found) == wanted
    assert "Ningún" not in found.text


@pytest.mark.parametrize("day", ["5 de diciembre", "3 de diciembre de 2025", "enero"])
def test_a_day_that_is_not_there_is_said(day: str) -> None:
    """And no other is given in its place."""
    found = relevant(GASTOS, f"¿Cuánto gasté el {day}?", BUDGET)
    assert found.lines == (f"Ningún registro contiene «{day}».",)


def test_a_column_may_be_called_like_a_month() -> None:
    """Then no record is looked for by it."""
    ventas = csv("Tienda;Enero de 2026;Febrero de 2026", "Norte;10;20", "Sur;30;40")
    found = relevant(ventas, "¿Qué tienda tiene más en enero de 2026?", BUDGET)
    assert "Ningún" not in found.text


def test_a_month_is_summed() -> None:
    """Of its own records alone."""
    found = relevant(GASTOS, "suma de los importes de diciembre", BUDGET)
    assert found.lines == ("Suma de «Importe» en 4 registros con «diciembre»: 1243,06.",)


@pytest.mark.parametrize("cell", ["2026-12-03", "2026-12-03T10:30:00", "3/12/2026", "03-12-26", "3.12.2026 10:30"])
def test_a_date_is_called_what_it_is(cell: str) -> None:
    """However it is written."""
    assert searchable([cell, ""]) == [f"{cell} 2026 diciembre diciembre2026 3diciembre 3diciembre2026", ""]


@pytest.mark.parametrize(
    "cells",
    [[], [""], ["12/31/2026", "01/02/2026"], ["31/02/2026"], ["03/12/2026", "mañana"], ["1.234"], ["3/12-2026"]],
)
def test_what_is_no_date_is_called_nothing(cells: list[str]) -> None:
    """A column with one other cell, with the month first, or with a day that no month has."""
    assert searchable(cells) is None
