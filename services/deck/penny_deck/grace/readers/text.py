"""Plain text, in whichever of the usual encodings. Pure."""

import codecs

from penny_deck.grace.document import Document
from penny_deck.grace.readers import layout, limits

_BYTES_A_CHARACTER = 4
"""At most, in UTF-8 and UTF-16."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GUESSES = ("utf-8-sig", "cp1252", "latin-1")
"""UTF-8 is hardly ever right by chance; Windows' code page has Latin 1's letters and €; Latin 1 is never wrong."""


def read(data: bytes) -> Document:
    """Lines below each other; a form feed ends a line too."""
    return layout.document(([line] for line in decode(data).splitlines()), "text")


def decode(data: bytes, limit: int = limits.MAX_CHARACTERS) -> str:
    """Bytes as text, in the encoding that they seem to be in.

    Raises:
        TooLarge: There are more characters than the limit allows.
    """
    limits.check("The document", len(data), limit * _BYTES_A_CHARACTER, "bytes")
    return _decoded(data)


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF_16):
        return data.decode("utf-16", errors="replace")
    for encoding in _GUESSES:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError  # Latin 1 has a letter for every byte
