"""What one expression of time says: a day, a part of it, an hour, or a moment. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from penny_chassis.errors import InvalidInput

PARTS: Final = "mañana|tarde|noche|madrugada"
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

    @property
    def is_span(self) -> bool:
        """Whether it says no moment, but at most how far from one."""
        return self == Said(shift=self.shift, kept=self.kept)

    @property
    def of_day(self) -> bool:
        """Whether it says the day."""
        return bool(self.days or self.instant)

    @property
    def of_hour(self) -> bool:
        """Whether it says the hour, or a part of the day."""
        return bool(self.hour or self.part or self.instant)


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
Readers = tuple[tuple[re.Pattern[str], Reader], ...]
"""What is looked for and what makes sense of it, in the order in which they are tried."""


def adjoin(text: str, one: Mention | None, other: Mention | None) -> bool:
    """Whether at most a comma stands between two expressions."""
    return one is not None and other is not None and not text[one.end : other.start].strip(" ,")


def kept(text: str, mentions: Iterable[Mention], tells: Callable[[Mention], bool]) -> Iterator[Mention]:
    """The expressions that tell when, and those that follow one of them at once."""
    before: Mention | None = None
    for mention in mentions:
        if tells(mention) or adjoin(text, before, mention):
            yield mention
            before = mention


def side_by_side(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The first, and those that follow it at once."""
    before = None
    for mention in mentions:
        if before is not None and not adjoin(text, before, mention):
            return
        yield mention
        before = mention


def refused(
    why: str, remedy: str = "Say one day and hour that are to come, such as 'mañana a las nueve'."
) -> InvalidInput:
    """The refusal of what is said of time."""
    return InvalidInput(why, remedy=remedy, field="cuando")


def impossible(what: str) -> InvalidInput:
    """The refusal of what is in no calendar and on no clock."""
    return refused(f"There is no such {what}.", "Say a day and an hour that exist.")
