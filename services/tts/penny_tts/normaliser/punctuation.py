"""Punctuation, last of all: what is left in the text is what the voice can use.

The law of this file: after it the text holds letters, single spaces, the marks `, ; : . … ? ! ¿ ¡`, and hyphens and
apostrophes inside words; nothing else. Brackets and dashes become a comma; of several marks together the strongest
stays. The text does not open with a pause; the mark it ends with is kept.
"""

import re
from typing import Final

_OPTIONAL_ENDING: Final = re.compile(r"(?<=[^\W\d_])\((?:(e?s)|[ao]s?|n)\)")
_CLOSING_AT_END: Final = re.compile(r"[)\]} ]++$")
_PAUSES: Final = re.compile(r"[()\[\]{}|/•·—―–]|(?<!\S)-++(?!\S)|--+")
_ELLIPSIS: Final = re.compile(r"\.{2,}")
_NOT_INNER: Final = re.compile(r"(?<![^\W\d_])[-']|[-'](?![^\W\d_])")
_OPENING: Final = re.compile(r"(?<![¿¡])([¿¡]++)[ ,;:.…?!]++")
_REPEATED_OPENING: Final = re.compile(r"([¿¡])\1+")
_MARKS: Final = re.compile(r" ?[,;:.…?!](?: ?[,;:.…?!])*+")
_STRONGEST_FIRST: Final = "?!….:;,"
_KEPT: Final = frozenset(_STRONGEST_FIRST + "¿¡-' ")


def expand(text: str) -> str:
    """Leave only letters and pauses."""
    text = _OPTIONAL_ENDING.sub(lambda match: match[1] or "", text)
    text = _ELLIPSIS.sub("…", _PAUSES.sub(",", _CLOSING_AT_END.sub("", text)))
    text = "".join(char if char.isalpha() or char in _KEPT else " " for char in text)
    text = re.sub(r" {2,}", " ", _NOT_INNER.sub(" ", text))
    text = _REPEATED_OPENING.sub(r"\1", _OPENING.sub(r"\1", text)).rstrip(" ¿¡")
    return _MARKS.sub(_strongest, text).lstrip(f" {_STRONGEST_FIRST}")


def _strongest(match: re.Match[str]) -> str:
    mark = next(mark for mark in _STRONGEST_FIRST if mark in match[0])
    following = match.string[match.end() : match.end() + 1]
    return mark if following in ("", " ") else f"{mark} "
