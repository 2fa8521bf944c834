import pytest
from support.documents.reading import words_of

from penny_deck.grace.extractor import Extraction, extract

HEAD = [
    "Talleres Arrabal, S.L.                      FACTURA",
    "CIF: B58378431                              Nº factura: F-2025/0034",
    "Calle Mayor, 12                             Fecha: 3 de noviembre de 2025",
    "28013 Madrid                                Vencimiento: 03/12/2025",
    "",
    "Cliente:",
    "María Núñez Prado",
    "NIF: 12345678Z",
    "",
    "Concepto                 Importe",
    "Revisión                  100,00",
    "",
]


def extracted(*lines: str) -> Extraction:
    """Of the invoice with these totals."""
    return extract(words_of([*HEAD, *lines]))


def codes(found: Extraction) -> set[str]:
    """Of what is warned of."""
    return {warning.code for warning in found.warnings}


def test_an_invoice() -> None:
    """All of it, and nothing to warn of."""
    found = extracted("Base imponible            100,00 €", "IVA 21%                    21,00 €", "TOTAL  121,00 €")
    assert {field.name: field.value for field in found.fields} == {
        "proveedor": "Talleres Arrabal, S.L.",
        "nif_proveedor": "B58378431",
        "cliente": "María Núñez Prado",
        "nif_cliente": "12345678Z",
        "numero": "F-2025/0034",
        "fecha": "2025-11-03",
        "fecha_vencimiento": "2025-12-03",
        "base": "100.00",
        "iva_tipo": "21",
        "iva_base": "100.00",
        "iva_cuota": "21.00",
        "total": "121.00",
        "moneda": "EUR",
    }
    assert not found.warnings
    total = found.one("total")
    assert total
    assert (total.text, total.page) == ("121,00 €", 1)
    assert total.confidence > 0.9


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        (["Base  100,00", "IVA 21%  21,00", "Retención IRPF 15%  -15,00", "Total a pagar  106,00"], "106.00"),
        (["Base  100,00", "IVA 21%  21,00", "TOTAL  121,00", "Saldo anterior  300,00"], "121.00"),
        (["Subtotal  110,00", "Dto.  -10,00", "Base  100,00", "Total IVA 21%  21,00", "TOTAL  121,00"], "121.00"),
        (["Base imponible  -100,00", "IVA 21%  -21,00", "TOTAL ABONO  -121,00"], "-121.00"),
        (["TOTAL:121,00", "%IVA    BASE    CUOTA", "21%    100,00    21,00", "Entregado 150,00"], "121.00"),
        (["Base  100,00", "IVA 21%  21,00", "Recargo equivalencia 5,2%  5,20", "TOTAL  126,20"], "126.20"),
        (["Base  100,00", "Operación exenta de IVA", "TOTAL  100,00"], "100.00"),
        (
            [
                "Tipo   Base   Cuota",
                "21%   100,00   21,00",
                "10%   50,00   5,00",
                "Base total  150,00",
                "TOTAL  176,00",
            ],
            "176.00",
        ),
    ],
)
def test_the_total_by_arithmetic(lines: list[str], total: str) -> None:
    """Among amounts that look like it, the one that is the sum; and it needs no warning."""
    found = extracted(*lines)
    assert found.value("total") == total
    assert not codes(found)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["Base  100,00", "IVA 21%  21,00", "TOTAL  112,00"], "no_cuadra"),
        (["Base  100,00", "IVA 21%  12,00", "TOTAL  121,00"], "no_cuadra"),
        (["Base  100,00", "IVA 21%  21,00", "TOTAL  121,01"], "centimos"),
        (["Base  100,00", "TOTAL  100,00"], "sin_comprobar"),
        (["TOTAL  121,00"], "sin_comprobar"),
        (["IVA 21%  10,50", "TOTAL  60,50"], "sin_comprobar"),
        (["Base  100,00", "IVA 21%  21,00", "Ret. IRPF 15%  -15,00", "TOTAL  121,00"], "iva_incompleto"),
        (["Base  100,00", "IVA 21%  21,00", "Suma  121,00", "TOTAL FACTURA  171,00"], "otro_total"),
        (["Gracias por su visita"], "sin_total"),
    ],
)
def test_what_does_not_agree_is_warned_of(lines: list[str], code: str) -> None:
    """A total that is wrong, or may be, never comes without a warning; and it is less sure."""
    found = extracted(*lines)
    assert code in codes(found)
    total = found.one("total")
    assert total is None or total.confidence <= 0.6


def test_a_misread_amount_that_arithmetic_confirms() -> None:
    """It is taken with a warning and less confidence, and its text stays as it was read."""
    found = extracted("Base  1OO,00", "IVA 21%  21,00", "TOTAL  121,00")
    base = found.one("base")
    assert base
    assert (base.value, base.text) == ("100.00", "1OO,00")
    assert base.confidence < 0.8
    assert codes(found) == {"corregido"}


def test_tax_numbers_that_cannot_be() -> None:
    """They are given, with a warning and little confidence."""
    found = extract(words_of([HEAD[0], "CIF: B58378432", "TOTAL  10,00"]))
    code = found.one("nif_proveedor")
    assert code
    assert code.confidence < 0.5
    assert "nif_dudoso" in codes(found)


def test_due_before_it_was_issued() -> None:
    """That is warned of."""
    found = extract(words_of(["Fecha: 03/11/2025", "Vencimiento: 03/10/2025"]))
    assert "fechas" in codes(found)


def test_the_lines_of_the_iva() -> None:
    """Each rate with its base and cuota, the highest first."""
    found = extracted("Tipo   Base   Cuota", "4%   50,00   2,00", "21%   100,00   21,00", "TOTAL  173,00")
    lines = [{name: field.value for name, field in line.items()} for line in found.iva()]
    assert lines == [
        {"iva_tipo": "21", "iva_base": "100.00", "iva_cuota": "21.00"},
        {"iva_tipo": "4", "iva_base": "50.00", "iva_cuota": "2.00"},
    ]
    assert found.one("base") is None, "the sum is not printed, and what is not printed is not returned"


def test_an_empty_document() -> None:
    """No fields, and it says so."""
    found = extract(words_of([]))
    assert not found.fields
    assert codes(found) == {"sin_total"}
