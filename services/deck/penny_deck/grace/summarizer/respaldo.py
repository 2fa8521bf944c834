"""Whether a text says only what stands in another: its names, numbers, dates and amounts, and most of its words. Pure.

A small model makes up what it does not know, and joins what does not belong together. So a name counts as a whole
("Marta Vidal" is not in a text with Marta Rueda and Pol Vidal), an amount with its unit, a date with day and month.
What cannot be found out here is whether the verbs are true: a "no" that has been left out is not seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from penny_deck.grace.prose import flat
from penny_deck.log.terms import terms
from penny_deck.palabras import MONTHS, NUMBER, WEEKDAYS, fold, number

_SUPPORTED = 0.6
"""Of a sentence's stems that stand in the document: set on made-up summaries; a summary has words of its own."""
_MONTH = {fold(name): n for n, name in enumerate(MONTHS, start=1)} | {"setiembre": 9}
_WEEKDAYS = frozenset(map(fold, WEEKDAYS))
_WRITTEN_DATE = re.compile(rf"\b(\d{{1,2}}|primero) de ({'|'.join(_MONTH)})(?: (?:de|del) (\d{{4}}))?\b")
_FIGURES_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![\d/-]|\.\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_AMOUNT = re.compile(
    r"(?<![\w])(\d{1,3}(?:[.\s]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(€|eur(?:os?)?\b|%|por ciento\b)?"
)
_IN_WORDS = re.compile(rf"(?<![\w]){NUMBER}(?![\w])")
_UNITS: Final = {"%": "%", "por ciento": "%"}
_ONE = frozenset({"un", "una", "uno", "primero"})
_NAME = re.compile(r"[A-ZÁÉÍÓÚÜÑÇ][\w'’·-]*(?: (?:(?:de |del |de la |y )?)[A-ZÁÉÍÓÚÜÑÇ][\w'’·-]*)*")
_BEGINS = re.compile(r"(?:^|[.!?…:]\s+[«\"“¿¡]*|[«\"“¿¡])$")
_OPENING_WORDS = """
el la los las lo un una unos unas se en este esta estos estas ese esa eso segun ademas por para con tras ante como
cuando mientras finalmente tambien asimismo entre desde hasta al del de a su sus hay no si y o pero ambos varios
varias todos todas cada durante antes despues sobre otro otra otros otras e aunque donde es son fue sera
"""
_OPENING = frozenset(_OPENING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in a text."""

    text: str
    """Flat."""
    stems: frozenset[str]
    dates: frozenset[tuple[int, int, int]]
    """Day, month and year; also each without its year, which is 0 then."""
    amounts: frozenset[tuple[Decimal, str]]
    """With unit, and each without."""


def known(text: str) -> Known:
    """What stands in a text, for `unfounded`."""
    dates, rest = _dates(text)
    amounts = set(_amounts(rest)) | {(Decimal(part), "") for date in dates for part in date if part}
    return Known(
        text=flat(text),
        stems=frozenset(_stems(text)),
        dates=frozenset(dates | {(day, month, 0) for day, month, _ in dates}),
        amounts=frozenset(amounts | {(value, "") for value, _ in amounts}),
    )


def unfounded(text: str, facts: Known) -> str | None:
    """The first that a text says and that is not known; None if all of it is."""
    dates, rest = _dates(text)
    for date in dates:
        if date not in facts.dates:
            return "date"
    if any(amount not in facts.amounts for amount in _amounts(rest)):
        return "number"
    if any(not _named(name, facts) for name in _names(text)) or _weekdays(text) - _weekdays(facts.text):
        return "name"
    stems = _stems(text)
    supported = sum(stem in facts.stems for stem in stems)
    return "words" if supported < _SUPPORTED * len(stems) else None


def _dates(text: str) -> tuple[set[tuple[int, int, int]], str]:
    """The dates in a text, and the text without them."""
    folded = flat(text)
    found: set[tuple[int, int, int]] = set()
    for year, month, day in _ISO_DATE.findall(folded):
        found.add((int(day), int(month), int(year)))
    folded = _ISO_DATE.sub(" ", folded)
    for day, month, year in _WRITTEN_DATE.findall(folded):
        found.add((1 if day == "primero" else int(day), _MONTH[month], int(year or 0)))
    folded = _WRITTEN_DATE.sub(" ", folded)
    months = _MONTH.values()
    for match in list(_FIGURES_DATE.finditer(folded)):
        day, month, year = int(match[1]), int(match[2]), int(match[3] or 0)
        if month in months and 0 < day <= 31:  # noqa: PLR2004 - days of a month
            found.add((day, month, year + 2000 if match[3] and len(match[3]) == 2 else year))  # noqa: PLR2004 - figures
    return found, _FIGURES_DATE.sub(lambda match: " " if _is_date(match) else match[0], folded)


def _is_date(match: re.Match[str]) -> bool:
    return match[3] is not None and 0 < int(match[2]) <= len(MONTHS)


def _amounts(folded: str) -> Iterator[tuple[Decimal, str]]:
    """The numbers in a text, in figures or words, with their unit."""
    for match in _AMOUNT.finditer(folded):
        value = _value(match[1])
        if value is not None:
            yield value, _UNITS.get(match[2], "€") if match[2] else ""
    for match in _IN_WORDS.finditer(folded):
        if match[0] not in _ONE and not match[0][0].isdigit():
            yield Decimal(number(match[0])), ""


def _value(written: str) -> Decimal | None:
    """A number as Spanish writes it: 1.234,50; a point before other than three figures is a decimal one."""
    plain = re.sub(r"\s", "", written)
    plain = plain.replace(".", "") if re.search(r"\.\d{3}(?!\d)", plain) else plain
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


def _names(text: str) -> Iterator[str]:
    """What is written with capitals, without the word by which a sentence begins if that has another reason for it."""
    for match in _NAME.finditer(text):
        name = match[0]
        first, _, rest = name.partition(" ")
        if _BEGINS.search(text[: match.start()]) and fold(first) in _OPENING:
            name = re.sub(r"^(?:de la|del|de|y) ", "", rest)
        if name:
            yield name


def _named(name: str, facts: Known) -> bool:
    """Whether a name stands in a text; a single word with another ending is the same word at a sentence's beginning."""
    wanted = flat(name)
    if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", facts.text):
        return True
    parts = re.split(r" y ", wanted)
    if len(parts) > 1:
        return all(_named(part, facts) for part in parts)
    return " " not in wanted and wanted not in _MONTH and bool(terms(wanted)) and set(terms(wanted)) <= facts.stems


def _weekdays(text: str) -> frozenset[str]:
    return _WEEKDAYS & frozenset(flat(text).replace(",", " ").replace(".", " ").split())


def _stems(text: str) -> tuple[str, ...]:
    """All of a text's stems, of long ones too."""
    words = text.split()
    return tuple(dict.fromkeys(stem for word in words for stem in _of_word(word)))


@lru_cache(20_000)
def _of_word(word: str) -> tuple[str, ...]:
    return tuple(terms(word))
