"""Plano 3."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from penny_deck.planos.ambiente import ambiental
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


def test_the_specifications_example_comes_out() -> None:
    """Section 3.2's plano 3, with the recados' texts besides their number."""
    carlos = persona(recados=["uno", "dos", "tres"], eventos=[{"hora": "14:00", "texto": "Llamada cliente"}])
    assert ambiental(carlos, MARTES).contenido == {
        "fecha": "2025-12-16",
        "hora": "10:30",
        "dia_semana": "martes",
        "recados_pendientes": 3,
        "recados": ["uno", "dos", "tres"],
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
    assert ambiental(carlos, MARTES).contenido["eventos_hoy"] == (["Cita"] if today else [])


def test_events_are_in_the_order_of_the_day() -> None:
    """Those without an hour come first."""
    eventos = [
        {"hora": "18:30", "texto": "tarde"},
        {"hora": "09:00", "texto": "mañana"},
        {"texto": "todo el día"},
    ]
    hoy = ambiental(persona(eventos=eventos), MARTES).contenido["eventos_hoy"]
    assert hoy == ["todo el día", "09:00 - mañana", "18:30 - tarde"]


def test_the_day_is_that_of_the_persons_zone() -> None:
    """At one in the morning of Wednesday in Madrid it is still Tuesday in Mexico."""
    moment = datetime(2025, 12, 17, 1, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    there = ambiental(persona(), moment.astimezone(ZoneInfo("America/Mexico_City"))).contenido
    assert (there["fecha"], there["hora"], there["dia_semana"]) == ("2025-12-16", "18:00", "martes")
