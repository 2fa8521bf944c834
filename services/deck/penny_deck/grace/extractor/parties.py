"""Who issues an invoice and who gets it: names and tax numbers. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from penny_deck.grace.extractor.dates import dates
from penny_deck.grace.extractor.layout import Cell, Find, Row, plain, squashed, to_the_left
from penny_deck.grace.extractor.nifs import Nif, nifs

_CLIENT = re.compile(
    r"^(?:datos(?:de|del)?|dades(?:del)?|razonsocial(?:del)?|nombre(?:del)?)?"
    r"(?:cliente?|facturara|facturadoa|facturara?l?cliente|destinatari[oa]?|billto|billedto|invoiceto|soldto|customer"
    r"|comprador[a]?|receptora?|adquirente)(?P<rest>.*)$"
)
_NIF_LABEL = re.compile(r"(?:nif|cif|nie|dni|vat(?:no|id|number)?|taxid|niva|ivano|nlf|clf)\W*$")
_LEGAL_FORM = re.compile(
    r"(?:[\s,]S\. ?L\.?(?: ?[ULP]\.?){0,2}|[\s,]SL[ULP]?|[\s,]S\. ?A\.?(?: ?U\.?)?|[\s,]SAU?|[\s,]S\. ?Coop\.?"
    r"|[\s,]S\. ?C\. ?C\. ?L\.?|[\s,]SCCL|[\s,]C\. ?B\.?|[\s,]S\. ?C\.?(?: ?P\.?)?|[\s,]GmbH|[\s,]SARL|[\s,]Ltd\.?"
    r"|[\s,]LLC|[\s,]Inc\.?|[\s,]Lda\.?|[\s,]B\.?V\.?)$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"^(?:(?:factura|fra|abono|nota de abono|invoice|credit note|ticket|recibo|fecha|data|date|pagina|pag|page|tel|tlf"
    r"|telefono|movil|e-?mail|web|www|total|base|iva|importe|concepto|descripcion|cantidad|numero|num|no|pedido|albaran"
    r"|comanda|order|vencimiento|venciment|vto|forma|iban|inscrita|registro|gracias|original|copia|presupuesto|proforma"
    r"|emitida|operacion|entrega|calle|avda|avenida|plaza|paseo|carrer|cl|pol|poligono|ctra)\b|factura|forma ?de)"
)
_STREET = re.compile(r"(?i)^(?:c/|pol\. |av\. )|\b\d{5}\b|@|www\.|http|\.(?:com|es|example)\b|\+34|\d{3} \d{2}")
_BLOCK_ROWS = 9
_BLOCK_GAP = 3.2
"""In heights of a letter: what is further below belongs to something else."""
_NAME_AT_LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Parties:
    """Names and tax numbers, of those that were found."""

    supplier: Find | None
    supplier_nif: Nif | None
    client: Find | None
    client_nif: Nif | None
    sure: float
    """Of the supplier's name, 0 to 1."""


def parties(table: Sequence[Row]) -> Parties:
    """Find who issues an invoice and who gets it."""
    theirs = _client_block(table)
    codes = [code for row in table for cell in row for code in nifs(cell, labelled=_labelled(table, cell))]
    of_client = next((code for code in codes if _within(code.find, theirs)), None)
    others = [code for code in codes if not (of_client and code.value == of_client.value)]
    own = next((code for code in others if code.valid), next(iter(others), None))
    if not of_client:
        of_client = next((code for code in others if own and code.valid and code.value != own.value), None)
    client = _first_name(theirs)
    supplier, score = _supplier(table, theirs, own, plain(client.text) if client else "")
    return Parties(supplier, own, client, of_client, min(0.95, score / 10))


def _labelled(table: Sequence[Row], cell: Cell) -> bool:
    """Whether a cell has, or has to its left, what a tax number is called."""
    return bool(re.search(r"\b(?:[cn]\.?i\.?[fe]|dni|vat|tax id|n\S? iva)\b", plain(cell.text))) or (
        (left := to_the_left(table, Find(cell, 0, 1))) is not None
        and bool(_NIF_LABEL.search(squashed(left.text[-12:])))
    )


def _within(find: Find, block: Sequence[Find]) -> bool:
    return any(part.cell is find.cell and part.start <= find.start for part in block)


def _client_block(table: Sequence[Row]) -> list[Find]:
    """What stands under, or beside, the word for client."""
    for row in table:
        for cell in row:
            match = _CLIENT.match(squashed(cell.text))
            if match and (not match["rest"] or ":" in cell.text) and not match["rest"].isdigit():
                return [*_beside(row, cell), *_below(table, cell)]
    return []


def _beside(row: Row, anchor: Cell) -> Iterator[Find]:
    _, colon, rest = anchor.text.partition(":")
    if colon and len(rest.strip()) > 1:
        yield Find(anchor, len(anchor.text) - len(rest.lstrip()), len(anchor.text))
        return
    after = [cell for cell in row if cell.box.left > anchor.box.right]
    if after and _LEGAL_FORM.search(after[0].text):
        yield _whole(after[0])


def _below(table: Sequence[Row], anchor: Cell) -> Iterator[Find]:
    bottom, height = anchor.box.bottom, anchor.box.bottom - anchor.box.top
    for row in table[anchor.row + 1 : anchor.row + 1 + 2 * _BLOCK_ROWS]:
        under = [cell for cell in row if cell.page == anchor.page and _aligned(cell, anchor)]
        if under and under[0].box.top - bottom > _BLOCK_GAP * height:
            return
        for cell in under:
            bottom = cell.box.bottom
            yield _whole(cell)


def _aligned(cell: Cell, anchor: Cell) -> bool:
    return cell.box.left <= anchor.box.right and cell.box.right >= anchor.box.left


def _whole(cell: Cell) -> Find:
    return Find(cell, 0, len(cell.text))


def _first_name(block: Sequence[Find]) -> Find | None:
    named = [part for part in block if _may_be_name(part.text)]
    return next((part for part in named if _LEGAL_FORM.search(part.text)), next(iter(named), None))


def _may_be_name(text: str) -> bool:
    squeezed = squashed(text)
    letters = sum(sign.isalpha() for sign in text)
    return (
        letters >= 4  # noqa: PLR2004 - shorter ones are abbreviations
        and letters >= 0.7 * len(text.replace(" ", ""))
        and not _NOT_A_NAME.match(plain(text))
        and not _CLIENT.match(squeezed)
        and not _STREET.search(text)
        and not text.endswith(":")
    )


def _supplier(table: Sequence[Row], theirs: Sequence[Find], own: Nif | None, client: str) -> tuple[Find | None, float]:
    """The likeliest name of who issues it, and how much speaks for it."""
    taken = {part.cell for part in theirs}
    heights = sorted(cell.box.bottom - cell.box.top for row in table for cell in row)
    usual = heights[len(heights) // 2] if heights else 1.0
    scored = [
        (_name_score(find, own, usual), -find.cell.row, find)
        for row in table
        for cell in row
        if cell not in taken
        for find in _names(cell)
        if plain(find.text) != client
    ]
    score, _, best = max(scored, key=lambda each: each[:2], default=(0.0, 0, None))
    return (best, score) if score >= _NAME_AT_LEAST else (None, 0.0)


def _names(cell: Cell) -> Iterator[Find]:
    """What of a cell may be a name: all of it, or what stands before a tax number or a separator."""
    cut = re.search(r"\s*(?: [·|–—-] |[,.]? (?:C\.?I\.?F|N\.?I\.?F)\b)", cell.text)
    end = cut.start() if cut else len(cell.text)
    start = re.match(r"(?i)(?:emisor|proveedor|empresa|raz[oó]n social|vendedor)? ?:? ?", cell.text)
    begin = start.end() if start and ":" in start[0] else 0
    find = Find(cell, begin, end)
    if find.text and _may_be_name(find.text) and not any(dates(cell)):
        yield find


def _name_score(find: Find, own: Nif | None, usual: float) -> float:
    cell = find.cell
    height = (cell.box.bottom - cell.box.top) / usual
    score = 3.0 if _LEGAL_FORM.search(find.text) else 0.0
    score += min(2.0, 2 * (height - 1)) if height > 1 else 0.0
    score += 2 * max(0.0, 1 - cell.box.top / 0.25) if cell.page == 1 else -1.0
    return score + (_near(cell, own.find.cell) if own else 0.0)


def _near(cell: Cell, code: Cell) -> float:
    """How much speaks for a name that it stands in, or just above, a tax number's cell."""
    if cell is code:
        return 4.0
    height = code.box.bottom - code.box.top
    gap = (code.box.top - cell.box.bottom) / height
    if cell.page != code.page or not _aligned(cell, code):
        return 0.0
    return 3.0 - gap / 4 if -1 < gap < 8 else 1.0 if -8 < gap < 0 else 0.0  # noqa: PLR2004 - lines of an address
