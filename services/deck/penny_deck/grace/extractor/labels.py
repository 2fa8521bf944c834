"""What an amount is called: the words before it, to its left and above it, and what they say it is. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from penny_deck.grace.extractor.amounts import Amount, Rate, amounts, rates
from penny_deck.grace.extractor.layout import Cell, Find, Row, above, squashed, to_the_left


class Kind(Enum):
    """What a label says that an amount is."""

    TOTAL = "total"
    BASE = "base"
    CUOTA = "cuota"
    RECARGO = "recargo"
    IRPF = "irpf"
    RATE = "tipo"
    OTHER = "other"
    """Something that is none of these: a price, a subtotal, money handed over."""


_KINDS: tuple[tuple[Kind, float, re.Pattern[str]], ...] = tuple(
    (kind, weight, re.compile("|".join(patterns)))
    for kind, weight, patterns in (
        (Kind.OTHER, 1.0, ("subtotal", "sumaysigue", "sumaanterior", "totalbruto", "importe?bruto?", "linetotal")),
        (Kind.OTHER, 1.0, ("entregad", "efectivo", "cambio", "recibido", "devolucion", "saldo", "pendiente", "deuda")),
        (Kind.OTHER, 1.0, ("ahorr", "puntos", "propina", "capitalsocial", "anticipo", "acuenta", "tarjeta", "visa$")),
        (Kind.OTHER, 1.0, ("descuento", "^dto", "descompte", "discount", "gross", "factur(?:a|es|as)anterior")),
        (Kind.OTHER, 1.0, ("precio", "^preu", "unitari", "^pvp", "price", "^cant", "^quant", "^uni[dt]", "^uds?$")),
        (Kind.RECARGO, 1.0, ("recargo", "recarrec", "recequiv", "requiv", "surcharge", "^re$", "^req$")),
        (Kind.IRPF, 1.0, ("irpf", "lrpf", "retencio", "withholding", "^ret$")),
        (Kind.BASE, 1.0, ("base?im", "basetrib", "taxable", "netamount", "taxbase", "totalbase", "^base", "b[il]mp")),
        (Kind.BASE, 1.0, ("siniva", "antesdeiva", "antesdeimp", "totalneto", "importeneto", "excl")),
        (Kind.TOTAL, 1.0, (r"(?:total|pagar)\w*(?:ivainc|coniva|impuestosincl|vatincl|imptosincl)",)),
        (Kind.CUOTA, 1.0, ("totaliva", "totalvat", "totalimpuest", "totaltax", "^cuota(?!de)", "^quota(?!de)", "igic")),
        (Kind.CUOTA, 1.0, ("^(?:importe?|imp)?iva", "iva(?:al|s|sobre|general|reducido)?$", "^vat", "^tax")),
        (Kind.CUOTA, 1.0, ("^impuestos?$",)),
        (
            Kind.TOTAL,
            1.0,
            (
                (
                    "^(?:importe?|gran|grand|suma)?total(?:de|la|el|factura|fra|invoice|ticket|compra|documento|operacion"
                    "|abono|importe|liquido|general|pagar|apagar|afacturar|aabonar|aingresar|apercibir|due|amount|balance"
                    "|eur|euros|e)*$"
                ),
            ),
        ),
        (Kind.TOTAL, 1.0, ("^(?:importe?|neto|total)?(?:apagar|aabonar|aingresar)", "^liquido", "amountdue")),
        (Kind.TOTAL, 1.0, ("balancedue", "totaldue", "totalfactura", "totalapagar")),
        (Kind.RATE, 1.0, ("^tipo", "^porc", "^rate")),
        (Kind.TOTAL, 0.4, ("total", "^importe?$", "^amount$", "suma$")),
        (Kind.BASE, 0.6, ("^neto?$", "^bruto$")),
        (Kind.CUOTA, 0.5, ("iva", "vat")),
    )
)
"""In this order: "total IVA" is no total, but "total con IVA" is. Of labels as `squashed` makes them, less digits."""
_NUMBER = re.compile(r"\d ?[.,] ?\d\d\b(?! ?%) ?€?|€")
_FIGURE = re.compile(r"(?<![^\W\d])\d+(?:[.,]\d+)?(?![^\W\d]) ?%?")
_OVER = re.compile(r"(?:s/|\bsobre|\bon|\bde|\bof)$")
"""What comes after it is what a percentage is taken of."""
_ITEM_HEAD = re.compile(
    r"^(?:concept|descrip|cant|quant|quanti|precio|preu|uds|unid|unit|articulo|detalle|item|product|qty|pvp|ref)"
)
_TO_THE_LEFT = 0.9
_ABOVE = 0.9
_DOUBTFUL = 0.45
"""A label to the left in a row of several amounts, or one above an amount that has one to the left."""

Evidence = dict[Kind, float]


@dataclass(frozen=True, slots=True)
class Money:
    """All the amounts and percentages of a document, and what each is said to be (0 to 1)."""

    amounts: tuple[Amount, ...]
    rates: tuple[Rate, ...]
    said: dict[Amount | Rate, Evidence] = field(default_factory=dict)

    def says(self, what: Amount | Rate, kind: Kind) -> float:
        """How strongly a label says that something is of a kind."""
        return self.said[what].get(kind, 0.0)


def money(table: Sequence[Row]) -> Money:
    """Find the amounts and what they are called."""
    found = Money(
        tuple(amount for row in table for cell in row for amount in amounts(cell)),
        tuple(rate for row in table for cell in row for rate in rates(cell)),
    )
    per_row: dict[int, int] = {}
    for amount in (amount for amount in found.amounts if not amount.part):
        per_row[amount.find.cell.row] = per_row.get(amount.find.cell.row, 0) + 1
    everything: tuple[Amount | Rate, ...] = (*found.amounts, *found.rates)
    for each in everything:
        alone = per_row.get(each.find.cell.row, 0) <= 1
        found.said[each] = _evidence(table, each.find, alone=alone)
    for amount in found.amounts:
        if amount.part:
            found.said[amount] = {kind: weight / 2 for kind, weight in found.said[amount].items()}
    return replace(found, rates=tuple(rate for rate in found.rates if not rate.bare or _called_rate(found, rate)))


def _called_rate(found: Money, rate: Rate) -> bool:
    """Under "IVA" may stand a rate or a cuota; what has cents there is a cuota."""
    kinds = (Kind.RATE,) if re.search("[.,]", rate.find.text) else (Kind.RATE, Kind.CUOTA)
    called = max(found.says(rate, kind) for kind in kinds)
    return called >= _DOUBTFUL and called > found.says(rate, Kind.OTHER)


def kind_of(label: str) -> tuple[Kind, float] | None:
    """What a label says that an amount is, and how clearly."""
    text = re.sub(r"\d+", "", squashed(_FIGURE.sub(" ", label)))
    return next(((kind, weight) for kind, weight, pattern in _KINDS if pattern.search(text)), None)


def label_before(find: Find) -> str:
    """The words before something in its cell, after whatever number comes before them."""
    return _NUMBER.split(find.before)[-1].strip(" :.-·|(")


def _evidence(table: Sequence[Row], find: Find, *, alone: bool) -> Evidence:
    said: Evidence = {}
    for text, weight in _labels(table, find, alone=alone):
        if meant := kind_of(text):
            kind, clear = meant
            said[kind] = max(said.get(kind, 0.0), weight * clear)
    return said


def _labels(table: Sequence[Row], find: Find, *, alone: bool) -> Iterator[tuple[str, float]]:
    """Labels, and how much each counts."""
    inline = label_before(find)
    if _OVER.search(inline):
        yield "base", 1.0
        return
    if re.search(r"[^\W\d]{2}", inline):
        yield inline, 1.0
        return
    left = to_the_left(table, find)
    if left:
        yield _tail(left), _TO_THE_LEFT if alone else _DOUBTFUL
    over, passed = above(table, find)
    if over:
        close = passed == 0 and not left
        text = "precio" if _of_items(table[over.row]) else over.text
        yield text, _ABOVE if close or not alone or not left else _DOUBTFUL / (1 + passed)


def _of_items(row: Row) -> bool:
    """Whether a row of headings is that of what was sold, under which nothing is a total."""
    return any(_ITEM_HEAD.match(squashed(cell.text)) for cell in row)


def _tail(cell: Cell) -> str:
    """Of a cell's text what follows the last number in it, if there is any."""
    parts = reversed(_NUMBER.split(cell.text))
    return next((part for part in parts if re.search(r"[^\W\d]{2}", part)), cell.text)
