"""A table as it is read from CSV, XLSX or JSON: named columns, and texts. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from penny_chassis.errors import InvalidInput
from penny_deck.grace.readers import limits

Row = tuple[str, ...]

SIN_CALCULAR = "(fórmula sin calcular)"
"""A cell with a formula of which the file has no value: whoever wrote it had not reckoned it."""


@dataclass(frozen=True, slots=True)
class Tabla:
    """Columns with names of their own, and rows with as many cells as there are columns."""

    columns: Row
    rows: tuple[Row, ...]


def tabla(lines: Iterable[Row]) -> Tabla:
    """A table whose first line that is not empty names the columns; empty lines are left out.

    Raises:
        InvalidInput: There is nothing in it.
        TooLarge: There is more than there may be.
    """
    filled = list(_measured(lines))
    if not filled:
        raise InvalidInput("This table is empty.", remedy="Upload one with a line of column names.", field=limits.FIELD)
    width = max(map(len, filled))
    head, *rows = (line + ("",) * (width - len(line)) for line in filled)
    return Tabla(tuple(_named(head)), tuple(rows))


def _measured(lines: Iterable[Row]) -> Iterator[Row]:
    """The lines that are not empty, without the empty cells at their end, as long as there are not too many."""
    count = size = 0
    for line in lines:
        row = _stripped(line)
        if not row:
            continue
        count, size = count + 1, size + sum(map(len, row))
        limits.check("The table", count - 1, limits.MAX_ROWS, "rows or more")
        limits.check("The table", len(row), limits.MAX_COLUMNS, "columns")
        limits.check("The table", size, limits.MAX_TABLE_CHARACTERS, "characters or more")
        yield row


def _stripped(line: Row) -> Row:
    cells = [cell.strip() for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _named(head: Row) -> Iterator[str]:
    """The columns' names: each has one, and none the same."""
    taken: set[str] = set()
    for number, cell in enumerate(head, start=1):
        name = wanted = cell or f"columna {number}"
        again = 1
        while name in taken:
            again += 1
            name = f"{wanted} ({again})"
        taken.add(name)
        yield name
