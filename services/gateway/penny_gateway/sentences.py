"""Cutting the model's words into clauses as they are written, so that speech can start on the first.

The first clause is cut as early as its sense allows, because nothing is heard before it. Later ones are whole
sentences: the model writes several times faster than the voice speaks, and a voice that is given more text speaks it
better. Pure: `feed` takes what was written and gives the clauses that are complete.
"""

import re
from dataclasses import dataclass

MIN_FIRST_CHARACTERS = 8
"""A first clause shorter than this ("Sí,") would be over before the second is ready."""
ENOUGH_FIRST_CHARACTERS = 18
"""From here on a first clause without any mark is cut before the first small word: over 1 s of speech, time enough for
the model and the voice to make the next one."""
MAX_FIRST_CHARACTERS = 36
"""And here at the latest."""
MAX_CHARACTERS = 240
"""The same for later ones: about 15 s of speech, within what every voice accepts."""

_CLOSING = '["»”’)\\]]*'
_SENTENCE_END = re.compile(rf"[.!?…]+{_CLOSING}(?=\s)|\n")
_CLAUSE_END = re.compile(rf"[,;:—]+{_CLOSING}(?=\s)")
_PHRASE = re.compile(r" (?=(?:a|al|con|de|del|en|es|está|o|para|pero|por|porque|que|sin|son|y)\s)")
"""Before these words a voice may take a breath; what belongs together ("a las 14:00") stays together."""
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
    _first: bool = True

    def feed(self, text: str) -> list[str]:
        """Take a piece of the answer and give the clauses that it completes."""
        self._buffer = (self._buffer + text).lstrip()
        clauses = []
        while (end := self._end()) is not None:
            clauses.append(self._buffer[:end].strip())
            self._buffer = self._buffer[end:].lstrip()
            self._first = False
        return clauses

    def rest(self) -> str:
        """What is left when the answer is complete; may be empty."""
        left, self._buffer = self._buffer.strip(), ""
        return left

    def _end(self) -> int | None:
        """Where the first clause of the buffer ends, if that can be told already."""
        longest = MAX_FIRST_CHARACTERS if self._first else MAX_CHARACTERS
        sentence = self._sentence_end()
        if self._first or (sentence or len(self._buffer)) > longest:
            clause = self._clause_end(MIN_FIRST_CHARACTERS, min(sentence or longest, longest))
            if clause is not None:
                return clause
        if sentence is not None and sentence <= longest:
            return sentence
        if self._first and (breath := _PHRASE.search(self._buffer, ENOUGH_FIRST_CHARACTERS)):
            return breath.start() if breath.start() <= longest else self._anywhere(longest)
        return self._anywhere(longest) if len(self._buffer) > longest else None

    def _anywhere(self, longest: int) -> int:
        """A place to stop where no mark is: before a word that begins a phrase, at a space, or right there."""
        phrases = [match.start() for match in _PHRASE.finditer(self._buffer, MIN_FIRST_CHARACTERS, longest)]
        space = self._buffer.rfind(" ", 1, longest)
        return phrases[-1] if phrases else space if space > 0 else longest

    def _sentence_end(self) -> int | None:
        for match in _SENTENCE_END.finditer(self._buffer):
            if not _NOT_AN_END.search(self._buffer, 0, match.end()):
                return match.end()
        return None

    def _clause_end(self, shortest: int, longest: int) -> int | None:
        """The end of the first clause that is neither too short nor too long."""
        ends = (match.end() for match in _CLAUSE_END.finditer(self._buffer, 0, longest + 1))
        return next((end for end in ends if end >= shortest), None)
