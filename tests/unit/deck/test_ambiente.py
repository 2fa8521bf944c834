"""Plano 3."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from penny_deck.db.rows import Recado
from penny_deck.planos.ambiente import MAX_RECADOS, ambiental
from penny_deck.planos.models import ContextoPersonal

MARTES = datetime(2025, 12, 16, 10, 30, tzinfo=ZoneInfo("Europe/Madrid"))


def persona(**more: object) -> ContextoPersonal:
    """Carlos."""
    return ContextoPersonal.model_validate(
        {
            "plano": "CONTEXTO_PERSONAL",
            "persistencia": "permanente",
            "modificable": True,
            "player_id": "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11",
            "contenido": {
                "nombre_usuario": "Carlos",
                "preferencias": {"formato_hora": "24h", "formato_fecha": "dd/mm/yyyy"},
            },
            **more,
        },
        strict=False,
    )


def recado(texto: str, cuando: datetime | None = None, para: str = "", *, con_hora: bool = False) -> Recado:
    """A recado that is pending."""
    return Recado(uuid.uuid4(), texto, para, cuando, con_hora, "pendiente", "mano", None, MARTES)


def test_a_recado_is_told_with_when_and_for_whom() -> None:
    """As Penny says it; what is for today or overdue is a recordatorio too."""
    recados = [
        recado("Sacar la basura", MARTES - timedelta(days=1), con_hora=True),
        recado("Llamar al taller", MARTES + timedelta(hours=6, minutes=30)),
        recado("Traer pan", MARTES + timedelta(days=1, hours=1), "Ana", con_hora=True),
    ]
    contenido = ambiental(persona(), MARTES, recados).contenido
    assert contenido["recados"] == [
        "Sacar la basura, ayer a las diez y media de la mañana",
        "Llamar al taller, hoy por la tarde",
        "Traer pan (para Ana), mañana a las once y media de la mañana",
    ]
    assert contenido["recordatorios"] == contenido["recados"][:2]


def test_the_model_is_not_given_all_of_very_many() -> None:
    """But how many there are."""
    contenido = ambiental(persona(), MARTES, [recado(f"Cosa {number}") for number in range(100)]).contenido
    assert (contenido["recados_pendientes"], len(contenido["recados"])) == (100, MAX_RECADOS)


def test_the_specifications_example_comes_out() -> None:
    """Section 3.2's plano 3, with the recados' texts besides their number."""
    carlos = persona(eventos=[{"hora": "14:00", "texto": "Llamada cliente"}])
    assert ambiental(carlos, MARTES, [recado("uno"), recado("dos"), recado("tres")]).contenido == {
        "fecha": "2025-12-16",
        "hora": "10:30",
        "dia_semana": "martes",
        "recados_pendientes": 3,
        "recados": ["uno", "dos", "tres"],
        "recordatorios": [],
        "eventos_hoy": ["14:00 - Llamada cliente"],
    }


@pytest.mark.parametrize(
    ("evento", "today"),
    [
        ({"fecha": "2025-12-16"}, True),
        ({"fecha": "2025-12-17"}, False),
        ({"dia": "martes"}, True),
        ({"dia": "lunes"}, False),
        ({}, True),
    ],
)
def test_an_event_is_of_one_day_or_weekly_or_daily(evento: dict[str, str], today: bool) -> None:  # noqa: FBT001
    """With a date, that day; with a weekday, every week; with neither, every day."""
    carlos = persona(eventos=[{"texto": "Cita", **evento}])
    assert ambiental(carlos, MARTES, []).contenido["eventos_hoy"] == (["Cita"] if today else [])


def test_events_are_in_the_order_of_the_day() -> None:
    """Those without an hour come first."""
    eventos = [
        {"hora": "18:30", "texto": "tarde"},
        {"hora": "09:00", "texto": "mañana"},
        {"texto": "todo el día"},
    ]
    hoy = ambiental(persona(eventos=eventos), MARTES, []).contenido["eventos_hoy"]
    assert hoy == ["todo el día", "09:00 - mañana", "18:30 - tarde"]


def test_the_day_is_that_of_the_persons_zone() -> None:
    """At one in the morning of Wednesday in Madrid it is still Tuesday in Mexico."""
    moment = datetime(2025, 12, 17, 1, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    there = ambiental(persona(), moment.astimezone(ZoneInfo("America/Mexico_City")), []).contenido
    assert (there["fecha"], there["hora"], there["dia_semana"]) == ("2025-12-16", "18:00", "martes")
