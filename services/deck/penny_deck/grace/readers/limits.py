"""How much a document may be, and what is said of one that is more, or that cannot be read. Pure."""

from penny_chassis.errors import InvalidInput, TooLarge

MAX_PAGES = 200
MAX_CHARACTERS = 2_000_000
"""Of a document's text: some 1000 pages of a novel."""
MAX_PIXELS = 50_000_000
"""Of one image: A4 at 600 dpi has 35 million."""
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_TABLE_CHARACTERS = 20_000_000
"""Of a table's cells: 200 for each of the rows."""
MAX_INFLATED_BYTES = 200 * 1024 * 1024
"""Of all that is packed in one DOCX or XLSX."""
MAX_RATIO = 200
"""Unpacked to packed; deflate reaches 1032, of zeros, and the XML of a document or a sheet some 10 to 50."""
MAX_MEMBERS = 10_000

FIELD = "documento"


def check(what: str, size: int, limit: int, unit: str) -> None:
    """Refuse more than there may be.

    Raises:
        TooLarge: There is more.
    """
    if size > limit:
        raise too_large(f"{what} has {size} {unit}; the limit is {limit}.")


def too_large(message: str) -> TooLarge:
    """It may be whole, and is more than can be read."""
    return TooLarge(message, remedy="Divide it, or make it smaller.", field=FIELD)


def unreadable() -> InvalidInput:
    """It is broken, or made to do harm; which of the two nobody can tell."""
    return InvalidInput(
        "This document cannot be read: it is damaged, or not what it says it is.",
        remedy="See whether it opens elsewhere, save it anew there, and upload that.",
        field=FIELD,
    )


def locked() -> InvalidInput:
    """It wants a password."""
    return InvalidInput("This document is locked with a password.", remedy="Save it without a password.", field=FIELD)
