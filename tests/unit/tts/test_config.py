"""What the voice service can be told."""

import pytest

from penny_chassis import engines
from penny_chassis.config import read
from penny_chassis.errors import Misconfigured
from penny_tts.config import ENGINES, Settings


def test_defaults() -> None:
    """Penny speaks with Kokoro, as ef_dora, on two threads, where the gateway looks for her."""
    settings = read(Settings)

    assert settings.engine == "kokoro"
    assert settings.voice == "ef_dora"
    assert settings.threads == 2
    assert settings.listen == "127.0.0.1:50054"


@pytest.mark.parametrize(
    ("name", "value"), [("THREADS", "0"), ("WORKERS", "17"), ("VOICE", ""), ("SCRIPT_DELAY_MS", "-1")]
)
def test_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The message has the variable's name."""
    monkeypatch.setenv(f"PENNY_TTS_{name}", value)

    with pytest.raises(Misconfigured, match=f"PENNY_TTS_{name}"):
        read(Settings)


def test_every_engine_can_be_made() -> None:
    """Each name in the table stands for something that can be called."""
    assert all(callable(engines.load(ENGINES, name, distribution="penny-tts")) for name in ENGINES)


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    """The remedy lists what there is."""
    with pytest.raises(Misconfigured, match="kokoro, scripted"):
        engines.load(ENGINES, "parrot", distribution="penny-tts")
