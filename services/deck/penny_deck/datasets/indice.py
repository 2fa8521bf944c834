"""Where in a dataset each word, number and code stands. Pure.

Words are kept as they are written, not as stems: to find the stem of every word of a large table takes many seconds. A
stem is how its words begin, so what is looked for is found among the words that begin so.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from penny_deck.datasets import palabras
from penny_deck.datasets.palabras import Term
from penny_deck.log import terms as log_terms

_LONGEST_ENDING = 10
"""Of what a stemmer takes away: "iéndoselas"."""
_MOST_FORMS = 1000
"""Words looked at for one stem; in Spanish text a stem has a few dozen, and some more begin alike."""
_REMEMBERED = 100_000
"""Cells whose words need not be found again."""

Cells: TypeAlias = "array[int]"
"""Numbers of cells: of row r and column c it is r times the number of columns, plus c."""


@dataclass(frozen=True, slots=True)
class Indice:
    """A dataset's words."""

    width: int
    """How many columns it has."""
    places: dict[str, Cells]
    """The cells in which a word stands, in order."""
    words: tuple[str, ...]
    """Those without a figure, in order."""

    def cells(self, term: Term) -> list[int]:
        """The cells in which any form of a word stands, or just this number or code; in order."""
        found = [self.places[word] for word in self._forms(term) if word in self.places]
        if not found and term.pieces:
            together = [set(self.places.get(piece, ())) for piece in term.pieces]
            return sorted(set.intersection(*together))
        if len(found) == 1:
            return found[0].tolist()
        return sorted({cell for cells in found for cell in cells})

    def has(self, cells: Sequence[int], row: int) -> bool:
        """Whether one of these cells, which are in order, is of a record."""
        at = bisect_left(cells, row * self.width)
        return at < len(cells) and cells[at] < (row + 1) * self.width

    def _forms(self, term: Term) -> Iterable[str]:
        if term.exact:
            return [term.stem]
        return dict.fromkeys(form for stem in _stems(term) for form in self._with_stem(stem))

    def _with_stem(self, stem: str) -> Iterator[str]:
        begin = stem[:-1] if stem.endswith("ent") else stem  # the stemmer makes "frecuent" of "frecuencia"
        first = bisect_left(self.words, begin)
        for word in self.words[first : first + _MOST_FORMS]:
            if not word.startswith(begin):
                return
            if len(word) <= len(stem) + _LONGEST_ENDING and log_terms.terms(word) == [stem]:
                yield word


def index(rows: Iterable[Sequence[str]], width: int) -> Indice:
    """The index of rows of so many cells each."""
    places: dict[str, Cells] = {}
    known: dict[str, frozenset[str]] = {}
    cell = 0
    for row in rows:
        for text in row:
            if text:
                if (words := known.get(text)) is None:
                    words = frozenset(palabras.tokens(text))
                    if len(known) < _REMEMBERED:
                        known[text] = words
                for word in words:
                    if (standing := places.get(word)) is None:
                        standing = places[word] = array("I")
                    standing.append(cell)
            cell += 1
    plain = sorted(word for word in places if word.isalpha())
    return Indice(width, places, tuple(plain))


def _stems(term: Term) -> set[str]:
    """A word's stem; of one in z, such as "lápiz", also that of its plural, and the other way round."""
    others = {term.word[:-1] + "ces"} if term.word.endswith("z") else set()
    if term.word.endswith("ces"):
        others.add(term.word[:-3] + "z")
    return {term.stem, *(stem for other in others for stem in log_terms.terms(other))}
