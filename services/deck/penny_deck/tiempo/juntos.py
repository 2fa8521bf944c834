"""Several expressions of time that together say one moment: "mañana", "por la tarde", "a las siete". Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from penny_deck.tiempo import fechas, horas
from penny_deck.tiempo.dicho import Mention, Said


def adjoin(text: str, one: Mention | None, other: Mention | None) -> bool:
    """Whether at most a comma stands between two expressions."""
    return one is not None and other is not None and not text[one.end : other.start].strip(" ,")


def side_by_side(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The first, and those that follow it at once."""
    before = None
    for mention in mentions:
        if before is not None and not adjoin(text, before, mention):
            return
        yield mention
        before = mention


def together(mentions: Iterable[Mention], now: datetime) -> Said | None:
    """What they say as one; None if they contradict each other."""
    whole = Said()
    for mention in mentions:
        if contradict(whole, mention.said, now.date()):
            return None
        whole = _joined(whole, mention.said)
    at_odds = whole.hour and whole.part and not horas.same_part(whole.hour, whole.part)
    return None if at_odds else whole


def contradict(one: Said, other: Said, today: date) -> bool:
    """Whether both cannot be said of one moment."""
    one, other = replace(one, shift=None), replace(other, shift=None)
    if one.instant or other.instant:
        return Said() not in {one, other} and one != other
    two_days = one.days and other.days and fechas.upcoming(one.days, today) != fechas.upcoming(other.days, today)
    two_hours = one.hour and other.hour and one.hour != other.hour
    two_parts = one.part and other.part and not horas.narrower(one.part, other.part)
    return bool(two_days or two_hours or two_parts)


def _joined(one: Said, other: Said) -> Said:
    part = horas.narrower(one.part, other.part) if one.part and other.part else one.part or other.part
    return Said(
        one.days or other.days,
        part,
        one.hour or other.hour,
        one.instant or other.instant,
        shift=one.shift or other.shift,
    )
