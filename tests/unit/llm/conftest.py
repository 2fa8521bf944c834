"""The real model, loaded once for all tests of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from penny_chassis.config import read
from penny_llm.config import Settings
from penny_llm.engines import llama_cpp
from penny_llm.engines.llama_cpp import LlamaCpp


@pytest.fixture(scope="session")
def loaded_engine() -> Iterator[LlamaCpp]:
    """The engine as configured, but small, and counting what it does."""

    def counting(settings: Settings, model: Path) -> object:
        values = parameters(settings, model)
        values.endpoint_metrics = True
        return values

    parameters = llama_cpp._parameters
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(llama_cpp, "_parameters", counting)
        loaded = llama_cpp.load(read(Settings).model_copy(update={"slots": 2, "context_tokens": 1024}))
    yield loaded
    loaded.close()


@pytest.fixture
def engine(loaded_engine: LlamaCpp) -> Iterator[LlamaCpp]:
    """The engine, with no session of any other test in it."""
    yield loaded_engine
    for session_id in "abc":
        loaded_engine.forget(session_id)
