"""Evidence: how much in a document speaks for a label, and which words do. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from penny_deck.grace import prose
from penny_deck.grace.classifier.perfiles import PERFILES, Pista
from penny_deck.grace.document import Document
from penny_deck.log.terms import terms
from penny_deck.palabras import fold

MAX_CHARACTERS: Final = 12_000
"""Of a document's beginning: four pages. What a document is does not show on its fifth page."""
_HEAD_LINES = 4
_HEAD = 2.0
"""What stands in the first lines, or in large letters, or is an e-mail's subject, counts twice."""
_LARGE = 1.25
"""Of the middle height of a word."""
_REPEATED = 0.5
"""What is found again counts half of what it did the time before: a word said ten times is not ten words."""
_MOST_REPEATED = 3
_ADDRESSED = re.compile(r"(?:from|to|cc|date|de|para|fecha|enviado): .*")
_SUBJECT = re.compile(r"(?:subject|asunto): ")
_UNKNOWN_LABEL, _UNKNOWN_WORD = 4.0, 2.0
"""Weights of a word of a label that is not known, and of a word of its description."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Texto:
    """A document's text, and in which places of it words count twice."""

    text: str
    folded: str
    heads: tuple[range, ...]

    def factor(self, at: int) -> float:
        """What a word counts that stands there."""
        return _HEAD if any(at in head for head in self.heads) else 1.0


@dataclass(frozen=True, slots=True)
class Prueba:
    """What speaks for a label."""

    score: float
    words: tuple[str, ...]
    """The heaviest first."""


def texto(document: Document) -> Texto:
    """A document's text without the names and addresses above an e-mail."""
    lines = [(line.text, line.box.bottom - line.box.top) for line in document.lines]
    usual = sorted(height for _, height in lines)[len(lines) // 2] if lines else 0.0
    signed = {line.text for line in prose.body(document)}
    text, heads, count = "", [], 0
    for line, height in lines:
        folded = fold(line)
        if _ADDRESSED.fullmatch(folded) and line not in signed:
            continue
        count += 1
        if count <= _HEAD_LINES or _SUBJECT.match(folded) or height > _LARGE * usual:
            heads.append(range(len(text), len(text) + len(line)))
        text += f"{line}\n"
    text = text[:MAX_CHARACTERS]
    return Texto(text, fold(text), tuple(heads))


def known(texto: Texto, label: str) -> Prueba:
    """What speaks for a label that is known."""
    found = [(weight, word) for pista in PERFILES[label] for weight, word in _found(texto, pista)]
    return _prueba(found)


def unknown(texto: Texto, label: str) -> Prueba:
    """What speaks for a label that is not: its words, and those of its description after the colon, by their stems."""
    name, _, description = label.partition(":")
    wanted = dict.fromkeys(terms(description), _UNKNOWN_WORD) | dict.fromkeys(terms(name), _UNKNOWN_LABEL)
    found: list[tuple[float, str]] = []
    seen: dict[str, int] = {}
    for match in _WORD.finditer(texto.text):
        for stem in terms(match[0]):
            seen[stem] = seen.get(stem, 0) + 1
            if stem in wanted and seen[stem] <= _MOST_REPEATED:
                found.append((wanted[stem] * texto.factor(match.start()) * _REPEATED ** (seen[stem] - 1), match[0]))
    return _prueba(found)


def _found(texto: Texto, pista: Pista) -> Iterator[tuple[float, str]]:
    """Where an expression stands: the first places, each different form of it by itself."""
    seen: dict[str, int] = {}
    for match in pista.pattern.finditer(texto.folded):
        count = seen[match[0]] = seen.get(match[0], 0) + 1
        if count <= _MOST_REPEATED:
            weight = pista.weight * _REPEATED ** (count - 1)
            yield weight * texto.factor(match.start()), texto.text[match.start() : match.end()]


def _prueba(found: Sequence[tuple[float, str]]) -> Prueba:
    heaviest = sorted((each for each in found if each[0] > 0), key=lambda each: -each[0])
    words = dict.fromkeys(" ".join(word.split()) for _, word in heaviest)
    return Prueba(sum(weight for weight, _ in found), tuple(words))
