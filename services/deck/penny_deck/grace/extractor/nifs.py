"""Tax numbers: NIF, NIE and CIF by their check digits, and those of other countries of the Union. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.es import nif
from stdnum.eu import vat

from penny_deck.grace.extractor.layout import Cell, Find

_LENGTH = 9
_EDGE = r"(?:(?<![A-Za-z0-9])|(?<=[CN]IF))"
_SPANISH = re.compile(rf"{_EDGE}(?=((?:ES ?-? ?)?[A-Za-z0-9|](?:[-. ]{{0,2}}[A-Za-z0-9|]){{8}})(?![A-Za-z0-9]))")
"""Looked for at every place, for the letters of "CIF" before a number look like its own."""
_FOREIGN = re.compile(r"(?<!\w)(?:DE|FR|IT|PT|NL|BE|IE|PL|AT)[0-9A-Z]{8,12}(?!\w)")
_DIGITS_AT_LEAST = 6
_DIGITS_READ_AS_LETTERS = str.maketrans("ODQIL|ZSBG", "0001112586")
_LETTERS_READ_AS_DIGITS = str.maketrans("850162", "BSOIGZ")
_SHAPE = re.compile(r"[A-HJNP-SUVWXYZ]\d{7}[0-9A-J]|\d{8}[A-Z]|[XYZ]\d{7}[A-Z]")


@dataclass(frozen=True, slots=True, eq=False)
class Nif:
    """A tax number and where it stands."""

    value: str
    find: Find
    valid: bool = True
    repaired: bool = False


def nifs(cell: Cell, *, labelled: bool) -> Iterator[Nif]:
    """The tax numbers of a cell.

    Args:
        cell: Where to look.
        labelled: Its text, or what stands beside it, says that there is one: then one that was misread is repaired,
            and one whose check digit is wrong is given nevertheless.
    """
    found = [code for match in _SPANISH.finditer(cell.text) if (code := _nif(Find(cell, *match.span(1))))]
    sound = [code for code in found if code.valid and not code.repaired]
    yield from sound or [code for code in found if labelled][:1]
    for match in _FOREIGN.finditer(cell.text):
        if vat.is_valid(match[0]):
            yield Nif(match[0], Find(cell, *match.span()))


def _nif(find: Find) -> Nif | None:
    value, valid, repaired = _read(find.text)
    if sum(sign.isdigit() for sign in find.text) < _DIGITS_AT_LEAST or not _SHAPE.fullmatch(value):
        return None
    return Nif(value, find, valid, repaired)


def value(text: str) -> str:
    """What a text says as a tax number: as it is if its check digit is right, else as it was probably meant."""
    return text if _FOREIGN.fullmatch(text) and vat.is_valid(text) else _read(text)[0]


def _read(text: str) -> tuple[str, bool, bool]:
    """Value, whether its check digit is right, whether it was repaired."""
    code = re.sub(r"[^A-Z0-9|]", "", text.upper())
    code = code[2:] if len(code) > _LENGTH and code.startswith("ES") else code
    if nif.is_valid(code):
        return code, True, False
    for meant in _meant(code):
        if nif.is_valid(meant):
            return meant, True, True
    return code, False, False


def _meant(code: str) -> Iterator[str]:
    """What may have been misread: a digit as a letter in the middle, a letter as a digit at one end."""
    head, middle, tail = code[0], code[1:8].translate(_DIGITS_READ_AS_LETTERS), code[8:]
    heads = (head, head.translate(_LETTERS_READ_AS_DIGITS), head.translate(_DIGITS_READ_AS_LETTERS))
    tails = (tail, tail.translate(_DIGITS_READ_AS_LETTERS), tail.translate(_LETTERS_READ_AS_DIGITS))
    yield from (one + middle + other for one in heads for other in tails)
