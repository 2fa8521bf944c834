import pytest
from support.documents.reading import words_of

from penny_deck.grace.extractor.labels import Kind, kind_of, money
from penny_deck.grace.extractor.layout import rows


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("TOTAL", Kind.TOTAL),
        ("Total factura", Kind.TOTAL),
        ("TOTAL A PAGAR:", Kind.TOTAL),
        ("Importe total", Kind.TOTAL),
        ("Total (IVA incluido)", Kind.TOTAL),
        ("Total con IVA", Kind.TOTAL),
        ("Líquido a percibir", Kind.TOTAL),
        ("T0TAL EUR", Kind.TOTAL),
        ("Subtotal", Kind.OTHER),
        ("Total bruto", Kind.OTHER),
        ("Entregado", Kind.OTHER),
        ("Cambio", Kind.OTHER),
        ("Saldo anterior", Kind.OTHER),
        ("Total IVA", Kind.CUOTA),
        ("Cuota IVA 21%", Kind.CUOTA),
        ("I.V.A. 21,00%", Kind.CUOTA),
        ("Total base imponible", Kind.BASE),
        ("Total sin IVA", Kind.BASE),
        ("Base imposable", Kind.BASE),
        ("Ret. IRPF 15%", Kind.IRPF),
        ("Recargo equiv. 5,2%", Kind.RECARGO),
        ("% Tipo", Kind.RATE),
    ],
)
def test_what_labels_say(label: str, kind: Kind) -> None:
    """Of labels that look alike, each says what it says."""
    meant = kind_of(label)
    assert meant
    assert meant[0] is kind


def test_what_is_sold_is_no_label() -> None:
    """A thing whose name has "total" in it says so at most a little; other things say nothing."""
    meant = kind_of("Total limpieza de cristales")
    assert meant is None or meant[1] < 0.5
    assert kind_of("Caja de folios") is None


def test_headings_of_what_is_sold_are_no_totals() -> None:
    """Below "Total" in the table of items stands no total; beside "TOTAL" does one."""
    lines = ["Concepto      Precio      Total", "Cable          10,00      20,00", "", "TOTAL                    24,20"]
    found = money(rows(words_of(lines)))
    assert [found.says(amount, Kind.TOTAL) > 0.5 for amount in found.amounts] == [False, False, True]
