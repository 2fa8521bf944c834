"""Endless repetition, the way in which a recogniser goes astray on short or empty audio: found, and cut out."""

from dataclasses import dataclass

from penny_asr.words import plain

_LONGEST_PHRASE_WORDS = 30
_SENTENCE_WORDS = 4
"""A phrase of so many words is seldom said twice, and not three times."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A phrase said over and over."""

    start: int
    """Index of its first word."""
    words: int
    """Words of the phrase."""
    times: int
    """How often it is said in full."""


def find(words: list[str], *, hurried: bool = False) -> Loop | None:
    """The first loop in a text; of several ways to see it, the one with the shortest phrase.

    Args:
        words: As written; they are compared without their signs.
        hurried: Whether the text is longer than people say in that time: a sentence said twice is then a loop.
    """
    compared = [plain(word) for word in words]
    for start in range(len(words)):
        for size in range(1, min(_LONGEST_PHRASE_WORDS, len(words) - start - 1) + 1):
            times = _times(compared, start, size)
            if times >= _suspicious(size, hurried=hurried) or (hurried and _begun_again(compared, start, size, times)):
                return Loop(start, size, times)
    return None


def cut(words: list[str], loop: Loop) -> list[str]:
    """The words without the repetition: the phrase stays once (a single word three times), and so does what follows.

    What follows is dropped too if it is the phrase begun once more.
    """
    first = words[loop.start : loop.start + loop.words]
    after = words[loop.start + loop.words * loop.times :]
    begun_again = _begins([plain(word) for word in first], [plain(word) for word in after])
    kept = loop.start + loop.words * (3 if loop.words == 1 else 1)
    return words[:kept] + ([] if begun_again else after)


def _suspicious(size: int, *, hurried: bool) -> int:
    """How often a phrase of so many words has to be said to be a loop; people do say `no, no, no, no`."""
    if size >= _SENTENCE_WORDS:
        return 2 if hurried else 3
    return 7 if size == 1 else 4


def _begun_again(words: list[str], start: int, size: int, times: int) -> bool:
    """Whether the phrase is followed, up to the end of the text, by a good part of itself."""
    after = words[start + times * size :]
    return len(after) >= _SENTENCE_WORDS and _begins(words[start : start + size], after)


def _begins(phrase: list[str], words: list[str]) -> bool:
    """Whether a phrase begins with these words, and has more."""
    return len(words) < len(phrase) and phrase[: len(words)] == words


def _times(words: list[str], start: int, size: int) -> int:
    """How often the phrase of `size` words at `start` is said in a row."""
    phrase = words[start : start + size]
    times = 1
    while words[start + times * size : start + (times + 1) * size] == phrase:
        times += 1
    return times
