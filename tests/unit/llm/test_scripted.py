"""The scripted engine."""

import json
import threading

import pytest

from penny_chassis.errors import EngineFailed, Misconfigured, TooLarge
from penny_llm.config import Settings
from penny_llm.engine import Finish, Plan, Prompt, Stop, Stopped
from penny_llm.engines.scripted import Scripted, load

PLAN = Plan(10, temperature=0.0)


def engine(**settings: object) -> Scripted:
    """The engine with this configuration."""
    return load(Settings.model_validate(settings))


def answer(scripted: Scripted, question: str, plan: Plan = PLAN) -> list[str]:
    """The pieces of an answer."""
    pieces: list[str] = []

    def emit(piece: str) -> bool:
        pieces.append(piece)
        return False

    scripted.answer(Prompt("s", f"a b {question}", question), plan, emit, Stop())
    return pieces


def test_the_script_is_followed() -> None:
    """The first part that fits decides; what nothing fits is repeated; what is no text is written as JSON."""
    scripted = engine(script=json.dumps({"hora": "Las dos.", "la": "Sí.", "pan": {"name": "apuntar"}}))

    assert answer(scripted, "¿Qué hora es la buena?") == ["Las", " dos."]
    assert answer(scripted, "la") == ["Sí."]
    assert "".join(answer(scripted, "pan")) == '{"name": "apuntar"}'
    assert "".join(answer(scripted, "Adiós")) == "Has dicho: Adiós"
    assert answer(scripted, "hora", Plan(10, temperature=0.0, schema={})) == ['"Las', ' dos."']


def test_a_cache_is_what_two_prompts_share() -> None:
    """Cached tokens are the words that the session's last prompt began with too; forgetting drops them."""
    scripted = engine()

    def cached(text: str) -> int:
        return scripted.read(Prompt("s", text), Stop()).cached_tokens

    assert [cached(text) for text in ("a b", "a b c", "a x", "a")] == [0, 2, 1, 1]
    scripted.forget("s")
    assert cached("a") == 0


def test_faults_on_demand() -> None:
    """The word for it makes it fail, or hang until it is stopped; too many words are too many."""
    scripted = engine(script_fail_word="revienta", script_hang_word="espera", context_tokens=512)
    with pytest.raises(EngineFailed):
        answer(scripted, "Ahora revienta.")
    with pytest.raises(TooLarge):
        scripted.read(Prompt("s", "a " * 513), Stop())

    stop = Stop()
    threading.Timer(0.01, stop.set).start()
    with pytest.raises(Stopped):
        scripted.read(Prompt("s", "a", "Ahora espera."), stop)


def test_a_stop_ends_a_slow_answer() -> None:
    """Between two words a stop is noticed, however long the pause."""
    stop = Stop()

    def emit(_: str) -> bool:
        stop.set()
        return False

    scripted = engine(script_delay_ms=1)
    with pytest.raises(Stopped):
        scripted.answer(Prompt("s", "a", "uno dos tres"), PLAN, emit, stop)


def test_enough_and_length() -> None:
    """An answer ends when its listener has enough, or at its length."""
    scripted = engine()

    enough = scripted.answer(Prompt("s", "a", "uno dos"), PLAN, lambda _: True, Stop())
    cut = scripted.answer(Prompt("s", "a", "uno dos"), Plan(1, temperature=0.0), lambda _: False, Stop())

    assert (enough.finish, enough.completion_tokens) == (Finish.STOP, 1)
    assert (cut.finish, cut.completion_tokens) == (Finish.LENGTH, 1)


@pytest.mark.parametrize("script", ["", "{", "[]", '"hora"'])
def test_a_script_that_cannot_be_used(script: str) -> None:
    """A script that is not a JSON object is the operator's to mend."""
    with pytest.raises(Misconfigured):
        engine(script=script)
