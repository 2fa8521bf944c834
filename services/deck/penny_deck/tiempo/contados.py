"""Spans counted from another moment: "dos horas antes de las nueve", "una hora antes del partido de mañana". Pure.

They are counted from what follows: an hour, or an appointment with its own. Where it is not clear from what, nobody
knows when, and it is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from penny_chassis.errors import InvalidInput
from penny_deck.palabras import INFINITIVE, nameless
from penny_deck.tiempo import horas
from penny_deck.tiempo.dicho import Mention, Readers, Said, Span, adjoin, refused
from penny_deck.tiempo.plazos import ABOUT, AMOUNT, total

_WHOSE = "la|los|las|el|mi|mis|tu|tus|su|sus|nuestr[oa]s?|una?"
_EVENT = rf"de(?:l| (?:{_WHOSE}))(?: (?!(?:que|para|y|o|{INFINITIVE})\b)[a-zñ0-9]+){{1,6}}"
"""An appointment: "de la reunión con Ana"; what is to be done is none."""
_AHEAD = "de (?:antelacion|anticipacion|adelanto)"
_COUNTED = re.compile(
    rf"\b{ABOUT}(?>{AMOUNT}) (?P<way>antes|despues)\b(?:(?P<event> {_EVENT})? de (?P<hour>las? {horas.NAMED}))?"
)
_ASKED = r"(?:avisame|me avis[ae]s|avisarme|recuerdame(?:lo)?|recordame(?:lo)?|recordarmelo|me lo recuerd[ae]s)"
_REMINDER = re.compile(
    rf"(?:\by )?\b(?:(?:quiero )?que |puedes |podrias )?{_ASKED} (?:con )?{ABOUT}"
    rf"(?:(?>{AMOUNT}) (?:antes|{_AHEAD})|el dia (?:(?:de )?antes|anterior)|la vispera)(?: por favor)?[ .!?]*$"
)
"""At the end of what says the moment itself: "mañana a las cinco tengo dentista, avísame una hora antes"."""
_WAY = r"antes|despues|mas (?:tarde|temprano|pronto|adelante)"
_PLAIN = rf"{ABOUT}(?>{nameless(AMOUNT)})"
_MOVE = r"(?:adelant|retras|atras|aplaz)[a-zñ]*l[ao]s?\b"
_ALONE: Final = re.compile(rf"{ABOUT}(?>{AMOUNT}) (?P<way>{_WAY}|mas|menos)|(?P<verb>{_MOVE}) (?P<much>{_PLAIN})")
_BEGINS: Final = re.compile(
    rf"(?:(?:un|una) (?:poco|poquito|rato|ratito|pelin) |algo |mucho )?(?:{_WAY})\b(?! que\b)|{_MOVE}"
    rf"|{_PLAIN}(?:$| (?:{_WAY}|mas|menos|de antelacion)\b)|con {_PLAIN} de antelacion\b"
    r"|(?:a )?(?:(?:y|menos) (?:media|cuarto)|en punto)$"
)
_ENDS: Final = re.compile(rf"(?>{AMOUNT}) (?:antes|despues)$")
_BETWEEN: Final = re.compile(rf" {_EVENT} ?")
_EARLIER: Final = re.compile(rf"\bantes {_EVENT} $")
_NEXT_DAY: Final = re.compile(
    r"\b(?:vispera|(?:dia|noche|tarde|mañana|semana|mes)s? (?:antes|despues|anterior|siguiente|previ[oa]))\b[^,]{0,80}$"
)
_QUE: Final = re.compile(r"\bque\b")
_AHEAD_OF: Final = re.compile(
    r"\b(?:(?:de|con) (?:[a-zñ0-9]+ ){0,5}(?:antelacion|anticipacion|adelanto)"
    rf"|falt[a-zñ]+ (?:de )?{_PLAIN} (?:para|a))\b"
)
"""As in "con una hora de antelación", "cuando falte media hora para la reunión"."""
_DAYS_AHEAD: Final = re.compile(rf"\bcon {_PLAIN} {_AHEAD}\b")
_LITTLE = "algo|bastante|mucho|un (?:pelin|poco|poquito|ratito|rato)"
_EARLIER_DAY = r"(?:(?:el|la|una?|esa) )?(?:dia|mañana|mes|noche|semana|tarde)"
_ASKED_EARLIER: Final = re.compile(
    rf"\b{_ASKED} (?:con (?:[a-zñ]+ )?tiempo|(?:la )?vispera|esa (?:misma )?(?:mañana|tarde|noche)"
    rf"|(?:(?:{_LITTLE}|{_EARLIER_DAY}) )?(?:de )?(?:antes|anterior|previ[oa])(?! (?:del?|que)\b))\b"
)
"""After the moment itself: "tengo cita el viernes a las diez, avísame la noche antes"."""


def shift(folded: str, chosen: Sequence[Mention], said: Said, counted: Sequence[Mention]) -> Span | None:
    """How far from the moment that the chosen expressions say the recado is due; None if it is due then.

    Raises:
        InvalidInput: It is due at some other time, and it is not clear at which.
    """
    if said.shift:
        if said.shift.passing and not (said.hour or said.instant):
            raise _unclear()
        return said.shift
    if not counted:
        before = folded[: chosen[0].start]
        if _AHEAD_OF.search(folded) and (said.hour or said.instant):
            raise _unclear()
        if _DAYS_AHEAD.search(folded) or _ASKED_EARLIER.search(folded, chosen[0].end):
            raise _unclear()
        if _NEXT_DAY.search(before) or (chosen[0].is_of and _EARLIER.search(before)):
            raise _unclear()
        return None
    if len(counted) > 1:
        raise _unclear()
    return _from_event(folded, chosen, said, counted[0])


def with_span(folded: str, chosen: list[Mention], counted: Sequence[Mention]) -> list[Mention]:
    """The chosen expressions, and before them a span that nothing parts from them: "dos días antes del viernes"."""
    beside = [mention for mention in counted if adjoin(folded, mention, chosen[0])]
    return [replace(mention, said=Said(shift=mention.said.shift)) for mention in beside] + chosen


def _from_event(folded: str, chosen: Sequence[Mention], said: Said, counted: Mention) -> Span | None:
    span = counted.said.shift or Span()
    after = [mention for mention in chosen if mention.start >= counted.end]
    hour_before = said.hour and not any(mention.said.hour for mention in after)
    if after and not hour_before and _is_event(folded, counted, after) and (said.hour or not span.passing):
        return span
    if said.hour or said.instant:
        clear = not after and _QUE.search(folded[chosen[-1].end : counted.start]) is not None
    else:
        clear = bool(span.passing) and not (after and _is_event(folded, counted, after))
    if not clear:
        raise _unclear()
    return None


def _is_event(folded: str, counted: Mention, after: Sequence[Mention]) -> bool:
    """Whether the span is counted from what the expressions after it say, hour and all."""
    between = folded[counted.end : after[0].start]
    return bool(_BETWEEN.fullmatch(between)) or (after[0].is_of and not between.strip())


def _unclear() -> InvalidInput:
    return refused(
        "The moment from which it is counted is not understood.",
        "Say the day and hour of the recado itself, such as 'mañana a las nueve'.",
    )


def _counted(match: re.Match[str], now: datetime) -> Said:
    span = total(match["amount"]).times(-1 if match["way"] == "antes" else 1)
    if match["hour"]:
        return Said(hour=horas.named(match["hour"], now), shift=span, kept=match["event"] is not None)
    return Said(shift=span, kept=True)


def _reminder(match: re.Match[str], _now: datetime) -> Said:
    return Said(shift=(total(match["amount"]) if match["amount"] else Span(days=1)).times(-1))


def alone(folded: str) -> Span | None:
    """The span of a text that says nothing but how much earlier or later; None if it says something else."""
    match = _ALONE.fullmatch(folded)
    if match is None:
        return None
    how, amount = match["way"] or match["verb"], match["amount"] or match["much"]
    earlier = how in {"antes", "menos"} or how.endswith(("temprano", "pronto")) or how.startswith("adelant")
    return total(amount).times(-1 if earlier else 1)


def is_counted(folded: str) -> bool:
    """Whether a text says how much earlier or later, at its beginning or its end."""
    return bool(_BEGINS.match(folded) or _ENDS.search(folded))


READERS: Final[Readers] = ((_REMINDER, _reminder), (_COUNTED, _counted))
