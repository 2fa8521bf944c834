"""Ordinal numbers: `1.º`, `2.ª`, `3er`, and the words for kings, centuries and congresses.

The law of this file: below a thousand only. Nobody says "milésimo quingentésimo", so a larger ordinal is said as
its cardinal, as the DPD ("ordinales") allows.
"""

import re
from functools import lru_cache
from typing import Final

from num2words import num2words

from penny_tts.normaliser.agreement import fold
from penny_tts.normaliser.cardinals import Form, integer
from penny_tts.normaliser.tables import table

#: 11 and 12 in their own words, 13 to 29 in one word: the spelling the RAE prefers, which num2words has not.
_ONE_WORD: Final = {
    11: "undécimo",
    12: "duodécimo",
    13: "decimotercero",
    14: "decimocuarto",
    15: "decimoquinto",
    16: "decimosexto",
    17: "decimoséptimo",
    18: "decimoctavo",
    19: "decimonoveno",
    21: "vigesimoprimero",
    22: "vigesimosegundo",
    23: "vigesimotercero",
    24: "vigesimocuarto",
    25: "vigesimoquinto",
    26: "vigesimosexto",
    27: "vigesimoséptimo",
    28: "vigesimoctavo",
    29: "vigesimonoveno",
}
#: What num2words spells wrongly, and how it is spelled.
_CORRECTIONS: Final = {
    "quadragésimo": "cuadragésimo",
    "cuadrigentésimo": "cuadringentésimo",
    "septigentésimo": "septingentésimo",
    "octigentésimo": "octingentésimo",
}
_LIMIT: Final = 1000
#: Nouns before which `primero` and `tercero` are shortened. A list, since a verb may follow as well (`el 3.º llegó`).
_NOUNS: Final = table(
    "piso puesto lugar dia mes ano premio capitulo grado curso trimestre semestre cuatrimestre aniversario intento paso"
    " punto nivel ciclo turno plato equipo hijo partido tiempo asalto acto tomo volumen articulo apartado clasificado"
    " congreso centenario festival concurso torneo campeonato concilio encuentro simposio foro milenio reich"
    " plan certamen"
)
_SUFFIXES: Final = {
    "º": "o", "ro": "o", "do": "o", "to": "o", "mo": "o", "vo": "o", "no": "o",
    "ª": "a", "ra": "a", "da": "a", "ta": "a", "ma": "a", "va": "a", "na": "a",
    "er": "er", "os": "os", "as": "as", "ºs": "os", "ªs": "as",
}  # fmt: skip
_ORDINAL: Final = re.compile(
    r"(?<![\w.,/])(?P<digits>[0-9]{1,4})"
    r"(?:\.?(?P<sign>[ºª]s?)|\.?(?P<er>er)|\.(?P<plural>[oa]s)|(?P<letters>[rdtmvn][oa]))"
    r"(?:(?!\w)|(?=[A-Z](?!\w)))(?P<after> ?[^\W\d_]+)?"
)


def expand(text: str) -> str:
    """Say every written ordinal."""
    return _ORDINAL.sub(_spoken, text)


def _spoken(match: re.Match[str]) -> str:
    suffix = _SUFFIXES[match["sign"] or match["er"] or match["plural"] or match["letters"]]
    after = f" {match['after'].strip()}" if match["after"] else ""
    value = int(match["digits"])
    if not 0 < value < _LIMIT:
        return integer(match["digits"]) + after
    return _inflected(value, suffix, shorten=fold(after.strip()) in _NOUNS) + after


def _inflected(value: int, suffix: str, *, shorten: bool) -> str:
    form = Form.FEMININE if suffix.startswith("a") else Form.PLAIN
    if suffix == "er" or (suffix == "o" and shorten):
        form = Form.MASCULINE
    words = ordinal(value, form)
    return " ".join(f"{word}s" for word in words.split()) if suffix.endswith("s") else words


def before_noun(value: int, *, feminine: bool) -> str:
    """The ordinal as it stands before a noun: `primer congreso`, `segunda guerra`."""
    return ordinal(value, Form.FEMININE if feminine else Form.MASCULINE)


@lru_cache(maxsize=1024)
def ordinal(value: int, form: Form = Form.PLAIN) -> str:
    """Say the ordinal of 1 to 999: plain, shortened before a masculine noun, or feminine."""
    words = _masculine(value)
    if form is Form.FEMININE:
        return re.sub(r"o\b", "a", words)
    if form is Form.MASCULINE:
        return re.sub(r"(primer|tercer)o$", r"\1", words)
    return words


def _masculine(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if rest in _ONE_WORD:
        return f"{_masculine(hundreds * 100)} {_ONE_WORD[rest]}" if hundreds else _ONE_WORD[rest]
    words = str(num2words(value, lang="es", to="ordinal")).split()
    return " ".join(_CORRECTIONS.get(word, word) for word in words)
