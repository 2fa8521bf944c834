"""What the model is given of a dataset, as lines: of each record what there is room for. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from penny_deck.datasets.datos import Datos
from penny_deck.datasets.palabras import Term
from penny_deck.datasets.pregunta import Pregunta

_CELL_CHARACTERS = 160

Found = Mapping[Term, Sequence[int]]
"""What is looked for, and the cells in which it stands, in order."""


def with_room(head: Sequence[str], budget: int) -> tuple[list[str], int]:
    """The lines that there is room for, the first in any case; and the room that is left."""
    lines = [head[0][:budget]] if head else []
    left = budget - sum(len(line) + 1 for line in lines)
    for line in head[1:]:
        if len(line) < left:
            lines.append(line)
            left -= len(line) + 1
    return lines, left


def record(datos: Datos, pregunta: Pregunta, found: Found, row: int, most: int) -> str:
    """A record in a line; of a table, the columns for which there is room in `most` characters."""
    if not datos.columns:
        page = f"Página {datos.pages[row]}: " if len(set(datos.pages)) > 1 else ""
        return page + datos.shown(row, 0)
    cells: dict[int, str] = {}
    size = 0
    for at in _order(datos, pregunta, found, row):
        text = _cut(datos.shown(row, at))
        piece = f"{_cut(datos.name(at))}: {text}"
        if text and size + len(piece) <= most:
            cells[at] = piece
            size += len(piece) + 2
    return "; ".join(cells[at] for at in sorted(cells))


def _order(datos: Datos, pregunta: Pregunta, found: Found, row: int) -> list[int]:
    """Columns, the most telling first: what was asked for, what was found, what comes first."""
    matched = _columns_of(datos, found, row)

    def rank(at: int) -> tuple[int, int]:
        columna = datos.columns[at]
        named = bool(columna.stems & pregunta.naming) or (columna.money and pregunta.of_money)
        return (0 if named else 1 if at in matched or at == 0 else 2), at

    return sorted(range(len(datos.columns)), key=rank)


def _columns_of(datos: Datos, found: Found, row: int) -> set[int]:
    """The columns in which a record has what is looked for."""
    width = datos.indice.width
    begins = ((cells, bisect_left(cells, row * width)) for cells in found.values())
    return {cell % width for cells, at in begins for cell in cells[at : at + width] if cell // width == row}


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_CHARACTERS else f"{text[:_CELL_CHARACTERS].rstrip()}…"
