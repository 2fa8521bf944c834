"""Fractions and other numbers with a stroke: `1/2`, `3/4 kg`, `2 1/2 horas`, `7/10`, `24/7`.

The law of this file: it comes after the dates, so a stroke here is a fraction. Up to ninths they have names; from
tenths on people say "sobre", which is right for marks and for sums alike.
"""

import re
from typing import Final

from penny_tts.normaliser.agreement import counts, gender
from penny_tts.normaliser.cardinals import Form, cardinal, integer, parse, say
from penny_tts.normaliser.ordinals import ordinal
from penny_tts.normaliser.units import SYMBOL, names_of

_FIXED: Final = {"24/7": "veinticuatro siete", "50/50": "cincuenta cincuenta"}
#: Names of the parts; the rest are ordinals (`cuarto`, `quinto`).
_NAMES: Final = {2: "medio", 3: "tercio"}
_FIRST_NAMED: Final = 2
_LAST_NAMED: Final = 9
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099
"""Under the stroke a year is a year: `Ley 39/2015`."""

_FRACTION: Final = re.compile(
    r"(?<![\w.,/:])(?:(?P<whole>[0-9]{1,4}) )?(?P<over>[0-9]{1,6}(?:[.,][0-9]{1,3})?)/(?P<under>[0-9]{1,6})"
    rf"(?: ?(?P<unit>{SYMBOL})(?![\w²³/])|(?![\w/:]|[.,][0-9])(?: (?P<noun>[^\W\d_]+))?)"
)


def expand(text: str) -> str:
    """Say every fraction, with the unit or the noun after it."""
    return _FRACTION.sub(_spoken, text)


def _spoken(match: re.Match[str]) -> str:
    singular, plural = names_of(match["unit"]) if match["unit"] else (match["noun"] or "", match["noun"] or "")
    if (match["over"], match["under"]) != ("1", "2"):
        whole = f"{integer(match['whole'])} y " if match["whole"] else ""
        of = " de" if match["unit"] else ""
        return f"{whole}{_parts(match['over'], match['under'], singular)}{of} {singular}".rstrip()
    if match["whole"] and (match["unit"] or counts("2", plural)):
        return f"{integer(match['whole'], _gender(plural))} {plural} y {_half(plural)}"
    if match["whole"]:
        return f"{integer(match['whole'])} y medio {plural}".rstrip()
    is_of_noun = match["unit"] or counts("1", singular)
    return f"{_half(singular)} {singular}" if is_of_noun else f"un medio {singular}".rstrip()


def _gender(noun: str) -> Form:
    return gender(noun.split(maxsplit=1)[0])


def _half(noun: str) -> str:
    return "media" if _gender(noun) is Form.FEMININE else "medio"


def _parts(over: str, under: str, noun: str) -> str:
    if f"{over}/{under}" in _FIXED:
        return _FIXED[f"{over}/{under}"]
    divisor = int(under)
    if not over.isdigit() or not int(over) or not _FIRST_NAMED <= divisor <= _LAST_NAMED:
        stroke = "barra" if _FIRST_YEAR <= divisor <= _LAST_YEAR else "sobre"
        return f"{say(parse(over))} {stroke} {cardinal(divisor)}"
    if noun in ("parte", "partes"):
        part, form = ordinal(divisor, Form.FEMININE), Form.FEMININE
    else:
        part, form = _NAMES.get(divisor) or ordinal(divisor), Form.MASCULINE
    return f"{cardinal(int(over), form)} {part}{'' if int(over) == 1 else 's'}"
