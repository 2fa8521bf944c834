"""When a recado is due: the time in what a person says, in Spanish. Pure.

What is decided here, because people leave it open:

- An hour without part of day is the next one if the day is today or not named, and one between 07:00 and 21:59 if it is
  another day: "mañana a las nueve" is 09:00, "mañana a las tres" 15:00. People wake up before, and dine after noon.
- Without an hour it is 09:00; "por la mañana" is 09:00, "por la tarde" 17:00, "por la noche" 21:00, "a mediodía" 12:00.
  If that has passed and the day was named (hoy, esta tarde), it is an hour from now. None of them is exact.
- What the clocks skip in spring is an hour later; of an hour that they repeat in autumn the first is meant, as long as
  it is to come. "Dentro de 24 horas" counts hours that pass, "mañana a la misma hora" is on the clock.
- "Del lunes" says when only beside an hour or a part of the day; "la reunión del lunes" does not.
- Of "de 10 a 11" the beginning is meant, and the words stay in what is to be remembered, if anything else is.
- "El jueves a las cinco tengo dentista, avísame una hora antes" is due at four.
- What is taken back does not count: "el jueves, no, el viernes". What is said instead replaces what it contradicts.
- Two moments that cannot be one are refused, unless the first follows the call: "recuérdame mañana que el lunes…".

What days mean is told in `dias`, `periodos` and `fechas`, hours in `horas` and `reloj`, spans in `plazos`, "from when
to when" in `tramos`, "two hours before" in `contados`, several expressions in `juntos`, what has been in `pasado`, and
what else is no moment in `sin_momento`.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import fold, tidy
from penny_deck.tiempo import contados, dias, fechas, horas, pasado, periodos, plazos, reloj, tramos
from penny_deck.tiempo.dicho import Mention, Said, Span, adjoin, kept, refused, side_by_side
from penny_deck.tiempo.juntos import corrected, together
from penny_deck.tiempo.peticion import is_call, without_call
from penny_deck.tiempo.sin_momento import refuse_elsewhere, refuse_recurring, without_told

MAX_SIGNS: Final = 500
"""Who asks for a recado speaks for less than half a minute."""

_READERS: Final = (
    *pasado.READERS,
    *contados.READERS,
    *tramos.READERS,
    *dias.BEFORE_SPANS,
    *horas.BEFORE_DAYS,
    *plazos.READERS,
    *fechas.READERS,
    *dias.READERS,
    *periodos.READERS,
    *horas.READERS,
    *dias.AFTER_HOURS,
    *horas.AFTER_DAYS,
)
"""What has been found is not read again by those that follow."""
_FOUND = "\0"
_PREFIXES: Final = ("", "a ", "a las ", "el ", "en ")
"""What people leave out when they are asked when: "nueve y media", "lunes", "Navidad"."""
_EMPTY: Final = re.compile(r"(?:\W|\b(?:al?|del?|el|en|las?|mas o menos|para|por favor|pues|sobre)\b)*")
"""What may stand beside a time without saying anything else."""
_AND: Final = re.compile(r"\b[yo] $")
"""Before a moment it adds another recado: "a las nueve la pastilla y a las diez el agua"."""
_BEFORE_OR_AFTER: Final = re.compile(r"\b(?:antes|despues) $")
_MOST = 20
"""Expressions of time in one text; with more of them it is no recado."""


@dataclass(frozen=True, slots=True)
class Cuando:
    """A moment to come."""

    at: datetime
    """In the person's time zone."""
    exact: bool
    """Whether an hour was named; if not, it is one that people usually mean."""
    text: str
    """The words that said it."""
    of_day: bool = True
    """Whether a day was named, or follows from a span."""
    of_hour: bool = True
    """Whether an hour was named, or a part of the day, or follows from a span."""
    twice: bool = False
    """Whether the hour that was named may be twelve hours earlier or later as well."""


def when(text: str, now: datetime) -> Cuando:
    """The moment that a text says, and nothing else but it; `now` is in the person's time zone.

    Raises:
        InvalidInput: It says none, or one that has passed, more than one, one that is in no calendar, or recurs.
    """
    text = tidy(text)
    for prefix in _PREFIXES:
        found = find(prefix + text, now)
        if found and _EMPTY.fullmatch(fold(found[1])):
            cuando = found[0]
            return replace(cuando, text=cuando.text.removeprefix(prefix))
    raise refused("This is not understood as one moment.")


def find(text: str, now: datetime) -> tuple[Cuando, str] | None:
    """The moment that a request says, and the rest of it without the words that ask; None if it says no moment.

    Raises:
        InvalidInput: The moment has passed, or is in no calendar, or recurs, or there are several.
        ValueError: `now` is in no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now is in no time zone")
    if len(text) > MAX_SIGNS:
        raise refused(f"A recado may have {MAX_SIGNS} signs.", "Say it in fewer words.")
    text = tidy(text)
    mentions = list(_mentions(text, fold(text), now))
    return None if all(mention.said.is_span for mention in mentions) else _found(text, mentions, now)


def _found(text: str, mentions: Iterable[Mention], now: datetime) -> tuple[Cuando, str]:
    """The moment that the expressions of time say, and the rest of the text.

    Raises:
        InvalidInput: It has passed, or is none that is understood, or there are several.
    """
    folded = fold(text)
    counted = [mention for mention in mentions if mention.said.is_span and mention.said.kept]
    mentions = corrected(folded, [mention for mention in mentions if mention not in counted], now)
    chosen, said = _chosen(text, mentions, now)
    refuse_elsewhere(text, chosen)
    at, exact = _moment(said, now, reloj.usual(fold(tidy(_without(text, chosen)))))
    twice = exact and not said.instant and reloj.clock(said.hour, said.part).twice
    if span := contados.shift(folded, chosen, said, counted):
        at = _shifted(at, span, now)
        chosen = contados.with_span(folded, chosen, counted)
    return Cuando(at, exact, _words(text, chosen), said.of_day, said.of_hour, twice), _rest(text, chosen)


def _mentions(text: str, folded: str, now: datetime) -> Iterator[Mention]:
    """The expressions of time, in their order.

    Raises:
        InvalidInput: One is in no calendar, or recurs, or there are too many.
    """
    refuse_recurring(folded)
    mentions = list(itertools.islice(_all(folded, now), _MOST + 1))
    if len(mentions) > _MOST:
        raise _several()
    mentions.sort(key=lambda mention: mention.start)
    mentions = list(without_told(folded, pasado.without_past(text, mentions)))
    another_day = any(mention.said.days and not mention.is_of for mention in mentions)
    of_hours = [
        day for day, after in itertools.pairwise(mentions) if not another_day and _is_of_hour(folded, day, after)
    ]
    return kept(folded, mentions, lambda mention: not mention.is_of or mention in of_hours)


def _is_of_hour(folded: str, mention: Mention, after: Mention) -> bool:
    """Whether an hour or a part of the day follows "del lunes" at once: "la reunión del lunes a las nueve"."""
    if after.is_of or after.said.of_day:
        return False
    if not (mention.said.days and folded.startswith(("de", "hasta"), mention.start)):
        return False
    return adjoin(folded, mention, after) and not _BEFORE_OR_AFTER.search(folded[: mention.start])


def _all(folded: str, now: datetime) -> Iterator[Mention]:
    for pattern, reader in _READERS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if said := reader(match, now):
                yield Mention(start, end, said, match.groupdict().get("of") is not None)
            folded = folded[:start] + _FOUND * (end - start) + folded[end:]


def _chosen(text: str, mentions: list[Mention], now: datetime) -> tuple[list[Mention], Said]:
    """The expressions that together say when.

    Raises:
        InvalidInput: They contradict each other, and none of them is told apart.
    """
    chosen = [mention for mention in mentions if not mention.said.past] or mentions
    whole = together(chosen, now)
    if whole is None and is_call(text[: chosen[0].start]):
        first = list(side_by_side(text, chosen))
        another = chosen[len(first) :]
        if not (another and _AND.search(text[: another[0].start])):
            chosen, whole = first, together(first, now)
    if whole is None:
        raise _several()
    return chosen, whole


def _several() -> InvalidInput:
    return refused("More than one moment is said.")


def _moment(said: Said, now: datetime, usual: range) -> tuple[datetime, bool]:
    """The moment, and whether it is exact; `usual` are the minutes at which it is meant on another day.

    Raises:
        InvalidInput: It has passed, or there is no such hour.
    """
    clock = reloj.clock(said.hour, said.part)
    moments = (said.instant,) if said.instant else _moments(said, clock, now, usual)
    at = next((moment for moment in moments if _later(moment, now)), None)
    if at is None:
        raise _passed()
    return at, said.instant is not None or clock.exact


def _shifted(at: datetime, span: Span, now: datetime) -> datetime:
    """A moment that is counted from another.

    Raises:
        InvalidInput: It has passed.
    """
    due = plazos.moved(at, span)
    if not _later(due, now):
        raise _passed()
    return due


def _passed() -> InvalidInput:
    return refused("That moment has passed.")


def _moments(said: Said, clock: reloj.Clock, now: datetime, usual: range) -> Iterator[datetime]:
    """What can be meant, the likeliest first."""
    today, now_minute = now.date(), now.hour * 60 + now.minute
    days = said.days or tuple(today + timedelta(days=ahead) for ahead in (-1, 0, 1))
    for day in days:
        is_today = day == today and bool(said.days or said.hour)
        for minute in clock.minutes(now_minute if is_today else None, usual):
            over, of_day = divmod(minute, reloj.DAY)
            naive = datetime.combine(day + timedelta(days=over), time(*divmod(of_day, 60)))
            for repeated in (0, 1):
                local = naive.replace(tzinfo=now.tzinfo, fold=repeated)
                yield local.astimezone(UTC).astimezone(now.tzinfo)


def _later(moment: datetime, now: datetime) -> bool:
    """Compared in UTC: within one zone Python compares what the clocks show."""
    return moment.astimezone(UTC) > now.astimezone(UTC)


def _words(text: str, mentions: Iterable[Mention]) -> str:
    """The expressions, as they were said."""
    words, end = "", 0
    for mention in mentions:
        between = text[end : mention.start]
        words += between if end and not between.strip(" ,") else " "
        words += text[mention.start : mention.end]
        end = mention.end
    return words.strip(" ,")


def _rest(text: str, mentions: list[Mention]) -> str:
    """What is to be remembered: what else is said, with the expressions that belong to it as well.

    "De 10 a 11" alone is nothing to remember; "media hora antes de la reunión de las doce" is.
    """
    rest = without_call(
        _without(text, [mention for mention in mentions if not (mention.said.kept and mention.said.shift)])
    )
    if _EMPTY.fullmatch(fold(rest)):
        return rest
    return without_call(_without(text, [mention for mention in mentions if not mention.said.kept]))


def _without(text: str, mentions: Iterable[Mention]) -> str:
    rest, end = "", 0
    for mention in mentions:
        rest += f"{text[end : mention.start]} "
        end = mention.end
    return rest + text[end:]
