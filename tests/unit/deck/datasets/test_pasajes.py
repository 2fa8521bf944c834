"""Documents as datasets."""

from support.papers import FACTURA, pdf

from penny_deck.datasets.datos import of_document
from penny_deck.datasets.pasajes import MAX_CHARACTERS, pasajes
from penny_deck.datasets.relevante import first, relevant
from penny_deck.grace.readers import layout, read
from penny_deck.vault.tipos import Tipo

CONTRATO = """
CONTRATO DE ARRENDAMIENTO DE VIVIENDA

PRIMERA. Objeto. La arrendadora, doña Ana Pérez, cede en alquiler al arrendatario, don Carlos Gómez,
la vivienda de la calle Mayor, 12, de Madrid, para su uso exclusivo como residencia habitual.

SEGUNDA. Duración. El contrato tendrá una duración de un año, prorrogable hasta cinco, a contar
desde el 1 de enero de 2026.

TERCERA. Renta. La renta mensual es de 850 euros, pagaderos en los primeros siete días de cada mes
mediante transferencia bancaria.

CUARTA. Fianza. El arrendatario entrega en este acto 1700 euros, importe de dos mensualidades.
"""


def test_passages_are_whole_and_in_order() -> None:
    """All words of the document are in one of them."""
    document = layout.document(([line] for line in CONTRATO.splitlines()), "text")
    found = pasajes(document)
    assert " ".join(pasaje.text for pasaje in found).split() == CONTRATO.split()
    assert all(len(pasaje.text) <= MAX_CHARACTERS for pasaje in found)
    assert len(found) >= 3


def test_the_passage_that_a_question_is_about_is_given_first() -> None:
    """By its words, in any form."""
    datos = of_document(layout.document(([line] for line in CONTRATO.splitlines()), "text"), "contrato.txt")
    assert "850 euros" in relevant(datos, "¿Cuánto es la renta mensual?", 600).lines[0]
    assert "1700 euros" in relevant(datos, "¿De cuánto es la fianza?", 600).lines[0]
    assert "cinco" in relevant(datos, "¿Cuánto dura, y es prorrogable?", 600).lines[0]
    assert relevant(datos, "¿Qué dice el contrato?", 600).lines[0].startswith("CONTRATO DE ARRENDAMIENTO")


def test_a_document_is_not_reckoned_with() -> None:
    """Passages are no records to count."""
    datos = of_document(layout.document(([line] for line in CONTRATO.splitlines()), "text"), "contrato.txt")
    assert relevant(datos, "¿Cuántos euros suma la renta?", 600).agregado is None


def test_of_several_pages_each_passage_tells_its_own() -> None:
    """Where it can be looked up."""
    lines = [[f"Artículo {at}."] for at in range(1, 100)]
    datos = of_document(layout.document(lines, "text"), "ley.txt")
    assert relevant(datos, "¿Qué dice el artículo 99?", 600).lines[0].startswith("Página 2: ")
    assert first(datos, 600)[0].startswith("Página 1: ")


def test_a_pdf_is_read_in_passages() -> None:
    """As its reader gives it."""
    datos = of_document(read(pdf(FACTURA), Tipo.PDF), "factura.pdf")
    assert "45,90" in relevant(datos, "¿Cuál es el total a pagar?", 600).text
