"""What one expression of time says: a day, a part of it, an hour, or a moment. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from penny_chassis.errors import InvalidInput

OF: Final = r"\b(?P<of>(?:del?|hasta|desde) )?"
"""What an expression may begin with. With it ("la reunión del lunes") it tells when only after another one ("a las
nueve del lunes")."""
FOR: Final = r"\b(?:para |a partir del? )?"
INSTEAD: Final = "(?:{})".format(
    "|".join(rf"(?<=\b{word}{mark} )" for word in ("no", "digo", "mejor", "bueno", "perdon") for mark in ("", ","))
)
"""Behind it stands what is said instead: "mañana, no, pasado"."""


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as it was named."""

    hour: int
    minute: int = 0
    """Below 0 where they were taken away: "menos cuarto"."""
    part: str | None = None
    """The part of the day that was named with it."""
    of_24: bool = False
    """Whether it can only be one of the day's 24: "09:00"."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time."""

    months: int = 0
    days: int = 0
    passing: timedelta = timedelta()
    """What is counted as it passes."""

    def __add__(self, other: "Span") -> "Span":
        return Span(self.months + other.months, self.days + other.days, self.passing + other.passing)

    def times(self, count: int) -> "Span":
        """So many of them."""
        return Span(self.months * count, self.days * count, self.passing * count)


@dataclass(frozen=True, slots=True)
class Said:
    """What an expression says; what it does not say is None."""

    days: tuple[date, ...] | None = None
    """The days that can be meant, the first that is still to come is."""
    part: str | None = None
    hour: Hour | None = None
    instant: datetime | None = None
    past: bool = False
    """Whether it speaks of what has been."""
    kept: bool = False
    """Whether its words are of what is to be remembered as well."""
    shift: Span | None = None
    """How far from the moment the recado is due: "dos horas antes"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression of time, and where in the text it stands."""

    start: int
    end: int
    said: Said
    is_of: bool
    """Whether it tells when only after another one."""


Reader = Callable[[re.Match[str], datetime], Said | None]
"""Makes sense of a match, seen from now; None if it is no time, and nothing in it is.

Raises:
    InvalidInput: There is no such day, or no such hour.
"""


def impossible(what: str) -> InvalidInput:
    """The refusal of what is in no calendar and on no clock."""
    return InvalidInput(f"There is no such {what}.", remedy="Say a day and an hour that exist.", field="cuando")
