"""FIELD_EXTRACTOR: who, when and how much of a Spanish invoice or receipt, by rules and arithmetic. Pure.

No model, so that the same document always gives the same fields; and no field that does not stand in the document.
"""

import re
from collections.abc import Iterator, Sequence

from penny_deck.grace.document import Document
from penny_deck.grace.extractor import avisos
from penny_deck.grace.extractor.amounts import currency_find
from penny_deck.grace.extractor.extraction import Aviso, Extraction, Field
from penny_deck.grace.extractor.labels import money
from penny_deck.grace.extractor.layout import Find, Row, rows, squashed
from penny_deck.grace.extractor.numbers import issued_and_due, number
from penny_deck.grace.extractor.parties import Parties, parties
from penny_deck.grace.extractor.standing import stands, value_of
from penny_deck.grace.extractor.totals import Totals, totals

__all__ = ["Aviso", "Extraction", "Field", "extract"]

_EXEMPT = re.compile(
    r"exent|exempt|inversiondelsujetopasivo|intracomunitari|nosujet|reversecharge|noincluyeiva|art(?:iculo)?20"
)
_VALID, _REPAIRED, _INVALID = 0.98, 0.7, 0.3
"""How sure of a tax number whose check digit is right; is right once it is repaired; is wrong."""
_REPAIRED_AMOUNT = 0.8
"""Times that, for an amount in which OCR took a digit for a letter."""


def extract(document: Document) -> Extraction:
    """The fields of an invoice or a receipt, and what there is to warn of."""
    table = rows(document)
    who = parties(table)
    sums = totals(money(table), exempt=any(_EXEMPT.search(squashed(cell.text)) for row in table for cell in row))
    found = [*_of_parties(who), *_of_numbers(table), *_of_amounts(sums), *_of_currency(table, sums)]
    fields = tuple(field for field in found if stands(field, document))
    return Extraction(fields, tuple(dict.fromkeys(_warnings(fields, who, sums))))


def _field(name: str, find: Find | None, confidence: float, line: int = 0) -> Iterator[Field]:
    if find:
        sure = round(confidence * find.sure, 3)
        yield Field(name, value_of(name, find.text), find.text, sure, find.cell.page, find.box, line)


def _of_parties(who: Parties) -> Iterator[Field]:
    yield from _field("proveedor", who.supplier, who.sure)
    yield from _field("cliente", who.client, 0.8)
    for name, code in (("nif_proveedor", who.supplier_nif), ("nif_cliente", who.client_nif)):
        if code:
            yield from _field(name, code.find, (_REPAIRED if code.repaired else _VALID) if code.valid else _INVALID)


def _of_numbers(table: Sequence[Row]) -> Iterator[Field]:
    yield from _field("numero", *number(table))
    issued, due = issued_and_due(table)
    yield from _field("fecha", *issued)
    yield from _field("fecha_vencimiento", *due)


def _of_amounts(sums: Totals) -> Iterator[Field]:
    for n, line in enumerate(sums.lines, start=1):
        parts = (
            ("iva_tipo", line.rate),
            ("iva_base", line.base),
            ("iva_cuota", line.cuota),
            ("recargo", line.recargo),
        )
        for name, part in parts:
            if part:
                yield from _field(name, part.find, _sure(sums, repaired=part.repaired), n)
    for name, amount in (("base", sums.base), ("irpf", sums.irpf), ("total", sums.total)):
        if amount:
            yield from _field(name, amount.find, _sure(sums, repaired=amount.repaired))


def _sure(sums: Totals, *, repaired: bool) -> float:
    return sums.confidence * (_REPAIRED_AMOUNT if repaired else 1.0)


def _of_currency(table: Sequence[Row], sums: Totals) -> Iterator[Field]:
    """The currency beside the total, or else the first one named."""
    first = [sums.total.find.cell] if sums.total else []
    cells = [*first, *(cell for row in table for cell in row)]
    yield from _field("moneda", next((find for cell in cells if (find := currency_find(cell))), None), 0.95)


def _warnings(fields: Sequence[Field], who: Parties, sums: Totals) -> Iterator[Aviso]:
    yield from sums.warnings
    codes = [code for code in (who.supplier_nif, who.client_nif) if code]
    if any(not code.valid for code in codes):
        yield avisos.NIF_DUDOSO
    if any(code.repaired for code in codes) or _amount_repaired(sums):
        yield avisos.CORREGIDO
    days = {field.name: field.value for field in fields}
    if days.get("fecha_vencimiento", "9999") < days.get("fecha", ""):
        yield avisos.FECHAS


def _amount_repaired(sums: Totals) -> bool:
    amounts = [sums.total, *(part for line in sums.lines for part in (line.rate, line.base, line.cuota))]
    return any(amount.repaired for amount in amounts if amount)
