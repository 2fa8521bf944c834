"""Receipts of shops and restaurants, 80 mm wide: prices with IVA, a small table of it, money handed over."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from support.documents import catalogue, writing
from support.documents.catalogue import Party
from support.documents.facts import Tax, cents
from support.documents.sheet import Sheet

_T = TypeVar("_T")
_GOODS = {
    Decimal(4): ("PAN DE PUEBLO", "LECHE ENTERA 1L", "MANZANA GOLDEN", "LIBRO DE BOLSILLO"),
    Decimal(10): ("CAFE CON LECHE", "MENU DEL DIA", "AGUA MINERAL 50CL", "YOGUR NATURAL X4", "TOSTADA"),
    Decimal(21): ("CERVEZA LATA", "DETERGENTE 3L", "BROCAS METAL", "PILAS AA X4", "COPA DE VINO"),
}
_TOTAL = (("TOTAL", "TOTAL A PAGAR", "TOTAL EUR", "TOTAL (IVA incluido)"), ("IMPORTE TOTAL", "TOTAL COMPRA"))
_NUMBER = (("Factura simplificada", "FRA. SIMPLIFICADA", "Ticket", "Nº ticket"), ("Fact. simpl.", "Nº Op."))
_HEADS = (
    (("IVA", "BASE", "CUOTA"), ("TIPO", "BASE IMP.", "CUOTA IVA"), ("%IVA", "Base imponible", "Cuota")),
    (("IVA", "B.IMPONIBLE", "IMP. IVA"),),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that is printed."""

    shop: Party
    number: str
    issued: date
    goods: tuple[tuple[str, int, Decimal, Decimal], ...]
    """What, how many, price with IVA, rate."""
    taxes: tuple[Tax, ...]
    total: Decimal
    paid: Decimal

    def truth(self) -> dict[str, Any]:
        """What an extractor has to find."""
        found: dict[str, Any] = {
            "proveedor": self.shop.name,
            "nif_proveedor": self.shop.nif,
            "numero": self.number,
            "fecha": self.issued.isoformat(),
            "total": str(self.total),
            "iva": [{"tipo": f"{tax.rate:f}", "base": str(tax.base), "cuota": str(tax.cuota)} for tax in self.taxes],
            "cuadra": True,
        }
        if len(self.taxes) == 1:
            found["base"] = str(self.taxes[0].base)
        return found


def receipt(chance: random.Random) -> Receipt:
    """A receipt."""
    rates = chance.choice(((Decimal(10),), (Decimal(21),), (Decimal(4), Decimal(10)), tuple(_GOODS)))
    goods = [
        (chance.choice(_GOODS[rate]), chance.randrange(1, 4), cents(Decimal(chance.randrange(60, 1900)) / 100), rate)
        for rate in (*rates, *chance.choices(rates, k=chance.randrange(1, 6)))
    ]
    taxes = []
    for rate in rates:
        gross = sum((price * count for _, count, price, of in goods if of == rate), Decimal(0))
        base = cents(gross * 100 / (100 + rate))
        taxes.append(Tax(rate, base, gross - base))
    total = sum((tax.base + tax.cuota for tax in taxes), Decimal(0))
    issued = date(2025, 1, 2) + timedelta(days=chance.randrange(330))
    return Receipt(
        shop=catalogue.shop(chance),
        number=chance.choice((f"T{issued:%y}-{chance.randrange(1, 99_999):06}", f"{chance.randrange(1, 9999):04}-014")),
        issued=issued,
        goods=tuple(goods),
        taxes=tuple(taxes),
        total=total,
        paid=Decimal((int(total) // 10 + 1) * 10),
    )


def draw(given: Receipt, chance: random.Random, *, held_out: bool) -> bytes:
    """The receipt as a PDF with text."""
    sheet = Sheet("mono", 80, 105 + 5 * len(given.goods) + 5 * len(given.taxes))
    money = chance.choice(("es_bare", "es", "dot"))
    y = _head(sheet, given, chance, held_out=held_out)
    for text, count, price, _ in given.goods:
        y += 5
        sheet.write(4, y, f"{count} {text}")
        sheet.write(76, y, writing.amount(count * price, money), align="right")
    y = _totals(sheet, y + 8, given, _choice(chance, _TOTAL, held_out=held_out), money)
    heads = _choice(chance, _HEADS, held_out=held_out)
    y = _taxes(sheet, y + 8, given.taxes, heads, money)
    sheet.write(40, y + 8, "GRACIAS POR SU VISITA", align="centre")
    return sheet.pdf()


def _choice(chance: random.Random, choices: tuple[Sequence[_T], Sequence[_T]], *, held_out: bool) -> _T:
    known, unseen = choices
    return chance.choice([*known, *(unseen if held_out else ())])


def _head(sheet: Sheet, given: Receipt, chance: random.Random, *, held_out: bool) -> float:
    shop = given.shop
    label = chance.choice(("CIF", "C.I.F.", "NIF", "CIF:"))
    sheet.write(40, 10, shop.name.upper(), bold=True, size=9, align="centre")
    sheet.write(40, 15, shop.street, align="centre", size=8)
    sheet.write(40, 20, f"{shop.city} Tel {shop.phone}", align="centre", size=7)
    sheet.write(40, 25, f"{label} {writing.nif(shop.nif, chance.choice(('plain', 'hyphen')))}", align="centre")
    number = _choice(chance, _NUMBER, held_out=held_out)
    sheet.write(4, 32, f"{number}: {given.number}")
    day = writing.day(given.issued, chance.choice(("slash", "hyphens", "two_digits")), "es")
    sheet.write(4, 37, f"{chance.choice(('Fecha', 'FECHA:', ''))} {day}".strip())
    sheet.write(76, 37, f"{chance.randrange(9, 22):02}:{chance.randrange(60):02}", align="right")
    sheet.line(4, 40, 76)
    return 42


def _totals(sheet: Sheet, y: float, given: Receipt, label: str, money: str) -> float:
    rows = [(label, given.total), ("Entregado", given.paid), ("Cambio", given.paid - given.total)]
    for n, (text, value) in enumerate(rows):
        sheet.write(4, y + 5 * n, text, bold=n == 0, size=11 if n == 0 else 9)
        sheet.write(76, y + 5 * n, writing.amount(value, money), bold=n == 0, size=11 if n == 0 else 9, align="right")
    return y + 5 * len(rows)


def _taxes(sheet: Sheet, y: float, taxes: Sequence[Tax], heads: Sequence[str], money: str) -> float:
    bare = "dot" if money == "dot" else "es_bare"
    table = [
        heads,
        *((f"{tax.rate}%", writing.amount(tax.base, bare), writing.amount(tax.cuota, bare)) for tax in taxes),
    ]
    for n, cells in enumerate(table):
        for x, text in zip((18, 50, 76), cells, strict=True):
            sheet.write(x, y + 5 * n, text, align="right", size=8)
    return y + 5 * len(table)
