"""What sentences say has to be done, by their forms. Pure."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from penny_deck.grace.tasks import vetos
from penny_deck.grace.tasks.contexto import Contexto
from penny_deck.grace.tasks.gramatica import FORMAS, Forma, Who
from penny_deck.grace.tasks.nombres import NAME, NAMES, ROLE, named, subject
from penny_deck.palabras import fold

_CLAUSE_END = re.compile(r";| pero | porque | ya que | aunque | mientras que |, que | para que |\?| — ")
_PERSONAL = re.compile(r"\b(?:por ?fa(?:vor)?|porfa)\b")
_ACCENTED_FUTURE = re.compile(r"\w+(?:rá|rán|ré|remos)$")
_VOCATIVE = re.compile(rf"(?:^(?:Hola,? )?(?P<first>{NAME}), )|(?:, (?P<last>{NAME})\s*[?!.]*$)")
_HOW = re.compile(r"(?:para|al) [a-zñ]+[aei]r")
_ANYBODY = frozenset({"alguien", "todos"})
_PASSIVE = re.compile(r"\bse $")
_ROLE = re.compile(rf"(?:{ROLE})")


@dataclass(frozen=True, slots=True)
class Encargo:
    """What a form finds: places in the text."""

    quien: str
    begin: int
    """Where it begins, with who has to do it."""
    start: int
    """Where what has to be done begins, and where it ends."""
    end: int
    confidence: float


def encargos(text: str, contexto: Contexto) -> list[Encargo]:
    """What a sentence says has to be done, in its order."""
    folded = fold(text)
    if vetos.unsure(folded) or vetos.done(folded):
        return []
    found: list[Encargo] = []
    for encargo in _all(text, folded, contexto):
        if not any(other.begin < encargo.end and encargo.begin < other.end for other in found):
            found.append(encargo)
    return list(_apart(sorted(found, key=lambda each: each.start), folded))


def _all(text: str, folded: str, contexto: Contexto) -> Iterator[Encargo]:
    question = "¿" in text
    for forma in FORMAS:
        if question and forma.who is not Who.READER:
            continue
        for match in forma.pattern.finditer(folded):
            if _holds(forma, match, text, folded, contexto):
                found = _who(forma, match, text, contexto)
                if found:
                    yield Encargo(found[0], found[1], match.start("que"), match.end("que"), forma.confidence)


def _holds(forma: Forma, match: re.Match[str], text: str, folded: str, contexto: Contexto) -> bool:
    """Whether a match says what its form usually says."""
    before = folded[: match.start()]
    if vetos.denied(before) and not match[0].startswith("no "):
        return False
    if forma.future and not _ACCENTED_FUTURE.search(text[match.start("que") : match.end("que")]):
        return False
    if forma.general and _HOW.match(folded):
        return False
    if forma.who is Who.READER:
        return not forma.imperative or bool(contexto.reader or contexto.writer or _PERSONAL.search(folded))
    return not (forma.future and forma.who is Who.SUBJECT and _PASSIVE.search(before))


def _who(forma: Forma, match: re.Match[str], text: str, contexto: Contexto) -> tuple[str, int] | None:
    """Who has to do it, and where the form begins; None if it is no task for want of somebody."""
    if forma.who is Who.SUBJECT:
        return _subject(match, text, contexto)
    if forma.who is Who.NAMED:
        return _inside(match, text, contexto)
    if forma.who is Who.READER:
        return _called(text) or contexto.reader, match.start()
    return contexto.writer if forma.who is Who.WRITER else "", match.start()


def _subject(match: re.Match[str], text: str, contexto: Contexto) -> tuple[str, int] | None:
    before = re.sub(r"(?:(?<=\s)(?:se|le|les|lo|la|los|las|nos|te|os|me)\s+)+$", "", text[: match.start()])
    where = subject(before, contexto.nouns)
    folded = fold(before[: where[0]]) if where else ""
    if where is None or vetos.relative(folded) or vetos.denied(folded) or vetos.denied(fold(before)):
        return None
    return before[where[0] : where[1]], where[0]


def _inside(match: re.Match[str], text: str, contexto: Contexto) -> tuple[str, int] | None:
    who = text[match.start("who") : match.end("who")].strip()
    if _ROLE.fullmatch(fold(who)):
        return who, match.start()
    if fold(who) in _ANYBODY:
        return "", match.start()
    where = named(who, contexto.nouns) if re.fullmatch(NAMES, who) else None
    return (who[where[0] : where[1]], match.start()) if where else None


def _called(text: str) -> str:
    """Who is called by name in a request."""
    match = _VOCATIVE.search(text)
    name = match and (match["first"] or match["last"])
    where = named(name) if name else None
    return name[where[0] : where[1]] if name and where else ""


def _apart(found: list[Encargo], folded: str) -> Iterator[Encargo]:
    """Each up to the next, or to the end of its clause."""
    for encargo, following in itertools.zip_longest(found, found[1:]):
        limit = following.begin if following else len(folded)
        ended = _CLAUSE_END.search(folded, encargo.end, limit)
        end = ended.start() if ended else limit
        yield replace(encargo, end=end)
