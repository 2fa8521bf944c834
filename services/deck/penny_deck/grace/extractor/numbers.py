"""An invoice's own number, and its dates. Pure."""

import re
from collections.abc import Iterator, Sequence

from penny_deck.grace.extractor.dates import dates
from penny_deck.grace.extractor.layout import Cell, Find, Row, above, plain, squashed, to_the_left

_NUMBER = re.compile(
    r"(?:(?<![\w/.-])|(?<=factura))(?=[\w/.-]*\d)[A-Z0-9][A-Z0-9/._-]*[A-Z0-9]|(?<![\w/.-])\d(?![\w/.-])", re.IGNORECASE
)
_NUMBER_LABELS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile("|".join(patterns)))
    for weight, patterns in (
        (0.0, ("pedido", "albaran", "cliente?", "customer", "codi", "cuenta", "pagina", "^pag", "order", "comanda")),
        (
            0.0,
            ("referencia", "^ref", "telefono", "^tel", "rectifica(?:|ala|dela)factura", "contrato", "poliza", "lote"),
        ),
        (0.0, ("colegiado", "mesa", "caja", "iban", "nif", "cif", "niva", "vat", "tomo", "folio", "hoja")),
        (0.0, ("fecha", "data", "date", "vto", "vencim", "emitida", "expedid", "total", "importe")),
        (
            1.0,
            (
                "(?:n|no|num|numero|number)(?:de)?(?:la)?(?:factura|fra|invoice|ticket|documento|fact|abono)",
                (
                    "(?:factura|fra|invoice|ticket|simplificada|simpl|abono|rectificativa|creditnote|documento)"
                    "(?:n|no|num|numero|number)$"
                ),
            ),
        ),
        (0.9, ("simplificada$", "factsimpl", "frasimpl", "^ticket$", "^invoice$", "^no?op$")),
        (0.8, ("^(?:factura|fra|fact|abono|creditnote|notadeabono|facturarectificativa)$", r"^facturade\w+$")),
        (0.6, ("^(?:n|no|num|numero|number|serieynumero|serienumero)$",)),
        (0.5, ("(?:factura|invoice|ticket|abono)$",)),
    )
)
_DUE = re.compile(r"venc|vto|due|limite|pagarantes|caduc")
_ISSUED = re.compile(
    r"^(?:fecha|data|date)$|f(?:echa)?factura|fra|emision|emes|emitid|expedi|invoicedate|issue|datafactura"
)
_OTHER_DATE = re.compile(r"pedido|albaran|entrega|order|delivery|operacion|rectifica|comanda|valor|periodo|nacim")
_DATE = re.compile(r"fecha|data|date")
_INLINE, _LEFT, _ABOVE = 1.0, 0.95, 0.85


def number(table: Sequence[Row]) -> tuple[Find | None, float]:
    """The number, and how clearly it is called so."""
    scored = [
        (score, -find.cell.row, find)
        for row in table
        for cell in row
        for find in _candidates(cell)
        if (score := _number_score(table, find)) > 0
    ]
    score, _, best = max(scored, key=lambda each: each[:2], default=(0.0, 0, None))
    return best, score


def _candidates(cell: Cell) -> Iterator[Find]:
    taken = [(found.start, found.end) for found in dates(cell)]
    for match in _NUMBER.finditer(cell.text):
        in_date = any(match.start() < end and match.end() > start for start, end in taken)
        of_account = "iban" in plain(cell.text[: match.start()])
        if (
            not in_date
            and not of_account
            and not re.fullmatch(r"[\d.]*\d,\d\d|\d{1,2}:\d\d|ES\d{2}.*|[\d.]+[.,]\d\d", match[0])
        ):
            yield Find(cell, *match.span())


def _number_score(table: Sequence[Row], find: Find) -> float:
    scores = [weight * _number_label(label) for label, weight in _labels(table, find)]
    return next((score for score in scores if score >= 0), 0.0)


def _number_label(label: str) -> float:
    """How clearly a label calls an invoice's number, 0 to 1; -1 if it says nothing about it."""
    text = re.sub(r"\d+", "", squashed(label))
    return next((weight for weight, pattern in _NUMBER_LABELS if pattern.search(text)), -1.0)


def _labels(table: Sequence[Row], find: Find) -> Iterator[tuple[str, float]]:
    """The words before it, or to its left, and above it."""
    before = re.split(r"\s[·|]\s|\d{2,}\s", find.before)[-1]
    if re.search(r"[^\W\d]", before):
        yield before, _INLINE
        return
    if left := to_the_left(table, find):
        yield left.text, _LEFT
    over, passed = above(table, find)
    if over and not passed:
        yield over.text, _ABOVE


def issued_and_due(table: Sequence[Row]) -> tuple[tuple[Find | None, float], tuple[Find | None, float]]:
    """The date of the invoice and the day by which it has to be paid, and how clearly they are called so."""
    found = [find for row in table for cell in row for find in dates(cell)]
    labelled = [(find, _date_label(table, find)) for find in found]
    due = next(((find, 0.9) for find, label in labelled if _DUE.search(label)), (None, 0.0))
    scored = [(_issued_score(label), -find.cell.row, find) for find, label in labelled]
    score, _, best = max(scored, key=lambda each: each[:2], default=(0.0, 0, None))
    return ((best, score) if score > 0 else (None, 0.0)), due


def _date_label(table: Sequence[Row], find: Find) -> str:
    """The label that speaks of a date; else the words nearest to it."""
    labels = [squashed(label) for label, _ in _labels(table, find)]
    spoken = (label for label in labels if any(p.search(label) for p in (_DUE, _ISSUED, _OTHER_DATE, _DATE)))
    return next(spoken, next(iter(labels), ""))


def _issued_score(label: str) -> float:
    if _DUE.search(label) or _OTHER_DATE.search(label):
        return 0.0
    if _ISSUED.search(label):
        return 0.95
    return 0.8 if _DATE.search(label) else 0.5
