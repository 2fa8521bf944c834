"""Paragraphs and sentences, and what surrounds them."""

import pytest

from penny_deck.grace import prose
from penny_deck.grace.readers import text


def _paragraphs(written: str) -> list[str]:
    return [paragraph.text for paragraph in prose.paragraphs(text.read(written.encode()))]


def _sentences(written: str) -> list[str]:
    paragraphs = prose.paragraphs(text.read(written.encode()))
    return [sentence.text for paragraph in paragraphs for sentence in prose.sentences(paragraph)]


def test_lines_that_were_broken_for_want_of_space() -> None:
    """They are one paragraph; a short line ends one, and so does a gap."""
    written = (
        "La comunidad ha decidido en la reunión de ayer cambiar la caldera del\nportal, que está rota.\n"
        "- Otro punto\n\nAparte."
    )
    assert _paragraphs(written) == [
        "La comunidad ha decidido en la reunión de ayer cambiar la caldera del portal, que está rota.",
        "- Otro punto",
        "Aparte.",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Uno va. Dos viene.", ["Uno va.", "Dos viene."]),
        ("El Sr. Gil y la Dra. Paz firman.", ["El Sr. Gil y la Dra. Paz firman."]),
        ("¿Vienes? ¡Claro! Hasta luego.", ["¿Vienes?", "¡Claro!", "Hasta luego."]),
        ("Cuesta 4.500 euros. Es caro.", ["Cuesta 4.500 euros.", "Es caro."]),
        ("Gil y Paz, S.L. Madrid", ["Gil y Paz, S.L. Madrid"]),
        ("Véase la pág. 3 del art. 20.", ["Véase la pág. 3 del art. 20."]),
        ("Vino J. Pérez. Habló.", ["Vino J. Pérez.", "Habló."]),
    ],
)
def test_sentences(written: str, expected: list[str]) -> None:
    """They end where a capital follows a full stop that is not an abbreviation's."""
    assert _sentences(written) == expected


@pytest.mark.parametrize(
    "after",
    [
        "Un saludo,\nAna Prats\nDirectora",
        "Saludos cordiales\nAna",
        "Atentamente,\nAna",
        "-- \nAna",
        "El lun, 3 mar 2025 a las 9:30, Luis escribió:\n> Hola",
        "-----Mensaje original-----\nDe: Luis",
        "De: Luis\nPara: Ana\nAsunto: Vale\nOtra cosa.",
        "Este mensaje y sus adjuntos son confidenciales.",
        "AVISO LEGAL: no lo lea.",
        "Enviado desde mi iPhone",
        "Attachment: factura.pdf",
    ],
)
def test_what_is_no_part_of_a_letter(after: str) -> None:
    """Signatures, what it answers, legal footers."""
    headers = "From: Luis <luis@correo.example>\nTo: ana@correo.example\nSubject: Hola\n\n"
    assert _paragraphs(f"{headers}La caldera está rota.\n\n{after}") == ["La caldera está rota."]


def test_a_postscript() -> None:
    """It is written to be read."""
    assert _paragraphs("Voy yo.\n\nUn abrazo,\nAna\n\nP. D. Trae pan.") == ["Voy yo.", "P. D. Trae pan."]


def test_a_lone_label_is_no_header() -> None:
    """An e-mail has several."""
    assert _paragraphs("Para: todos los vecinos") == ["Para: todos los vecinos"]


@pytest.mark.parametrize(
    ("value", "stands"),
    [("caldera", True), ("CALDERA rota", True), ("cald", False), ("", False), (" ", False), ("calderas", False)],
)
def test_what_stands_in_a_text(value: str, stands: bool) -> None:  # noqa: FBT001 - a row of the table
    """As whole words, whatever their case and accents; nothing stands nowhere."""
    assert prose.stands_in(value, prose.flat("La  Caldera\nrota")) is stands
