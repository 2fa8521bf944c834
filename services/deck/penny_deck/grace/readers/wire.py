"""What the reading process and DECK say to each other. Pure.

A request is a line of JSON, then the document's bytes; an answer is its length, then JSON. DECK believes nothing of an
answer: the process that gave it may have been taken over by what it read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from penny_chassis.errors import InvalidInput, Misconfigured, PennyError, TooLarge
from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.readers import limits
from penny_deck.grace.readers.tabla import Tabla
from penny_deck.vault.tipos import Tipo

LENGTH_BYTES = 8
MAX_ANSWER_BYTES = 128 * 1024 * 1024
"""A document of the most characters, each a word of its own, has half as much."""
READY = b"ready"
CRASHED = b"crashed"
_DIGITS = 6
"""Of a fraction: a millionth of a page."""
_MAX_MESSAGE = 300
_ERRORS: Mapping[str, type[PennyError]] = {kind("").reason: kind for kind in (InvalidInput, TooLarge, Misconfigured)}

Reading = Document | Tabla


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read."""

    tipo: Tipo
    table: bool
    """Whether the table is wanted, and not the words."""
    cpu_s: int
    """So much computing it may take, on all cores together."""
    size: int
    """Bytes that follow."""

    def encode(self) -> bytes:
        """As a line."""
        return json.dumps([self.tipo, self.table, self.cpu_s, self.size]).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> "Request":
        """From a line of DECK's."""
        tipo, table, cpu_s, size = json.loads(line)
        return cls(Tipo(tipo), table, cpu_s, size)


def framed(answer: bytes) -> bytes:
    """With its length before it."""
    return len(answer).to_bytes(LENGTH_BYTES, "big") + answer


def encode(reading: Reading | PennyError) -> bytes:
    """An answer: what was read, or why not."""
    return json.dumps(_plain(reading), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decode(answer: bytes) -> Reading:
    """What was read.

    Raises:
        PennyError: Why not; or it is no answer.
    """
    try:
        reading = _reading(json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise limits.unreadable() from None
    if isinstance(reading, PennyError):
        raise reading
    return reading


def _plain(reading: Reading | PennyError) -> object:
    if isinstance(reading, Document):
        return {"kind": reading.kind, "pages": [[_word(word) for word in page] for page in reading.pages]}
    if isinstance(reading, Tabla):
        return {"columns": reading.columns, "rows": reading.rows}
    return {"reason": reading.reason, "message": reading.message, "remedy": reading.remedy}


def _word(word: Word) -> list[object]:
    box = word.box
    numbers = (box.left, box.top, box.right, box.bottom, word.confidence)
    return [word.text, *(round(number, _DIGITS) for number in numbers)]


def _reading(data: Mapping[str, object]) -> Reading | PennyError:
    match data:
        case {"kind": str(kind), "pages": list(pages)}:
            return Document(tuple(tuple(_to_word(word) for word in page) for page in pages), kind)
        case {"columns": list(columns), "rows": list(rows)}:
            return Tabla(_texts(columns), tuple(map(_texts, rows)))
        case {"reason": str(reason), "message": str(message), "remedy": str(remedy)}:
            return _ERRORS[reason](message[:_MAX_MESSAGE], remedy=remedy[:_MAX_MESSAGE], field=limits.FIELD)
    raise ValueError


def _to_word(data: list[object]) -> Word:
    text, *numbers = data
    left, top, right, bottom, confidence = map(_fraction, numbers)
    return Word(_text(text), Box(left, top, right, bottom), confidence)


def _texts(cells: list[object]) -> tuple[str, ...]:
    return tuple(map(_text, cells))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _fraction(value: object) -> float:
    """Between 0 and 1, whatever number it was."""
    if not isinstance(value, int | float):
        raise TypeError
    return min(1.0, max(0.0, value))
