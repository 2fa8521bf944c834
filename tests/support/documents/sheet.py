"""A sheet of paper to write on, in millimetres from the upper left corner; becomes a PDF."""

import io

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

FONTS = {
    "sans": ("Helvetica", "Helvetica-Bold"),
    "serif": ("Times-Roman", "Times-Bold"),
    "mono": ("Courier", "Courier-Bold"),
}


class Sheet:
    """Pages of one size and one family of letters."""

    def __init__(self, font: str = "sans", width: float = 210, height: float = 297) -> None:
        """`width`, `height`: in mm."""
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=(width * mm, height * mm), invariant=True)
        self._font = FONTS[font]
        self.width = width
        self.height = height

    def write(self, x: float, y: float, text: str, *, size: float = 9, bold: bool = False, align: str = "left") -> None:
        """A text with its base line at y; `align` says what of it is at x: left, right or centre."""
        font = self._font[bold]
        moved = {"left": 0.0, "right": 1.0, "centre": 0.5}[align] * self.text_width(text, size=size, bold=bold)
        self._canvas.setFont(font, size)
        self._canvas.drawString((x - moved) * mm, (self.height - y) * mm, text)

    def text_width(self, text: str, *, size: float = 9, bold: bool = False) -> float:
        """In mm."""
        return float(pdfmetrics.stringWidth(text, self._font[bold], size) / mm)

    def line(self, left: float, y: float, right: float) -> None:
        """A thin line across."""
        self._canvas.setLineWidth(0.4)
        self._canvas.line(left * mm, (self.height - y) * mm, right * mm, (self.height - y) * mm)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        """A thin frame."""
        self._canvas.setLineWidth(0.4)
        self._canvas.rect(left * mm, (self.height - bottom) * mm, (right - left) * mm, (bottom - top) * mm)

    def turn(self) -> None:
        """On to the next page."""
        self._canvas.showPage()

    def pdf(self) -> bytes:
        """All the pages."""
        self._canvas.save()
        return self._bytes.getvalue()
