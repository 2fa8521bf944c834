"""Rendering the planos into the model's instructions."""

import json
from pathlib import Path
from typing import Any

import pytest

from penny_gateway.prompt import CHARACTERS_PER_TOKEN, MAX_TOKENS, UNKNOWN, examples, instructions

GOLDEN = Path(__file__).parent / "golden"

PLANOS: dict[str, dict[str, Any]] = {
    "SISTEMA": {"nombre_asistente": "Penny"},
    "PERSONALIDAD": {"nombre": "Penny", "tono": "Cercano", "muletillas_evitar": ["¡Claro que sí!"]},
    "CONTEXTO_PERSONAL": {"nombre_usuario": "Carlos", "preferencias": {"cafe": "solo"}, "recordar": ["Tiene un gato."]},
    "CONTEXTO_AMBIENTAL": {
        "fecha": "2025-12-16",
        "hora": "10:30",
        "dia_semana": "martes",
        "recados_pendientes": 2,
        "recados": ["Comprar pan", "Llamar a Ana"],
        "eventos_hoy": ["14:00 - Llamada cliente"],
    },
}


def test_everything_that_penny_is_to_know_is_there() -> None:
    """Names, preferences, facts, date, recados and events."""
    prompt = instructions(PLANOS)

    for fact in (
        "Carlos",
        "solo",
        "Tiene un gato.",
        "martes, 16 de diciembre de 2025",
        "10:30",
        "Comprar pan",
        "14:00",
    ):
        assert fact in prompt
    assert "Recados pendientes de Carlos (2):" in prompt


def test_what_changes_least_comes_first() -> None:
    """The planos stand in their order, so that tomorrow's prompt begins as today's."""
    today = instructions(PLANOS)
    tomorrow = instructions({**PLANOS, "CONTEXTO_AMBIENTAL": {"fecha": "2025-12-17", "dia_semana": "miércoles"}})
    shared = next(at for at, (a, b) in enumerate(zip(today, tomorrow, strict=False)) if a != b)

    assert "Carlos" in today[:shared]
    assert "diciembre" not in today[:shared]


def test_no_recados_and_no_events_are_said_so() -> None:
    """A small model invents what it is not told is absent."""
    prompt = instructions({"CONTEXTO_AMBIENTAL": {"recados_pendientes": 0, "eventos_hoy": []}})

    assert "Recados pendientes de la persona: ninguno." in prompt
    assert "Agenda de hoy de la persona: nada." in prompt


def test_planos_that_are_missing_are_left_out() -> None:
    """An empty DECK still gives instructions."""
    assert instructions({}).startswith("Eres Penny")


def test_example_answers_are_made_from_the_planos() -> None:
    """What the examples say is true, and the unknown is admitted."""
    answers = [example.answer for example in examples(PLANOS)]

    assert answers == [
        "Me llamo Penny.",
        "Te llamas Carlos.",
        UNKNOWN,
        "Tienes 2 recados: comprar pan y llamar a Ana.",
        UNKNOWN,
        "Hoy tienes: a las 14:00, Llamada cliente.",
    ]


def test_example_answers_of_an_empty_day() -> None:
    """Nothing to do is said as such."""
    answers = [example.answer for example in examples({})]

    assert "No tienes ningún recado pendiente." in answers
    assert "Hoy no tienes nada en la agenda." in answers


def test_whoever_has_no_name_is_not_given_one() -> None:
    """Penny has hers; the person's is unknown."""
    answers = {example.question: example.answer for example in examples({})}

    assert answers["¿Cómo te llamas?"] == "Me llamo Penny."
    assert answers["¿Cómo me llamo?"] == UNKNOWN


def test_recados_of_today_are_named_once_more() -> None:
    """So that they are not lost among the others."""
    day = {"recados_pendientes": 1, "recados": ["Pagar"], "recordatorios": ["Pagar"]}
    assert "Para hoy o atrasado: Pagar." in instructions({"CONTEXTO_AMBIENTAL": day})
    assert "atrasado" not in instructions({"CONTEXTO_AMBIENTAL": {}})


@pytest.mark.parametrize("name", ["carlos", "nadie", "lleno"])
def test_the_instructions_are_what_they_were(name: str) -> None:
    """Word for word (`golden/NAME.json` → `golden/NAME.txt`): every change of the prompt is seen, and meant."""
    planos = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    said = [instructions(planos), *(f"{example.question}\n{example.answer}" for example in examples(planos))]
    assert "\n---\n".join(said) + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("facts", "recados"), [(50, 0), (0, 30), (50, 30)])
def test_the_budget_is_kept(facts: int, recados: int) -> None:
    """Of what is too much the rest is counted; who she is, the day and the rules stay."""
    long = "x" * 450
    prompt = instructions(
        {
            "CONTEXTO_PERSONAL": {"nombre_usuario": "Carlos", "recordar": [f"{n} {long}" for n in range(facts)]},
            "CONTEXTO_AMBIENTAL": {
                "fecha": "2025-12-16",
                "recados_pendientes": recados,
                "recados": [f"{n} {long}" for n in range(recados)],
            },
        }
    )
    assert len(prompt) <= MAX_TOKENS * CHARACTERS_PER_TOKEN
    assert "más.)" in prompt
    assert "16 de diciembre de 2025" in prompt
    assert prompt.startswith("Eres Penny")
