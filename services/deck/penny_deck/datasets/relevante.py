"""Of a dataset, what a question is about: the records that the model is given to answer it. Pure.

Records are found by the question's words, rare ones counting more. A column's name and words such as "cuesta" are no
reason for a record, only for a column. What was reckoned comes first; what was looked for and is nowhere is said, for a
model that is given something like it takes it for what was asked.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from penny_deck.datasets import fechas, palabras
from penny_deck.datasets.agregado import Agregado, in_one_column, reckoned
from penny_deck.datasets.datos import Datos
from penny_deck.datasets.palabras import Term
from penny_deck.datasets.pregunta import MONEY, Operacion, Pregunta, is_record, understood
from penny_deck.datasets.renglones import Found, record, with_room

MAX_TERMS = 8
"""Looked for at once: the rarest."""
_CLOSE = 0.6
"""Of the best record's weight that another has at least, to be given beside it."""
_NAMED_COLUMN = 1.25
"""So much more a word counts if it stands in a column that the question names."""
_COMMON = 0.5
"""A word in more of the records than this tells nothing, unless there is no other."""
_MOST_ROWS = 50
_ROW_SHARE = 0.4
"""Of the characters that there are, what one record may have: several are to be compared."""
_REST = "(Coinciden {} registros; estos son {}.)"
_ROOM_FOR_REST = len(_REST) + 8
_TOTAL = palabras.stems("total totales subtotal suma suman sumar")
_ITSELF = "El fichero mismo dice, aparte de los registros: {}."
_SIN_CALCULAR = "De «{}» el fichero tiene fórmulas sin valores guardados: no se puede saber ni calcular con ellas."
_LEFT_OUT = "Registros que quedan sin los de {}: {}."
_NOT_RECKONED = "Para contestar habría que comparar {} registros, y no está claro cómo."


@dataclass(frozen=True, slots=True)
class Relevante:
    """What the model is given."""

    lines: tuple[str, ...]
    registros: int
    """Records looked at: all."""
    coinciden: int
    """Of them, those that fit."""
    dados: int
    """Of them, those that are given."""
    agregado: Agregado | None = None

    @property
    def text(self) -> str:
        """The lines, one below the other; empty if the question is not about the dataset."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question beside the data."""

    datos: Datos
    pregunta: Pregunta
    wanted: Sequence[Term]
    """What it looks for in records."""
    found: Found
    denied: frozenset[int] = frozenset()
    """Records that the question leaves out."""


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The records that fit a question."""

    rows: Sequence[int]
    """The best first; no more than can ever be given."""
    count: int
    """Of all."""


def relevant(datos: Datos, question: str, budget_characters: int) -> Relevante:
    """The records that a question is about, as text of at most so many characters; ties in the order of the file."""
    pregunta = understood(question, lambda stem: _names_numbers(datos, stem), dated=datos.has_dates)
    pregunta = _with_names(datos, pregunta)
    denied = _denied(datos, pregunta)
    agregado = reckoned(datos, pregunta)
    wanted = _wanted(datos, pregunta)
    found = {term: cells for term in wanted if (cells := datos.indice.cells(term))}
    asked = _Asked(datos, pregunta, wanted, found, denied)
    uncalculated = [_SIN_CALCULAR.format(name) for name in _uncalculated(datos, pregunta, agregado)]
    if uncalculated and pregunta.reckons:
        return _fitted(asked, uncalculated, _Fitting((), 0), budget_characters, None)
    fitting = _fitting(asked, agregado)
    head = [agregado.text] if agregado else list(_remarks(asked, fitting))
    head += [*_of_itself(datos, pregunta, agregado), *uncalculated]
    fitted = _fitted(asked, head, fitting, budget_characters, agregado)
    if pregunta.reckons and agregado is None and datos.columns and fitted.dados < fitting.count:
        return replace(fitted, lines=(_NOT_RECKONED.format(fitting.count)[:budget_characters],), dados=0)
    return fitted


def first(datos: Datos, budget_characters: int) -> tuple[str, ...]:
    """The first records, as the model would be given them."""
    rows = range(min(_MOST_ROWS, len(datos.rows)))
    asked = _Asked(datos, Pregunta((), frozenset()), (), {})
    found = _fitted(asked, [], _Fitting(rows, len(rows)), budget_characters, None)
    return found.lines[: found.dados]


def _fitting(asked: _Asked, agregado: Agregado | None) -> _Fitting:
    """The records to give: those of an extreme, or those that fit, or for "¿qué productos hay?" the first."""
    datos, pregunta = asked.datos, asked.pregunta
    if agregado is not None and (agregado.rows or not pregunta.goes_on):
        return _Fitting(agregado.rows, len(agregado.rows))
    fitting = _best(asked)
    general = pregunta.reckons or not asked.wanted
    if not fitting.count and agregado is None and general and _is_of_it(datos, pregunta):
        rows = [row for row in range(len(datos.rows)) if row not in asked.denied]
        return _Fitting(rows, len(rows))
    return fitting


def _with_names(datos: Datos, pregunta: Pregunta) -> Pregunta:
    """The question, in which "sin gluten" is looked for if something is called so, and else denied.

    In a document everything is looked for: "si no pago" is about paying.
    """
    if not datos.columns:
        return replace(pregunta, terms=(*pregunta.terms, *pregunta.without, *pregunta.denied), denied=())
    so_called = set(datos.indice.places.get("sin", ()))
    names = tuple(term for term in pregunta.without if so_called.intersection(datos.indice.cells(term)))
    others = tuple(term for term in pregunta.without if term not in names)
    return replace(pregunta, terms=(*pregunta.terms, *names), denied=(*pregunta.denied, *others))


def _denied(datos: Datos, pregunta: Pregunta) -> frozenset[int]:
    """The records with what the question says is not to be there, where it is plain which they are."""
    if pregunta.compares:
        return frozenset()
    words = [term for term in pregunta.denied if not _names_column(datos, term)]
    return frozenset().union(*(in_one_column(datos, term) for term in words))


def _uncalculated(datos: Datos, pregunta: Pregunta, agregado: Agregado | None) -> list[str]:
    """The columns that a question is about and of which there are no values, only formulas."""
    if agregado is not None:
        return []
    lacking = [(at, columna) for at, columna in enumerate(datos.columns) if columna.sin_calcular]
    named = [at for at, columna in lacking if columna.stems & pregunta.naming]
    if not named and pregunta.operation not in {None, Operacion.CONTEO}:
        named = [at for at, _ in lacking]
    return [datos.name(at) for at in named]


def _of_itself(datos: Datos, pregunta: Pregunta, agregado: Agregado | None) -> list[str]:
    """What the table says itself of a total that is asked for."""
    if not pregunta.naming & _TOTAL or (agregado is not None and not agregado.of_all):
        return []
    return [_ITSELF.format(line) for line in datos.totales]


def _wanted(datos: Datos, pregunta: Pregunta) -> list[Term]:
    """What is looked for in records: not what names a column, or all records; nor dates to compare with."""
    compared = datos.has_dates and pregunta.compares and any(fechas.is_said(term.word) for term in pregunta.terms)
    return [
        term
        for term in pregunta.terms
        if not (compared and (term.exact or fechas.is_said(term.word)))
        and not is_record(term.stem)
        and term.stem not in datos.temas
        and not _names_column(datos, term)
    ]


def _names_column(datos: Datos, term: Term) -> bool:
    if term.stem in MONEY and any(columna.money for columna in datos.columns):
        return True
    return any(columna.is_called(term.stem) for columna in datos.columns)


def _names_numbers(datos: Datos, stem: str) -> bool:
    return any(columna.numbers is not None and columna.is_called(stem) for columna in datos.columns)


def _is_of_it(datos: Datos, pregunta: Pregunta) -> bool:
    """Whether a question that finds nothing is about the dataset all the same."""
    if any(datos.indice.cells(term) for term in pregunta.denied):
        return True
    return any(is_record(stem) or stem in datos.temas for stem in pregunta.naming) or any(
        _names_column(datos, term) for term in (*pregunta.terms, *(Term(stem, stem) for stem in pregunta.naming))
    )


def _best(asked: _Asked) -> _Fitting:
    """The records that fit: those that have all the words, or else those that have nearly as much."""
    datos, pregunta, found = asked.datos, asked.pregunta, asked.found
    weights: dict[int, float] = {}
    counts: dict[int, int] = {}
    telling = _telling(datos, found)
    for term in telling:
        rows = _rows(datos, pregunta, found[term])
        weight = math.log(1 + len(datos.rows) / len(rows))
        for row, more in rows.items():
            if row not in asked.denied:
                weights[row] = weights.get(row, 0.0) + weight * more
                counts[row] = counts.get(row, 0) + 1
    close = [row for row, count in counts.items() if count == len(telling)]
    if not close:
        least = 0.0 if pregunta.alternatives else _CLOSE * max(weights.values(), default=0.0)
        close = [row for row, weight in weights.items() if weight >= least]
    best = heapq.nsmallest(_MOST_ROWS, close, key=lambda row: (-weights[row], row))
    return _Fitting(best, len(close))


def _rows(datos: Datos, pregunta: Pregunta, cells: Sequence[int]) -> dict[int, float]:
    """The records in which some cells are, each with how much more it counts for the column."""
    width = datos.indice.width
    rows = dict.fromkeys((cell // width for cell in cells), 1.0)
    if named := {at for at, columna in enumerate(datos.columns) if columna.stems & pregunta.naming}:
        rows.update((cell // width, _NAMED_COLUMN) for cell in cells if cell % width in named)
    return rows


def _telling(datos: Datos, found: Found) -> list[Term]:
    """The rarest of the words that are found; one that is nearly everywhere only if there is no other."""
    rarest = sorted(found, key=lambda term: len(found[term]))[:MAX_TERMS]
    return [term for term in rarest if len(found[term]) <= _COMMON * len(datos.rows)] or rarest[:1]


def _remarks(asked: _Asked, fitting: _Fitting) -> Iterator[str]:
    """What of the question is not in the dataset."""
    datos, pregunta, found = asked.datos, asked.pregunta, asked.found
    if not datos.columns or not (fitting.count or _is_of_it(datos, pregunta)):
        return
    if asked.denied:
        words = " o ".join(f"«{term.word}»" for term in pregunta.denied if in_one_column(datos, term))
        yield _LEFT_OUT.format(words, fitting.count)
    lacking = [term.word for term in asked.wanted if term not in found and _is_thing(term, pregunta)]
    if lacking:
        yield f"Ningún registro contiene {' ni '.join(f'«{word}»' for word in lacking)}."
    elif len(found) > 1 and not pregunta.alternatives and not _has_all(datos, found, fitting.rows[0]):
        yield "Ningún registro contiene todo lo que se pregunta; estos son los más parecidos."


def _has_all(datos: Datos, found: Found, row: int) -> bool:
    return all(datos.indice.has(cells, row) for cells in found.values())


def _is_thing(term: Term, pregunta: Pregunta) -> bool:
    """Whether a word is a thing that could be there: not a verb, nor a number that others are compared with."""
    return not pregunta.reckons if term.exact else term.word in pregunta.things


def _fitted(asked: _Asked, head: Sequence[str], fitting: _Fitting, budget: int, agregado: Agregado | None) -> Relevante:
    """As many records as there is room for, and how many more fit."""
    datos = asked.datos
    lines, left = with_room(head, budget)
    given = 0
    for row in fitting.rows[:_MOST_ROWS]:
        line = record(datos, asked.pregunta, asked.found, row, max(1, int(budget * _ROW_SHARE)))
        reserved = _ROOM_FOR_REST if fitting.count > given + 1 else 0
        if len(line) + 1 + reserved > left:
            break
        lines.append(line)
        left -= len(line) + 1
        given += 1
    if given and fitting.count > given and datos.columns:
        lines.append(_REST.format(fitting.count, given))
    return Relevante(tuple(lines), len(datos.rows), fitting.count, given, agregado)
