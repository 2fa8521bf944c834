"""Tables of tasks: a row of headings among which are Responsable and Tarea, and the rows below it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from penny_deck.grace.document import Line, Word
from penny_deck.grace.tasks import vetos
from penny_deck.palabras import fold

_COLUMNS: Final = {
    "quien": re.compile(r"(?:responsables?|quien|encargad[oa]|asignad[oa](?: a)?|persona|resp\.?|lo hace)"),
    "que": re.compile(r"(?:tareas?|accion(?:es)?|que|descripcion|compromisos?|asunto|encargo|acuerdo)"),
    "cuando": re.compile(
        r"(?:fecha(?: limite| de entrega| tope| prevista)?|plazo|vencimiento|cuando|limite|para cuando)"
    ),
    "estado": re.compile(r"(?:estado|situacion|hecho)"),
}
_CELL_GAP = 1.8
"""Letters' widths: a space is one where all are equally wide, and half of one where they are not."""
_ALIGNED = 1.0
"""Letters' widths by which a cell may begin before its column's heading."""


@dataclass(frozen=True, slots=True)
class Fila:
    """A row: what stands under each heading."""

    quien: str
    que: str
    cuando: str
    line: Line


def rows(lines: Sequence[Line]) -> Iterator[Fila]:
    """The rows of all tables of tasks; what is done is left out."""
    columns: list[tuple[str, float]] = []
    for line in lines:
        cells = _cells(line)
        heads = [(_column(_text(cell)), cell[0].box.left) for cell in cells if cell]
        if {"quien", "que"} <= {name for name, _ in heads}:
            columns = heads
        elif columns:
            fila = _row(line, cells, columns)
            if fila is None:
                columns = []
            elif fila.que:
                yield fila


def _row(line: Line, cells: Sequence[Sequence[Word]], columns: Sequence[tuple[str, float]]) -> Fila | None:
    """A line as a row; None if the table is over."""
    if set(line.text) <= set("|-+:= "):
        return Fila("", "", "", line)
    if len(cells) != len(columns):
        cells = _under(line, columns)
    named = {name: _text(cell) for (name, _), cell in zip(columns, cells, strict=True)}
    if sum(map(bool, named.values())) <= 1:
        return None
    what = "" if vetos.is_done_state(fold(named.get("estado", ""))) or vetos.done(fold(line.text)) else named["que"]
    return Fila(named["quien"], what, named.get("cuando", ""), line)


def _cells(line: Line) -> list[list[Word]]:
    """Words that stand together, or between bars."""
    if any(word.text == "|" for word in line.words):
        return list(_between_bars(line.words))
    letter = _letter(line)
    cells: list[list[Word]] = []
    for word in line.words:
        if cells and word.box.left - cells[-1][-1].box.right < _CELL_GAP * letter:
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _between_bars(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Cells between bars; those that frame the line bound nothing outside of it."""
    inner = [word for n, word in enumerate(words) if word.text != "|" or 0 < n < len(words) - 1]
    cell: list[Word] = []
    for word in inner:
        if word.text == "|":
            yield cell
            cell = []
        else:
            cell.append(word)
    yield cell


def _under(line: Line, columns: Sequence[tuple[str, float]]) -> list[list[Word]]:
    """Words under the headings to whose right they stand."""
    slack = _ALIGNED * _letter(line)
    cells: list[list[Word]] = [[] for _ in columns]
    for word in line.words:
        left_of = [n for n, (_, left) in enumerate(columns) if left <= word.box.left + slack]
        cells[left_of[-1] if left_of else 0].append(word)
    return cells


def _letter(line: Line) -> float:
    return sum(word.box.right - word.box.left for word in line.words) / sum(len(word.text) for word in line.words)


def _column(head: str) -> str:
    folded = fold(head).strip(" .:*")
    return next((name for name, pattern in _COLUMNS.items() if pattern.fullmatch(folded)), folded)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
