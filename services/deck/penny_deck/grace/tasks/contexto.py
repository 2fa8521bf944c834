"""What a document says about itself that its sentences leave out: its date, who writes, to whom. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import getaddresses, parsedate_to_datetime

from penny_deck.grace import prose
from penny_deck.grace.document import Document
from penny_deck.grace.tasks import plazo
from penny_deck.grace.tasks.nombres import NAME, named
from penny_deck.palabras import fold

_HEADING_LINES = 12
"""In which a document says when it was written."""
_HEADING_CHARACTERS = 200
"""Of each of them: what patterns try in a line grows with its square."""
_DATED = re.compile(r"\b(?:fecha|dia|celebrad[oa]|reunid[oa]s?|reunion|acta|junta|notas|a) .*\d|^\W*\d")
_GREETING = re.compile(
    rf"(?:Hola|Estimad[oa]|Querid[oa]|Apreciad[oa]|Buen[oa]s (?:días|tardes|noches)|Buenas)\b,? (?P<who>{NAME})[,:!.]?"
)
_GREETING_LINES = 4
_WRITER, _READER, _DATE = ("from", "de"), ("to", "para"), ("date", "fecha", "enviado", "enviado el", "sent")


@dataclass(frozen=True, slots=True)
class Contexto:
    """Whose words a document is, and when they were said."""

    now: datetime
    """The document's own moment, or else the reader's; in the reader's time zone."""
    writer: str
    """Empty if the document does not say; so is the next."""
    reader: str
    nouns: frozenset[str]
    """Words that it writes without capitals."""


def contexto(document: Document, passages: Sequence[prose.Passage], now: datetime) -> Contexto:
    """What can be known before the first sentence is read."""
    fields = {fold(name.strip()): value.strip() for name, _, value in _headers(document)}
    first = [passage.text[:_HEADING_CHARACTERS] for passage in passages[:_HEADING_LINES]]
    greeted = next((match["who"] for line in first[:_GREETING_LINES] if (match := _GREETING.match(line))), "")
    name = named(greeted) if greeted else None
    return Contexto(
        now=_sent(fields, now) or _dated(first, now) or now,
        writer=_person(fields, _WRITER),
        reader=greeted[name[0] : name[1]] if name else _person(fields, _READER),
        nouns=frozenset(fold(word) for word in re.findall(r"(?<![\w@./-])[a-zñáéíóúü]{3,}", document.text)),
    )


def _headers(document: Document) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in prose.headers(document)]


def _person(fields: dict[str, str], names: Sequence[str]) -> str:
    """The one person in a header; nobody if there are several."""
    found = getaddresses([next((fields[name] for name in names if name in fields), "")])
    if len(found) != 1:
        return ""
    name, address = found[0]
    return name or address


def _sent(fields: dict[str, str], now: datetime) -> datetime | None:
    """When an e-mail was sent."""
    value = next((fields[name] for name in _DATE if name in fields), None)
    if value is None:
        return None
    try:
        return parsedate_to_datetime(value).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return _at_midnight(plazo.explicit_date(value, now), now)


def _dated(lines: Sequence[str], now: datetime) -> datetime | None:
    """The date in the heading of minutes or a letter."""
    dates = (plazo.explicit_date(line, now) for line in lines if _DATED.search(fold(line)))
    return _at_midnight(next(filter(None, dates), None), now)


def _at_midnight(day: date | None, now: datetime) -> datetime | None:
    return datetime.combine(day, time(), now.tzinfo) if day else None
