"""Cutting the model's words into clauses as they are written, so that speech can start on the first.

The first clause is cut as early as its sense allows, because nothing is heard before it, and the second nearly so,
because it must be there before the first is over. Later ones are whole sentences: the model writes several times faster
than the voice speaks, and a voice that is given more text speaks it better. Pure: `feed` takes what was written and
gives the clauses that are complete.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MIN_FIRST_CHARACTERS = 8
"""A first clause shorter than this ("Sí,") would be over before the second is ready."""
ENOUGH_CHARACTERS = (10, 18)
"""From here on a first or second clause without any mark is cut before the first small word. Ten characters are 0.8 s
of speech, in which the model and the voice make the next one (on two cores the voice takes 0.2 s for it, and 0.1 s more
for every 6 characters); with a second clause of a whole sentence Penny paused for half a second to a second after the
first in three of twenty answers."""
MAX_FIRST_CHARACTERS = 36
"""And here at the latest."""
MIN_SECOND_CHARACTERS = 16
"""A second clause is cut at its first mark too, if it is not shorter than this: a whole sentence would not be spoken
before the first clause is over. From then on the voice is ahead."""
MAX_CHARACTERS = 240
"""The same for later ones: about 15 s of speech, within what every voice accepts."""

_CLOSING = '["»”’)\\]]*'
_SENTENCE_END = re.compile(rf"[.!?…]+{_CLOSING}(?=\s)|\n")
_CLAUSE_END = re.compile(rf"[,;:—]+{_CLOSING}(?=\s)")
_SMALL_WORDS = """
a al con de del el en es está la las los o para pero por porque que sin son tu tus un una y
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"\S+")
_NOT_AN_END = re.compile(
    r"(?:^|[\s(¿¡«\"])(?:sra?|srta|d|dra?|dña|uds?|vds?|p|ej|pág|tel|núm|n|avda|pza|c|etc|aprox|art|cap|ee|uu|máx|mín|vol"
    r"|[A-ZÁÉÍÓÚÑ]|\d{1,3})\.$",
    re.IGNORECASE,
)
"""A full stop that belongs to an abbreviation, an initial or the number of a list."""


@dataclass(slots=True)
class ClauseCutter:
    """Cuts one answer; give it every piece of text, then ask for the rest."""

    _buffer: str = ""
    _count: int = 0
    """Of the clauses cut so far."""

    def feed(self, text: str) -> list[str]:
        """Take a piece of the answer and give the clauses that it completes."""
        self._buffer = (self._buffer + text).lstrip()
        clauses = []
        while (end := self._end()) is not None:
            clauses.append(self._buffer[:end].strip())
            self._buffer = self._buffer[end:].lstrip()
            self._count += 1
        return clauses

    def rest(self) -> str:
        """What is left when the answer is complete; may be empty."""
        left, self._buffer = self._buffer.strip(), ""
        return left

    def _end(self) -> int | None:
        """Where the first clause of the buffer ends, if that can be told already."""
        shortest = MIN_SECOND_CHARACTERS if self._count == 1 else MIN_FIRST_CHARACTERS
        longest = MAX_FIRST_CHARACTERS if self._count == 0 else MAX_CHARACTERS
        sentence = self._sentence_end()
        if self._count <= 1 or (sentence or len(self._buffer)) > longest:
            clause = self._clause_end(shortest, min(sentence or longest, longest))
            if clause is not None:
                return clause
        if sentence is not None and sentence <= longest:
            return sentence
        hurried = self._count < len(ENOUGH_CHARACTERS)
        breath = next(self._breaths(ENOUGH_CHARACTERS[self._count], longest), None) if hurried else None
        if breath is not None:
            return breath
        return self._anywhere(longest) if len(self._buffer) > longest else None

    def _breaths(self, shortest: int, longest: int) -> Iterator[int]:
        """Where a voice may take a breath: before a small word, but not between two of them ("con el", "a las")."""
        before = ""
        for word in _WORD.finditer(self._buffer, 0, longest + 1):
            if shortest < word.start() and word.group() in _SMALL and before not in _SMALL:
                yield word.start() - 1
            before = word.group()

    def _anywhere(self, longest: int) -> int:
        """A place to stop where no mark is: before a word that begins a phrase, at a space, or right there."""
        breaths = list(self._breaths(MIN_FIRST_CHARACTERS, longest))
        space = self._buffer.rfind(" ", 1, longest)
        return breaths[-1] if breaths else space if space > 0 else longest

    def _sentence_end(self) -> int | None:
        for match in _SENTENCE_END.finditer(self._buffer):
            if not _NOT_AN_END.search(self._buffer, 0, match.end()):
                return match.end()
        return None

    def _clause_end(self, shortest: int, longest: int) -> int | None:
        """The end of the first clause that is neither too short nor too long."""
        ends = (match.end() for match in _CLAUSE_END.finditer(self._buffer, 0, longest + 1))
        return next((end for end in ends if end >= shortest), None)
