"""What the service can be told."""

import pytest

from penny_asr.config import Settings
from penny_chassis.config import help_text, read
from penny_chassis.errors import Misconfigured


def test_the_defaults_are_those_of_a_laptop() -> None:
    """The small model, computed in integers on two threads, nothing fetched."""
    settings = read(Settings)

    assert (settings.listen, settings.engine) == ("127.0.0.1:50052", "faster-whisper")
    assert (settings.model, settings.compute_type, settings.device) == ("whisper-base", "int8", "cpu")
    assert (settings.threads, settings.workers) == (2, 1)


def test_the_environment_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable by its name."""
    monkeypatch.setenv("PENNY_ASR_MODEL", "large-v3")
    monkeypatch.setenv("PENNY_ASR_DEVICE", "cuda")
    monkeypatch.setenv("PENNY_ASR_COMPUTE_TYPE", "float16")

    settings = read(Settings)

    assert (settings.model, settings.device, settings.compute_type) == ("large-v3", "cuda", "float16")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DEVICE", "tpu"), ("THREADS", "0"), ("WORKERS", "no"), ("MODEL", ""), ("MAX_UTTERANCE_S", "100000")],
)
def test_a_value_that_cannot_be_used_is_named(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process does not start."""
    monkeypatch.setenv(f"PENNY_ASR_{variable}", value)

    with pytest.raises(Misconfigured, match=f"PENNY_ASR_{variable}"):
        read(Settings)


def test_every_variable_is_explained() -> None:
    """`--help` has a line for each."""
    text = help_text(Settings, "penny_asr", "Purpose.")

    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"PENNY_ASR_{name.upper()}" in text
