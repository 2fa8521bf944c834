"""llama.cpp with the real model: what is read, kept, stopped and forgotten."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.llama import PREFIX, ask, words

from penny_chassis.config import read
from penny_chassis.errors import Misconfigured, TooLarge
from penny_llm import template
from penny_llm.config import Settings
from penny_llm.engine import Finish, Plan, Prompt, Stop, Stopped
from penny_llm.engines import llama_cpp
from penny_llm.engines.llama_cpp import LlamaCpp


def predicted_tokens(engine: LlamaCpp) -> int:
    """How many tokens the server has generated in its life."""
    found = re.search(r"^llamacpp:tokens_predicted_total (\d+)", engine._server.handle_metrics(), re.MULTILINE)
    assert found
    return int(found[1])


@pytest.mark.models
def test_each_prompt_is_read_from_where_the_last_one_ended(engine: LlamaCpp) -> None:
    """Prefix, words, question and the next question each read only what is new."""
    held = engine.read(Prompt("a", PREFIX), Stop())
    first = words(engine, "¿A qué hora es la")
    longer = words(engine, "¿A qué hora es la cena")
    text, answer = ask(engine, "¿A qué hora es la cena?")
    conversation = f"{template.ask(PREFIX, '¿A qué hora es la cena?')}{text}{template.END}\n"
    _, next_answer = ask(engine, "¿Y la reunión?", conversation=conversation)

    assert held.cached_tokens == 0
    assert first.cached_tokens == held.prompt_tokens
    assert longer.cached_tokens == first.prompt_tokens
    assert answer.cached_tokens == longer.prompt_tokens
    assert answer.finish is Finish.STOP
    assert "nueve" in text
    assert next_answer.cached_tokens >= answer.prompt_tokens + answer.completion_tokens - 2


@pytest.mark.models
def test_sessions_share_nothing(engine: LlamaCpp) -> None:
    """The same prefix is new to every session: also to one that was forgotten, and to one that lost its slot."""
    for session_id in "ab":
        assert engine.read(Prompt(session_id, PREFIX), Stop()).cached_tokens == 0

    engine.forget("a")
    assert engine.read(Prompt("a", PREFIX), Stop()).cached_tokens == 0
    assert engine.read(Prompt("c", PREFIX), Stop()).cached_tokens == 0  # takes the slot of b
    assert engine.read(Prompt("b", PREFIX), Stop()).cached_tokens == 0
    assert words(engine, "Hola", "b").cached_tokens > 0


@pytest.mark.models
def test_what_is_forgotten_is_overwritten(engine: LlamaCpp) -> None:
    """Even the server itself, asked for the slot behind our back, has nothing of the session left in it."""
    engine.read(Prompt("a", PREFIX), Stop())
    (slot,) = [index for index in range(2) if engine._slots._table.slot_of("a") == index]
    engine.forget("a")

    answer = engine._server.handle_completions({"prompt": PREFIX, "max_tokens": 1, "id_slot": slot})

    assert answer["usage"]["prompt_tokens_details"]["cached_tokens"] == 0


@pytest.mark.models
def test_two_sessions_side_by_side(engine: LlamaCpp) -> None:
    """Two answers at once are each from their own conversation."""
    questions = {"a": "¿A qué hora es la cena?", "b": "¿Qué le gusta beber a Lucía?"}

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask, engine, question, session_id=name) for name, question in questions.items()]

    dinner, drink = (answer.result()[0] for answer in asked)
    assert "nueve" in dinner
    assert "té verde" in drink


@pytest.mark.models
def test_more_sessions_than_slots(engine: LlamaCpp) -> None:
    """Three sessions on two slots are all answered, each from its own text."""
    with ThreadPoolExecutor(3) as pool:
        asked = [
            pool.submit(ask, engine, f"Di solo la palabra {word}.", session_id=session_id)
            for session_id, word in zip("abc", ("limón", "tren", "reloj"), strict=True)
        ]

    assert [word in answer.result()[0].lower() for word, answer in zip(("limón", "tren", "reloj"), asked, strict=True)]


@pytest.mark.models
@pytest.mark.parametrize("after", [1, 5])
def test_a_stop_stops_the_model(engine: LlamaCpp, after: int) -> None:
    """After a stop the model writes no more; the session's next answer does not come after the rest of the first."""
    stop = Stop()
    pieces: list[str] = []

    def emit(piece: str) -> bool:
        pieces.append(piece)
        if len(pieces) == after:
            stop.set()
        return False

    before = predicted_tokens(engine)
    with pytest.raises(Stopped):
        engine.answer(
            Prompt("a", template.ask(PREFIX, "Cuenta del uno al cien.")), Plan(500, temperature=0.0), emit, stop
        )
    text, answer = ask(engine, "¿A qué hora es la cena?")

    assert len(pieces) == after
    assert "nueve" in text
    assert predicted_tokens(engine) - before <= after + 2 + answer.completion_tokens


class StopAfter(Stop):
    """A stop that is found set when it is looked at for the second time: after the first batch of a prompt."""

    looks = 0

    def __bool__(self) -> bool:
        self.looks += 1
        return self.looks > 1


@pytest.mark.models
def test_a_stop_stops_the_reading(engine: LlamaCpp) -> None:
    """A long prompt is left after the batch that is being read; what was read of it is not lost."""
    with pytest.raises(Stopped):
        engine.read(Prompt("a", "palabra " * 600), StopAfter())

    batch = read(Settings).batch_tokens
    assert batch <= engine.read(Prompt("a", "palabra " * 200), Stop()).cached_tokens <= 2 * batch


@pytest.mark.models
def test_a_prompt_larger_than_the_context_is_the_callers_fault(engine: LlamaCpp) -> None:
    """It is refused with its size and the limit, and the session goes on."""
    with pytest.raises(TooLarge, match=r"\d{4} tokens; the limit is 1024"):
        engine.read(Prompt("a", "palabra " * 3000), Stop())

    assert "nueve" in ask(engine, "¿A qué hora es la cena?")[0]


@pytest.mark.parametrize(
    "model",
    [
        lambda folder: "no-such-model",  # noqa: ARG005
        lambda folder: str(folder / "missing.gguf"),
        lambda folder: _file_of(folder, b"GGUF and no more"),
    ],
    ids=["unknown", "missing", "damaged"],
)
def test_weights_that_cannot_be_used(tmp_path: Path, model: Callable[[Path], str]) -> None:
    """A model that is unknown, missing or damaged is the operator's to mend, and the message says so."""
    with pytest.raises(Misconfigured):
        llama_cpp.load(Settings.model_validate({"model": model(tmp_path)}))


def _file_of(folder: Path, content: bytes) -> str:
    path = folder / "damaged.gguf"
    path.write_bytes(content)
    return str(path)
