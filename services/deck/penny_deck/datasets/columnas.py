"""What a table's columns are: which of them are numbers that can be reckoned with, and what they count. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from penny_deck.datasets import palabras
from penny_deck.datasets.numeros import Cantidades, Leido, Notation, is_missing, notation_of, read, written
from penny_deck.grace.readers.tabla import SIN_CALCULAR, Tabla
from penny_deck.vault.tipos import Tipo

_MONEY = palabras.stems(
    "precio pvp coste costo importe tarifa euros eur total base cuota gasto ingreso venta compra neto bruto saldo valor"
)
STOCK = palabras.stems("stock existencias unidades uds cantidad cant disponibles inventario")
"""Words for how much there is of something."""
_NAMING = palabras.stems("id codigo cod ref referencia numero num nº sku ean telefono movil cp postal año year fecha")
"""Numbers that are names: nobody asks for their sum, and the largest is no more than the others."""
_CURRENCIES = frozenset({"€", "$", "£"})
_WITH_POINT = frozenset({Tipo.JSON, Tipo.XLSX})
"""They write their own numbers with a point."""


@dataclass(frozen=True, slots=True)
class Columna:
    """A column, and its numbers if it has nothing else."""

    name: str
    stems: frozenset[str]
    """Of its name's words."""
    numbers: Cantidades | None = None
    money: bool = False
    stock: bool = False
    naming: bool = False
    sin_calcular: bool = False
    """Whether it has formulas without values: nothing can be reckoned with the others alone."""

    def is_called(self, stem: str) -> bool:
        """Whether a word means it: one of its name, or another for how much there is."""
        return stem in self.stems or (self.stock and stem in STOCK)


def columnas(table: Tabla, tipo: Tipo) -> tuple[Columna, ...]:
    """What the columns are.

    Args:
        table: The table.
        tipo: What it was read from.
    """
    read_columns = [_read(cells) for cells in zip(*table.rows, strict=True)] or [None] * len(table.columns)
    usual = _usual(read_columns, tipo)
    lacking = [SIN_CALCULAR in cells for cells in zip(*table.rows, strict=True)] or [False] * len(table.columns)
    return tuple(
        _columna(name, cells, usual, sin_calcular=lacks)
        for name, cells, lacks in zip(table.columns, read_columns, lacking, strict=True)
    )


def as_written(cell: str, tipo: Tipo) -> str:
    """A single cell as it is written in Spain, as far as it tells by itself what it is."""
    number = read(cell) if tipo in _WITH_POINT else None
    return cell if number is None or number.point is None else written(number.point, number.unit)


def _read(cells: Sequence[str]) -> list[Leido | None] | None:
    """Each cell's number; None if one of them is something else, or there is none at all."""
    found: list[Leido | None] = []
    for cell in cells:
        number = read(cell)
        if number is None and not is_missing(cell):
            return None
        found.append(number)
    return found if any(found) else None


def _usual(columns: Sequence[list[Leido | None] | None], tipo: Tipo) -> Notation | None:
    """How the table writes numbers, as far as all its columns tell."""
    seen = {each for cells in columns if cells for each in notation_of([cell for cell in cells if cell])}
    if len(seen) == 1:
        return seen.pop()
    return Notation.POINT if not seen and tipo in _WITH_POINT else None


def _columna(name: str, cells: list[Leido | None] | None, usual: Notation | None, *, sin_calcular: bool) -> Columna:
    stems = palabras.stems(name)
    numbers = _numbers(cells, usual) if cells else None
    if numbers is None:
        return Columna(name, stems, money=sin_calcular and bool(stems & _MONEY), sin_calcular=sin_calcular)
    return Columna(
        name,
        stems,
        numbers,
        money=numbers.unit in _CURRENCIES or (not numbers.unit and bool(stems & _MONEY)) or "€" in name,
        stock=bool(stems & STOCK),
        naming=bool(stems & _NAMING),
        sin_calcular=sin_calcular,
    )


def _numbers(cells: Sequence[Leido | None], usual: Notation | None) -> Cantidades | None:
    """A column's values; None if they are in different units, or nobody can tell what they mean."""
    units = {cell.unit for cell in cells if cell and cell.unit}
    seen = notation_of([cell for cell in cells if cell])
    notation = seen.pop() if len(seen) == 1 else None if seen else usual
    values = tuple(cell.value(notation) if cell else None for cell in cells)
    unclear = any(cell is not None and value is None for cell, value in zip(cells, values, strict=True))
    if len(units) > 1 or unclear:
        return None
    return Cantidades(values, units.pop() if units else "")
