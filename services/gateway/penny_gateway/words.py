"""The words of a text, as they are spoken. Pure."""

import re

_WORD = re.compile(r"\w+")


def spoken_words(text: str) -> list[str]:
    """In lower case, without marks."""
    return [word.lower() for word in _WORD.findall(text)]
