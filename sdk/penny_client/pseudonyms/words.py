"""Spanish words: which are names of people, which of what everybody knows, and which are no names at all."""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

_PACKAGE = "penny_client.pseudonyms"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists beside this file, folded."""

    nombres: frozenset[str]
    """First names."""
    apellidos: frozenset[str]
    comunes: frozenset[str]
    """Words of every day, some of which are names too: rosa, pilar, blanco."""
    lugares: frozenset[str]
    """Countries, provinces, brands, feasts: with a capital, and nobody's name by themselves."""

    def surely(self, word: str) -> bool:
        """Whether a folded word is a name wherever it stands."""
        return self.perhaps(word) and word not in self.comunes and (word in self.nombres or word not in self.lugares)

    def perhaps(self, word: str) -> bool:
        """Whether a folded word is a name if what stands around it says so."""
        return word in self.nombres or word in self.apellidos

    def ordinary(self, word: str) -> bool:
        """Whether a folded word says nothing of anybody."""
        return word in self.comunes or word in self.lugares


@functools.cache
def lexicon() -> Lexicon:
    """The lists, read once."""
    return Lexicon(*(frozenset(_read(name)) for name in ("nombres", "apellidos", "comunes", "lugares")))


@functools.lru_cache(20_000)
def folded(word: str) -> str:
    """In lower case and without accents; ñ stays a letter of its own, or Peña would be "pena"."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).casefold().replace("ñ", "\0"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).replace("\0", "ñ")


def _read(name: str) -> Iterator[str]:
    for line in (resources.files(_PACKAGE) / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from map(folded, line.split())
