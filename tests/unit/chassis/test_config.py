"""Configuration from the environment."""

from pathlib import Path

import pytest
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from penny_chassis import config, engines
from penny_chassis.errors import Misconfigured


class ExampleSettings(config.ServiceSettings):
    """A service's own settings."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="PENNY_EXAMPLE_")

    colour: str = Field("azul", description="of the lamp")
    size: int = Field(3, ge=1, description="of the lamp")


def test_variables_override_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prefix and the field's name make the variable."""
    monkeypatch.setenv("PENNY_EXAMPLE_SIZE", "7")

    settings = config.read(ExampleSettings)

    assert (settings.colour, settings.size) == ("azul", 7)


def test_secrets_may_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file named as the variable, in the secrets folder, is as good as the variable."""
    (tmp_path / "PENNY_EXAMPLE_COLOUR").write_text("verde")
    monkeypatch.setenv("PENNY_SECRETS_DIR", str(tmp_path))

    assert config.read(ExampleSettings).colour == "verde"


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which variable has to be mended."""
    monkeypatch.setenv("PENNY_EXAMPLE_SIZE", "many")

    with pytest.raises(Misconfigured, match="PENNY_EXAMPLE_SIZE"):
        config.read(ExampleSettings)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("PENNY_EXAMPLE_COLOR", "PENNY_EXAMPLE_COLOUR"),
        ("PENNY_EXAMPLE_LOGLEVEL", "PENNY_EXAMPLE_LOG_LEVEL"),
        ("penny_example_sise", "PENNY_EXAMPLE_SIZE"),
        ("PENNY_EXAMPLE_QXJWK", ""),
        ("PENNY_EXAMPLE_", ""),
    ],
)
def test_a_misspelt_variable_is_found(name: str, nearest: str) -> None:
    """With the one that was meant, if one is near: near by the part that is the service's own, not by the prefix."""
    assert config.unknown(ExampleSettings, ["PATH", name, "PENNY_EXAMPLE_SIZE"]) == {name: nearest}


@pytest.mark.parametrize(
    "name", ["PENNY_EXAMPLE_LISTEN", "penny_example_size", "PENNY_OTHER_SIZ", "PENNY_EXAMPLE", "X"]
)
def test_what_is_known_or_anothers_is_left_alone(name: str) -> None:
    """Known variables in either case, and those of other services, are no matter of this one."""
    assert config.unknown(ExampleSettings, [name]) == {}


def test_help_lists_every_variable_with_default_and_meaning() -> None:
    """`--help` teaches the configuration."""
    text = config.help_text(ExampleSettings, "penny_example", "An example.")

    assert "PENNY_EXAMPLE_COLOUR" in text
    assert "of the lamp [azul]" in text
    assert "PENNY_EXAMPLE_LISTEN" in text


def test_an_unknown_engine_names_the_known_ones() -> None:
    """The remedy is in the message."""
    with pytest.raises(Misconfigured, match="Choose one of: real, scripted"):
        engines.load({"real": "json:loads", "scripted": "json:dumps"}, "rael", distribution="penny-example")


def test_an_engine_whose_library_is_missing_names_the_extra() -> None:
    """The remedy is the extra to install."""
    with pytest.raises(Misconfigured, match=r"Install penny-example\[real\]"):
        engines.load({"real": "no_such_library:Engine"}, "real", distribution="penny-example")
