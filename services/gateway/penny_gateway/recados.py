"""What a person says about recados: asking for one, and answering when she is asked whether it is right. Pure.

`confirmar_antes_de_crear_recados` is a rule of plano 0. It is kept by code: a request becomes a proposal, and only a
yes to that very proposal, in the next thing that the person says, makes a recado of it.
"""

import re
from enum import Enum

from penny_gateway.words import plainly, spoken_words

_ASKING = re.compile(
    r"(?:(?:oye|hola|por favor|penny|mira|y|vale|pues|bueno|tambien) )*"
    r"(?:me )?(?:(?:puedes|podrias|quiero que|necesito que) )?(?:me )?"
    r"(?:p?recuerda ?(?:me|nos)|recuerda(?= que (?:tengo|hay|debo))|recordar(?:me|nos)?|recuerdes|acuerdate de|"
    r"no me dejes olvidar|a[bv][ie][sz]a ?me|avisarme|avises|apunta(?:r|rme| ?me| ?nos)?|apuntes|"
    r"anota(?:r|rme| ?me| ?nos)?|anotes|"
    r"(?:pon(?:me)?|crea(?:me)?|haz(?:me)?|añade(?:me)?|toma) (?:un|otro) (?:recado|recordatorio|aviso))(?: |$)"
    r"(?P<what>.*)"
)
"""Without accents, and as the recogniser may hear it: "precuerda me", "abézame"."""
_TO_BE_TOLD = re.compile(r"(?:lo que|(?:de |a )?(?:qué|quién|quiénes|cuándo|dónde|cómo|cuál|cuáles|cuánt[oa]s?))\b")
"""What follows when she wants to be told something: "recuérdame qué tengo hoy"."""

_POLITE = r"(?:por favor|gracias|penny|asi|mismo|eso|ya|muchas|hombre|mujer|pues|bueno|que|venga|va)"
_YES_WORDS = (
    r"(?:si|sip|vale|ok|okey|okay|claro|claro que si|perfecto|exacto|correcto|adelante|dale|confirmo|afirmativo|genial|"
    r"estupendo|fenomenal|aja|bien|hazlo|apuntalo|apuntamelo|anotalo|ponlo|guardalo|si quiero|eso es|asi es|eso mismo|"
    r"de acuerdo|muy bien|esta bien|por supuesto|desde luego|venga va|me parece bien)"
)
_YES = re.compile(rf"(?=(?:.* )?{_YES_WORDS}(?: |$))(?:(?:{_YES_WORDS}|{_POLITE})(?: |$))+")
_NO_WORDS = (
    r"(?:no|nada|dejalo|olvidalo|cancela|cancelalo|borralo|quitalo|no hace falta|no lo apuntes|no lo anotes|no quiero|"
    r"da igual|negativo|ni hablar|eso no|mejor no|para nada)"
)
_NO = re.compile(rf"(?=(?:.* )?{_NO_WORDS}(?: |$))(?:(?:{_NO_WORDS}|{_POLITE})(?: |$))+")
_SHORT_WORDS = 4
"""Whoever says no more than that, and asks nothing, has answered: if it is not understood, she is asked again."""
_CHANGE = re.compile(r"(?:no|mejor|perdon|espera|digo|ponlo|apuntalo|que sea|cambialo|(?:si|vale) (?:pero|a las|el))\b")
"""How a change begins: "no, a las diez", "mejor el lunes", "que sea por la tarde"."""
_QUESTION = re.compile(
    r"(?:y )?(?:a |de |en |con |por )?(?:que|quien(?:es)?|cuando|donde|como|cual(?:es)?|cuant[oa]s?)\b(?! si\b)"
)
_TOLD = (
    (re.compile(r"\bmi\b", re.IGNORECASE), "tu"),
    (re.compile(r"\bmis\b", re.IGNORECASE), "tus"),
    (re.compile(r"\bmí\b", re.IGNORECASE), "ti"),
    (re.compile(r"\bconmigo\b", re.IGNORECASE), "contigo"),
    (re.compile(r"\bmí([oa]s?)\b", re.IGNORECASE), r"tuy\1"),
    (re.compile(r"\bme\b", re.IGNORECASE), "te"),
    (re.compile(r"\btengo\b", re.IGNORECASE), "tienes"),
    (re.compile(r"\bestoy\b", re.IGNORECASE), "estás"),
    (re.compile(r"\bhe\b", re.IGNORECASE), "has"),
    (re.compile(r"\bvoy\b", re.IGNORECASE), "vas"),
    (re.compile(r"\bnecesito\b", re.IGNORECASE), "necesitas"),
    (re.compile(r"(\w[aeií]r)me\b", re.IGNORECASE), r"\1te"),
)


class Reply(Enum):
    """What she says to a proposal."""

    YES = "yes"
    NO = "no"
    CHANGE = "change"
    UNCLEAR = "unclear"
    """Something short that is neither: she is asked again."""
    OTHER = "other"
    """Something else: the proposal lapses."""


def asked_for(text: str) -> bool:
    """Whether she asks for a recado: "recuérdame llamar a mi madre", and not "recuérdame qué tengo hoy"."""
    match = _ASKING.fullmatch(plainly(text))
    if match is None:
        return False
    said = " ".join(spoken_words(text))  # with its accents, which tell "qué" from "que"
    return not _TO_BE_TOLD.match(said, match.start("what"))


def reply(text: str) -> Reply:
    """What she says to "¿Apunto …?"."""
    said = plainly(text)
    if _NO.fullmatch(said):
        return Reply.NO
    if _YES.fullmatch(said):
        return Reply.YES
    if _CHANGE.match(said):
        return Reply.CHANGE
    short = 0 < len(said.split()) <= _SHORT_WORDS and not asks(text)
    return Reply.UNCLEAR if short else Reply.OTHER


def asks(text: str) -> bool:
    """Whether it is a question; the recogniser often leaves out its marks and accents."""
    return "?" in text or "¿" in text or _QUESTION.match(plainly(text)) is not None


def as_told(text: str) -> str:
    """What is to be done as Penny says it to the person: "Llamar a mi madre" becomes "llamar a tu madre"."""
    for pattern, other in _TOLD:
        text = pattern.sub(other, text)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
