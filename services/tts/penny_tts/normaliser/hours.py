"""Hours: `14:00`, `9:05`, `14:00 h`, `8:00-15:00`, `5 p. m.`, `1:45:30`.

The law of this file: an hour is said as people say it. From 13:00 on that is the twelve-hour clock with the part of
the day (`las dos de la tarde`); before, as written (`nueve y cinco`), for the text itself may go on `de la noche`.
With an `h` after it (`14:00 h`) it is said in the official form: `catorce horas`.
"""

import re
from typing import Final

from penny_tts.normaliser.cardinals import Form, cardinal

_HALF_DAY: Final = 12
_DAY: Final = 24
#: The part of the day, by the first hour of each.
_PARTS: Final = (
    (0, "de la noche"),
    (1, "de la madrugada"),
    (6, "de la mañana"),
    (12, "del mediodía"),
    (13, "de la tarde"),
    (21, "de la noche"),
)
_MINUTES: Final = {0: "", 15: " y cuarto", 30: " y media"}

_HOUR: Final = r"(?:[01]?[0-9]|2[0-4])"
_TIME: Final = rf"{_HOUR}:[0-5][0-9]"
_BEFORE: Final = r"(?<![\w.,/:-])"
_AFTER: Final = r"(?![\w/]|[.,:-][0-9])"
_ARTICLE: Final = r"(?P<article>\b(?P<verb>[Ss]on )?(?P<las>[Ll]as?) )?"
_LONG: Final = re.compile(rf"{_BEFORE}(?P<h>[0-9]{{1,2}}):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9])(?: ?h(?!\w))?{_AFTER}")
_HALF_DAYS: Final = re.compile(
    rf"{_ARTICLE}{_BEFORE}(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5][0-9]))? ?"
    r"(?:(?P<dotted>[apAP])\. ?[mM]\.?|(?P<bare>[apAP])[mM])(?!\w)"
)
_OFFICIAL: Final = re.compile(
    rf"{_BEFORE}(?:(?P<from>{_HOUR}[:.][0-5][0-9])(?: ?h)? ?[-–] ?)?(?P<time>{_HOUR}[:.][0-5][0-9])"
    r" ?(?:hs?|hrs?|horas)(?!\w)(?:\.(?= [a-záéíóúñ]))?"
)
_BOTH_OFFICIAL: Final = re.compile(r"(?<=[0-9]) ?h ?[-–] ?(?=[0-9]{1,2}(?::[0-5][0-9])? ?h(?!\w))")
_RANGE: Final = re.compile(
    rf"(?P<before>\b(?i:de|desde|entre|las) )?{_BEFORE}(?P<from>{_TIME})(?: ?[-–] ?| a )(?P<to>{_TIME}){_AFTER}"
)
_PLAIN: Final = re.compile(
    rf"{_ARTICLE}{_BEFORE}(?P<time>{_TIME}){_AFTER}"
    r"(?P<part> (?:de la (?:mañana|tarde|noche|madrugada)|del mediodía)\b)?"
)


def expand(text: str) -> str:
    """Say every hour."""
    text = _LONG.sub(_duration, _BOTH_OFFICIAL.sub("-", text))
    text = _HALF_DAYS.sub(_half_day, text)
    text = _OFFICIAL.sub(_official, text)
    text = _RANGE.sub(_range, text)
    return _PLAIN.sub(_plain, text)


def clock(hour: int, minute: int, *, part: bool) -> str:
    """Say an hour of the day (0 to 24) as people do, with the part of the day if `part`."""
    spoken = cardinal(hour % _HALF_DAY or _HALF_DAY, Form.FEMININE) + _minutes(minute)
    return f"{spoken} {part_of_day(hour)}" if part else spoken


def part_of_day(hour: int) -> str:
    """The part of the day of an hour from 0 to 24."""
    return next(name for first, name in reversed(_PARTS) if hour % _DAY >= first)


def _needs_part(hour: int) -> bool:
    return hour > _HALF_DAY or hour == 0


def _minutes(minute: int) -> str:
    return _MINUTES.get(minute, f" y {cardinal(minute)}")


def _split(written: str) -> tuple[int, int]:
    hour, minute = re.split(r"[:.]", written)
    return int(hour), int(minute)


def _article(match: re.Match[str], hour: int) -> str:
    """The article before the hour, in the number that the hour as said asks for."""
    if match["article"] is None:
        return ""
    if hour % _HALF_DAY != 1:
        return match["article"]
    verb = {None: "", "Son ": "Es ", "son ": "es "}[match["verb"]]
    return f"{verb}{match['las'].removesuffix('s')} "


def _plain(match: re.Match[str]) -> str:
    hour, minute = _split(match["time"])
    part = match["part"] or ""
    return _article(match, hour) + clock(hour, minute, part=not part and _needs_part(hour)) + part


def _half_day(match: re.Match[str]) -> str:
    afternoon = (match["dotted"] or match["bare"]).lower() == "p"
    hour = int(match["hour"]) % _HALF_DAY + (_HALF_DAY if afternoon else 0)
    spoken = _article(match, hour) + clock(hour, int(match["minute"] or 0), part=True)
    ends = re.match(r"$| [A-ZÁÉÍÓÚÑ¿¡]", match.string[match.end() : match.end() + 2])
    return spoken + ("." if match[0].endswith(".") and ends else "")


def _official(match: re.Match[str]) -> str:
    spoken = _units(*_split(match["time"]))
    if match["from"] is None:
        return spoken
    return f"{clock(*_split(match['from']), part=False)} a {spoken}"


def _range(match: re.Match[str]) -> str:
    start, end = _split(match["from"]), _split(match["to"])
    same_part = part_of_day(start[0]) == part_of_day(end[0])
    first = clock(*start, part=_needs_part(start[0]) and not same_part)
    last = clock(*end, part=_needs_part(end[0]))
    before = match["before"] or "de "
    return f"{before}{first} {'y' if before.lower() == 'entre ' else 'a'} {last}"


def _duration(match: re.Match[str]) -> str:
    return _units(int(match["h"]), int(match["m"]), int(match["s"]))


def _units(hours: int, minutes: int, seconds: int = 0) -> str:
    """Say hours, minutes and seconds with their names, leaving out what is zero."""
    counts = ((hours, "hora", Form.FEMININE), (minutes, "minuto", Form.MASCULINE), (seconds, "segundo", Form.MASCULINE))
    said = [f"{cardinal(n, form)} {noun}{'' if n == 1 else 's'}" for n, noun, form in counts if n]
    if not said:
        return "cero horas"
    return " y ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]
