"""Numbers in cells, in whichever notation they are written: "1.234,50 €", "1,234.50", "-3", "12 kg". Pure.

"1.234" may be a thousand or a little more than one. A cell alone does not tell; its column may, by the others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from penny_deck.grace.readers.tabla import SIN_CALCULAR

MAX_FIGURES = 15
"""What has more is no quantity but an account, a card, a barcode of some kind."""
_MAX_CHARACTERS = 40
_GAPS = "[ '\u00a0\u202f’]"
_UNIT = r"[€$£%°]?[^\W\d_]{0,12}(?:/ ?[^\W\d_]{1,12})?\.?"
_CELL = re.compile(
    rf"(?P<open>\()?(?P<minus>[-−–] ?)?(?P<before>€|\$|£|(?:eur|usd|gbp)(?= |[0-9]))? ?(?P<after>[-−–])?"
    rf"(?P<figures>(?:[0-9]{{1,3}}(?:{_GAPS}[0-9]{{3}})+|[0-9]+)(?:[.,][0-9]+)*)"
    rf"[ \u00a0\u202f]?(?P<unit>{_UNIT})(?P<close>\))?",
    re.IGNORECASE,
)
_CURRENCIES = {"eur": "€", "euro": "€", "euros": "€", "usd": "$", "gbp": "£"}
_MISSING = frozenset(
    {"", "-", "--", "—", "–", "?", "n/a", "n/d", "nd", "na", "s/n", "n.d.", "consultar", "null", "nan"}
)
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?P<rest>,\d+)?", re.ASCII)
_GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?P<rest>\.\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"\d+(?:,\d+)?", re.ASCII)
_WITH_POINT = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


class Notation(Enum):
    """Which sign divides a number from its fraction."""

    COMMA = ","
    POINT = "."


@dataclass(frozen=True, slots=True)
class Leido:
    """What a cell may mean."""

    comma: Decimal | None
    """The value if the comma divides off the fraction; None if it cannot."""
    point: Decimal | None
    unit: str

    @property
    def notation(self) -> Notation | None:
        """The only one in which it can be read; None if it can be in both."""
        if self.comma is None:
            return Notation.POINT
        return Notation.COMMA if self.point is None else None

    def value(self, notation: Notation | None) -> Decimal | None:
        """What it means beside others in this notation; None if nobody can tell."""
        only = self.notation
        if only is None and self.comma == self.point:
            return self.comma
        return {Notation.COMMA: self.comma, Notation.POINT: self.point, None: None}[only or notation]


@dataclass(frozen=True, slots=True)
class Cantidades:
    """A column of numbers."""

    values: tuple[Decimal | None, ...]
    """Of each row; None where there is none."""
    unit: str


def read(cell: str) -> Leido | None:
    """A cell that is a number; None if it is something else: a code with leading zeros, a date, words."""
    if len(cell) > _MAX_CHARACTERS or (match := _CELL.fullmatch(cell.strip())) is None:
        return None
    if bool(match["open"]) != bool(match["close"]):
        return None
    figures = re.sub(_GAPS, "", match["figures"])
    count = len(re.sub("[.,]", "", figures))
    if count > MAX_FIGURES or re.match(r"0\d", figures):
        return None
    sign = -1 if match["open"] or match["minus"] or match["after"] else 1
    comma, point = _if_comma(figures), _if_point(figures)
    if comma is None and point is None:
        return None
    return Leido(_signed(comma, sign), _signed(point, sign), _unit(match["before"] or match["unit"]))


def is_missing(cell: str) -> bool:
    """Whether it says that there is no number."""
    return cell == SIN_CALCULAR or cell.strip().casefold() in _MISSING


def notation_of(cells: Sequence[Leido]) -> set[Notation]:
    """The notations that some of these cells can only be in."""
    return {notation for cell in cells if (notation := cell.notation) is not None}


def written(value: Decimal, unit: str = "", *, money: bool = False) -> str:
    """As it is written in Spain, without dots in it, as it is read aloud: "1234,50 €"."""
    exponent = value.as_tuple().exponent
    whole = value == value.to_integral_value()
    decimals = 0 if whole and not (money and exponent) else max(0, -int(exponent))
    if money and decimals:
        decimals = max(2, decimals)
    return f"{value:.{decimals}f}".replace(".", ",") + (f" {unit}" if unit else "")


def _if_comma(figures: str) -> Decimal | None:
    if _GROUPED_BY_POINTS.fullmatch(figures) and not figures.startswith("0"):
        return Decimal(figures.replace(".", "").replace(",", "."))
    return Decimal(figures.replace(",", ".")) if _WITH_COMMA.fullmatch(figures) else None


def _if_point(figures: str) -> Decimal | None:
    if _GROUPED_BY_COMMAS.fullmatch(figures) and not figures.startswith("0"):
        return Decimal(figures.replace(",", ""))
    return Decimal(figures) if _WITH_POINT.fullmatch(figures) else None


def _signed(value: Decimal | None, sign: int) -> Decimal | None:
    return None if value is None else value * sign


def _unit(text: str) -> str:
    plain = text.strip().rstrip(".").casefold()
    return _CURRENCIES.get(plain, plain)
