"""What README.md shows is so."""

import importlib
import re
from pathlib import Path

import pytest

from penny_chassis.config import ServiceSettings
from penny_deck.home import Home
from penny_models import load_catalogue

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"`PENNY_([A-Z]+)_([A-Z_]+)=([^`]+)`", README)


def test_there_are_examples_of_configuration() -> None:
    """Otherwise the next test would test nothing."""
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize(("service", "field", "value"), EXAMPLES)
def test_an_example_of_configuration_changes_something(service: str, field: str, value: str) -> None:
    """The service knows the variable and takes the value, which is not what holds anyway."""
    kind = importlib.import_module(f"penny_{service.lower()}.config").Settings
    assert issubclass(kind, ServiceSettings)
    assert field.lower() in kind.model_fields
    usual, changed = (getattr(kind.model_validate(told), field.lower()) for told in ({}, {field.lower(): value}))
    assert changed != usual
    assert field != "MODEL" or changed in load_catalogue().names


def test_the_folders_of_deck_are_all_there(tmp_path: Path) -> None:
    """Everything that DECK makes in its home is in the list, and nothing else."""
    Home(tmp_path, fsync=False).prepare()
    listed = README.partition("otherwise:\n\n```\n")[2].partition("```")[0]
    assert {line.split("/")[0] for line in listed.splitlines()} == {path.name for path in tmp_path.iterdir()}
