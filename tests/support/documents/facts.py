"""What an invoice says, before anybody has laid it out; and the truth that an extractor has to find."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from support.documents import catalogue
from support.documents.catalogue import Party

RECARGO = {Decimal(21): Decimal("5.2"), Decimal(10): Decimal("1.4"), Decimal(4): Decimal("0.5")}
"""The recargo de equivalencia of each rate (Ley 37/1992, art. 161)."""
_CENT = Decimal("0.01")
_GOODS = (
    "Mantenimiento mensual",
    "Revisión de la instalación",
    "Tóner negro XL",
    "Caja de folios A4 80 g",
    "Cuota de servicio técnico",
    "Mano de obra (horas)",
    "Transporte y entrega",
    "Cable eléctrico 3x2,5 mm",
    "Total limpieza de cristales",
    "Horas de consultoría",
    "Licencia anual de programa",
    "Vino crianza 75 cl",
    "Aceite de oliva 5 l",
    "Tornillos M6 (100 uds.)",
    "Diseño de catálogo",
)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of what was sold."""

    text: str
    quantity: int
    price: Decimal
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        """Without IVA."""
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Tax:
    """What is taxed at one rate."""

    rate: Decimal
    base: Decimal
    cuota: Decimal
    recargo: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Invoice:
    """All that is printed."""

    supplier: Party
    client: Party
    number: str
    issued: date
    due: date | None
    items: tuple[Item, ...]
    taxes: tuple[Tax, ...]
    irpf_rate: Decimal
    irpf: Decimal
    total: Decimal
    kind: str
    note: str = ""
    discount_rate: Decimal = Decimal(0)
    """Of everything, taken off before the IVA."""
    wrong: bool = False
    """The arithmetic is wrong on purpose."""

    @property
    def base(self) -> Decimal:
        """Of all rates together."""
        return sum((tax.base for tax in self.taxes), Decimal(0))

    @property
    def cuota(self) -> Decimal:
        """Of all rates together."""
        return sum((tax.cuota for tax in self.taxes), Decimal(0))

    @property
    def recargo(self) -> Decimal:
        """Of all rates together."""
        return sum((tax.recargo for tax in self.taxes), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """Before the discount."""
        return sum((item.amount for item in self.items), Decimal(0))

    def truth(self, *, base: bool) -> dict[str, Any]:
        """What an extractor has to find, in the form in which it gives it; `base`: whether the sum is printed."""
        found: dict[str, Any] = {
            "proveedor": self.supplier.name,
            "nif_proveedor": self.supplier.nif,
            "numero": self.number,
            "fecha": self.issued.isoformat(),
            "total": str(self.total),
            "iva": [
                {"tipo": f"{tax.rate.normalize():f}", "base": str(tax.base), "cuota": str(tax.cuota)}
                for tax in self.taxes
                if tax.rate
            ],
            "cuadra": not self.wrong,
            "nif_cliente": self.client.nif,
        }
        if self.irpf:
            found["irpf"] = str(abs(self.irpf))
        if base or len(self.taxes) == 1:
            found["base"] = str(self.base)
        if self.due:
            found["fecha_vencimiento"] = self.due.isoformat()
        return found


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def invoice(chance: random.Random, kind: str) -> Invoice:
    """An invoice.

    Args:
        chance: Decides everything else.
        kind: simple, varios (rates), irpf, recargo, intracomunitaria, exenta, abono, larga (three pages) or mal.
    """
    supplier = catalogue.person(chance) if kind == "irpf" else catalogue.firm(chance)
    client = catalogue.foreigner(chance) if kind == "intracomunitaria" else catalogue.firm(chance)
    while client.name == supplier.name:
        client = catalogue.firm(chance)
    items = _items(chance, kind)
    discount_rate = Decimal(chance.choice((5, 10))) if kind == "simple" and chance.random() < 0.4 else Decimal(0)
    taxes = taxed(items, recargo=kind == "recargo", discount_rate=discount_rate)
    irpf_rate = Decimal(chance.choice((15, 15, 7))) if kind == "irpf" else Decimal(0)
    base = sum((tax.base for tax in taxes), Decimal(0))
    irpf = cents(base * irpf_rate / 100)
    issued = date(2025, 1, 1) + timedelta(days=chance.randrange(330))
    made = Invoice(
        supplier=supplier,
        client=client,
        number=_number(chance, issued),
        issued=issued,
        due=issued + timedelta(days=chance.choice((15, 30, 60))) if chance.random() < 0.6 else None,
        items=items,
        taxes=taxes,
        irpf_rate=irpf_rate,
        irpf=irpf,
        total=base + sum((tax.cuota + tax.recargo for tax in taxes), Decimal(0)) - irpf,
        kind=kind,
        note=_NOTES.get(kind, ""),
        discount_rate=discount_rate,
    )
    return spoiled(chance, made) if kind == "mal" else made


_NOTES = {
    "intracomunitaria": "Entrega intracomunitaria exenta de IVA (art. 25 Ley 37/1992). Inversión del sujeto pasivo.",
    "exenta": "Operación exenta de IVA según el artículo 20 de la Ley 37/1992.",
    "abono": "Factura rectificativa de la factura R-2024/0017 de 15/12/2024, por devolución de mercancía.",
}


def taxed(items: Iterable[Item], *, recargo: bool = False, discount_rate: Decimal = Decimal(0)) -> tuple[Tax, ...]:
    """The taxes on what was sold, the highest rate first."""
    bases: dict[Decimal, Decimal] = {}
    for item in items:
        bases[item.rate] = bases.get(item.rate, Decimal(0)) + item.amount
    bases = {rate: cents(base * (100 - discount_rate) / 100) for rate, base in bases.items()}
    return tuple(
        Tax(rate, base, cents(base * rate / 100), cents(base * RECARGO[rate] / 100) if recargo else Decimal(0))
        for rate, base in sorted(bases.items(), reverse=True)
    )


def spoiled(chance: random.Random, right: Invoice) -> Invoice:
    """The same with one amount that is not what it should be; the truth is what is printed."""
    off = Decimal(chance.choice((9, 18, 27, 90))) + Decimal(chance.choice(("0.00", "0.63")))
    if chance.random() < 0.6:
        return replace(right, total=right.total + off, wrong=True)
    first = replace(right.taxes[0], cuota=right.taxes[0].cuota + off)
    return replace(right, taxes=(first, *right.taxes[1:]), wrong=True)


def _items(chance: random.Random, kind: str) -> tuple[Item, ...]:
    rates = {"varios": (21, 10, 4), "mal": (21, 10), "intracomunitaria": (0,), "exenta": (0,)}.get(kind, (21,))
    if kind == "simple" and chance.random() < 0.3:
        rates = (10,)
    count = chance.randrange(50, 70) if kind == "larga" else chance.randrange(2, 7)
    sign = -1 if kind == "abono" else 1
    made = [
        Item(
            text=chance.choice(_GOODS),
            quantity=sign * chance.randrange(1, 12),
            price=cents(Decimal(chance.randrange(150, 45_000)) / 100),
            rate=Decimal(chance.choice(rates)),
        )
        for _ in range(count)
    ]
    return (*(replace(item, rate=Decimal(rate)) for item, rate in zip(made, rates, strict=False)), *made[len(rates) :])


def _number(chance: random.Random, issued: date) -> str:
    serial = chance.randrange(3, 980)
    shapes = (
        f"F-{issued.year}/{serial:04}",
        f"{issued.year}-{serial:03}",
        f"A/{serial:05}",
        f"FV{issued.year % 100}{serial:06}",
        f"{issued.year % 100}/{serial:04}",
        f"INV-{issued.year}-{serial:04}",
        f"{serial + 1000}",
    )
    return chance.choice(shapes)
