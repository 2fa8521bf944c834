"""What a person says about recados."""

import pytest

from penny_gateway.recados import Reply, as_told, asked_for, reply


@pytest.mark.parametrize(
    "text",
    [
        "Recuérdame llamar a mi madre mañana a las nueve.",
        "Apunta que tengo que comprar pan",
        "Apunta leche, huevos y pan.",
        "Oye Penny, ¿me puedes recordar que llame al dentista?",
        "Ponme un recado para el lunes",
        "Quiero que me avises a las tres",
        "Anota: llamar a Ana",
        "Avísame dentro de dos horas",
        "¿Puedes apuntarme una cosa?",
        "Recuerda que tengo que renovar el DNI",
        "No me dejes olvidar la cita",
        "Vale, y apúntame comprar pilas",
        "recuerda me llamar a mi madre",  # as the recogniser may write it
    ],
)
def test_a_recado_is_asked_for(text: str) -> None:
    """In the forms in which people do."""
    assert asked_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "Recuérdame qué tengo hoy",
        "Recuérdame lo que dije",
        "¿Me recuerdas cuándo es la cita?",
        "Avísame de quién viene",
        "¿Qué recados tengo?",
        "Me apunto",
        "Recuerda que soy alérgico",
        "No puedo recordar nada",
        "",
        "Apuntalar el techo",
    ],
)
def test_no_recado_is_asked_for(text: str) -> None:
    """Questions, and what only sounds like it."""
    assert not asked_for(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, Reply.YES) for text in ("Sí.", "Sí, por favor.", "Vale, apúntalo", "Claro que sí", "Eso es, gracias")),
        *((text, Reply.YES) for text in ("De acuerdo.", "Bueno, vale", "Sí, sí", "Perfecto, gracias", "Muy bien.")),
        *((text, Reply.YES) for text in ("Sí, apúntalo por favor Penny", "Adelante")),
        *((text, Reply.NO) for text in ("No.", "No, gracias.", "Déjalo", "No hace falta, gracias", "no, no")),
        *((text, Reply.NO) for text in ("Mejor no", "No lo apuntes", "Olvídalo")),
        *((text, Reply.CHANGE) for text in ("No, a las diez", "Mejor el lunes", "Sí, pero a las diez", "Que sea hoy")),
        *((text, Reply.CHANGE) for text in ("No, llamar a mi padre", "Ponlo para el martes")),
        *((text, Reply.YES) for text in ("sí, por favor, apúntalo", "que sí", "sip", "genial", "pues sí", "ajá")),
        *((text, Reply.YES) for text in ("sí quiero", "afirmativo", "venga va", "bueno, sí")),
        *((text, Reply.NO) for text in ("pues no", "que no", "negativo", "ni hablar", "eso no")),
        *((text, Reply.UNCLEAR) for text in ("Por favor", "bueno", "Gracias", "el ornitorrinco", "mmm")),
        *((text, Reply.OTHER) for text in ("¿Qué hora es?", "", "¿Quién es Ana?", "que hora es", "y cuando vence")),
        ("Mi hermana ha venido hoy de visita", Reply.OTHER),
    ],
)
def test_what_is_said_to_a_proposal(text: str, meant: Reply) -> None:
    """Only a yes is a yes."""
    assert reply(text) is meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Llamar a mi madre", "llamar a tu madre"),
        ("Comprarme unos zapatos", "comprarte unos zapatos"),
        ("Que me llame Ana", "que te llame Ana"),
        ("IRPF de mi empresa", "IRPF de tu empresa"),
        ("Recoger las llaves mías", "recoger las llaves tuyas"),
        ("Que he quedado con Eva y estoy de guardia", "que has quedado con Eva y estás de guardia"),
        ("Ir al cine conmigo", "ir al cine contigo"),
        ("Miércoles de ceniza", "miércoles de ceniza"),
        ("", ""),
    ],
)
def test_it_is_told_to_the_person(text: str, told: str) -> None:
    """What is hers is told as hers."""
    assert as_told(text) == told
