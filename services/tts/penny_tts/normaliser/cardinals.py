"""Cardinal numbers: how they are written in Spanish text and how they are said.

The law of this file: every other file reads digits through here, so that a number is parsed in one place only.
Spain writes `1.547,50` (point groups, comma decimals); Mexico `1,547.50`. Where a form could be either
(`1,547`), Spain wins, except for `,000`, which nobody writes as decimals.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from num2words import num2words

#: What may not follow a number: it would be cut in two.
_END: Final = r"(?![0-9]|[.,][0-9])"
#: One unsigned number, without groups. Every repetition is bounded or possessive, so that none can run away.
NUMBER: Final = (
    r"(?:"
    rf"[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{1,5}}(?:,[0-9]{{1,12}})?{_END}"  # 1.547 and 1.547,50
    rf"|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}\.[0-9]{{1,12}}{_END}"  # 1,547.50
    rf"|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{2,5}}{_END}"  # 1,547,000
    rf"|[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{1,5}}(?:,[0-9]{{1,12}})?{_END}(?! [0-9])"  # 10 000
    rf"|[0-9]++(?:[.,][0-9]{{1,12}})?{_END}"  # 1547, 45,90 and 3.14
    r")"
)
#: `NUMBER`, or two of them as a range, with an optional sign; the groups are `sign`, `low` and `high`.
AMOUNT: Final = (
    rf"(?<![\w.,])(?P<sign>(?<![^\s(\[¿¡:;])[-−+])?(?:(?P<low>{NUMBER}) ?[-–] ?)?(?P<high>{NUMBER})(?![:/][0-9])"
)

_SIGNS: Final = {"-": "menos ", "−": "menos ", "+": "más ", "": ""}
_MILLION: Final = 1_000_000
_MAX_DIGITS: Final = 15
"""Beyond this many digits a number is a code, and is read digit by digit."""
_MAX_FRACTION_DIGITS: Final = 3
"""Decimals are read as one number up to this many digits, and one by one beyond."""
_SPOKEN_PAIR_DIGITS: Final = 2
"""After leading zeros, a pair is still read as a number: 016 is "cero dieciséis"."""
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*")


class Form(StrEnum):
    """What the number stands before: nothing, a masculine noun (`uno` is shortened), or a feminine one."""

    PLAIN = "uno"
    MASCULINE = "un"
    FEMININE = "una"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written: its integer digits, its decimal digits, and the word said between them."""

    integer: str
    fraction: str = ""
    mark: str = "coma"

    @property
    def is_one(self) -> bool:
        """Whether the noun after it is singular."""
        return not self.fraction and self.integer == "1"

    @property
    def is_millions(self) -> bool:
        """Whether `de` stands between it and its noun: `un millón de euros`."""
        round_digits = self.integer.endswith("000000") and self.integer[0] != "0"
        return round_digits and not self.fraction and len(self.integer) <= _MAX_DIGITS


def parse(written: str) -> Number:
    """Read one match of `NUMBER`."""
    if "," in written and "." in written:
        whole, fraction = written.rsplit(max(",.", key=written.rfind), 1)
        return Number(_only_digits(whole), fraction)
    grouped = _GROUPED.fullmatch(written)
    if grouped and (grouped[1] != "," or written.count(",") > 1 or written.endswith(",000")):
        return Number(_only_digits(written))
    whole, mark, fraction = written.partition("." if "." in written else ",")
    return Number(_only_digits(whole), fraction, "punto" if mark == "." else "coma")


def _only_digits(written: str) -> str:
    return re.sub(r"[., ]", "", written)


def say(number: Number, form: Form = Form.PLAIN) -> str:
    """Say a number; one with decimals agrees with nothing, since its last word belongs to them."""
    if not number.fraction:
        return integer(number.integer, form)
    return f"{integer(number.integer)} {number.mark} {_fraction(number.fraction)}"


def _fraction(written: str) -> str:
    rest = written.lstrip("0")
    if len(written) > _MAX_FRACTION_DIGITS or not rest:
        return digits(written)
    return " ".join(["cero"] * (len(written) - len(rest)) + [cardinal(int(rest))])


def integer(written: str, form: Form = Form.PLAIN) -> str:
    """Say a run of digits: as a number, or digit by digit if it is too long or opens with zeros."""
    if len(written) > _MAX_DIGITS:
        return grouped_digits(written)
    rest = written.lstrip("0")
    if written in (rest, "0"):
        return cardinal(int(written), form)
    if len(rest) == _SPOKEN_PAIR_DIGITS:
        return f"{digits(written[:-_SPOKEN_PAIR_DIGITS])} {cardinal(int(rest))}"
    return digits(written)


@lru_cache(maxsize=4096)
def cardinal(value: int, form: Form = Form.PLAIN) -> str:
    """Say an integer from 0 to 10^15 - 1.

    num2words leaves `veintiuno mil` and knows no gender. Inside a number `uno` always stands before `mil`,
    `millones` or `billones`, hence is always shortened; hundreds agree only below the million, since
    `millones` is itself a masculine noun (DPD, "cardinales").
    """
    words = _words(value)
    if form is Form.PLAIN:
        return words
    if form is Form.MASCULINE:
        return re.sub(r"uno$", "un", re.sub(r"veintiuno$", "veintiún", words))
    head, tail = divmod(value, _MILLION)
    low = re.sub(r"uno$", "una", re.sub(r"(?<=[ie]nt)os\b", "as", _words(tail)))
    if not head:
        return low
    return f"{_words(head * _MILLION)} {low}" if tail else words


def _words(value: int) -> str:
    words = str(num2words(value, lang="es"))
    return re.sub(r"\buno (?=\w)", "un ", re.sub(r"veintiuno (?=\w)", "veintiún ", words))


def digits(written: str) -> str:
    """Say digits one by one."""
    return " ".join(cardinal(int(digit)) for digit in written)


def grouped_digits(written: str, size: int = 3) -> str:
    """Say digits one by one, with a pause after every `size` of them."""
    return ", ".join(digits(written[start : start + size]) for start in range(0, len(written), size))


def amount(match: re.Match[str], form: Form = Form.PLAIN) -> str:
    """Say a match of `AMOUNT`, range and sign included; nothing is shortened but before the noun itself."""
    spoken = say(parse(match["high"]), form)
    if match["low"] is not None:
        low_form = Form.FEMININE if form is Form.FEMININE else Form.PLAIN
        spoken = f"{say(parse(match['low']), low_form)} {range_word(match)} {spoken}"
    return _SIGNS[match["sign"] or ""] + spoken


def amount_of(match: re.Match[str], singular: str, plural: str, form: Form) -> str:
    """Say a match of `AMOUNT` with the noun it counts."""
    number = parse(match["high"])
    noun = singular if number.is_one and match["low"] is None else plural
    return f"{amount(match, form)} {'de ' if number.is_millions else ''}{noun}"


def range_word(match: re.Match[str]) -> str:
    """The word inside a range: `entre 10-12` is `entre diez y doce`, anything else `diez a doce`."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    return "y" if re.search(r"\bentre(?: las| los)? $", before, re.IGNORECASE) else "a"
