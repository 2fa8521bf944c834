"""The words around a recado by which it is asked for: "recuérdame que tengo que". Pure."""

import re
from typing import Final

from penny_deck.palabras import fold, tidy

_NAMES = "recado|recordatorio|aviso|nota|alarma|temporizador|timer|despertador"
_MAKE_WORDS = """
pon ponme poner ponerme pones crea creame haz hazme hacer añade añademe guarda guardame deja dejame programa programame
quiero necesito
"""
_FILLERS = "oye|hola|eh|ey|che|a ver|pues|vale|bueno|(?<!que )venga|mira|penny|por favor"
_DE = r"(?: de(?= [a-zñ]+[aei]r))?"
"""As in "avísame de llamar"."""
_CALL = (
    rf"(?:{_FILLERS}|me|puedes|podrias|quiero que|necesito que"
    rf"|(?:p?recuerda|recorda|apunta|anota) ?(?:me|te|lo|melo|telo)?{_DE}|a[bv][ie][sz]a ?(?:me)?(?: de)?"
    r"|ac(?:ue|o)rdame(?: de)?|(?:recuerd|apunt|anot|avis)[ae]s"
    r"|(?:record|apunt|anot)ar(?:me|lo|melo)?|avisar(?:me|melo)"
    rf"|(?:(?<=puedes )|(?<=podrias ))avisar{_DE}"
    r"|que no se me olvide|que no me olvide de|no me dejes olvidar"
    r"|(?:pon|mete)(?:me)?(?= (?:que|en (?:la|el|mi) (?:agenda|calendario))\b)|en (?:la|el|mi) (?:agenda|calendario)"
    rf"|(?:{'|'.join(_MAKE_WORDS.split())})(?: (?:una?|otr[oa]|el|la))?(?: nuev[oa])? (?:{_NAMES})"
    r"(?: (?:de|que diga)\b)?"
    r"|para)"
)
_LINK = r"(?:(?:de )?que|tengo que)"
_BETWEEN = r"[ ,.:;¿?¡!]"
_CALLED: Final = re.compile(rf"(?:{_CALL}\b|{_BETWEEN})*")
_BEGIN: Final = re.compile(rf"(?:(?:{_CALL}|{_LINK})\b|{_BETWEEN})*")
_END: Final = re.compile(
    rf"(?:{_BETWEEN}|\b(?:por favor|gracias|penny|(?:recuerda|recorda|apunta|anota)melo|avisame)\b)*$"
)
_BEFORE_MARK: Final = re.compile(r" +(?=[,.;:?!])|,(?= ?[,.;:?!])")


def is_call(text: str) -> bool:
    """Whether a text only asks for a recado, and does not begin to say what it is: "ponme un recado para"."""
    return _CALLED.fullmatch(fold(text)) is not None


def without_call(text: str) -> str:
    """What is to be remembered, in the person's words."""
    text = _BEFORE_MARK.sub("", tidy(text))
    folded = fold(text)
    begin = _BEGIN.match(folded)
    start = begin.end() if begin else 0
    end = _END.search(folded, start)
    return text[start : end.start() if end else None]
