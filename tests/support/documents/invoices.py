"""Invoices on paper, in many layouts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from support.documents import writing
from support.documents.catalogue import Party
from support.documents.facts import RECARGO, Invoice, Item, Tax
from support.documents.labels import Labels, labels
from support.documents.sheet import Sheet

_LEFT, _RIGHT = 18.0, 192.0
_LAST_ROW = 215.0
"""Below it there is room for the totals."""
_FOOT = 285.0


@dataclass(frozen=True, slots=True)
class Style:
    """How one invoice is laid out and written."""

    labels: Labels
    language: str
    font: str
    header: str
    meta: str
    totals: str
    amounts: str
    dates: str
    nifs: str
    items: tuple[str, ...]
    mark: str
    """After a label."""
    account: str
    """What is said of other money after the total: nothing, what was owed before or what has been paid already."""

    @property
    def sums_bases(self) -> bool:
        """Whether the bases of several rates are added up."""
        return self.totals != "across"


def style(chance: random.Random, *, held_out: bool) -> Style:
    """A layout; `held_out` lets in those that are kept for the half that is scored."""
    language = chance.choice(("es",) * 8 + ("ca", "en"))
    amounts = chance.choice(writing.AMOUNT_STYLES)
    return Style(
        labels=labels(chance, language, held_out=held_out),
        language=language,
        font=chance.choice(("sans", "sans", "serif", "mono")),
        header=chance.choice(("left", "right", "top", "foot") + (("below",) if held_out else ())),
        meta=chance.choice(("inline", "table", "side", "title") + (("stacked",) if held_out else ())),
        totals=chance.choice(("right", "left", "across", "taxes", "split") + (("prose",) if held_out else ())),
        amounts="en" if language == "en" and chance.random() < 0.5 else amounts,
        dates=chance.choice(writing.DATE_STYLES),
        nifs=chance.choice(writing.NIF_STYLES),
        items=chance.choice(
            (
                ("text", "quantity", "price", "amount"),
                ("quantity", "text", "price", "rate", "amount"),
                ("text", "amount"),
                ("text", "quantity", "price", "rate", "amount"),
            )
        ),
        mark=chance.choice((":", "", ":", ".:")),
        account=chance.choice(("", "", "", "Saldo anterior", "Entregado a cuenta", "Pendiente de cobro anterior")),
    )


def draw(invoice: Invoice, how: Style) -> bytes:
    """The invoice as a PDF with text."""
    return _Paper(invoice, how).pdf()


class _Paper:
    def __init__(self, invoice: Invoice, how: Style) -> None:
        self._invoice = invoice
        self._how = how
        self._sheet = Sheet(how.font)
        self._page = 1

    def pdf(self) -> bytes:
        self._header()
        self._meta()
        y = self._items(108)
        self._totals(max(y + 12, 150))
        self._foot()
        return self._sheet.pdf()

    def _label(self, key: str) -> str:
        return self._how.labels[key]

    def _marked(self, key: str) -> str:
        text = self._label(key)
        return text if text.endswith(".") and self._how.mark == ".:" else text + self._how.mark

    def _amount(self, value: Decimal) -> str:
        return writing.amount(value, self._how.amounts)

    def _bare(self, value: Decimal) -> str:
        return writing.amount(value, {"dot": "dot", "en": "en"}.get(self._how.amounts, "es_bare"))

    def _header(self) -> None:
        places = {
            "left": ((_LEFT, 22, "left"), (120, 62, "left")),
            "right": ((_RIGHT, 22, "right"), (_LEFT, 62, "left")),
            "top": ((105, 18, "centre"), (_LEFT, 58, "left")),
            "foot": ((_LEFT, 22, "left"), (120, 40, "left")),
            "below": ((120, 62, "left"), (_LEFT, 62, "left")),
        }
        own, other = places[self._how.header]
        self._supplier(*own)
        self._client(*other)

    def _supplier(self, x: float, y: float, align: str) -> None:
        party = self._invoice.supplier
        if self._how.header == "foot":
            self._sheet.write(x, y, party.name, size=17, bold=True)
            return
        self._sheet.write(x, y, party.name, size=12, bold=True, align=align)
        for n, text in enumerate(self._address(party), start=1):
            self._sheet.write(x, y + 1 + 4.5 * n, text, align=align)

    def _address(self, party: Party) -> list[str]:
        code = writing.nif(party.nif, self._how.nifs)
        return [f"{self._marked('nif')} {code}", party.street, party.city, f"Tel. {party.phone}", party.web]

    def _client(self, x: float, y: float, align: str) -> None:
        party = self._invoice.client
        self._sheet.write(x, y, self._marked("client"), bold=True, align=align)
        code = writing.nif(party.nif, self._how.nifs)
        lines = [party.name, party.street, party.city, f"{self._marked('nif')} {code}"]
        for n, text in enumerate(lines, start=1):
            self._sheet.write(x, y + 1 + 4.5 * n, text, align=align)

    def _facts(self) -> list[tuple[str, str]]:
        """What stands beside the number, in the order in which it is printed."""
        invoice, how = self._invoice, self._how
        facts = [("number", invoice.number), ("date", writing.day(invoice.issued, how.dates, how.language))]
        facts.append(("code", f"{430_000 + invoice.issued.toordinal() % 991:06}"))
        facts.append(("order", f"P-{1000 + invoice.issued.toordinal() % 977}"))
        if invoice.due:
            facts.append(("due", writing.day(invoice.due, how.dates, how.language)))
        return facts

    def _meta(self) -> None:
        title = self._label("abono" if self._invoice.kind == "abono" else "invoice")
        x, y = {
            "left": (120.0, 24.0),
            "right": (_LEFT, 24.0),
            "top": (120.0, 58.0),
            "foot": (_LEFT, 40.0),
            "below": (_LEFT, 24.0),
        }[self._how.header]
        facts = self._facts()
        if self._how.meta == "title":
            title, facts = f"{title} {facts[0][1]}", facts[1:]
        self._sheet.write(x, y, title, size=15, bold=True)
        draw = {"table": self._meta_table, "side": self._meta_side, "stacked": self._meta_stacked}
        draw.get(self._how.meta, self._meta_inline)(x, y + 7, facts)

    def _meta_inline(self, x: float, y: float, facts: Sequence[tuple[str, str]]) -> None:
        for n, (key, value) in enumerate(facts):
            self._sheet.write(x, y + 5 * n, f"{self._marked(key)} {value}")

    def _meta_side(self, x: float, y: float, facts: Sequence[tuple[str, str]]) -> None:
        for n, (key, value) in enumerate(facts):
            self._sheet.write(x, y + 5 * n, self._marked(key), bold=True)
            self._sheet.write(x + 70, y + 5 * n, value, align="right")

    def _meta_stacked(self, x: float, y: float, facts: Sequence[tuple[str, str]]) -> None:
        for n, (key, value) in enumerate(facts):
            column, row = x + 40 * (n % 2), y + 11 * (n // 2)
            self._sheet.write(column, row, self._label(key), size=7)
            self._sheet.write(column, row + 4.5, value, bold=True)

    def _meta_table(self, _x: float, _y: float, facts: Sequence[tuple[str, str]]) -> None:
        self._sheet.frame(_LEFT, 89, _RIGHT, 100)
        for n, (key, value) in enumerate(facts):
            self._sheet.write(_LEFT + 2 + 34 * n, 93, self._label(key), bold=True, size=8)
            self._sheet.write(_LEFT + 2 + 34 * n, 98, value, size=8)

    def _columns(self) -> dict[str, tuple[float, str]]:
        names = self._how.items
        numbers = [name for name in names if name not in {"text", names[0]}]
        places = {name: (_RIGHT - 27 * n, "right") for n, name in enumerate(reversed(numbers))}
        places[names[0]] = (_LEFT, "left")
        if names[0] != "text":
            places["text"] = (_LEFT + 20, "left")
        return places

    def _items(self, y: float) -> float:
        """The table; gives where it ends."""
        self._item_heads(y)
        for item in self._invoice.items:
            y += 6
            if y > _LAST_ROW:
                y = self._next_page()
            for name, (x, align) in self._columns().items():
                self._sheet.write(x, y, self._item_text(item, name), align=align)
        return y

    def _item_heads(self, y: float) -> None:
        for name, (x, align) in self._columns().items():
            self._sheet.write(x, y, self._label(name), bold=True, align=align)
        self._sheet.line(_LEFT, y + 2, _RIGHT)

    def _item_text(self, item: Item, name: str) -> str:
        texts = {
            "text": item.text,
            "quantity": str(item.quantity),
            "price": self._bare(item.price),
            "rate": writing.percent(item.rate, "es"),
            "amount": self._amount(item.amount),
        }
        return texts[name]

    def _next_page(self) -> float:
        self._foot()
        self._sheet.turn()
        self._page += 1
        self._sheet.write(_LEFT, 20, self._invoice.supplier.name, bold=True)
        self._sheet.write(_RIGHT, 20, f"{self._marked('number')} {self._invoice.number}", align="right")
        self._item_heads(32)
        return 38

    def _totals(self, y: float) -> None:
        if y > 240:
            y = self._next_page()
        draw = {
            "right": self._totals_right,
            "left": self._totals_left,
            "across": self._totals_across,
            "taxes": self._totals_taxes,
            "split": self._totals_split,
            "prose": self._totals_prose,
        }
        y = draw[self._how.totals](y)
        if self._how.account:
            y += 8
            owed = self._invoice.issued.toordinal() % 700 * Decimal("1.37")
            self._sheet.write(_LEFT, y, f"{self._how.account}: {self._amount(owed)}", size=8)
        if self._invoice.note:
            self._sheet.write(_LEFT, y + 8, self._invoice.note, size=8)

    def _rate(self, rate: Decimal) -> str:
        return writing.percent(rate, self._how.amounts)

    def _total_rows(self) -> list[tuple[str, str]]:
        """Label and amount, one below the other."""
        invoice, rows = self._invoice, []
        several = len(invoice.taxes) > 1
        if invoice.discount_rate:
            off = invoice.base - invoice.gross
            rows.append((self._label("gross"), self._amount(invoice.gross)))
            rows.append((f"{self._label('discount')} {self._rate(invoice.discount_rate)}", self._amount(off)))
        rows.append((self._label("base"), self._amount(invoice.base)))
        for tax in invoice.taxes:
            rows.extend(self._tax_rows(tax, several=several))
        if invoice.irpf:
            rows.append((f"{self._label('irpf')} {self._rate(invoice.irpf_rate)}", self._amount(-invoice.irpf)))
        return rows

    def _tax_rows(self, tax: Tax, *, several: bool) -> list[tuple[str, str]]:
        if not tax.rate and self._invoice.kind == "exenta":
            return []
        over = {"es": "s/", "ca": "s/", "en": "on"}[self._how.language]
        of = f" {over} {self._bare(tax.base)}" if several else ""
        rows = [(f"{self._label('cuota')} {self._rate(tax.rate)}{of}", self._amount(tax.cuota))]
        if tax.recargo:
            rate = self._rate(RECARGO[tax.rate])
            rows.append((f"{self._label('recargo')} {rate}", self._amount(tax.recargo)))
        return rows

    def _column_of_totals(self, y: float, left: float, right: float) -> float:
        for n, (label, value) in enumerate(self._total_rows()):
            self._sheet.write(left, y + 6 * n, label + self._how.mark)
            self._sheet.write(right, y + 6 * n, value, align="right")
        y += 6 * len(self._total_rows()) + 2
        self._sheet.line(left, y - 6, right)
        self._sheet.write(left, y, self._marked("total"), bold=True, size=11)
        self._sheet.write(right, y, self._amount(self._invoice.total), bold=True, size=11, align="right")
        return y

    def _totals_right(self, y: float) -> float:
        return self._column_of_totals(y, 118, _RIGHT)

    def _totals_left(self, y: float) -> float:
        return self._column_of_totals(y, _LEFT, 95)

    def _totals_across(self, y: float) -> float:
        """One row of headings with the amounts below; what is of several rates stands on several rows."""
        invoice = self._invoice
        heads = ["base", "rate", "cuota"]
        heads += ["recargo"] if invoice.recargo else []
        heads += ["irpf"] if invoice.irpf else []
        texts = [self._label(head) for head in heads]
        self._row(y, [*texts, self._label("total")], bold=True)
        for n, tax in enumerate(invoice.taxes):
            cells = [self._amount(tax.base), self._rate(tax.rate), self._amount(tax.cuota)]
            cells += [self._amount(tax.recargo)] if invoice.recargo else []
            cells += [self._amount(-invoice.irpf)] if invoice.irpf else []
            last = n == len(invoice.taxes) - 1
            self._row(y + 6 * (n + 1), [*cells, self._amount(invoice.total) if last else ""])
        return y + 6 * len(invoice.taxes)

    def _row(self, y: float, cells: Sequence[str], *, bold: bool = False) -> None:
        for n, text in enumerate(cells):
            self._sheet.write(_LEFT + 30 + 28 * n, y, text, align="right", bold=bold, size=8)

    def _totals_taxes(self, y: float) -> float:
        """A table of the taxes and, to its right, the total."""
        invoice = self._invoice
        heads = [self._label("rate"), self._label("base"), self._label("cuota")]
        if invoice.recargo:
            heads.append(self._label("recargo"))
        self._row(y, heads, bold=True)
        for n, tax in enumerate(invoice.taxes, start=1):
            cells = [self._rate(tax.rate), self._bare(tax.base), self._bare(tax.cuota)]
            self._row(y + 6 * n, [*cells, self._bare(tax.recargo)] if invoice.recargo else cells)
        y += 6 * len(invoice.taxes) + 8
        if len(invoice.taxes) > 1:
            self._sheet.write(118, y, self._marked("base"))
            self._sheet.write(_RIGHT, y, self._amount(invoice.base), align="right")
            y += 6
        if invoice.irpf:
            self._sheet.write(118, y, f"{self._label('irpf')} ({self._rate(invoice.irpf_rate)})")
            self._sheet.write(_RIGHT, y, self._amount(-invoice.irpf), align="right")
            y += 6
        self._sheet.write(118, y, self._marked("total"), bold=True, size=11)
        self._sheet.write(_RIGHT, y, self._amount(invoice.total), bold=True, size=11, align="right")
        return y

    def _totals_split(self, y: float) -> float:
        """Everything but the total on the left; the total large, with its label above it, on the right."""
        rows = self._total_rows()
        for n, (label, value) in enumerate(rows):
            self._sheet.write(_LEFT, y + 6 * n, label + self._how.mark)
            self._sheet.write(95, y + 6 * n, value, align="right")
        self._sheet.write(_RIGHT, y, self._label("total"), bold=True, align="right")
        self._sheet.write(_RIGHT, y + 7, self._amount(self._invoice.total), bold=True, size=14, align="right")
        return y + 6 * max(len(rows), 2)

    def _totals_prose(self, y: float) -> float:
        """Label and amount in one run of text."""
        rows = [*self._total_rows(), (self._label("total"), self._amount(self._invoice.total))]
        for n, (label, value) in enumerate(rows):
            self._sheet.write(_LEFT + 60, y + 6 * n, f"{label}: {value}")
        return y + 6 * len(rows)

    def _foot(self) -> None:
        supplier = self._invoice.supplier
        own = f"{supplier.name} · {self._label('nif')} {writing.nif(supplier.nif, self._how.nifs)} · "
        register = f"Inscrita en el Registro Mercantil, tomo {1200 + self._page}, folio 45, hoja M-123456"
        text = own + f"{supplier.street}, {supplier.city}" if self._how.header == "foot" else register
        account = "IBAN ES91 2100 0418 4502 0005 1332"
        later = self._invoice.issued + timedelta(days=1)
        self._sheet.write(105, _FOOT - 4, f"Forma de pago: transferencia. {account}", size=7, align="centre")
        self._sheet.write(105, _FOOT, text, size=7, align="centre")
        self._sheet.write(_RIGHT, _FOOT + 5, f"Pág. {self._page} - {later:%Y%m%d}", size=6, align="right")
