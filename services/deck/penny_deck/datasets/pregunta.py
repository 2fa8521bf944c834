"""What a person asks of a dataset: what she looks for, and whether it has to be reckoned. Pure.

Reckoning is understood only where the question says it plainly: one operation, and neither a comparison ("más de 10")
nor an alternative ("tornillos o tuercas"), for which words as a filter would be wrong.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from penny_deck.datasets import fechas, palabras
from penny_deck.datasets.palabras import Term


class Operacion(StrEnum):
    """What can be reckoned."""

    CONTEO = "conteo"
    MINIMO = "minimo"
    MAXIMO = "maximo"
    SUMA = "suma"
    MEDIA = "media"


MONEY = palabras.stems("barato caro economico cuesta cuestan valen vale precio dinero euros gasto gastado")
"""Words that ask for a column of money, whatever it is called."""
IsColumn = Callable[[str], bool]
"""Whether a stem names a column of numbers."""
LookedFor = Callable[[str], tuple[Term, ...]]
"""Finds what of a text could be looked for."""
_FILLER_WORDS = """
cuanto cuantos cuanta cuantas hay tenemos tengo tienes tiene tienen teneis queda quedan sale salen cuesta cuestan vale
valen dime dame di busca buscame muestra muestrame enseña lee cual cuales saber ver quiero quisiera necesito puedes
podrias penny favor oye hola gracias ahora entonces aqui ahi alli cosa cosas catalogo lista listado archivo fichero
tabla hoja excel csv documento datos dataset base inventario tarifa aparece aparecen figura figuran pone dice sabes
conoces informacion detalle detalles sobre acerca llama llaman mismo igual vamos venga vale bien mal compro comprar
vendemos venden vendo cuestas hacer llevar cobra cobran cobras disponible disponibles contiene contienen total
suma suman toda todas cualquier
"""
_FILLER = palabras.stems(_FILLER_WORDS)
_RECORDS = palabras.stems("registro fila linea entrada producto articulo referencia elemento item ficha")
"""What a record is called, whatever the table is of."""

_TEN = ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_SMALL = r"(?:barat|economic|baj|pequeñ|liger|cort)[oa]s?"
_LARGE = r"(?:(?:car|alt|larg|pesad)[oa]s?|grandes?)"
_BARE = frozenset({"mas", "menos"})
_BEFORE_THINGS_WORDS = "de del el la los las un una unos unas con para al en mi este esta"
_BEFORE_THINGS = frozenset(_BEFORE_THINGS_WORDS.split())
_NO_THING = re.compile(
    r"\w+(?:ar|er|ir|ando|iendo)|m(?:ayor|enor|ejor|aximo|inimo)e?s?|peor(?:es)?|medi[oa]s?|mas|menos|promedio|"
    r"antigu[oa]s?|nuev[oa]s?|jovene?s?|ultim[oa]s?|primer[oa]?s?|"
    rf"(?:{'|'.join(_TEN)})|{_SMALL}|{_LARGE}"
)
"""Verbs, and what things are compared by."""
_MANY = rf"(?:{'|'.join(_TEN)}|[2-9]|10)"
_SO_MANY = re.compile(rf"\b(?:los|las) ({_MANY})\b")
_SEVERAL = 5
"""Of "los más baratos" so many are told."""
_BEGINNING = re.compile(r"^(?:(?:y|e|pues|bueno|vale|oye|penny|entonces|ahora)\b[ ,]*)+")
_NEXT_QUESTION = re.compile(r",? y (?:(?:a|de) )?(?:cuant[oa]s?|cual(?:es)?|que|quien|donde|cuando|como)\b.*")
_COMPARING = re.compile(
    r"\b(?:mas|menos|mayor(?:es)?|menor(?:es)?|superior(?:es)?|inferior(?:es)?|igual(?:es)?|distint[oa]s?) "
    r"(?:de|del|que|a|al)\b|\bal menos\b|\b(?:mas|menos) \w+ (?:que|de (?:lo|[0-9]+))\b|"
    r"\b(?:entre|desde|hasta|antes|despues|segundo|tercero|penultim[oa]|cada|por ciento|porcentaje|diferencia|"
    r"distint[oa]s|diferentes?|encima|debajo)\b"
)
_ALTERNATIVES = re.compile(r"\b(?:sin|no|ni|o|u|y|e|excepto|salvo|ademas|aparte|tampoco|nunca)\b")
_DENYING = re.compile(
    r"\b(?:no|ni|excepto|salvo|tampoco|nunca|(?:aparte|ademas) de|tod[oa]s menos)\b"
    r"(?! (?:hay|queda|quedan|tenemos|teneis|sabes|recuerdo|encuentro|veo|se (?:cual|cuant|que|quien|si|donde|como)))"
    r"(?P<what>.*?)(?P<more>\b[ye]\b.*?)?(?=,(?!\d)|;|\bpero\b|\bsino\b|$)"
)
"""A negation and what it denies; "¿no hay tornillos?" denies nothing. Of what follows an "y" nobody can tell."""
_WITHOUT = re.compile(r"\bsin (?:(?:el|la|los|las|ningun|ninguna) )?(?P<what>\w+)")
_WAYS: dict[Operacion, str] = {
    Operacion.CONTEO: r"\b(?:cuant[oa]s|(?:que|el|dime el) numero (?:total )?de)\b",
    Operacion.MINIMO: (rf"\bmas {_SMALL}\b|\b(?:menor(?:es)?|minim[oa]s?)\b|\bmenos(?= \w)"),
    Operacion.MAXIMO: (rf"\bmas {_LARGE}\b|\b(?:mayor(?:es)?|maxim[oa]s?)\b|\bmas(?= (?!{_SMALL}\b)\w)"),
    Operacion.SUMA: r"\b(?:suma(?:n|r|ndo|me|mos)?|en total|total(?:es)?)\b",
    Operacion.MEDIA: r"\bpromedio\b|\b(?:la|una) media\b|\bmedia del? (?P<of>\w+)|\b(?P<mean>\w+) medi[oa]s?\b",
}
_PATTERNS = {operation: re.compile(ways) for operation, ways in _WAYS.items()}
_PRICED = re.compile(r"\bmas (?:barat|economic|car)[oa]s?\b")


@dataclass(frozen=True, slots=True)
class Pregunta:
    """A question, understood as far as it can be without the data."""

    terms: tuple[Term, ...]
    """What it looks for."""
    naming: frozenset[str]
    """Stems of all its words: some of them may name a column."""
    operation: Operacion | None = None
    filter: tuple[Term, ...] = ()
    """What is left to look for beside the operation's own words."""
    priced: bool = False
    """Whether the operation is one on prices: "el más barato"."""
    many: int = 1
    """How many records an extreme asks for."""
    of: str = ""
    """The stem of what is counted, or of what there is most or least of: of "más stock", "stock"."""
    reckons: bool = False
    """Whether it has to be reckoned, or compared: then a part of the records is no answer."""
    compares: bool = False
    """Whether it compares: "que no cuesten más de 10" denies no 10."""
    alternatives: bool = False
    """Whether it names several things that need not go together: "tornillos o tuercas"."""
    goes_on: bool = False
    """Whether it asks something else too: "y cuál es"."""
    denied: tuple[Term, ...] = ()
    """What it says that is not to be there: "que no se llaman Ana". It looks for none of that."""
    without: tuple[Term, ...] = ()
    """The same of "sin gluten", which may also be what something is called."""
    things: frozenset[str] = frozenset()
    """Words that are said as things are: "el tornillo dorado", "de titanio"."""

    @property
    def of_money(self) -> bool:
        """Whether it asks for money."""
        return bool(self.naming & MONEY)


def understood(text: str, is_column: IsColumn, *, dated: bool = False) -> Pregunta:
    """What a question says, beside columns of these names; if some are of dates, a date is looked for as one thing."""
    looked_for = _dates_and_words if dated else _words
    said = " ".join(palabras.fold(text).replace("¿", " ").replace("?", " ").split()).strip(" .!,")
    said = _BEGINNING.sub("", said)
    asked = _NEXT_QUESTION.sub("", said)
    plainly = re.sub(r"\bpor favor\b", "", asked)
    ways = _ways(asked, is_column)
    compares = bool(_COMPARING.search(plainly))
    without, left = _taken(_WITHOUT, asked, looked_for)
    denied, left = _taken(_DENYING, left, looked_for)
    plain = Pregunta(
        terms=looked_for(f"{left} {said[len(asked) :]}" if denied or without else text),
        naming=palabras.stems(said),
        reckons=bool(ways) or compares,
        alternatives=bool(denied or without or _ALTERNATIVES.search(plainly)),
        goes_on=asked != said,
        denied=denied,
        compares=compares,
        without=without,
        things=_things(said),
    )
    if len(ways) != 1 or compares or plain.alternatives:
        return plain
    ((operation, match),) = ways.items()
    bare = operation is Operacion.CONTEO or match[0] in _BARE
    named = f"{match['of'] or match['mean'] or ''}" if operation is Operacion.MEDIA else ""
    rest = f"{asked[: match.start()]} {named} {asked[match.end() :]}"
    return replace(
        plain,
        operation=operation,
        filter=looked_for(_SO_MANY.sub(" ", rest)),
        priced=bool(_PRICED.search(asked)),
        many=_many(asked, match[0]),
        of=_first_stem(asked[match.end() :]) if bare else "",
    )


def _taken(pattern: re.Pattern[str], text: str, looked_for: LookedFor) -> tuple[tuple[Term, ...], str]:
    """What a pattern finds that could be looked for, and the text without it."""
    found = looked_for(" ".join(match["what"] for match in pattern.finditer(text)))
    return found, pattern.sub(" ", text) if found else text


def _ways(asked: str, is_column: IsColumn) -> dict[Operacion, re.Match[str]]:
    """The operations that are asked for, and where."""
    found = {
        operation: match
        for operation, pattern in _PATTERNS.items()
        if (match := pattern.search(asked)) and _is_meant(operation, match, is_column)
    }
    if len(found) > 1 and "suma" not in asked:
        found.pop(Operacion.SUMA, None)  # "cuántos hay en total", "el de mayor total"
    return found


def _is_meant(operation: Operacion, match: re.Match[str], is_column: IsColumn) -> bool:
    """Whether "más" is that of "más stock", and "media" that of "edad media": beside a column's name."""
    if operation is Operacion.MEDIA and (beside := match["of"] or match["mean"]):
        return beside in {"la", "una", "de"} or any(is_column(stem) or stem in MONEY for stem in palabras.stems(beside))
    return match[0] not in _BARE or is_column(_first_stem(match.string[match.end() :]))


def _things(said: str) -> frozenset[str]:
    """Words after an article or preposition, and those that follow such a word."""
    found: set[str] = set()
    words = re.findall(r"\w+", said)
    for before, word in itertools.pairwise(words):
        if before in _BEFORE_THINGS or (before in found and word not in _BEFORE_THINGS):
            found.add(word)
    return frozenset(word for word in found if not _NO_THING.fullmatch(word))


def is_record(stem: str) -> bool:
    """Whether it is a word for any record."""
    return stem in _RECORDS


def _dates_and_words(text: str) -> tuple[Term, ...]:
    left, dates = palabras.fold(text), dict[str, Term]()
    for dicha in fechas.said(left):
        dates[dicha.token] = Term(dicha.token, dicha.words, dicha.pieces)
        left = left.replace(dicha.words, " ", 1)
    return (*dates.values(), *_words(left))


def _words(text: str) -> tuple[Term, ...]:
    return tuple(term for term in palabras.terms(text) if term.stem not in _FILLER)


def _many(asked: str, way: str) -> int:
    """How many: "los tres más baratos", "los más caros", "el más caro"."""
    if named := _SO_MANY.search(asked):
        return _TEN.index(named[1]) + 2 if named[1] in _TEN else int(named[1])
    return _SEVERAL if way.endswith("s") and re.match(r"mas |m[ai]", way) and re.search(r"\bl[oa]s\b", asked) else 1


def _first_stem(after: str) -> str:
    found = palabras.terms(after)
    return found[0].stem if found else ""
