"""The words of a text, as they are spoken. Pure."""

import re
import unicodedata

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip

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


def dated(iso: str) -> str:
    """A date (YYYY-MM-DD) as it is said."""
    year, month, day = iso.split("-")
    return f"{int(day)} de {MONTHS[int(month) - 1]} de {year}"
