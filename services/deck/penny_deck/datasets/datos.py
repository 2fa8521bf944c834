"""A dataset as it is kept in memory: its records, what its columns are, and where its words stand. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from penny_deck.datasets import columnas, fechas, numeros, palabras, pasajes, totales
from penny_deck.datasets.columnas import Columna
from penny_deck.datasets.indice import Indice, index
from penny_deck.grace.document import Document
from penny_deck.grace.readers.tabla import Row, Tabla
from penny_deck.vault.tipos import Tipo

_TEXT_BYTES, _CELL_BYTES, _PLACE_BYTES, _WORD_BYTES, _NUMBER_BYTES = 60, 8, 4, 240, 110
"""What Python takes for a text beside its signs, a cell in its row, a place in the index, a word in it, a number."""


_TRUTH = {"true": "sí", "false": "no"}
"""As readers write what XLSX and JSON know to be true or false."""


@dataclass(frozen=True, slots=True)
class Datos:
    """A table, or a document's passages."""

    columns: tuple[Columna, ...]
    """None of a document."""
    rows: tuple[Row, ...]
    """The records; of a document one cell each."""
    pages: tuple[int, ...]
    """Of a document's passages."""
    temas: frozenset[str]
    """Stems of the file's name: what its records are called."""
    indice: Indice
    bytes: int
    """What it takes in memory, about."""
    totales: tuple[str, ...] = ()
    """What the table itself says of all its records, or of some: rows that are no records, in a line each."""
    has_dates: bool = False
    """Whether a column of it is of dates."""

    def shown(self, number: int, column: int) -> str:
        """A cell as the model is given it: a number as it is written in Spain, and nothing that breaks a line."""
        text = self.rows[number][column]
        columna = self.columns[column] if self.columns else None
        if columna is not None and columna.numbers is not None and not columna.naming:
            value = columna.numbers.values[number]
            if value is not None:
                return numeros.written(value, columna.numbers.unit, money=columna.money)
        return _TRUTH.get(text) or _in_a_line(text)

    def name(self, column: int) -> str:
        """A column's name in the same way."""
        return _in_a_line(self.columns[column].name)


def of_table(table: Tabla, tipo: Tipo, nombre: str) -> Datos:
    """A table, of which also the file's name says what is in it."""
    rows, last = totales.parted(table.rows)
    records = Tabla(table.columns, rows)
    columns = columnas.columnas(records, tipo)
    dated = _dated(records)
    indice = index(_searchable(records, columns, dated), len(table.columns))
    said = tuple(_total(table.columns, row, tipo) for row in last)
    return Datos(columns, rows, (), _temas(nombre), indice, _bytes(rows, columns, indice), said, bool(dated))


def of_document(document: Document, nombre: str) -> Datos:
    """A document."""
    found = pasajes.pasajes(document)
    rows = tuple((pasaje.text,) for pasaje in found)
    indice = index(rows, 1)
    return Datos((), rows, tuple(pasaje.page for pasaje in found), _temas(nombre), indice, _bytes(rows, (), indice))


def _total(names: Row, row: Row, tipo: Tipo) -> str:
    """A row of totals: the table's own words."""
    return "; ".join(
        f"{_in_a_line(name)}: {_in_a_line(columnas.as_written(cell, tipo))}"
        for name, cell in zip(names, row, strict=True)
        if cell
    )


def _in_a_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _dated(table: Tabla) -> dict[int, list[str]]:
    """The columns of dates, as they are looked for."""
    columns = enumerate(zip(*table.rows, strict=True))
    return {at: found for at, cells in columns if (found := fechas.searchable(cells)) is not None}


def _searchable(table: Tabla, columns: Sequence[Columna], dated: Mapping[int, Sequence[str]]) -> list[list[str]]:
    """The cells as they are looked for: numbers by their values, whatever the notation, and dates as they are said."""
    rows = [list(row) for row in table.rows]
    for at, cells in dated.items():
        for row, cell in zip(rows, cells, strict=True):
            row[at] = cell
    for at, columna in enumerate(columns):
        if columna.numbers is not None:
            for row, value in zip(rows, columna.numbers.values, strict=True):
                row[at] = palabras.spelled(value).replace(".", ",") if value is not None else row[at]
    return rows


def _temas(nombre: str) -> frozenset[str]:
    stem = nombre.rpartition(".")[0] or nombre
    return palabras.stems(re.sub(r"[\W_\d]+", " ", stem))


def _bytes(rows: Sequence[Row], columns: Sequence[Columna], indice: Indice) -> int:
    cells = sum(map(len, rows))
    texts = sum(_TEXT_BYTES + len(cell) for row in rows for cell in row if cell)
    places = sum(map(len, indice.places.values()))
    numbers = sum(len(columna.numbers.values) for columna in columns if columna.numbers)
    words = len(indice.places) * _WORD_BYTES
    return texts + cells * _CELL_BYTES + places * _PLACE_BYTES + words + numbers * _NUMBER_BYTES
