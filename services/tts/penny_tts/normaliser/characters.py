"""Characters: emoji and invisible signs out, look-alikes made plain.

The law of this file: what nobody reads aloud is gone before any rule looks at the text, so that no rule meets a sign
in disguise (a fullwidth digit, a zero-width joiner between two letters, an accent of its own).
"""

import re
import unicodedata
from typing import Final

#: Controls, direction marks, joiners, variation selectors, tags, private use and lone surrogates.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\ud800-\uf8ff\U000e0000-\U0010ffff]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES: Final = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_EMOJI: Final = (
    "[\u00a9\u00ae\u20e3\u2122\u2139\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297"
    "\u3299\U0001f000-\U0001faff]"
)
_CIRCLED: Final = re.compile("[\u2460-\u2473]")
_EMOJI_RUN: Final = re.compile(f" ?{_EMOJI}(?: ?{_EMOJI})*+ ?(?P<mark>[,.;:!?…)]?)")
_EMOTICON: Final = re.compile(r"(?<!\S)(?:[:;=][-']?[()DPpOo*]{1,3}|<3|[xX]D+|\^_?\^)(?!\w)")
_QUOTES: Final = re.compile(r"""["«»“”„‟‹›`´‘]|(?<![^\W\d_])'|'(?![^\W\d_])""")
_NUMERALS: Final = frozenset("0123456789²³½¼¾⅓⅔")
#: Fullwidth forms, mathematical letters, ligatures, roman numeral characters, sub- and superscripts, odd fractions.
_COMPATIBLE: Final = re.compile(
    "[\uff01-\uff5e\U0001d400-\U0001d7ff\ufb00-\ufb06\u2150-\u2152\u2155-\u217f\u2070\u2074-\u2079\u2080-\u2089\xb9\u2033]"
)


def clean(text: str) -> str:
    """Remove what is not text, in any language: emoji, emoticons, invisible signs; spaces become plain ones."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _CIRCLED.sub(lambda match: f"{unicodedata.digit(match[0], 0) or ''} ", text)
    text = _EMOTICON.sub("", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _EMOJI_RUN.sub(lambda match: match["mark"] or " ", text)))


def latin(text: str) -> str:
    """Make look-alikes plain, for the Spanish rules: ASCII digits, composed accents and no other, no quotes."""
    if not text.isascii():
        text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = unicodedata.normalize("NFC", "".join(map(_ascii_digit, text)))
        text = "".join(char for char in text if char.isascii() or not unicodedata.category(char).startswith("M"))
        text = "".join(
            " " if char.isnumeric() and not char.isalpha() and char not in _NUMERALS else char for char in text
        )
    return _SPACES.sub(" ", _QUOTES.sub(" ", text.replace("’", "'"))).strip()


def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
