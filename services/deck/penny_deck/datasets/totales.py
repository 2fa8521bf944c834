"""Rows that are totals of the others: they are no records, but what the table says of itself. Pure."""

import re
from collections.abc import Sequence

from penny_deck.datasets import numeros, palabras
from penny_deck.grace.readers.tabla import Row

_OF_WHAT = (
    r"general(?:es)?|parcial(?:es)?|final(?:es)?|global(?:es)?|net[oa]|brut[oa]|factura|acumulado|a pagar|euros|eur|€"
)
_TOTAL = re.compile(
    rf"(?:(?:importe|suma|gran|base|el|la) )*(?:sub ?)?total(?:es)?(?: (?:{_OF_WHAT}|(?:con|sin|\+) (?:iva|igic)))*"
    r"|sumas?(?: y sigue)?"
)
_SUBTOTAL = re.compile(r"sub ?total(?:es)?\b.*")
_TAX = re.compile(r"(?:iva|igic|irpf|i\.v\.a\.?|base imponible|cuota)\b.*")
"""Beside a total at the end they are of all the others too."""


def parted(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The records, and the rows that are totals of them: the last ones, and subtotals wherever they are.

    A table of nothing else is a table of totals: they are its records.
    """
    end = _end(rows)
    totals = {at for at, row in enumerate(rows) if at >= end or _SUBTOTAL.fullmatch(_label(row))}
    if len(totals) == len(rows):
        return tuple(rows), ()
    records = tuple(row for at, row in enumerate(rows) if at not in totals)
    return records, tuple(row for at, row in enumerate(rows) if at in totals)


def _end(rows: Sequence[Row]) -> int:
    """Where the totals at the end begin."""
    end = len(rows)
    if rows and _TOTAL.fullmatch(_label(rows[-1])):
        while end and _is_of_all(_label(rows[end - 1])):
            end -= 1
    return end


def _is_of_all(label: str) -> bool:
    return bool(_TOTAL.fullmatch(label) or _SUBTOTAL.fullmatch(label) or _TAX.fullmatch(label))


def _label(row: Row) -> str:
    """A row's first cell that is no number."""
    words = (cell for cell in row if cell and numeros.read(cell) is None and not numeros.is_missing(cell))
    return palabras.fold(next(words, "")).strip(" .:=")
