"""Whether what Penny is about to say has been told to her. Pure.

A small model that does not know a name or a number makes one up, whatever its instructions say. So the rule is kept by
code: a name or a number may be said only if it stands in what the model was given (planos, conversation, results of
tools, the question). What can be worked out is let through: small counts, and numbers in answer to numbers.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

COUNTED_BELOW = 10
"""Smaller numbers may have been counted."""
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+")
"""Whole, or a part of one after a comma or a slash; thousands with points or without."""
_NAME = re.compile(r"(?<=[\wáéíóúñ,;:)] )(?:(?:Sra?|Srta|Dra?|Dña|D)\.\s+)?([A-ZÁÉÍÓÚÑ][\w-]+)")
"""A word with a capital that does not begin a sentence, with or without a title."""


@dataclass(frozen=True, slots=True)
class Known:
    """The words and numbers that the model has been given."""

    words: frozenset[str]
    numbers: frozenset[int]
    calculable: bool
    """Whether the question has numbers to work with."""


def known(told: Iterable[str], question: str) -> Known:
    """What can be said in answer to a question after what was told."""
    texts = [*told, question]
    return Known(
        words=frozenset(_folded(word) for text in texts for word in re.findall(r"[\w-]+", text)),
        numbers=frozenset(number for text in texts for number in _numbers(text)),
        calculable=bool(_NUMBER.search(question)),
    )


def grounded(clause: str, facts: Known) -> bool:
    """Whether every name and number of a clause is known."""
    numbers = () if facts.calculable else _numbers(clause)
    return all(number < COUNTED_BELOW or number in facts.numbers for number in numbers) and all(
        _folded(name) in facts.words for name in _NAME.findall(clause)
    )


def _numbers(text: str) -> list[int]:
    return [int(number.replace(".", "")) for number in _NUMBER.findall(text)]


def _folded(word: str) -> str:
    """In lower case and without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
