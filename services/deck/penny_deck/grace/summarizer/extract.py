"""The sentences of a document, and those of them that say most. Pure."""

import re
from collections.abc import Sequence

from penny_deck.grace import prose
from penny_deck.grace.document import Document
from penny_deck.grace.summarizer import rank
from penny_deck.grace.summarizer.resumen import Frase
from penny_deck.log.terms import terms
from penny_deck.palabras import fold

_FEWEST_WORDS = 4
_UNENDED_WORDS = 8
"""A line without a full stop and with fewer words is a heading."""
_MOST_FIGURES = 0.4
"""Of a sentence's words: with more figures it is a row of a table."""
_FIELD = re.compile(
    r"(?:fecha|lugar|hora|asistentes|presentes|ausentes|asunto|para|de|cc|tel(?:efono|\.)?|movil|fax|web|e-?mail"
    r"|correo|nif|cif"
    r"|direccion|cliente|iban|pagina|pag\.|numero|n[º°])\b[^:]{0,20}:"
)
_GREETING = re.compile(
    r"(?:hola|estimad[oa]s?|querid[oa]s?|apreciad[oa]s?|buen[oa]s (?:dias|tardes|noches))\b[^.!?]{0,40}$"
)
_ENDED = re.compile(r"[.!?…][\"'»”)\]]*$")


def sentences(document: Document) -> tuple[str, ...]:
    """What is said in a document, sentence by sentence; no headings, tables, fields, greetings."""
    whole = (sentence for paragraph in prose.paragraphs(document) for sentence in prose.sentences(paragraph))
    return tuple(sentence.text for sentence in whole if _says(sentence.text))


def best(said: Sequence[str], count: int) -> tuple[Frase, ...]:
    """The sentences that say most."""
    return tuple(Frase(n, said[n]) for n in rank.best([terms(sentence) for sentence in said], count))


def text(chosen: Sequence[Frase]) -> str:
    """Sentences as one text; each is ended, so that the next one begins."""
    return " ".join(frase.texto if _ENDED.search(frase.texto) else f"{frase.texto.rstrip(',;:')}." for frase in chosen)


def sources(summary: Sequence[str], said: Sequence[str]) -> tuple[Frase, ...]:
    """Of each sentence of a summary the document's that shares most of its stems."""
    stems = [frozenset(terms(sentence)) for sentence in said]
    nearest = {
        max(range(len(said)), key=lambda n: len(stems[n] & wanted) / (1 + len(stems[n]) ** 0.5))
        for wanted in (frozenset(terms(sentence)) for sentence in summary)
        if said
    }
    return tuple(Frase(n, said[n]) for n in sorted(nearest))


def _says(sentence: str) -> bool:
    folded, words = fold(sentence), sentence.split()
    if len(words) < _FEWEST_WORDS or _FIELD.match(folded) or _GREETING.fullmatch(folded):
        return False
    figures = sum(any(sign.isdigit() for sign in word) for word in words)
    return figures <= _MOST_FIGURES * len(words) and (bool(_ENDED.search(sentence)) or len(words) >= _UNENDED_WORDS)
