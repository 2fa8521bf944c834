"""Dates: `15/01/2025`, `2025-12-16`, `15 ene. 2025`, `el 2/3`, and the ISO stamps that machines write.

The law of this file: day before month, as in Spain, unless only the other order is a date. The first of a month is
`uno`. What is not a date of the calendar's shape is left for the number rules. An hour right after a date is only
introduced (`, a las 14:00`): saying it is the business of `hours`.
"""

import re
from typing import Final

from penny_tts.normaliser.cardinals import cardinal

_MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_ABBREVIATED: Final = {name[:3]: name for name in _MONTHS} | {"sept": "septiembre"}
_MAX_DAY: Final = 31
_TWO_DIGITS: Final = 100
_CENTURY_TURN: Final = 50
"""Two-digit years below it are of the 2000s, from it on of the 1900s."""

_MONTH_NAMES: Final = "|".join(sorted(_ABBREVIATED, key=len, reverse=True)).replace(
    "mar", r"mar(?=\.|(?: de |[ /-])[12][0-9]{3})"
)
"""`mar` is a word as well: it is a month with its point, or before a year."""
_BEFORE: Final = r"(?<![\w.,/:-])"
_AFTER: Final = r"(?![\w/]|[.,:-][0-9])"
_ISO: Final = re.compile(
    rf"{_BEFORE}(?P<year>[12][0-9]{{3}})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])"
    r"(?:[T ](?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?)?"
    rf"{_AFTER}"
)
_NUMERIC: Final = re.compile(
    rf"{_BEFORE}(?P<first>[0-3]?[0-9])(?P<mark>[/.-])(?P<second>[0-3]?[0-9])(?P=mark)(?P<year>[12][0-9]{{3}}|[0-9]{{2}}){_AFTER}"
    rf"(?P<time>,? (?=[0-2]?[0-9]:[0-5][0-9]))?"
)
_NAMED: Final = re.compile(
    rf"{_BEFORE}(?P<day>[0-3]?[0-9])(?P<mark>[ /-]| de )(?P<month>(?i:{_MONTH_NAMES}))(?!\w)(?:\.(?!$))?"
    rf"(?:(?:[ /-]| de )(?P<year>[12][0-9]{{3}}){_AFTER})?"
)
_MONTH_AND_YEAR: Final = re.compile(
    rf"(?<!\w)(?P<month>(?i:{_MONTH_NAMES}))(?:\. ?| |-|/)(?P<year>[12][0-9]{{3}}){_AFTER}"
)
_YEAR_MONTH: Final = re.compile(rf"{_BEFORE}(?P<year>(?:19|20)[0-9]{{2}})-(?P<month>0[1-9]|1[0-2]){_AFTER}")
_MONTH_YEAR: Final = re.compile(
    rf"(?<!Ley )(?<!Decreto )(?<!Orden ){_BEFORE}(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)[0-9]{{2}}){_AFTER}"
)
#: A day and a month without a year: only after a word that announces a date, or where a zero gives it away.
_DAY_MONTH: Final = re.compile(
    rf"(?P<cue>\b(?i:el|al|del|día|desde el|hasta el|lunes|martes|miércoles|jueves|viernes|sábado|domingo),? )?"
    rf"{_BEFORE}(?P<day>[0-3]?[0-9])/(?P<month>[01]?[0-9]){_AFTER}"
)


def expand(text: str) -> str:
    """Say every date."""
    text = _ISO.sub(_iso, text)
    text = _NUMERIC.sub(_numeric, text)
    text = _NAMED.sub(_named, text)
    text = _MONTH_AND_YEAR.sub(lambda match: f"{_month_name(match)} de {cardinal(int(match['year']))}", text)
    text = _YEAR_MONTH.sub(_year_month, text)
    text = _MONTH_YEAR.sub(lambda match: f"{_MONTHS[int(match['month']) - 1]} de {cardinal(int(match['year']))}", text)
    return _DAY_MONTH.sub(_day_month, text)


def _date(day: int, month: int, year: int | None = None) -> str | None:
    if not (1 <= day <= _MAX_DAY and 1 <= month <= len(_MONTHS)):
        return None
    spoken = f"{cardinal(day)} de {_MONTHS[month - 1]}"
    return spoken if year is None else f"{spoken} de {cardinal(year)}"


def _full_year(written: str) -> int:
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004 - it was written in full
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def _iso(match: re.Match[str]) -> str:
    date = _date(int(match["day"]), int(match["month"]), int(match["year"]))
    if date is None:
        return match[0]
    if match["hour"] is None:
        return date
    return f"{date}, a las {match['hour']}:{match['minute']}"


def _numeric(match: re.Match[str]) -> str:
    first, second, year = int(match["first"]), int(match["second"]), _full_year(match["year"])
    if match["mark"] == "." and len(match["year"]) <= 2:  # noqa: PLR2004 - 1.2.34 is a version
        return match[0]
    date = _date(first, second, year) or _date(second, first, year)
    if date is None:
        return match[0]
    return date if match["time"] is None else f"{date}, a las "


def _month_name(match: re.Match[str]) -> str:
    return _ABBREVIATED[match["month"].lower()]


def _named(match: re.Match[str]) -> str:
    year = None if match["year"] is None else int(match["year"])
    return _date(int(match["day"]), _MONTHS.index(_month_name(match)) + 1, year) or match[0]


def _year_month(match: re.Match[str]) -> str:
    """`2024-12` is December; `2011-12`, a year and the next, is left to be a range."""
    year, month = int(match["year"]), int(match["month"])
    if month == year % _TWO_DIGITS + 1:
        return match[0]
    return f"{_MONTHS[month - 1]} de {cardinal(year)}"


def _day_month(match: re.Match[str]) -> str:
    day, month = match["day"], match["month"]
    evident = day.startswith("0") or month.startswith("0") or (int(day) > len(_MONTHS) and len(month) > 1)
    if match["cue"] is None and not evident:
        return match[0]
    date = _date(int(day), int(month))
    return match[0] if date is None else (match["cue"] or "") + date
