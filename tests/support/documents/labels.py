"""How invoices call what they say, in Spanish, Catalan and English.

The second list of each is used in the half that is scored and never in the half on which anything is tuned.
"""

import random
from collections.abc import Mapping

Labels = Mapping[str, str]

_Choices = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

_ES: _Choices = {
    "invoice": (("FACTURA", "Factura"), ("FACTURA DE VENTA",)),
    "abono": (("FACTURA RECTIFICATIVA", "ABONO"), ("NOTA DE ABONO",)),
    "number": (
        ("Factura nº", "Nº factura", "Número de factura", "Nº Fra.", "Número", "Factura núm."),
        ("Núm. factura", "Factura No.", "Nº de documento"),
    ),
    "date": (("Fecha", "Fecha factura", "Fecha de emisión", "Fecha de expedición"), ("Emitida el", "F. factura")),
    "due": (("Vencimiento", "Fecha de vencimiento", "Vto."), ("Fecha límite de pago", "Fecha vto.")),
    "client": (("Cliente", "Datos del cliente", "Facturar a", "CLIENTE"), ("Destinatario", "Razón social cliente")),
    "nif": (("NIF", "CIF", "C.I.F.", "N.I.F.", "NIF/CIF"), ("CIF/NIF", "Nº IVA")),
    "text": (("Concepto", "Descripción"), ("Artículo", "Detalle")),
    "quantity": (("Cant.", "Cantidad", "Uds."), ("Unid.",)),
    "price": (("Precio", "Precio ud.", "P. unitario"), ("P.V.P.",)),
    "rate": (("% IVA", "IVA", "Tipo"), ("Tipo IVA",)),
    "amount": (("Importe", "Total"), ("Neto", "Subtotal")),
    "base": (("Base imponible", "BASE IMPONIBLE", "Base"), ("Base imp.", "Total base imponible")),
    "cuota": (("IVA", "Cuota IVA", "I.V.A."), ("Importe IVA", "Total IVA")),
    "recargo": (("Recargo equiv.", "Rec. equivalencia", "R.E."), ("Recargo de equivalencia",)),
    "irpf": (("IRPF", "Retención IRPF", "Ret. IRPF"), ("Retención", "I.R.P.F.")),
    "total": (
        ("TOTAL", "TOTAL FACTURA", "Total a pagar", "Importe total", "Total factura"),
        ("TOTAL EUR", "IMPORTE A PAGAR", "Líquido a percibir", "Total (IVA incl.)"),
    ),
    "order": (("Pedido", "Nº pedido", "Albarán"), ("Su referencia",)),
    "code": (("Nº cliente", "Cód. cliente"), ("Código",)),
    "gross": (("Suma", "Importe bruto", "Subtotal"), ("Total bruto",)),
    "discount": (("Dto.", "Descuento"), ("Descuento p.p.",)),
}
_CA: _Choices = {
    "invoice": (("FACTURA",), ()),
    "abono": (("FACTURA RECTIFICATIVA",), ()),
    "number": (("Factura núm.", "Núm. factura"), ("Número de factura",)),
    "date": (("Data", "Data factura"), ("Data d'emissió",)),
    "due": (("Venciment",), ("Data de venciment",)),
    "client": (("Client", "Facturar a"), ("Dades del client",)),
    "nif": (("NIF", "CIF"), ()),
    "text": (("Concepte", "Descripció"), ()),
    "quantity": (("Quant.", "Unitats"), ()),
    "price": (("Preu",), ("Preu unitari",)),
    "rate": (("% IVA",), ()),
    "amount": (("Import",), ()),
    "base": (("Base imposable",), ("Base",)),
    "cuota": (("IVA", "Quota IVA"), ("Import IVA",)),
    "recargo": (("Recàrrec equiv.",), ()),
    "irpf": (("IRPF", "Retenció IRPF"), ()),
    "total": (("TOTAL", "Total factura"), ("Total a pagar", "Import total")),
    "order": (("Comanda",), ()),
    "code": (("Codi client",), ()),
    "gross": (("Suma", "Import brut"), ()),
    "discount": (("Descompte",), ()),
}
_EN: _Choices = {
    "invoice": (("INVOICE",), ()),
    "abono": (("CREDIT NOTE",), ()),
    "number": (("Invoice no.", "Invoice number"), ("Invoice #",)),
    "date": (("Invoice date", "Date"), ("Issue date",)),
    "due": (("Due date",), ("Payment due",)),
    "client": (("Bill to", "Customer"), ("Billed to",)),
    "nif": (("VAT No.", "VAT ID"), ("Tax ID",)),
    "text": (("Description",), ("Item",)),
    "quantity": (("Qty",), ("Quantity",)),
    "price": (("Unit price",), ()),
    "rate": (("VAT %", "VAT"), ()),
    "amount": (("Amount",), ("Line total",)),
    "base": (("Taxable amount", "Net amount"), ("Tax base",)),
    "cuota": (("VAT", "VAT amount"), ("Total VAT",)),
    "recargo": (("Surcharge",), ()),
    "irpf": (("IRPF withholding",), ("Withholding tax",)),
    "total": (("TOTAL", "Total due"), ("Amount due", "Grand total")),
    "order": (("Order no.",), ()),
    "code": (("Customer no.",), ()),
    "gross": (("Subtotal",), ("Gross amount",)),
    "discount": (("Discount",), ()),
}
_LANGUAGES = {"es": _ES, "ca": _CA, "en": _EN}


def labels(chance: random.Random, language: str, *, held_out: bool) -> Labels:
    """One way to call each thing; `held_out` adds the second list."""
    return {
        key: chance.choice(known + (unseen if held_out else ()))
        for key, (known, unseen) in _LANGUAGES[language].items()
    }
