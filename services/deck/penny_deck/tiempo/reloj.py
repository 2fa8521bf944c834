"""When on a day: where the hours of its parts lie, and which hour people mean. Pure.

"De la noche" begins on the day that is named and ends on the next: Friday at twelve at night is the midnight that ends
Friday. An hour that may be two of the day's is left open here: which one is meant depends on the day.
"""

import re
from dataclasses import dataclass
from typing import Final

from penny_deck.palabras import INFINITIVE
from penny_deck.tiempo.dicho import Hour, impossible

DAY: Final = 24 * 60
"""Minutes, as everything below."""
HALF_DAY: Final = DAY // 2
HOURS_A_DAY: Final = 24
HOURS_OF_A_CLOCK: Final = 12
MINUTES_AN_HOUR: Final = 60
_DAYTIME = range(7 * 60, 22 * 60)
"""On another day: people are awake."""
_WAKING = (
    r"(?:.* )?(?:(?:pon|programa|crea)[a-z]* (?:(?:una|la|otra) )?alarma|desp(?:ert|iert)[a-zñ]*"
    r"|levant(?:ar(?:me|nos|se)|o)|madrug(?:ar|o))\b"
)
_DINING = (
    rf"(?:(?!(?:antes|del?|{INFINITIVE})\b)[a-zñ0-9]+ ){{0,9}}(?:cena|cen(?:ar|amos|an|o)|concierto|cine|teatro)\b"
)
_HABITS: Final = (
    (re.compile(_WAKING), range(4 * 60, 16 * 60)),
    (re.compile(_DINING), range(HALF_DAY, DAY)),
)
"""The half of a day in which people do so. Who buys what is for dinner is not dining."""

_WINDOWS: Final = {
    "madrugada": range(8 * 60),
    "mañana": range(60, 13 * 60),
    "mediodia": range(12 * 60, 17 * 60),
    "tarde": range(12 * 60, DAY),
    "noche": range(18 * 60, DAY + 6 * 60),
    "am": range(HALF_DAY),
    "pm": range(HALF_DAY, DAY),
}
"""Where the hours of a part of the day lie, from the midnight that begins the day: "las doce de la mañana" is noon."""

_ALONE: Final = {
    "madrugada": ("madrugada", 5 * 60, 7 * 60),
    "mañana": ("mañana", 9 * 60, 14 * 60),
    "mediodia": ("mediodia", 12 * 60, 15 * 60),
    "tarde": ("tarde", 17 * 60, 21 * 60),
    "noche": ("noche", 21 * 60, DAY),
    "primera hora": ("mañana", 8 * 60, 10 * 60),
    "primera hora de la tarde": ("tarde", 16 * 60, 18 * 60),
    "primera hora de la noche": ("noche", 21 * 60, 23 * 60),
    "tarde noche": ("tarde", 20 * 60, 22 * 60),
    "media mañana": ("mañana", 11 * 60, 13 * 60),
    "media tarde": ("tarde", 18 * 60, 20 * 60),
    "ultima hora": ("tarde", 20 * 60, 22 * 60),
    "ultima hora de la mañana": ("mañana", 13 * 60, 14 * 60),
    "ultima hora de la noche": ("noche", 23 * 60, DAY),
}
"""A part of the day without an hour: where its hours lie, when it is taken to be, and when it is over."""
_NO_PART = (9 * 60, DAY)


@dataclass(frozen=True, slots=True)
class Clock:
    """When on a day."""

    minute: int
    """From the midnight that begins the day; it may be on the next."""
    exact: bool
    until: int = DAY
    """When a part of the day is over."""
    twice: bool = False
    """Whether twelve hours later is meant as well."""

    def minutes(self, now: int | None, usual: range) -> tuple[int, ...]:
        """What can be meant, the likeliest first; `now` is the minute of the day, if it is today.

        Of today the next is meant, and of a part of it that has begun, an hour from now; of another day the usual.
        """
        if not self.exact:
            return (self.minute,) if now is None or now + 60 >= self.until else (self.minute, now + 60)
        if not self.twice:
            return (self.minute,)
        both = (self.minute, self.minute + HALF_DAY)
        if now is None:
            return tuple(minute for minute in both if minute in usual)[:1]
        midnight = (self.minute + DAY,) if self.minute < MINUTES_AN_HOUR else ()
        return (*both, *midnight)


def clock(hour: Hour | None, part: str | None) -> Clock:
    """When on a day an hour or a part of the day is.

    Raises:
        InvalidInput: There is no such hour in that part of the day.
    """
    if hour is None:
        minute, until = _ALONE[part][1:] if part else _NO_PART
        return Clock(minute, exact=False, until=until)
    part = hour.part or (_ALONE[part][0] if part else None)
    if part:
        return Clock(_within(hour.hour, _WINDOWS[part]) + hour.minute, exact=True)
    if hour.of_24:
        return Clock(hour.hour * 60 + hour.minute, exact=True)
    return Clock((hour.hour * 60 + hour.minute) % HALF_DAY, exact=True, twice=True)


def usual(what: str) -> range:
    """The hours at which people do what is to be remembered, in folded text."""
    return next((hours for pattern, hours in _HABITS if pattern.match(what)), _DAYTIME)


def same_part(hour: Hour, part: str) -> bool:
    """Whether an hour may be in a part of the day that was named apart from it."""
    return hour.part in {None, part, _ALONE[part][0]}


def narrower(one: str, other: str) -> str | None:
    """Of two parts of the day the one that lies in the other: "por la mañana, a primera hora"; None if neither does."""
    if other in {one, _ALONE[one][0]}:
        return one
    return other if _ALONE[other][0] == one else None


def _within(hour: int, window: range) -> int:
    """The minute at which an hour begins in a part of the day.

    Raises:
        InvalidInput: There is none.
    """
    on_a_clock = 0 < hour <= HOURS_OF_A_CLOCK
    first = hour % HOURS_OF_A_CLOCK if on_a_clock else hour
    step = HALF_DAY if on_a_clock else DAY
    for minute in range(first * 60, DAY + HALF_DAY, step):
        if minute in window:
            return minute
    raise impossible("hour in that part of the day")
