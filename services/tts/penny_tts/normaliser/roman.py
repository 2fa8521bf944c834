"""Roman numerals: centuries, kings and popes, chapters, congresses and wars.

The law of this file: a numeral is read only where something vouches for it: the noun before (`siglo XXI`), the name
before (`Felipe VI`), the noun after (`II Guerra Mundial`), or its own shape, if it is no word and no acronym (`XIX`).
`I` alone, `MI`, `DI`, `VI`, `CD` and `XL` are therefore left alone.
"""

import re
from typing import Final

from penny_tts.normaliser.agreement import is_function_word
from penny_tts.normaliser.cardinals import Form, cardinal
from penny_tts.normaliser.ordinals import before_noun, ordinal
from penny_tts.normaliser.tables import table

_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CANONICAL: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LAST_ORDINAL: Final = 10
"""Kings and centuries are counted in ordinals up to the tenth and in cardinals from there (DPD, "ordinales")."""

_KINGS: Final = table(
    "Abderramán Adriano Alberto Alejandro Alfonso Amadeo Antíoco Artajerjes Balduino Benedicto Bonifacio Calixto Carlos"
    " Carol Celestino Cirilo Clemente Constantino Cosme Cristián Darío Eduardo Enrique Ernesto Estanislao Esteban"
    " Eugenio Felipe Fernando Francisco Federico Fruela García Godofredo Gregorio Guillermo Gustavo Haakon Harald"
    " Hassan Honorio Humberto Inocencio Iván Jacobo Jaime Jerjes Jorge José Juan Julio Justiniano León Leopoldo Lotario"
    " Luis Maximiliano Miguel Mohamed Napoleón Nicolás Olaf Ordoño Otón Pablo Pedro Pío Ptolomeo Rainiero Ramiro Ramsés"
    " Ricardo Roberto Rodolfo Sancho Sixto Teodosio Tutmosis Urbano Víctor Manuel"
)
_QUEENS: Final = table(
    "Ana Beatriz Blanca Berenguela Carlota Catalina Cleopatra Cristina Isabel Isabela Juana Leonor Margarita María"
    " Matilde Petronila Sofía Urraca Victoria"
)
#: Nouns whose numeral comes after and is said as a cardinal.
_DIVISIONS: Final = (
    "capítulos?|tomos?|volumen|volúmenes|actos?|escenas?|títulos?|libros?|partes?|fases?|anexos?|apartados?|secci[oó]n"
    "|cantos?|tablas?|figuras?|grupos?|tipos?|nivel|niveles|categoría|clase|grado|apéndice|artículo|bloque|módulo|tema"
    "|unidad|episodio|temporada|legislatura|dinastía|línea|sector|polígono|fascículo|parcial|trimestre|eje|factor"
)
#: Nouns whose numeral comes before and is said as an ordinal; the value says whether they are feminine.
_COUNTED: Final = {
    "guerra": True, "república": True, "edición": True, "jornada": True, "jornadas": True, "cumbre": True,
    "conferencia": True, "feria": True, "semana": True, "legislatura": True, "cruzada": True, "dinastía": True,
    "maratón": True, "asamblea": True, "bienal": True, "gala": True, "carrera": True, "marcha": True, "copa": True,
    "internacional": True, "convención": True, "muestra": True, "olimpiada": True, "olimpiadas": True,
    "congreso": False, "aniversario": False, "centenario": False, "concilio": False, "premio": False,
    "premios": False, "festival": False, "milenio": False, "reich": False, "encuentro": False, "simposio": False,
    "torneo": False, "plan": False, "foro": False, "certamen": False, "concurso": False, "campeonato": False,
    "seminario": False, "ciclo": False, "trofeo": False, "convenio": False, "trimestre": False, "curso": False,
    "conde": False, "duque": False, "marqués": False, "imperio": False, "encuentros": False,
}  # fmt: skip

_SMALL: Final = r"[IVX]{1,6}"
_LIST: Final = rf"(?:(?: ?[-–,] ?| y | e | o | al? ){_SMALL}(?!\w)){{0,3}}"
_AFTER_CENTURY: Final = re.compile(rf"(?<!\w)([Ss]iglos?|SIGLOS?|ss?\.)( )((?:{_SMALL}|[ivx]{{1,6}})(?!\w){_LIST})")
_AFTER_DIVISION: Final = re.compile(rf"\b(?i:({_DIVISIONS}))( )({_SMALL}(?!\w){_LIST})")
_AFTER_NAME: Final = re.compile(rf"(?<!\w)([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+) ({_SMALL})(?![\w'’])")
#: After a letter and a point: `María V. García` has an initial, `Carlos V. Luego` ends a sentence.
_SURNAME: Final = re.compile(r"\. ([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)")
_BEFORE_NOUN: Final = re.compile(rf"(?<![\w'’])({_SMALL}L?)( )(?i:({'|'.join(_COUNTED)}))(?!\w)")
_ALONE: Final = re.compile(r"(?<![\w'’.&+-])(?:[IVX]{2,9}|M[MDCLXVI]{3,9})(?![\w'’&+-])")
_NOT_ALONE: Final = table("VI XX XXX")
#: Several in a row: one that vouches for itself vouches for the rest (`I, II y III`).
_SERIES: Final = re.compile(rf"(?<![\w'’.&+-]){_SMALL}(?:(?:, | y | e | o | al? |-){_SMALL}){{1,6}}(?![\w'’&+-])")
_NUMERAL: Final = re.compile(rf"(?<!\w){_SMALL}(?!\w)")


def expand(text: str) -> str:
    """Say every roman numeral that something vouches for."""
    text = _AFTER_CENTURY.sub(lambda match: _century(match[1]) + match[2] + _each(match[3], _LAST_ORDINAL), text)
    text = _AFTER_DIVISION.sub(lambda match: match[1] + match[2] + _each(match[3], 0), text)
    text = _AFTER_NAME.sub(_reign, text)
    text = _BEFORE_NOUN.sub(_counted, text)
    text = _SERIES.sub(_series, text)
    return _ALONE.sub(_alone, text)


def value_of(numeral: str) -> int | None:
    """The value of a numeral in its canonical form; None for anything else."""
    if not numeral or not _CANONICAL.fullmatch(numeral):
        return None
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _century(word: str) -> str:
    return {"s.": "siglo", "ss.": "siglos"}.get(word.lower(), word)


def _each(numerals: str, last_ordinal: int) -> str:
    """Say every numeral of a list such as `XV y XVI`; a hyphen between two of them is a range."""
    ranged = re.sub(r" ?[-–] ?", " a ", numerals.upper() if numerals.islower() else numerals)
    return _NUMERAL.sub(lambda match: _said(match[0], last_ordinal), ranged)


def _said(numeral: str, last_ordinal: int, form: Form = Form.PLAIN) -> str:
    value = value_of(numeral)
    if value is None:
        return numeral
    return ordinal(value, form) if value <= last_ordinal else cardinal(value)


def _reign(match: re.Match[str]) -> str:
    name, numeral = match[1], match[2]
    surname = _SURNAME.match(match.string, match.end()) if len(numeral) == 1 else None
    if name not in _KINGS | _QUEENS or (surname and not is_function_word(surname[1])):
        return match[0]
    form = Form.FEMININE if name in _QUEENS else Form.PLAIN
    return f"{name} {_said(numeral, _LAST_ORDINAL, form)}"


def _counted(match: re.Match[str]) -> str:
    value = value_of(match[1])
    if value is None:
        return match[0]
    return before_noun(value, feminine=_COUNTED[match[3].lower()]) + match[2] + match[3]


def _stands_alone(numeral: str) -> bool:
    return numeral not in _NOT_ALONE and value_of(numeral) is not None


def _series(match: re.Match[str]) -> str:
    vouched = any(_stands_alone(numeral) for numeral in _ALONE.findall(match[0]))
    return _each(match[0], 0) if vouched else match[0]


def _alone(match: re.Match[str]) -> str:
    return _said(match[0], 0) if _stands_alone(match[0]) else match[0]
