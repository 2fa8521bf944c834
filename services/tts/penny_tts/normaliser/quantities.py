"""The numbers that no other rule has taken: counts, ranges, decimals, versions, ratios.

The law of this file: after it there is no digit left in the text, nor any sign that is read with one (`²`, `º`).
"""

import re
from typing import Final

from penny_tts.normaliser.agreement import CONTEXT_CHARS, counts, following_word, form
from penny_tts.normaliser.cardinals import AMOUNT, Form, amount, integer, parse

_POINTED: Final = re.compile(r"(?<![\w.,])[0-9]{1,9}(?:\.[0-9]{1,9}){2,9}(?![\w]|[.,][0-9])")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_BYTE: Final = r"(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_IP: Final = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
_RATIO: Final = re.compile(r"(?<![\w.,:])([0-9]{1,9}):([0-9]{1,9})(?![\w:]|[.,][0-9])")
_AMOUNT: Final = re.compile(AMOUNT)
_LEFTOVER: Final = re.compile(r"[0-9]++")
_RAISED: Final = {"²": " al cuadrado ", "³": " al cubo ", "º": " ", "ª": " "}
_RAISED_SIGN: Final = re.compile("[²³ºª]")


def expand(text: str) -> str:
    """Say every digit that is left."""
    text = _POINTED.sub(_pointed, text)
    text = _RATIO.sub(lambda match: f"{integer(match[1])} a {integer(match[2])}", text)
    text = _AMOUNT.sub(_count, text)
    text = _LEFTOVER.sub(lambda match: f" {integer(match[0])} ", text)
    return _RAISED_SIGN.sub(lambda match: _RAISED[match[0]], text)


def _pointed(match: re.Match[str]) -> str:
    """A version or an address of four bytes; what can only be thousands is left to be counted."""
    written = match[0]
    if _GROUPED.fullmatch(written) and not _IP.fullmatch(written):
        return written
    return " punto ".join(map(integer, written.split(".")))


def _count(match: re.Match[str]) -> str:
    number = parse(match["high"])
    before = match.string[max(0, match.start() - CONTEXT_CHARS) : match.start()]
    after = match.string[match.end() : match.end() + CONTEXT_CHARS]
    is_score = match["low"] is not None and number.is_one
    agreed = Form.PLAIN if number.fraction or is_score else form(number.integer, before, after)
    of = " de" if number.is_millions and counts(number.integer, following_word(after)) else ""
    return amount(match, agreed) + of
