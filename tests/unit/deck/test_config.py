"""DECK's configuration."""

from pathlib import Path

import pytest

from penny_chassis import config
from penny_chassis.errors import Misconfigured
from penny_deck.config import Settings


def test_every_variable_is_explained() -> None:
    """What `--help` prints names each of them."""
    text = config.help_text(Settings, "penny_deck", "")
    assert all(f"PENNY_DECK_{name} " in text for name in ("HOME", "DSN", "LISTEN", "POOL", "FSYNC"))


def test_by_default_deck_keeps_its_own_database_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No DSN, fsync on, below the person's own data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", "/datos")
    settings = config.read(Settings)
    assert (settings.dsn, settings.fsync) == (None, True)
    assert settings.home.name == "deck"
    assert settings.home.parent.name == "penny"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Home, DSN and fsync; the DSN, which may hold a password, is not shown."""
    monkeypatch.setenv("PENNY_DECK_HOME", "/deck/penny")
    monkeypatch.setenv("PENNY_DECK_DSN", "postgresql://penny:s3creto@db/penny")
    monkeypatch.setenv("PENNY_DECK_FSYNC", "off")
    settings = config.read(Settings)
    assert (settings.home, settings.fsync) == (Path("/deck/penny"), False)
    assert "s3creto" not in repr(settings)
    assert settings.dsn is not None
    assert settings.dsn.get_secret_value() == "postgresql://penny:s3creto@db/penny"


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is in the error."""
    monkeypatch.setenv("PENNY_DECK_POOL", "0")
    with pytest.raises(Misconfigured, match="PENNY_DECK_POOL"):
        config.read(Settings)
