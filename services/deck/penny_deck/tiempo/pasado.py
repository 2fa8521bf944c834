"""What has been: "el libro que me prestó el lunes", "el lunes me llamó Ana". Pure.

A day beside a verb of the past is not to come. Only accents tell many of these verbs from others, so the text is read
as it was said.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from penny_deck.palabras import fold
from penny_deck.tiempo.calendario import DAY_NUMBER, MONTH, WEEKDAY
from penny_deck.tiempo.dicho import OF, Mention, Readers, Said, adjoin
from penny_deck.tiempo.peticion import is_call
from penny_deck.tiempo.plazos import ABOUT, SPAN

_PAST = re.compile(
    rf"{OF}(?:antes de ayer|anteayer|antier|ayer|anoche"
    r"|(?:la )?(?:semana pasada|pasada semana)|(?:el )?(?:mes|año) pasado"
    rf"|(?:el )?(?:{WEEKDAY}) (?:proximo )?pasado(?! mañana)"
    rf"|(?:el |(?<=del ))pasado (?:(?:{WEEKDAY})(?: {DAY_NUMBER})?|(?:dia )?{DAY_NUMBER})(?: de (?:{MONTH}))?)\b"
)
_AGO = re.compile(rf"\bhace {ABOUT}{SPAN}")
_PRONOUNS = "me|te|se|le|les|nos|os|lo|la|los|las|ya|no|yo|él|ella|ellos|ellas|usted"
_IRREGULAR = """
hice hizo hicimos hicieron dije dijo dijimos dijeron di dio dimos dieron fui fue fuimos fueron vi vio vimos vieron vine
vinimos vinieron puse puso pusimos pusieron trajo trajimos trajeron tuve tuvo tuvimos tuvieron quise quiso
quisieron pude pudo pudieron estuve estuvo estuvimos estuvieron supe supo supieron
"""
_PARTICIPLE = r"(?:[a-zñ]+[ai]d[oa]|hecho|dicho|visto|puesto|escrito|roto|abierto|vuelto|traído|leído|caído|oído)"
_SURE = (
    rf"(?:[a-zñáéíóú]{{2,}}(?:ó|aron|ieron)|{'|'.join(_IRREGULAR.split())}"
    rf"|(?:he|has|ha|hemos|habéis|han|había|habían|habíamos) {_PARTICIPLE})"
)
_AFTER_QUE = (
    r"(?!(?:josé|esté|bebé|así|aquí|allí|ahí|existe|insiste|asiste|triste|chiste|baste|contraste)\b)(?![a-zñ]*[aei]ré\b)"
    r"[a-zñáéíóú]{2,}(?:é|í|aste|iste|[ai]mos)"
)
"""Forms that may be something else, and after "que" seldom are."""
_SUBJECT = r"(?: (?!(?:que|para|y|o)\b)[\w]+){0,3}"
_CLAUSE: Final = re.compile(
    rf"\b(?:que|donde|cuando|quien)(?: (?:{_PRONOUNS}))*(?: (?P<maybe>{_AFTER_QUE})|{_SUBJECT} {_SURE}){_SUBJECT} $",
    re.IGNORECASE,
)
_ARRANGED: Final = re.compile(r"\b(?:qued|cit|convoc|reserv|apunt|program)[a-zñ]*\b|\b(?:reunion|al)\b")
"""What was arranged is to come: "he quedado el lunes", "me pusieron la cita el jueves"."""
_TO_COME: Final = re.compile(r"\b(?:para|mañana|hoy|esta|viene|entra|proxim[oa]|siguiente|dentro)\b")
_AT_ONCE: Final = re.compile(rf"(?: (?:{_PRONOUNS}))* (?:{_SURE}|(?P<maybe>{_AFTER_QUE}))\b", re.IGNORECASE)


def without_past(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The expressions of time, but for days of what has been and the hours beside them."""
    past: Mention | None = None
    for mention in mentions:
        if _is_past(text, mention) or (past and not mention.said.days and adjoin(text, past, mention)):
            past = mention
        else:
            past = None
            yield mention


def _is_past(text: str, mention: Mention) -> bool:
    if (
        not (mention.said.days or mention.said.past)
        or mention.said.kept
        or _TO_COME.search(fold(text), mention.start, mention.end)
    ):
        return False
    if (verb := _AT_ONCE.match(text, mention.end)) and (mention.said.past or not verb["maybe"]):
        return True
    clause = _CLAUSE.search(text, 0, mention.start)
    if clause is None or _ARRANGED.search(fold(clause[0])):
        return False
    return not (clause["maybe"] and is_call(text[: clause.start()]))


def _past(_match: re.Match[str], now: datetime) -> Said:
    return Said(instant=now, past=True)


READERS: Final[Readers] = ((_PAST, _past), (_AGO, _past))
