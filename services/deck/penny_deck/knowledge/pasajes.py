"""Documents cut into passages: what is searched, shown and cited. Pure.

A passage is whole sentences, about `WORDS` words of them, and begins with the last of the passage before, so that what
is said across a border is found whole in one of the two. A paragraph's end is where it rather ends.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from penny_deck.grace.document import Document
from penny_deck.knowledge.frases import Frase, frases

WORDS = 120
"""Some 200 of the 512 pieces of words that the model takes in at once (measured on Spanish text)."""
MAX_SHARED_WORDS = 40
MAX_SHARED_SENTENCES = 2

_PAGED = frozenset({"pdf", "scan"})
_ENOUGH = 90
"""Words with which a passage may end because a paragraph does."""
_TOO_FEW = 30
"""Words that are not worth a passage of their own at the document's end."""
_PAUSES = (",", ";", ":", "—", "–")


@dataclass(frozen=True, slots=True)
class Pasaje:
    """A passage."""

    texto: str
    pagina: int
    """From 1; 0 if the document has no pages."""
    pagina_final: int


def pasajes(document: Document) -> list[Pasaje]:
    """A document's passages, in its order; none if it has no words."""
    paged = paginas(document) > 0
    return [_pasaje(group, paged=paged) for group in _groups(_short(frases(document)))]


def paginas(document: Document) -> int:
    """How many pages a document has; 0 if its pages are ours and nobody else's, or it is one photo."""
    count = len(document.pages)
    return count if document.kind in _PAGED or (document.kind == "image" and count > 1) else 0


def _groups(sentences: Iterable[Frase]) -> Iterator[Sequence[Frase]]:
    """Sentences as passages share them out."""
    waiting: Sequence[Frase] = ()
    group: list[Frase] = []
    shared = 0
    for sentence in sentences:
        if len(group) > shared and _full(group, sentence):
            if waiting:
                yield waiting
            waiting, group = group, _shared(group)
            shared = len(group)
        group.append(sentence)
    new = group[shared:]
    if waiting and _length(new) < _TOO_FEW:
        yield [*waiting, *new]
        return
    if waiting:
        yield waiting
    if new:
        yield group


def _full(group: Sequence[Frase], following: Frase) -> bool:
    length = _length(group)
    return length + len(following.words) > WORDS or (following.abre and length >= _ENOUGH)


def _shared(group: Sequence[Frase]) -> list[Frase]:
    """The end of a passage, with which the next begins: a sentence or two, unless they are long."""
    last = [*group[-MAX_SHARED_SENTENCES:]]
    while last and _length(last) > MAX_SHARED_WORDS:
        del last[0]
    return last if len(last) < len(group) else []


def _length(sentences: Iterable[Frase]) -> int:
    return sum(len(sentence.words) for sentence in sentences)


def _short(sentences: Iterable[Frase]) -> Iterator[Frase]:
    """The sentences, those divided that are longer than a passage."""
    for sentence in sentences:
        rest = sentence
        while len(rest.words) > WORDS:
            at = _division(rest.words)
            yield replace(rest, words=rest.words[:at])
            rest = replace(rest, words=rest.words[at:], abre=False)
        yield rest


def _division(words: Sequence[str]) -> int:
    """Where to divide a sentence: into equal parts, but rather after a comma."""
    size = math.ceil(len(words) / math.ceil(len(words) / WORDS))
    return next((at for at in range(size, size * 2 // 3, -1) if words[at - 1].endswith(_PAUSES)), size)


def _pasaje(group: Sequence[Frase], *, paged: bool) -> Pasaje:
    parts = [" ".join(group[0].words)]
    for sentence in group[1:]:
        parts += ["\n" if sentence.abre else " ", " ".join(sentence.words)]
    pages = (group[0].pagina, group[-1].pagina_final) if paged else (0, 0)
    return Pasaje("".join(parts), *pages)
