"""What the reading process and DECK say to each other."""

import json

import pytest

from penny_chassis.errors import InvalidInput, Misconfigured, PennyError, TooLarge
from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.readers import limits, wire
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.vault.tipos import Tipo

DOCUMENT = Document(((Word("ñandú", Box(0.1, 0.2, 0.3, 0.4), 0.5), Word("€", Box(0, 0, 1, 1))), ()), "scan")


@pytest.mark.parametrize("reading", [DOCUMENT, Document((), "pdf"), Tabla(("a", "ñ"), (("1", ""),))])
def test_what_was_read_arrives(reading: wire.Reading) -> None:
    """As it was."""
    assert wire.decode(wire.encode(reading)) == reading


@pytest.mark.parametrize("error", [limits.unreadable(), limits.locked(), TooLarge("x", remedy="y"), Misconfigured("z")])
def test_why_not_arrives(error: PennyError) -> None:
    """Its kind, what happened, what to do."""
    with pytest.raises(type(error)) as raised:
        wire.decode(wire.encode(error))
    assert (raised.value.message, raised.value.remedy) == (error.message, error.remedy)


def test_a_request_arrives() -> None:
    """On one line."""
    request = wire.Request(Tipo.PDF, table=False, cpu_s=3, size=10)
    line = request.encode()
    assert line.index(b"\n") == len(line) - 1
    assert wire.Request.decode(line) == request


def test_half_a_sign_is_no_error() -> None:
    """Which JSON and PDFs can have, and UTF-8 cannot."""
    broken = Document(((Word("a\ud800", Box(0, 0, 1, 1)),),), "pdf")
    assert wire.decode(wire.encode(broken)) == Document(((Word("a?", Box(0, 0, 1, 1)),),), "pdf")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"kind": "pdf"}',
        b'{"kind": 3, "pages": []}',
        b'{"kind": "pdf", "pages": [3]}',
        b'{"kind": "pdf", "pages": [["x"]]}',
        b'{"kind": "pdf", "pages": [[["x", 0, 0, 1]]]}',
        b'{"kind": "pdf", "pages": [[["x", 0, 0, 1, "1", 1]]]}',
        b'{"kind": "pdf", "pages": [[[3, 0, 0, 1, 1, 1]]]}',
        b'{"columns": ["a"], "rows": [[1]]}',
        b'{"columns": ["a"], "rows": [3]}',
        b'{"reason": "UNHEARD_OF", "message": "", "remedy": ""}',
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: bytes) -> None:
    """It is as if the document could not be read."""
    with pytest.raises(InvalidInput, match="cannot be read"):
        wire.decode(answer)


def test_places_are_within_the_page_and_messages_short() -> None:
    """Whatever the answer says."""
    document = wire.decode(b'{"kind": "pdf", "pages": [[["x", -5, NaN, 1e999, 0.5, 7]]]}')
    assert document == Document(((Word("x", Box(0, 0, 1, 0.5), 1),),), "pdf")
    long = {"reason": "INVALID_INPUT", "message": "x" * 10_000, "remedy": "y" * 10_000}
    with pytest.raises(InvalidInput) as raised:
        wire.decode(json.dumps(long).encode())
    assert len(str(raised.value)) < 1000
