"""Whether what is said over Penny is meant for her, or only says that she is being listened to. Pure."""

import re
import unicodedata
from collections.abc import Collection


def is_meant(words: str, backchannels: Collection[str], *, asked: bool) -> bool:
    """Whether words over Penny are an interruption.

    Args:
        words: What was said; empty if there were no words.
        backchannels: Signs of listening, such as "ajá" or "de acuerdo"; several in a row are one too.
        asked: Whether Penny has just asked something, so that "sí" is an answer.
    """
    said = plain(words)
    if not said:
        return False
    return asked or not _made_of(said, {plain(sign) for sign in backchannels})


def _made_of(text: str, signs: Collection[str]) -> bool:
    """Whether a text is nothing but these signs, one after the other."""
    if not text:
        return True
    return any(
        text == sign or (text.startswith(f"{sign} ") and _made_of(text[len(sign) + 1 :], signs)) for sign in signs
    )


def plain(text: str) -> str:
    """Words in lower case without accents and signs; "mmm" and "aaah" are one sound however long."""
    folded = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(" " if not sign.isalnum() else sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(re.sub(r"(.)\1{2,}", r"\1\1", kept).split())
