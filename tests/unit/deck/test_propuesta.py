"""What a person asks to be reminded of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from penny_chassis.errors import InvalidInput
from penny_deck.vault.propuesta import Propuesta, understood

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=MADRID)  # a Wednesday


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of this year."""
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("peticion", "texto", "cuando", "con_hora"),
    [
        ("Recuérdame llamar a mi madre mañana a las nueve.", "Llamar a mi madre", at(26, 9), True),
        ("Apunta que tengo que comprar pan", "Comprar pan", None, False),
        ("Oye Penny, ¿me puedes recordar que llame al dentista el lunes?", "Llame al dentista", at(30, 9), False),
        ("Avísame dentro de dos horas de que saque la ropa", "Saque la ropa", at(25, 12, 30), True),
        ("Ponme un recado para el viernes: llevar el coche al taller", "Llevar el coche al taller", at(27, 9), False),
        ("Llamar a Ana", "Llamar a Ana", None, False),
        ("Apunta leche, huevos y pan.", "Leche, huevos y pan", None, False),
        ("Recuérdame el viernes 4 a las nueve que llame a Ana", "Llame a Ana", at(4, 9, month=12), True),
        ("Recuérdame mañana la reunión de 10 a 11", "La reunión de 10 a 11", at(26, 10), True),
        ("Avísame en hora y media de sacar el pollo", "Sacar el pollo", at(25, 12), True),
        ("Recuérdame dentro de -3 horas llamar", "Dentro de -3 horas llamar", None, False),
        ("Recuérdame avisar de que mañana no voy", "Avisar de que mañana no voy", None, False),
        ("Anular la cita del jueves a las 10", "Anular la cita del jueves a las 10", None, False),
        ("Recuérdame el 3 de diciembre a las 18:30 la cita, por favor", "La cita", at(3, 18, 30, 12), True),
    ],
)
def test_what_and_when_are_taken_apart(peticion: str, texto: str, cuando: datetime | None, *, con_hora: bool) -> None:
    """And the words around them are left out."""
    found = understood(peticion, NOW)
    assert (found.texto, found.cuando, found.con_hora) == (texto, cuando, con_hora)


ANTES = Propuesta("Llamar a mi madre", "", at(26, 9), con_hora=True)


@pytest.mark.parametrize(
    ("peticion", "texto", "cuando"),
    [
        ("No, a las diez de la noche", "Llamar a mi madre", at(26, 22)),
        ("Mejor el lunes a las diez", "Llamar a mi madre", at(30, 10)),
        ("No, llamar a mi padre", "Llamar a mi padre", at(26, 9)),
        ("Mejor a las once", "Llamar a mi madre", at(26, 11)),
        ("Sí, pero a las ocho", "Llamar a mi madre", at(26, 8)),
        ("No, por la tarde", "Llamar a mi madre", at(26, 17)),
        ("No, el martes", "Llamar a mi madre", at(1, 9, month=12)),
        ("Mejor a las once, no sé", "Llamar a mi madre", at(26, 11)),
        ("Mejor de 10 a 11", "Llamar a mi madre", at(26, 10)),
        ("No, el viernes 4", "Llamar a mi madre", at(4, 9, month=12)),
        ("No, dentro de dos semanas y tres días", "Llamar a mi madre", at(12, 9, month=12)),
        ("No, mejor llamar a mi padre el viernes a las cinco", "Llamar a mi padre", at(27, 17)),
        ("No, una hora antes", "Llamar a mi madre", at(26, 8)),
        ("Mejor media hora después, por favor", "Llamar a mi madre", at(26, 9, 30)),
        ("No, avísame un par de horas más tarde", "Llamar a mi madre", at(26, 11)),
        ("No, una hora y cuarto más", "Llamar a mi madre", at(26, 10, 15)),
        ("No, una hora antes de la reunión del lunes a las diez", "Llamar a mi madre", at(30, 9)),
        ("Adelántalo una hora", "Llamar a mi madre", at(26, 8)),
        ("No, retrásalo media hora", "Llamar a mi madre", at(26, 9, 30)),
        ("No, una hora antes de las diez", "Llamar a mi madre", at(26, 9)),
        ("No, más leche", "Más leche", at(26, 9)),
        ("No, un día después", "Llamar a mi madre", at(27, 9)),
        ("No, las nueve y media", "Llamar a mi madre", at(26, 9, 30)),
        ("Las nueve y media", "Llamar a mi madre", at(26, 9, 30)),
        ("No, diez", "Llamar a mi madre", at(26, 10)),
        ("Mejor las ocho de la tarde", "Llamar a mi madre", at(26, 20)),
        ("No, las dos hermanas", "Las dos hermanas", at(26, 9)),
        ("No, a las nueve, digo a las diez", "Llamar a mi madre", at(26, 10)),
    ],
)
def test_what_is_changed_and_what_stays(peticion: str, texto: str, cuando: datetime) -> None:
    """Another time keeps what is to be done."""
    found = understood(peticion, NOW, ANTES)
    assert (found.texto, found.cuando) == (texto, cuando)


@pytest.mark.parametrize(
    ("peticion", "field"),
    [
        ("Recuérdame", "peticion"),
        ("Ponme un recado para mañana a las nueve", "peticion"),
        ("Recuérdame ayer comprar pan", "cuando"),
        ("Recuérdame cada lunes sacar la basura", "cuando"),
        ("Recuérdame el 31 de febrero pagar", "cuando"),
        ("Recuérdame el viernes 13 de enero pagar", "cuando"),
        ("Recuérdame hace dos horas llamar", "cuando"),
        ("Recuérdame dentro de cero minutos llamar", "cuando"),
        ("Recuérdame de 10 a 11", "peticion"),
    ],
)
def test_what_cannot_be_kept(peticion: str, field: str) -> None:
    """And what has to be said anew."""
    with pytest.raises(InvalidInput) as caught:
        understood(peticion, NOW)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("peticion", "otra", "cuando"),
    [
        ("Esta noche a las doce", "no, a la una", at(26, 1)),
        ("Esta noche a las doce", "no, a las once", at(25, 23)),
        ("Esta noche a las nueve", "no, a las ocho", at(25, 20)),
        ("Esta noche a las once", "no, a las doce y media", at(26, 0, 30)),
        ("Esta noche", "a las once", at(25, 23)),
        ("Mañana a las cinco de la tarde", "no, a las ocho", at(26, 20)),
        ("Mañana a las cinco de la tarde", "no, a las ocho de la mañana", at(26, 8)),
        ("Mañana a las nueve", "no, a las cinco", at(26, 17)),
        ("Mañana a las seis de la mañana", "no, a las siete", at(26, 7)),
        ("Mañana a las doce", "no, a la una", at(26, 13)),
        ("Mañana", "a las ocho", at(26, 8)),
        ("Hoy a las doce", "no, a las once", at(25, 11)),
    ],
)
def test_another_hour_is_in_the_same_part_of_the_day(peticion: str, otra: str, cuando: datetime) -> None:
    """At night it may be after midnight."""
    anterior = understood(f"{peticion} llamar a Ana", NOW)
    found = understood(otra, NOW, anterior)
    assert (found.texto, found.cuando) == ("Llamar a Ana", cuando)


@pytest.mark.parametrize(
    "peticion",
    [
        *("no sé", "espera un momento", "no, eso", "mejor"),
        *("no, más tarde", "no, antes", "mejor un poco antes", "retrásalo", "no, una hora antes de la reunión"),
        *("no, mañana una hora antes", "no, que sea a y media", "no, media hora", "no, con una hora de antelación"),
        "no, llamar a Luis una hora antes",
    ],
)
def test_what_changes_nothing_is_no_change(peticion: str) -> None:
    """She is asked again."""
    with pytest.raises(InvalidInput) as caught:
        understood(peticion, NOW, ANTES)
    assert caught.value.field == "anterior"


@pytest.mark.parametrize(("peticion", "field"), [("no, dos días antes", "cuando"), ("no, dos horas antes", "anterior")])
def test_nothing_is_counted_from_what_was_not_said(peticion: str, field: str) -> None:
    """Nor is a moment that has passed proposed."""
    with pytest.raises(InvalidInput) as caught:
        understood(peticion, NOW, Propuesta("Llamar", "", at(26, 9), con_hora=False))
    assert caught.value.field == field
