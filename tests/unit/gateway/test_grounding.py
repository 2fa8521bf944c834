"""Names and numbers that nobody has told Penny."""

import pytest

from penny_gateway.grounding import grounded, known

FICHA = (
    "Ficha de Ana. Su perro se llama Bruno. Agenda de hoy (2):\n- A las 08:15: Tren a Sevilla.\n"
    "Fecha de hoy: miércoles, 25 de noviembre de 2026. Recados: 1. Llamar a Telefónica."
)


@pytest.mark.parametrize(
    "clause",
    [
        "Tu perro se llama Bruno.",
        "Hola, Ana.",
        "El tren a sevilla sale a las 8:15.",
        "Hoy es miércoles, 25 de noviembre de 2026.",
        "Tienes 3 recados pendientes.",  # counted
        "No lo sé, no tengo ese dato.",
        "María es un nombre muy bonito.",  # begins the sentence: may be any word
        "Tienes que llamar a Telefónica.",
    ],
)
def test_what_was_told_may_be_said(clause: str) -> None:
    """Whatever its case, accents and leading zeros."""
    assert grounded(clause, known([FICHA], "¿Qué me cuentas?"))


@pytest.mark.parametrize(
    "clause",
    [
        "Tu abuela se llama María.",
        "Tu profesor es Dr. Juan.",
        "La matrícula de tu coche es 1234567890.",
        "El tiempo será de 10:00 a 16:00.",
        "Tu habitación es la 101.",
        "vive en la calle Mayor, 25.",
    ],
)
def test_what_was_made_up_may_not(clause: str) -> None:
    """A name or a number that stands nowhere."""
    assert not grounded(clause, known([FICHA], "¿Cómo se llama mi abuela?"))


def test_numbers_may_be_worked_out_from_numbers() -> None:
    """What is asked with numbers is answered with others."""
    assert grounded("Son 60.", known([FICHA], "¿Cuánto es 15 por 4?"))
    assert not grounded("Son 60.", known([FICHA], "¿Cuánto me ha costado?"))


@pytest.mark.parametrize("said", ["1210,00", "1.210,00", "1.210"])
def test_thousands_are_written_in_two_ways(said: str) -> None:
    """With a point or without."""
    for told in ("1210,00", "1.210,00"):
        assert grounded(f"Son {said} euros.", known([f"Total: {told} euros."], ""))
    assert not grounded(f"Son {said} euros.", known(["Total: 210,00 euros."], ""))


def test_the_question_counts_as_told() -> None:
    """Penny may repeat a name that she was just asked about."""
    assert grounded("No conozco a Federico.", known([FICHA], "¿Quién es Federico?"))
