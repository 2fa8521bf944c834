"""What a person asks to be reminded of, understood from her own words. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from penny_chassis.errors import InvalidInput
from penny_deck.vault import cuando, decir
from penny_deck.vault.cuando import Cuando
from penny_deck.vault.palabras import fold
from penny_deck.vault.peticion import without_call

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
        InvalidInput: Nothing is changed by these words.
    """
    said = "" if _FILLERS.fullmatch(fold(rest)) else rest
    if when is None and not said:
        raise InvalidInput("It is not said what is to change.", remedy="Say it.", field="anterior")
    changed = replace(anterior, texto=_capital(said)) if said else anterior
    if when is None:
        return changed
    whole = _completed(when, anterior, now)
    return replace(changed, cuando=whole.at, con_hora=whole.exact)


def _completed(when: Cuando, anterior: Propuesta, now: datetime) -> Cuando:
    """What was said of a time, and for the rest what had been said before."""
    before = anterior.cuando
    if before is None or (when.of_day and when.of_hour):
        return when
    if not when.of_day:
        return cuando.when(f"{decir.on_day(before)} {when.text}", now)
    return cuando.when(f"{when.text} {decir.at_hour(before)}", now) if anterior.con_hora else when


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
