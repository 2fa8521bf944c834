"""Which words of a partial transcript will stay: those that two decodings in a row agreed on (LocalAgreement-2).

The law: within a turn the stable words are only added to. A decoding that contradicts them changes nothing that has
been said; its words are laid along the stable ones, and only what comes after can become stable.

Dominik Macháček, Raj Dabre, Ondřej Bojar, "Turning Whisper into Real-Time Transcription System", 2023.
"""

from dataclasses import dataclass
from itertools import takewhile

from penny_asr.words import following, join, plain, split, unclosed


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is known of the words so far."""

    stable: str
    """Words that stay."""
    tail: str
    """The rest, which may still change."""


class StableWords:
    """The agreement of one turn's decodings."""

    def __init__(self) -> None:
        self._sealed: list[str] = []
        self._agreed: list[str] = []
        self._before: list[str] = []

    def agree(self, text: str) -> Transcript:
        """Take the newest decoding of the open window; says what is stable now and what is not."""
        words = split(text)
        after = words[_matching(self._agreed, words) :]
        before = self._before[_matching(self._agreed, self._before) :]
        pairs = zip(before, after, strict=False)
        count = sum(1 for _ in takewhile(lambda pair: plain(pair[0]) == plain(pair[1]), pairs))
        if count:
            self._add(_open_ended(after[:count], at_end=count == len(after)))
        self._before = words
        return Transcript(join(self._all()), join(after[count:]))

    def seal(self, text: str) -> Transcript:
        """Take the last decoding of the open window, which will not be heard again: all its words are stable."""
        words = split(text)
        after = words[_matching(self._agreed, words) :]
        self._add(after)
        self._sealed, self._agreed, self._before = self._all(), [], []
        return Transcript(join(self._sealed), "")

    def _add(self, words: list[str]) -> None:
        self._agreed += following(words) if self._all() else words

    def _all(self) -> list[str]:
        return self._sealed + self._agreed


def _open_ended(words: list[str], *, at_end: bool) -> list[str]:
    """The words without the sign that closes the last one, where it only marks the end of the audio so far."""
    return [*words[:-1], unclosed(words[-1]) or words[-1]] if at_end else words


def _matching(agreed: list[str], words: list[str]) -> int:
    """How many of a decoding's first words stand for the agreed ones: the prefix with the fewest edits.

    Of equally good prefixes the one whose length is nearest to the agreed words' wins.
    """
    target = [plain(word) for word in agreed]
    row = list(range(len(words) + 1))
    for done, wanted in enumerate(target, start=1):
        previous, row = row, [done]
        for at, word in enumerate(words):
            replaced = previous[at] + (plain(word) != wanted)
            row.append(min(replaced, previous[at + 1] + 1, row[at] + 1))
    return min(range(len(row)), key=lambda length: (row[length], abs(length - len(target))))
