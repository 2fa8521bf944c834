"""What is extracted from an invoice or a receipt. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from penny_deck.grace.document import Box


@dataclass(frozen=True, slots=True)
class Field:
    """A value that stands in the document."""

    name: str
    """proveedor, nif_proveedor, cliente, nif_cliente, numero, fecha, fecha_vencimiento, base, iva_tipo, iva_base,
    iva_cuota, recargo, irpf, total or moneda."""
    value: str
    """Normalised: amounts as "1234.56", rates as "21", dates as ISO 8601, tax numbers without hyphens or country."""
    text: str
    """As it stands in the document."""
    confidence: float
    """0 to 1."""
    page: int
    """From 1."""
    box: Box
    line: int = 0
    """Which line of the IVA an iva_* or recargo belongs to, from 1; 0 for all other fields."""


@dataclass(frozen=True, slots=True)
class Aviso:
    """Something a person should look at before relying on what was extracted."""

    code: str
    text: str
    """One short Spanish sentence, without content of the document."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found, and what is wrong with it."""

    fields: tuple[Field, ...]
    warnings: tuple[Aviso, ...]

    def one(self, name: str) -> Field | None:
        """The first field of a name."""
        return next((field for field in self.fields if field.name == name), None)

    def value(self, name: str) -> str:
        """The value of the first field of a name; empty if there is none."""
        field = self.one(name)
        return field.value if field else ""

    def iva(self) -> Iterator[dict[str, Field]]:
        """The lines of the IVA: each the fields it has by their names."""
        for line in sorted({field.line for field in self.fields if field.line}):
            yield {field.name: field for field in self.fields if field.line == line}
