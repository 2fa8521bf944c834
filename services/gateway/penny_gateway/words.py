"""The words of a text, as they are spoken. Pure."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def spoken_words(text: str) -> list[str]:
    """In lower case, without marks."""
    return [word.lower() for word in _WORD.findall(text)]


def unaccented(text: str) -> str:
    """Without accents, which the recogniser often leaves out; ñ stays a letter of its own."""
    decomposed = unicodedata.normalize("NFD", text.replace("ñ", "\0"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).replace("\0", "ñ")


def plainly(text: str) -> str:
    """The words with a space between each two, in lower case and without accents."""
    return unaccented(" ".join(spoken_words(text)))
