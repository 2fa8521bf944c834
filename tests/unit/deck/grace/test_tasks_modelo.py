"""TASK_DETECTOR asking the model: what it finds has to stand in the sentence."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from penny_deck.grace.ask import Ask
from penny_deck.grace.readers import text
from penny_deck.grace.tasks import Tarea, detect

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Europe/Madrid"))
HARD = "Del tema del seguro se ocupa, como siempre, Carmen, con la póliza nueva."


def _saying(**task: object) -> Ask:
    async def ask(instructions: str, sentences: str, schema: str) -> str:
        assert instructions
        assert sentences.startswith("1. ")
        assert json.loads(schema)
        return json.dumps({"tareas": [{"frase": 1, "quien": "Carmen", "que": "la póliza nueva"} | task]})

    return ask


async def _found(written: str, ask: Ask) -> tuple[Tarea, ...]:
    return (await detect(text.read(written.encode()), NOW, ask)).tareas


async def test_what_the_model_sees() -> None:
    """It is believed word for word, and less sure than what a rule finds."""
    (tarea,) = await _found(HARD, _saying())
    assert (tarea.quien, tarea.que, tarea.confidence) == ("Carmen", "la póliza nueva", 0.5)


@pytest.mark.parametrize(
    "lie",
    [
        {"que": "pagar el seguro"},
        {"que": "la"},
        {"frase": 7},
        {"frase": 0},
        {"frase": "uno"},
        {"que": ""},
        {"que": None},
    ],
)
async def test_the_models_lies_are_thrown_out(lie: dict[str, object]) -> None:
    """What does not stand in the sentence is no task."""
    assert await _found(HARD, _saying(**lie)) == ()


@pytest.mark.parametrize("who", ["Fernando", "", "El seguro", "la póliza", "Del tema", "carmen", "Carmen Gil"])
async def test_a_name_that_the_model_makes_up(who: str) -> None:
    """Who has to do it is a person whom the sentence names; else it is no task."""
    assert await _found(HARD, _saying(quien=who)) == ()


@pytest.mark.parametrize("sentence", ["El ascensor funciona bien.", "Hoy ha llovido.", "Lo suyo sería que Ana fuese."])
async def test_what_the_model_is_not_asked(sentence: str) -> None:
    """Sentences that name no person, or suppose something: it would call them tasks."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        raise AssertionError

    assert await _found(sentence, ask) == ()


@pytest.mark.parametrize("sentence", ["Marta no enviará la póliza nueva.", "Si llueve, Marta enviará la póliza nueva."])
async def test_the_model_does_not_outvote_the_rules(sentence: str) -> None:
    """What is denied or depends on something is no task, whatever it says."""
    assert await _found(sentence, _saying()) == ()


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"tareas": 3}', '{"tareas": [{}]}', '{"tareas": [7]}'])
async def test_a_model_that_answers_something_else(answer: str) -> None:
    """It is as if it had not been asked."""

    async def ask(_instructions: str, _text: str, _schema: str) -> str:
        return answer

    assert await _found(HARD, ask) == ()
