"""A paper that tests know by heart: the invoice of the specification's example (5.4)."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

FACTURA = """
Telefónica de España, S.A.U.
CIF: A82018474
Gran Vía 28, 28013 Madrid

FACTURA
Número de factura: TA7-0012345
Fecha: 03/11/2025

Cliente: Carlos Pérez Gómez

Servicios de telecomunicaciones           37,93 €

Base imponible                            37,93 €
IVA 21 %                                   7,97 €
TOTAL A PAGAR                             45,90 €
"""


def pdf(text: str) -> bytes:
    """A page with text."""
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4)
    for row, line in enumerate(text.strip().splitlines()):
        label, amount = line[:42].rstrip(), line[42:].strip()
        page.drawString(72, 760 - 18 * row, label)
        page.drawRightString(500, 760 - 18 * row, amount)
    page.save()
    return file.getvalue()
