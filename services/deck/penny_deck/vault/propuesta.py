"""What a person asks to be reminded of, understood from her own words. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import fold
from penny_deck.tiempo import contados, cuando, decir, horas, plazos
from penny_deck.tiempo.cuando import Cuando
from penny_deck.tiempo.dicho import Span
from penny_deck.tiempo.peticion import without_call

_PARA = re.compile(r"^(?:para|a)\s+(?P<who>[A-ZÁÉÍÓÚÑ]\w+)\s*[:,]?\s+que\s+")
"""For whom: "(un recado) para Ana: que traiga el pan"."""
_CHANGE = re.compile(
    r"^(?:(?:no|sí|vale|bueno|mejor|perdón|espera|digo|que sea|ponlo|ponla|apúntalo|cámbialo|pero)\b[\s,]*)+",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"(?:(?:no|se|lo|si|ya|un|momento|segundo|espera|a|ver|pues|nada|eso|es|que|bueno|vale|mejor|mmm?|eh|digo|perdona?|"
    r"por|favor|gracias|ahora|luego|quiero|asi|mismo)(?:[ ,.]+|$))*"
)
"""Words that say nothing of what is to be done: "no sé", "espera un momento"."""
_ASKED = re.compile(
    r"^(?:(?:que sea|ponlo|ponla|av[ií]same|recu[eé]rdamelo|recu[eé]rdame|hazlo|para|pues|casi)\b[ ,]*)+"
    r"|(?:[ ,]+(?:por favor|gracias|mejor|no s[eé]))+$",
    re.IGNORECASE,
)
_HOUR_ALONE = re.compile(rf"(?:(?:para|a) )?(?:las? )?(?P<hour>{horas.NAMED}(?: en punto)?)")
"""An hour as it is said for an answer: "las nueve y media"."""
_DAY, _AWAKE = range(8, 20), range(7, 22)
"""The hours of the day, and those at which people are awake."""
_EDGES = " ,.;:¿?¡!"


@dataclass(frozen=True, slots=True)
class Propuesta:
    """A recado as it was understood; nothing is kept of it yet."""

    texto: str
    para: str
    cuando: datetime | None
    con_hora: bool


def understood(peticion: str, now: datetime, anterior: Propuesta | None = None) -> Propuesta:
    """What is to be done, for whom and when.

    Args:
        peticion: The person's words.
        now: The moment, in her time zone.
        anterior: What she changes with these words, if she changes something.

    Raises:
        InvalidInput: Nothing is left to be done (field "peticion"), or the time is past, impossible, not one, or comes
            again and again (field "cuando").
    """
    said = _CHANGE.sub("", peticion.strip(_EDGES)) if anterior else peticion
    found = cuando.find(said, now)
    when, rest = found or (None, without_call(said))
    rest = rest.strip(_EDGES)
    if anterior is not None:
        return _changed(anterior, rest, when, now)
    para = _PARA.match(rest)
    what = rest[para.end() :] if para else rest
    if not what:
        raise InvalidInput("It is not said what is to be done.", remedy="Say it.", field="peticion")
    return Propuesta(_capital(what), para["who"] if para else "", when.at if when else None, bool(when and when.exact))


def _changed(anterior: Propuesta, rest: str, when: Cuando | None, now: datetime) -> Propuesta:
    """Another day keeps the hour, another hour the day, both what is to be done; other words are what is to be done.

    Raises:
        InvalidInput: Nothing is changed by these words, or it is not understood what.
    """
    said = "" if _FILLERS.fullmatch(fold(rest)) else rest
    bare = _ASKED.sub("", said).strip(_EDGES)
    if contados.is_counted(fold(bare)):
        return _counted(anterior, bare, when, now)
    if when is None and (hour := _HOUR_ALONE.fullmatch(fold(bare))):
        when, said = cuando.when(f"a las {hour['hour']}", now), ""
    if when is None and not said:
        raise _not_said()
    changed = replace(anterior, texto=_capital(said)) if said else anterior
    if when is None:
        return changed
    whole = _completed(when, anterior, now)
    return replace(changed, cuando=whole.at, con_hora=whole.exact)


def _counted(anterior: Propuesta, bare: str, when: Cuando | None, now: datetime) -> Propuesta:
    """So much before or after the hour that was proposed, or another that is said; never what is to be done.

    Raises:
        InvalidInput: It is not said how much, or there is no such hour.
    """
    if when is None:
        return _shifted(anterior, contados.alone(fold(bare)), now)
    if not (when.exact and when.of_day):
        raise _not_said()
    return replace(anterior, cuando=when.at, con_hora=True)


def _shifted(anterior: Propuesta, span: Span | None, now: datetime) -> Propuesta:
    """So much earlier or later.

    Raises:
        InvalidInput: It is not said how much, or there is no hour from which it is counted, or it has passed.
    """
    before = anterior.cuando
    if span is None or before is None or (span.passing and not anterior.con_hora):
        raise _not_said()
    at = plazos.moved(before, span)
    if at.astimezone(UTC) <= now.astimezone(UTC):
        raise InvalidInput("That moment has passed.", remedy="Say one that is to come.", field="cuando")
    return replace(anterior, cuando=at)


def _not_said() -> InvalidInput:
    return InvalidInput("It is not said what is to change.", remedy="Say it.", field="anterior")


def _completed(when: Cuando, anterior: Propuesta, now: datetime) -> Cuando:
    """What was said of a time, and for the rest what had been said before."""
    before = anterior.cuando
    if before is None or (when.of_day and when.of_hour):
        return when
    if not when.of_day:
        on_day = cuando.when(f"{decir.on_day(before)} {when.text}", now)
        return replace(on_day, at=_nearest(on_day.at, before, now)) if when.twice else on_day
    return cuando.when(f"{when.text} {decir.at_hour(before)}", now) if anterior.con_hora else when


def _nearest(at: datetime, before: datetime, now: datetime) -> datetime:
    """Of the hours that may be meant the nearest to the one before; at night only if that one was."""
    at_night = before.hour not in _DAY
    moments = (_on_clock(at + timedelta(hours=hours)) for hours in (-24, -12, 0, 12, 24))
    meant = [
        moment
        for moment in moments
        if moment > now and (at_night or (moment.date() == before.date() and moment.hour in _AWAKE))
    ]
    return min(meant, key=lambda moment: abs(moment - before), default=at)


def _on_clock(moment: datetime) -> datetime:
    """As the clocks of its zone show it."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
