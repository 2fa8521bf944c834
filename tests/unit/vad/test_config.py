"""The service's configuration."""

import numpy as np
import pytest

from penny_chassis import engines
from penny_chassis.config import read
from penny_chassis.errors import Misconfigured
from penny_vad.config import ENGINES, Settings
from penny_vad.engine import WINDOW_SAMPLES
from penny_vad.engines import scripted


def test_defaults() -> None:
    """Without any variable the service has its documented values."""
    settings = read(Settings)

    assert (settings.listen, settings.engine) == ("127.0.0.1:50051", "silero")
    assert (settings.speech_threshold, settings.onset_ms, settings.pause_ms) == (0.5, 96, 200)


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value comes from PENNY_VAD_ and its name."""
    monkeypatch.setenv("PENNY_VAD_ENGINE", "scripted")
    monkeypatch.setenv("PENNY_VAD_SCRIPTED_PROBABILITY", "0.25")
    monkeypatch.setenv("PENNY_VAD_PAUSE_MS", "500")

    settings = read(Settings)

    assert (settings.engine, settings.scripted_probability, settings.pause_ms) == ("scripted", 0.25, 500)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SPEECH_THRESHOLD", "0"), ("ONSET_MS", "31"), ("PAUSE_MS", "5001"), ("TURN_THREADS", "0"), ("PAUSE_MS", "soon")],
)
def test_values_out_of_bounds_are_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """A value that cannot be used is named with its variable."""
    monkeypatch.setenv(f"PENNY_VAD_{variable}", value)

    with pytest.raises(Misconfigured, match=f"PENNY_VAD_{variable}"):
        read(Settings)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_every_engine_of_the_table_can_be_loaded(name: str) -> None:
    """The table's import strings lead to something that makes an engine."""
    assert callable(engines.load(ENGINES, name, distribution="penny-vad"))


def test_the_scripted_engine_says_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripted verdict is the configured one, and loud windows are speech."""
    monkeypatch.setenv("PENNY_VAD_SCRIPTED_PROBABILITY", "0.25")
    engine = scripted.load(read(Settings))

    assert engine.end_of_turn(np.zeros(100, np.float32)) == 0.25
    loudness = [0.0, 0.009, 0.011, 1.0]
    heard = [engine.open().probability(np.full(WINDOW_SAMPLES, level, np.float32)) for level in loudness]
    assert heard == [0.0, 0.0, 1.0, 1.0]
