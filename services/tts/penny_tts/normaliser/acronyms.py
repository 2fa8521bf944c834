"""Acronyms: said as a word where Spanish can say them, letter by letter where it cannot.

The law of this file: only words written all in capitals are touched. The table speaks first; then a word that has
Spanish syllables is lowered (`ONU`, and whatever was shouted); the rest is spelled.
"""

import re
from typing import Final

from penny_tts.normaliser.agreement import fold
from penny_tts.normaliser.tables import table

LETTERS: Final = {
    "a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "efe", "g": "ge", "h": "hache", "i": "i", "j": "jota",
    "k": "ka", "l": "ele", "m": "eme", "n": "ene", "ñ": "eñe", "o": "o", "p": "pe", "q": "cu", "r": "erre",
    "s": "ese", "t": "te", "u": "u", "v": "uve", "w": "uve doble", "x": "equis", "y": "i griega", "z": "zeta",
}  # fmt: skip
#: Acronyms that are not said as their letters or their syllables would have it.
_TABLE: Final = {
    "EEUU": "Estados Unidos", "EUA": "Estados Unidos", "PSOE": "pesoe", "CSIC": "cesic", "JSON": "yeison",
    "APP": "app", "APPS": "apps", "SPA": "spa", "OK": "okey", "DECK": "deck", "WIFI": "wifi", "JPEG": "jota peg",
    "IBEX": "íbex", "IMSS": "ims", "RRHH": "recursos humanos", "FFAA": "fuerzas armadas",
    "CCAA": "comunidades autónomas", "CCOO": "comisiones obreras", "JJOO": "Juegos Olímpicos", "WEB": "web",
    "ROCK": "rock", "TEST": "test", "CHAT": "chat", "STOP": "stop", "FAQ": "faq", "HIIT": "hit", "OVNI": "ovni",
}  # fmt: skip
#: Two-letter words, which would otherwise be taken for acronyms when shouted.
_SHORT_WORDS: Final = table(
    "NO SÍ SI EL LA LO LE DE EN UN SE TE ME MI TU SU AL ES YA HA HE VA VE YO TÚ ÉL NI DA DI VI FE OS IR SÉ DÉ MÍ"
    " AH EH OH UY AY"
)
#: Nouns after which a lone letter is a name, not an initial: `vitamina D`.
LETTER_NOUNS: Final = table(
    "vitamina plan grupo tipo clase letra categoria opcion bloque portal hepatitis punto apartado sala puerta planta"
    " piso escalera fase zona modulo linea serie nota talla factor"
)
#: A short word made of Spanish syllables, closed by single consonants only; letters folded to lower case.
_ONSET: Final = r"(?:[bcfgp][lr]|[dt]r|ch|ll|qu(?=[ei])|[bcdfghjklmnprstvxyz])?"
_SYLLABLES: Final = re.compile(rf"(?:{_ONSET}(?:[aeiou]{{1,2}}|y(?![aeiou]))(?:[bcdfglmnprsxz](?![aeiou]))?){{1,4}}")
_LONG: Final = 5
"""From this many letters on, a word in capitals is a shouted word unless it could not be one."""
_SHORT: Final = 2
"""Up to this many letters a word in capitals is spelled, `_SHORT_WORDS` apart."""
#: No vowel, four consonants together (`construir` apart), or an opening that no word has.
_UNSAYABLE: Final = re.compile(
    r"^[^aeiouy]*$|(?![nbrl]s[tcp][rl])[^aeiouy]{4}|^(?![bcfgkp][lr]|[dtv]r|[cstw]h|ll|ps|s[ckmnpt]|gn)[^aeiouy]{2}"
)

_CAPITALS: Final = "A-ZÁÉÍÓÚÜÑ"
_DOTTED: Final = re.compile(rf"(?<!\w)(?<!\w\.)(?:[{_CAPITALS}]\. ?){{2,6}}(?!\w)")
_ACRONYM: Final = re.compile(rf"(?<!\w)(?P<word>[{_CAPITALS}]{{2,40}})(?P<plural>s?)(?!\w)")
_INITIAL: Final = re.compile(r"(?<!\w)(?<!\w\.)([B-DF-HJ-NP-TV-XZÑ])(?:\.(?= [A-ZÁÉÍÓÚÑ]))?(?![\w'’])")
_PREVIOUS: Final = re.compile(r"([^\W\d_]+) $")


def expand(text: str) -> str:
    """Say every word in capitals, and every lone consonant (`plan B`, `J. Pérez`)."""
    joined = _DOTTED.sub(_dotted, text)
    worded = _ACRONYM.sub(lambda match: say(match["word"]) + match["plural"], joined)
    return _INITIAL.sub(_initial, worded)


def say(word: str) -> str:
    """Say one word written in capitals."""
    if word in _TABLE:
        return _TABLE[word]
    return word.lower() if word in _SHORT_WORDS or is_word(word) else spell(word)


def is_word(word: str) -> bool:
    """Whether Spanish can say it as it is written."""
    folded = fold(word)
    if len(folded) >= _LONG:
        return not _UNSAYABLE.search(folded)
    return len(folded) > _SHORT and _SYLLABLES.fullmatch(folded) is not None


def after_letter_noun(text: str, position: int) -> bool:
    """Whether the word before `position` gives the letter there a meaning of its own."""
    previous = _PREVIOUS.search(text[max(0, position - 16) : position])
    return previous is not None and fold(previous[1]) in LETTER_NOUNS


def _dotted(match: re.Match[str]) -> str:
    word = re.sub(r"[. ]", "", match[0])
    spoken = say(word) if len(word) > _SHORT or word in _TABLE else spell(word)
    ending = match[0][len(match[0].rstrip()) :]
    return spoken + ("." if match.end() == len(match.string) else ending)


def _initial(match: re.Match[str]) -> str:
    dot = "." if match[0].endswith(".") and after_letter_noun(match.string, match.start()) else ""
    return LETTERS[match[1].lower()] + dot


def spell(word: str) -> str:
    """Say a word letter by letter; what is not a letter of Spanish stays as it is."""
    names = (LETTERS.get(letter, LETTERS.get(fold(letter), letter)) for letter in word.lower())
    return " ".join(names)
