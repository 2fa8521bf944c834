"""Lists that people dictate, an item at a time: "apunta leche… huevos… y pan". Pure; Spanish.

A list is open until its last item is joined to it by "y"; a single bare noun after a verb that asks for a list may be
the first of several. Neither the words nor their melody tell: both sound finished after each item.
"""

import re

from penny_gateway.words import spoken_words

_ASKING = r"(?:a ?p[uú]nta|an[oó]ta|añ[aá]de|agr[eé]ga|c[oó]mpra|p[ií]de|in[vb][ií]ta)(?:me|le|les|nos)?"
"""What asks for a list, as the recogniser may write it."""
_NO_ITEM = """
un una uno unos unas el la los las lo mi mis tu tus su sus este esta esto ese esa eso que cuando donde
para por en con sin hoy mañana luego después ahora
"""
"""With one of these it is an errand in so many words, not a list of things; so it is with an infinitive."""
_INFINITIVE = re.compile(r"\b\w{2,}[aei]r\b", re.IGNORECASE)
_JOINED = re.compile(r"\b[ye]\s+(?:\w+\s*){1,4}[.!]?$", re.IGNORECASE)
_OPENED = re.compile(rf"^\W*(?:{_ASKING})\s+(?P<items>.+)$", re.IGNORECASE | re.DOTALL)
_MOST_WORDS = 8
_NOT_AN_ITEM = frozenset(_NO_ITEM.split())


def is_open(text: str) -> bool:
    """Whether a list has been begun, and its last item has not been named."""
    opened = _OPENED.match(text)
    if opened is None or _JOINED.search(text) or _INFINITIVE.search(opened["items"]):
        return False
    words = spoken_words(opened["items"])
    return len(words) <= _MOST_WORDS and _NOT_AN_ITEM.isdisjoint(words)


def is_closed(text: str) -> bool:
    """Whether a list has been named to its end."""
    joined = _JOINED.search(text)
    return joined is not None and ("," in text[: joined.start()] or _OPENED.match(text) is not None)
