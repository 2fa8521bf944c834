"""Several expressions of time: which say one moment together, and which are said instead of others. Pure.

"Mañana por la tarde a las siete" is one moment; "el jueves, no, el viernes" is Friday. What is said last replaces what
it contradicts, and the rest stays: another day keeps the hour, another hour the day and the part of it, if it may be.
"El 3 de enero, no, el 4" is the fourth of January.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.tiempo import reloj
from penny_deck.tiempo.calendario import WEEKDAY, upcoming
from penny_deck.tiempo.dicho import Hour, Mention, Said, refused, side_by_side

Days = tuple[date, ...] | None
_MARKS = r"[ ,.;…-]"
_STRONG = "digo|perdona?|perdon|mejor dicho|quiero decir|miento"
_TAKEN_BACK: Final = re.compile(
    rf"{_MARKS}*(?:(?:que |o )?(?:(?P<strong>no|{_STRONG})|mejor|bueno|espera|vale|eh|este|pues|o sea){_MARKS}+)+"
    "(?:que )?"
)
"""Between what is taken back, or completed, and what is said then."""
_LEFT_OPEN: Final = re.compile(rf"{_MARKS}+(?:(?:que )?no(?: ?[,.;…]|$| mejor\b)|(?:{_STRONG})\b)|\.\.\. ?no\b")
"""After what is taken back, if nothing that is understood is said instead."""
_FAR: Final = re.compile(rf"[,.;…]{_MARKS}*(?:no|{_STRONG}){_MARKS}+(?:que )?$")
"""Before what is said instead of something that does not stand beside it."""
_OF_A_WEEK: Final = re.compile(r"\b(?:semanas?|viene|entra|ocho|quince)\b")
_WEEKDAY: Final = re.compile(rf"(?:el )?(?:{WEEKDAY})\b(?! (?:que|de|[0-9]))")
"""Of that week or of this one: nobody knows."""
_SLEEP: Final = range(3 * 60, 7 * 60)
"""Hours that are not meant unless it is said."""


def together(mentions: Iterable[Mention], now: datetime) -> Said | None:
    """What they say as one; None if they contradict each other."""
    whole = Said()
    for mention in mentions:
        if contradict(whole, mention.said, now.date()):
            return None
        whole = _joined(whole, mention.said)
    at_odds = whole.hour and whole.part and not reloj.same_part(whole.hour, whole.part)
    return None if at_odds else whole


def contradict(one: Said, other: Said, today: date) -> bool:
    """Whether both cannot be said of one moment."""
    one, other = replace(one, shift=None), replace(other, shift=None)
    if one.instant or other.instant:
        return Said() not in {one, other} and one != other
    two_days = one.days and other.days and upcoming(one.days, today) != upcoming(other.days, today)
    two_hours = one.hour and other.hour and one.hour != other.hour
    two_parts = one.part and other.part and not reloj.narrower(one.part, other.part)
    return bool(two_days or two_hours or two_parts)


def _joined(one: Said, other: Said) -> Said:
    part = reloj.narrower(one.part, other.part) if one.part and other.part else one.part or other.part
    return Said(
        one.days or other.days,
        part,
        one.hour or other.hour,
        one.instant or other.instant,
        shift=one.shift or other.shift,
    )


def corrected(folded: str, mentions: Sequence[Mention], now: datetime) -> list[Mention]:
    """The expressions of time without those that are taken back: what is said instead stands for both.

    Raises:
        InvalidInput: It is not understood what is meant instead.
    """
    found: list[Mention] = []
    for group in _groups(folded, mentions):
        link = _TAKEN_BACK.fullmatch(folded, found[-1].end, group[0].start) if found else None
        if link is None:
            if found and _FAR.search(folded, found[-1].end, group[0].start):
                raise _unclear()
            found += group
            continue
        before = list(_groups(folded, found))[-1]
        merged = _merged(folded, before, group, now)
        if link["strong"] and not _replaces(before, group, now):
            raise _unclear()
        found[-len(before) :] = [merged]
    if any(_LEFT_OPEN.match(folded, mention.end) for mention in found):
        raise _unclear()
    return found


def _groups(folded: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Those that stand side by side."""
    start = 0
    while start < len(mentions):
        group = list(side_by_side(folded, mentions[start:]))
        yield group
        start += len(group)


def _merged(folded: str, before: Sequence[Mention], group: Sequence[Mention], now: datetime) -> Mention:
    one, other = _whole(before, now), together(group, now)
    if one is None or other is None:
        raise _unclear()
    if _OF_A_WEEK.search(folded, before[0].start, before[-1].end) and _WEEKDAY.match(folded, group[0].start):
        raise _unclear()
    other = replace(other, days=_in_month(one.days, other.days, now.date()))
    return Mention(before[0].start, group[-1].end, _replaced(one, other), before[0].is_of)


def _whole(group: Sequence[Mention], now: datetime) -> Said | None:
    """What was said before; the night of "esta noche" is only of today."""
    if any(mention.said.past for mention in group):
        return Said(instant=now, past=True)
    said = together(group, now)
    if said and not said.hour and any(mention.said.days and mention.said.part for mention in group):
        return replace(said, part=None)
    return said


def _replaces(before: Sequence[Mention], group: Sequence[Mention], now: datetime) -> bool:
    """Whether something of it is taken back by what is said instead."""
    one, other = _whole(before, now) or Said(), together(group, now) or Said()
    return contradict(one, other, now.date()) or bool(other.part and one.hour) or bool(other.hour and one.part)


def _in_month(one: Days, other: Days, today: date) -> Days:
    """The days that may be meant; a day of the month alone is of the month that was said before."""
    first = upcoming(one or (), today)
    if not (first and one and other) or _is_of_any_month(one) or not _is_of_any_month(other):
        return other
    same = tuple(day for day in other if (day.year, day.month) == (first.year, first.month) and day >= today)
    if same or len(one) == 1:
        return same or other
    raise _unclear()


def _is_of_any_month(days: tuple[date, ...]) -> bool:
    return len({day.month for day in days}) > 1 and len({day.day for day in days}) == 1


def _replaced(one: Said, other: Said) -> Said:
    if one.instant or other.instant:
        return other
    days = other.days or one.days
    if other.hour:
        return _with_part(replace(other, days=days), one) if not other.days else other
    if other.part:
        return replace(other, days=days)
    return replace(one, days=days)


def _with_part(other: Said, one: Said) -> Said:
    """Another hour, in the same part of the day if it may be."""
    hour = other.hour
    if hour is None or hour.part or hour.of_24 or other.part:
        return other
    part = one.part
    named = replace(hour, part=one.hour.part) if one.hour and not part else hour
    return replace(other, part=part, hour=named) if _awake(named, part) else other


def _awake(hour: Hour, part: str | None) -> bool:
    return reloj.clock(hour, part).minute % reloj.DAY not in _SLEEP or not (hour.part or part)


def _unclear() -> InvalidInput:
    return refused(
        "The moment that was meant instead is not understood.",
        "Say the day and hour once, such as 'mañana a las nueve'.",
    )
