"""Readers: of whatever was uploaded, the words and where they stand, or the table.

A reader runs libraries, some of them native code, on what strangers have made: in DECK it is called through `sandbox`,
in a process of its own.
"""

import importlib
from collections.abc import Mapping

from penny_chassis.errors import InvalidInput, PennyError
from penny_deck.grace.document import Document
from penny_deck.grace.readers import limits
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.vault.tipos import IMAGES, TABLES, Tipo

_READERS: Mapping[Tipo, tuple[str, str]] = {
    Tipo.PDF: ("pdf", "read"),
    **dict.fromkeys(IMAGES, ("image", "read")),
    Tipo.DOCX: ("docx", "read"),
    Tipo.EMAIL: ("eml", "read"),
    Tipo.XLSX: ("sheets", "read_xlsx"),
    **dict.fromkeys((Tipo.TEXT, Tipo.CSV, Tipo.JSON), ("text", "read")),
}
"""A module of this package and its function; each brings a library, so they are imported when needed."""


def read(data: bytes, tipo: Tipo) -> Document:
    """The words of a document. CSV and JSON are read as text, XLSX as a line for each row.

    Raises:
        InvalidInput: It cannot be read, or is locked.
        TooLarge: It is beyond a limit.
        Misconfigured: It is a scan or photo, and what reads those is not installed.
    """
    module, function = _READERS[tipo]
    document = _guarded(module, function, data)
    if not isinstance(document, Document):
        raise TypeError
    return document


def read_table(data: bytes, tipo: Tipo) -> Tabla:
    """The table in CSV, XLSX or JSON.

    Raises:
        InvalidInput: It cannot be read, or is no table.
        TooLarge: It is beyond a limit.
    """
    if tipo not in TABLES:
        raise InvalidInput("This is no table.", remedy="Upload CSV, XLSX or JSON.", field=limits.FIELD)
    table = _guarded("sheets", "read_table", data, tipo)
    if not isinstance(table, Tabla):
        raise TypeError
    return table


def _guarded(module: str, function: str, *arguments: object) -> object:
    reader = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    try:
        return reader(*arguments)
    except PennyError:
        raise
    except MemoryError:
        raise limits.too_large("This document takes more memory than there is for one.") from None
    except Exception:  # noqa: BLE001 - libraries raise whatever comes to them at what was made to break them
        raise limits.unreadable() from None
