"""The person's words, spelled as the model has already read them. Pure.

The recogniser writes the same words differently from one decoding to the next: "que tengo", "¿Qué tengo". The model's
cache holds for as long as the text begins alike, sign by sign; so what has been read in keeps its spelling, and only
words that are new or other are taken as they come.
"""

import unicodedata

_CLOSING = ".,;:!?…"


def continued(read: str, said: str) -> str:
    """What was said, with the words it begins with spelled as in what was read, where they are the same words."""
    old, new = read.split(), said.split()
    same = 0
    while same < min(len(old), len(new)) and _folded(old[same]) == _folded(new[same]):
        same += 1
    if not same:
        return said
    last = old[same - 1].rstrip(_CLOSING) + _closing_of(new[same - 1])
    return " ".join([*old[: same - 1], last, *new[same:]])


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same words, however they are spelled and whatever marks stand between them."""
    return [word for word in map(_folded, one.split()) if word] == [
        word for word in map(_folded, other.split()) if word
    ]


def as_question(words: str) -> str:
    """Words with the final mark of a question in place of whatever mark they have."""
    return words.rstrip(_CLOSING + " ") + "?"


def _folded(word: str) -> str:
    """Letters and digits, in lower case and without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if sign.isalnum())


def _closing_of(word: str) -> str:
    return word[len(word.rstrip(_CLOSING)) :]
