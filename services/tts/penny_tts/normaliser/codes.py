"""Telephone numbers, accounts, cards and whatever else mixes letters with digits: `612 345 678`, `ES91 2100 …`, `A-6`.

The law of this file: what is dialled or copied is said digit by digit, in groups with a pause between them (the
groups it was written in, else threes); what is a name (`COVID-19`, `A-6`, `MP3`) is said with its number.
"""

import re
from typing import Final

from penny_tts.normaliser.acronyms import LETTERS, is_word, say, spell
from penny_tts.normaliser.cardinals import cardinal, digits, grouped_digits, integer

_ACCOUNT_GROUP: Final = 4
_MAX_NAME_DIGITS: Final = 4
"""Digits next to letters are read as a number up to this many."""

_BEFORE: Final = r"(?<![\w.,/+-])"
_AFTER: Final = r"(?![\w/]| ?[0-9]|[.,-][0-9])"
#: Country codes of one and two digits; every other has three (ITU-T E.164).
_COUNTRY: Final = r"1|7|2[07]|3[0-469]|4[0-13-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}"
_ABROAD: Final = re.compile(rf"(?<![\w.,/+])\+(?P<country>{_COUNTRY})(?P<rest>(?:[ .-]?[0-9]){{6,12}}){_AFTER}")
_HOME: Final = re.compile(
    rf"{_BEFORE}(?:"
    r"[6-9][0-9]{2}(?P<a>[ -])[0-9]{3}(?P=a)[0-9]{3}"  # 612 345 678
    r"|[6-9][0-9]{2}(?P<b>[ .-])[0-9]{2}(?P=b)[0-9]{2}(?P=b)[0-9]{2}"  # 612 34 56 78
    r"|[89][0-9](?P<c>[ .-])[0-9]{3}(?P=c)[0-9]{2}(?P=c)[0-9]{2}"  # 91 123 45 67
    r"|[1-9][0-9](?P<d>[ -])[0-9]{4}(?P=d)[0-9]{4}"  # 55 1234 5678, as in Mexico
    rf"){_AFTER}"
)
_CARD: Final = re.compile(rf"{_BEFORE}[0-9]{{4}}(?:[ -][0-9]{{4}}){{3}}{_AFTER}")
_ACCOUNT: Final = re.compile(
    r"(?<![\w.,/+-])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![\w/]| ?[0-9])"
)
#: Eight digits or more without a separator; a round one is a quantity all the same.
_LONG: Final = re.compile(r"(?<![\w.,/+-])(?![0-9]{0,20}000(?![0-9]))[0-9]{8,20}(?![\w/-]|[.,][0-9])")
#: Digits joined by hyphens that are no range: three groups or more, or one that opens with a zero.
_HYPHENATED: Final = re.compile(
    rf"{_BEFORE}(?=[0-9]{{1,12}}-(?:0|[0-9]{{1,12}}-[0-9]))[0-9]{{1,12}}(?:-[0-9]{{1,12}}){{1,6}}{_AFTER}"
)
#: A letter and a number with decimals, as in `v2.0` and `USB3.0`: two words.
_GLUED: Final = re.compile(r"(?<=[^\W\d_])(?=[0-9]{1,4}[.,][0-9])")
_VERSION: Final = re.compile(r"(?<!\w)[vV](?=[0-9]{1,4}(?:\.[0-9]|(?!\w)))")
_MIXED: Final = re.compile(r"(?<!\w)[^\W_]{1,64}(?:-[^\W_]{1,64}){0,8}(?!\w)")
_RUN: Final = re.compile(r"[0-9]+|[^\W\d_]+")


def expand(text: str) -> str:
    """Say every telephone number, account, card and code."""
    text = _ACCOUNT.sub(_account, text)
    text = _CARD.sub(_groups, text)
    text = _ABROAD.sub(_abroad, text)
    text = _HOME.sub(_groups, text)
    text = _LONG.sub(lambda match: grouped_digits(match[0]), text)
    text = _HYPHENATED.sub(_hyphenated, text)
    text = _GLUED.sub(" ", _VERSION.sub("versión ", text))
    return _MIXED.sub(_mixed, text)


def _groups(match: re.Match[str]) -> str:
    return ", ".join(digits(group) for group in re.findall(r"[0-9]+", match[0]))


def _abroad(match: re.Match[str]) -> str:
    groups = re.findall(r"[0-9]+", match["rest"])
    rest = ", ".join(map(digits, groups)) if len(groups) > 1 else grouped_digits(groups[0])
    return f"más {cardinal(int(match['country']))}, {rest}"


def _account(match: re.Match[str]) -> str:
    signs = match[0].replace(" ", "")
    groups = (signs[start : start + _ACCOUNT_GROUP] for start in range(0, len(signs), _ACCOUNT_GROUP))
    return ", ".join(" ".join(LETTERS[s.lower()] if s.isalpha() else digits(s) for s in group) for group in groups)


def _hyphenated(match: re.Match[str]) -> str:
    return ", ".join(_number(group) for group in match[0].split("-"))


def _number(run: str) -> str:
    return integer(run) if len(run) <= _MAX_NAME_DIGITS else grouped_digits(run)


def _mixed(match: re.Match[str]) -> str:
    token = match[0]
    if not re.search(r"[0-9]", token) or not re.search(r"[^\W\d_]", token):
        return token
    return " ".join(_run(run) for run in _RUN.findall(token))


def _run(run: str) -> str:
    if run.isascii() and run.isdigit():
        return _number(run)
    if run.isupper():
        return say(run)
    if len(run) == 1 or not (is_word(run) or re.search(r"[aeiouáéíóúü]", run)):
        return spell(run)
    return run
