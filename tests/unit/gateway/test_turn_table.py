"""The turn machine as ARCHITECTURE.md shows it."""

from pathlib import Path

from support.turn_table import table

DOCUMENT = Path(__file__).resolve().parents[3] / "ARCHITECTURE.md"


def test_the_document_shows_the_machine_as_it_is() -> None:
    """If this fails, put what `python tests/support/turn_table.py` prints into ARCHITECTURE.md."""
    assert table() in DOCUMENT.read_text(encoding="utf-8")
