"""A text as words: for people with their signs, for comparing without."""

import re
import unicodedata

_SPACELESS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Signs of scripts that are written without spaces: each is taken for a word."""
_WORD = re.compile(rf"\s*(?:[{_SPACELESS}]|[^\s{_SPACELESS}-]+-?|-)")
_STARTS_SPACELESS = re.compile(rf"[{_SPACELESS}]")
_CLOSING = ".,;:!?…。、！？"


def split(text: str) -> list[str]:
    """The words as written, each with the space before it, so that joining them gives the text again.

    A hyphen ends a word: `pu-pu-pu` is a loop of three.
    """
    return _WORD.findall(text.strip())


def join(words: list[str]) -> str:
    """The text that the words make."""
    return "".join(words).strip()


def following(words: list[str]) -> list[str]:
    """The words as they follow others: the first of a text has no space before it, and needs one now."""
    if words and not words[0][0].isspace() and not _STARTS_SPACELESS.match(words[0]):
        return [f" {words[0]}", *words[1:]]
    return words


def plain(word: str) -> str:
    """A word as it is compared: letters and digits in lower case, accents kept because they make other words."""
    folded = unicodedata.normalize("NFC", word.casefold())
    return "".join(sign for sign in folded if sign.isalnum())


def plain_text(text: str) -> str:
    """A text as it is compared: its plain words, one space between them."""
    return " ".join(filter(None, (plain(word) for word in re.split(r"[\s.]+", text))))


def unclosed(word: str) -> str:
    """A word without the sign that closes a clause."""
    return word.rstrip(_CLOSING)
