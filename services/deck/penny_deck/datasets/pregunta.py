"""What a person asks of a dataset: what she looks for, and whether it has to be reckoned. Pure.

Reckoning is understood only where the question says it plainly: one operation, and neither a comparison ("más de 10")
nor an alternative ("tornillos o tuercas"), for which words as a filter would be wrong.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from penny_deck.datasets import palabras
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
_FILLER = palabras.stems("""
cuanto cuantos cuanta cuantas hay tenemos tengo tienes tiene tienen teneis queda quedan sale salen cuesta cuestan vale
valen dime dame di busca buscame muestra muestrame enseña lee cual cuales saber ver quiero quisiera necesito puedes
podrias penny favor oye hola gracias ahora entonces aqui ahi alli cosa cosas catalogo lista listado archivo fichero
tabla hoja excel csv documento datos dataset base inventario tarifa aparece aparecen figura figuran pone dice sabes conoces
informacion detalle detalles sobre acerca llama llaman mismo igual vamos venga vale bien mal compro comprar vendemos
venden vendo cuestas cuestan hacer llevar cobra cobran cobras disponible disponibles contiene contienen total suma suman
""")
_RECORDS = palabras.stems("registro fila linea entrada producto articulo referencia elemento item ficha")
"""What a record is called, whatever the table is of."""

_TEN = ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_MANY = rf"(?:{'|'.join(_TEN)}|[2-9]|10)"
_SO_MANY = re.compile(rf"\b(?:los|las) ({_MANY})\b")
_SEVERAL = 5
"""Of "los más baratos" so many are told."""
_NEXT_QUESTION = re.compile(r",? y (?:(?:a|de) )?(?:cuant[oa]s?|cual(?:es)?|que|quien|donde|cuando|como)\b.*")
_NOT_PLAIN = re.compile(
    r"\b(?:mas|menos|mayor(?:es)?|menor(?:es)?|superior(?:es)?|inferior(?:es)?|igual(?:es)?|distint[oa]s?) "
    r"(?:de|del|que|a|al)\b|\bal menos\b|"
    r"\b(?:mas|menos) \w+ (?:que|de (?:lo|[0-9]+))\b|"
    r"\b(?:sin|no|ni|o|u|y|e|excepto|salvo|entre|desde|hasta|ademas|aparte|antes|despues|tampoco|nunca|segundo|tercero|"
    r"penultim[oa]|cada|por ciento|porcentaje|diferencia|distint[oa]s|diferentes?)\b"
)
_SMALL = r"(?:barat|economic|baj|pequeñ|liger|cort)[oa]s?"
_LARGE = r"(?:(?:car|alt|larg|pesad)[oa]s?|grandes?)"
_WAYS: dict[Operacion, str] = {
    Operacion.CONTEO: r"\b(?:cuant[oa]s|(?:que|el|dime el) numero (?:total )?de)\b",
    Operacion.MINIMO: (rf"\bmas {_SMALL}\b|\b(?:menor(?:es)?|minim[oa]s?)\b|\bmenos(?= \w)"),
    Operacion.MAXIMO: (rf"\bmas {_LARGE}\b|\b(?:mayor(?:es)?|maxim[oa]s?)\b|\bmas(?= (?!{_SMALL}\b)\w)"),
    Operacion.SUMA: r"\b(?:suma(?:n|r|ndo|me|mos)?|en total|total(?:es)?)\b",
    Operacion.MEDIA: (
        r"\bpromedio\b|\b(?:la|una) media\b|\bde media$|\bmedi[oa]s? de (?:los|las|el|la|lo)\b|"
        r"(?<=precio )medio\b|(?<=coste )medio\b|(?<=importe )medio\b|(?<=gasto )medio\b|(?<=valor )medio\b"
    ),
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
    compares: bool = False
    """Whether it compares, or gives alternatives: then no words alone say what it is about."""
    goes_on: bool = False
    """Whether it asks something else too: "y cuál es"."""

    @property
    def of_money(self) -> bool:
        """Whether it asks for money."""
        return bool(self.naming & MONEY)


def understood(text: str) -> Pregunta:
    """What a question says."""
    said = " ".join(palabras.fold(text).replace("¿", " ").replace("?", " ").split()).strip(" .!,")
    asked = _NEXT_QUESTION.sub("", said)
    compares = bool(_NOT_PLAIN.search(re.sub(r"\bpor favor\b", "", asked)))
    plain = Pregunta(_looked_for(text), palabras.stems(said), compares=compares, goes_on=asked != said)
    way = None if compares else _way(asked)
    if way is None:
        return plain
    operation, match = way
    rest = f"{asked[: match.start()]} {asked[match.end() :]}"
    bare = operation is Operacion.CONTEO or match[0] in {"mas", "menos"}
    return replace(
        plain,
        operation=operation,
        filter=_looked_for(_SO_MANY.sub(" ", rest)),
        priced=bool(_PRICED.search(asked)),
        many=_many(asked, match[0]),
        of=_first_stem(asked[match.end() :]) if bare else "",
    )


def _way(asked: str) -> tuple[Operacion, re.Match[str]] | None:
    """The one operation that is asked for, and where."""
    found = {operation: match for operation, pattern in _PATTERNS.items() if (match := pattern.search(asked))}
    if Operacion.CONTEO in found and "suma" not in asked:
        found.pop(Operacion.SUMA, None)  # "cuántos hay en total"
    return found.popitem() if len(found) == 1 else None


def is_record(stem: str) -> bool:
    """Whether it is a word for any record."""
    return stem in _RECORDS


def _looked_for(text: str) -> tuple[Term, ...]:
    return tuple(term for term in palabras.terms(text) if term.stem not in _FILLER)


def _many(asked: str, way: str) -> int:
    """How many: "los tres más baratos", "los más caros", "el más caro"."""
    if named := _SO_MANY.search(asked):
        return _TEN.index(named[1]) + 2 if named[1] in _TEN else int(named[1])
    return _SEVERAL if way.endswith("s") and re.match(r"mas |m[ai]", way) and re.search(r"\bl[oa]s\b", asked) else 1


def _first_stem(after: str) -> str:
    found = palabras.terms(after)
    return found[0].stem if found else ""
