"""What a table's columns are: which of them are numbers that can be reckoned with, and what they count. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from penny_deck.datasets import palabras
from penny_deck.datasets.numeros import Cantidades, Leido, Notation, is_missing, notation_of, read
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.vault.tipos import Tipo

_MONEY = palabras.stems(
    "precio pvp coste costo importe tarifa euros eur total base cuota gasto ingreso venta compra neto bruto saldo valor"
)
STOCK = palabras.stems("stock existencias unidades uds cantidad cant disponibles inventario")
"""Words for how much there is of something."""
_NAMING = palabras.stems("id codigo cod ref referencia numero num nº sku ean telefono movil cp postal año year fecha")
"""Numbers that are names: nobody asks for their sum, and the largest is no more than the others."""
_CURRENCIES = frozenset({"€", "$", "£"})


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

    def is_called(self, stem: str) -> bool:
        """Whether a word means it: one of its name, or another for how much there is."""
        return stem in self.stems or (self.stock and stem in STOCK)


def columnas(table: Tabla, tipo: Tipo) -> tuple[Columna, ...]:
    """What the columns are.

    Args:
        table: The table.
        tipo: What it was read from: JSON and XLSX write their own numbers with a point.
    """
    read_columns = [_read(cells) for cells in zip(*table.rows, strict=True)] or [None] * len(table.columns)
    usual = _usual(read_columns, tipo)
    return tuple(_columna(name, cells, usual) for name, cells in zip(table.columns, read_columns, strict=True))


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
    return Notation.POINT if not seen and tipo in {Tipo.JSON, Tipo.XLSX} else None


def _columna(name: str, cells: list[Leido | None] | None, usual: Notation | None) -> Columna:
    stems = palabras.stems(name)
    numbers = _numbers(cells, usual) if cells else None
    if numbers is None:
        return Columna(name, stems)
    return Columna(
        name,
        stems,
        numbers,
        money=numbers.unit in _CURRENCIES or (not numbers.unit and bool(stems & _MONEY)) or "€" in name,
        stock=bool(stems & STOCK),
        naming=bool(stems & _NAMING),
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
