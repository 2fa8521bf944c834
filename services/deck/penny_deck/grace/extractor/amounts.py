"""Amounts of money and percentages, as they are written in Spain and as OCR reads them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from penny_deck.grace.extractor.layout import Cell, Find

_CURRENCY = r"(?:€|EUR\b|[Ee]uros?\b|\$|USD\b|£|GBP\b)"
_DIGITS = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d+) ?[.,] ?\d{2}(?!\d|[.,/]\d)"
_MISREAD = r"[\dOolI|SB]+(?:[.,][\dOolI|SB]{3})*[.,][\dOolI|SB]{2}(?![\w.,/])"
_WHOLE = r"\d{1,3}(?:\.\d{3})+(?![\d.,])|\d+(?![\d.,])"


def _written(number: str) -> str:
    return (
        rf"(?<![\d.,/|])(?:[-−–(] ?)?(?:{_CURRENCY} ?)?(?:[-−–] ?)?(?:{number})"
        rf"(?! ?%)(?: ?{_CURRENCY})?(?: ?[-−)](?! ?\w))?"
    )


_AMOUNT = re.compile(_written(_DIGITS))
_AMOUNT_MISREAD = re.compile(_written(_MISREAD))
_AMOUNT_WHOLE = re.compile(rf"(?<![\d.,/-])(?:-?(?:{_WHOLE}) ?(?:€|EUR\b)|(?:€|EUR) ?-?(?:{_WHOLE}))(?! ?%)")
_LEADING_GROUP = re.compile(r"\D*\d{1,3} (?=\d{3}[.,])")
_REAL = str.maketrans("OolI|SB", "0011158")
_CURRENCIES = (
    ("EUR", re.compile(r"€|EUR\b|[Ee]uros?\b")),
    ("USD", re.compile(r"\$|USD\b")),
    ("GBP", re.compile("£|GBP\\b")),
)

_RATE = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})? ?%")
_RATE_BARE = re.compile(r"(?i)(?:(?<=iva )|(?<=i\.v\.a\. )|(?<=vat ))(?:21|10|4)(?:[.,]00?)?(?![\d.,]| ?%)")
_RATE_ALONE = re.compile(r"(?:21|10|4|5|0)(?:[.,]00?)?")
_RATE_MISREAD = re.compile(r"(?:21|10|4|5|0)[8$9oO]\b|(?:2[1lI]|[1lI][0O])%")


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """An amount and where it stands."""

    value: int
    """In cents."""
    find: Find
    repaired: bool = False
    """OCR took a digit for a letter."""
    part: bool = False
    """Of a longer number, if that is one number and not two."""


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """A percentage and where it stands."""

    value: Decimal
    find: Find
    repaired: bool = False
    bare: bool = False
    """Without a sign that says that it is a percentage: it has to be called one."""


def amounts(cell: Cell) -> Iterator[Amount]:
    """The amounts in a cell. "2 100,00" may be one or two numbers: it is given both as 2100.00 and as 100.00."""
    found = list(_AMOUNT.finditer(cell.text))
    misread = [] if found else [m for m in _AMOUNT_MISREAD.finditer(cell.text) if len(re.findall(r"\d", m[0])) > 1]
    for match in found or misread or _AMOUNT_WHOLE.finditer(cell.text):
        yield Amount(cents(match[0]), Find(cell, *match.span()), repaired=match in misread)
        if lead := _LEADING_GROUP.match(match[0]):
            find = Find(cell, match.start() + lead.end(), match.end())
            yield Amount(cents(find.text), find, part=True)


def cents(text: str) -> int:
    """What is written, in cents."""
    text = re.sub(_CURRENCY, "", text)
    number = re.sub(r"[^\d.,]", "", text.translate(_REAL))
    decimals = re.search(r"[.,](\d{2})$", number)
    whole = re.sub(r"\D", "", number[: decimals.start()] if decimals else number)
    value = int(whole or 0) * 100 + int(decimals[1] if decimals else 0)
    return -value if re.search(r"[-−–(]", text) else value


def written(value: int) -> str:
    """Cents as a field's value: "-1234.56"."""
    return f"{Decimal(value) / 100:.2f}"


def currency(text: str) -> str:
    """Which currency a text names; empty if none."""
    return next((name for name, pattern in _CURRENCIES if pattern.search(text)), "")


def currency_find(cell: Cell) -> Find | None:
    """Where a cell names a currency."""
    matches = (pattern.search(cell.text) for _, pattern in _CURRENCIES)
    return next((Find(cell, *match.span()) for match in matches if match), None)


def rates(cell: Cell) -> Iterator[Rate]:
    """The percentages in a cell, and what OCR makes of them."""
    found = [*_RATE.finditer(cell.text), *_RATE_BARE.finditer(cell.text)]
    for match in found:
        yield Rate(percent(match[0]), Find(cell, *match.span()))
    bare = _RATE_ALONE.fullmatch(cell.text)
    if not found and (alone := bare or _RATE_MISREAD.fullmatch(cell.text)):
        yield Rate(percent(alone[0]), Find(cell, *alone.span()), repaired=not bare, bare=True)


def percent(text: str) -> Decimal:
    """What is written, in per cent; a misread sign after one of the usual rates is none of its digits."""
    if _RATE_MISREAD.fullmatch(text):
        text = text[:-1].translate(_REAL)
    return Decimal(re.sub("[ %]", "", text).replace(",", ".")).normalize()
