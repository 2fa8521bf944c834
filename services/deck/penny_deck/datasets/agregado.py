"""Sums, means, extremes and counts: what a small model cannot reckon is reckoned here, or not at all. Pure.

The law: nothing is reckoned unless it is plain of which column, and of which records. A word picks records only if one
column has all of them in which it stands: "tornillo" in the names is no longer plain if it is in a remark elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from penny_deck.datasets.columnas import Columna
from penny_deck.datasets.datos import Datos
from penny_deck.datasets.numeros import written
from penny_deck.datasets.palabras import Term
from penny_deck.datasets.pregunta import MONEY, Operacion, Pregunta, is_record

_EXTREMES = {Operacion.MINIMO: "Mínimo", Operacion.MAXIMO: "Máximo"}
_TITLES = {**_EXTREMES, Operacion.SUMA: "Suma", Operacion.MEDIA: "Media"}
_MEAN_DECIMALS = 2
_COMPARED = 2
"""Records at least: one tells its number by itself."""


@dataclass(frozen=True, slots=True)
class Agregado:
    """What was reckoned."""

    operation: Operacion
    column: str
    """Empty if records were counted."""
    value: str
    """As it is written."""
    records: int
    """Of how many."""
    text: str
    """All of it in a sentence."""
    rows: tuple[int, ...] = ()
    """Records that have an extreme value, the most extreme first."""
    of_all: bool = True
    """Whether words picked none of them."""


@dataclass(frozen=True, slots=True)
class _Picked:
    """The records that are reckoned with."""

    rows: Sequence[int]
    words: str
    """By what they were picked: " con «tornillo»"; empty if all are."""


def reckoned(datos: Datos, pregunta: Pregunta) -> Agregado | None:
    """What a question asks to be reckoned; None if it asks for nothing that is plain."""
    if pregunta.operation is None or not datos.columns or not datos.rows:
        return None
    if pregunta.operation is Operacion.CONTEO:
        return _counted(datos, pregunta)
    column = _column(datos, pregunta)
    return _of_column(datos, pregunta, pregunta.operation, column) if column is not None else None


def _counted(datos: Datos, pregunta: Pregunta) -> Agregado | None:
    """How many records; "cuántas unidades" is the sum of a column of such a name."""
    named = [at for at, columna in enumerate(datos.columns) if columna.is_called(pregunta.of)]
    if any(datos.columns[at].sin_calcular for at in named):
        return None
    numbers = [at for at in named if datos.columns[at].numbers and not datos.columns[at].naming]
    if len(numbers) == 1:
        return _of_column(datos, pregunta, Operacion.SUMA, numbers[0])
    if not _counts_records(datos, pregunta, named):
        return None
    picked = _picked(datos, pregunta)
    if picked is None:
        return None
    count = len(picked.rows)
    text = f"Número de registros{picked.words}: {count}."
    return Agregado(Operacion.CONTEO, "", str(count), count, text, of_all=not picked.words)


def _counts_records(datos: Datos, pregunta: Pregunta, named: Sequence[int]) -> bool:
    """Whether what is counted is records: where a column has a stock, "cuántos tornillos" may mean that."""
    if is_record(pregunta.of) or pregunta.of in datos.temas:
        return True
    if named:
        cells = [row[named[0]] for row in datos.rows]
        return len(named) == 1 and len(set(cells)) == len(cells)
    picks = any(term.stem == pregunta.of for term in pregunta.filter)
    return picks and not any(columna.stock and columna.numbers for columna in datos.columns)


def _column(datos: Datos, pregunta: Pregunta) -> int | None:
    """The column that is meant; None if it might be several, or none."""
    numbers = [at for at, columna in enumerate(datos.columns) if columna.numbers or columna.sin_calcular]
    if pregunta.of:
        return _only([at for at in numbers if datos.columns[at].is_called(pregunta.of)])
    named = {at: len(datos.columns[at].stems & pregunta.naming) for at in numbers}
    best = max(named.values(), default=0)
    if best and not pregunta.priced:
        return _only([at for at in numbers if named[at] == best])
    money = [at for at in numbers if datos.columns[at].money]
    if pregunta.priced or pregunta.of_money:
        called = [at for at in money if named[at] == best] if best else money
        return _only(called or money)
    return _only([at for at in numbers if not datos.columns[at].naming])


def _only(columns: Sequence[int]) -> int | None:
    return columns[0] if len(columns) == 1 else None


def _of_column(datos: Datos, pregunta: Pregunta, operation: Operacion, at: int) -> Agregado | None:
    picked, columna = _picked(datos, pregunta), datos.columns[at]
    numbers = columna.numbers
    if picked is None or numbers is None or columna.sin_calcular:
        return None
    values = {row: value for row in picked.rows if (value := numbers.values[row]) is not None}
    if len(values) < _COMPARED or (columna.naming and operation not in _EXTREMES):
        return None
    rows = _extreme_rows(values, operation, pregunta.many)
    value = values[rows[0]] if rows else _total(list(values.values()), operation)
    shown = written(value, numbers.unit, money=columna.money)
    told = _told(operation, columna, picked, values, shown)
    return Agregado(operation, columna.name, shown, len(values), told, rows, of_all=not picked.words)


def _told(operation: Operacion, columna: Columna, picked: _Picked, values: dict[int, Decimal], shown: str) -> str:
    missing = len(picked.rows) - len(values)
    without = f" ({missing} sin dato)" if missing else ""
    name = " ".join(columna.name.split())
    return f"{_TITLES[operation]} de «{name}» en {_registros(len(values))}{picked.words}{without}: {shown}."


def _registros(count: int) -> str:
    return f"{count} registro{'' if count == 1 else 's'}"


def _total(values: Sequence[Decimal], operation: Operacion) -> Decimal:
    total = sum(values, Decimal(0))
    if operation is Operacion.SUMA:
        return total
    decimals = max(_MEAN_DECIMALS, *(-int(value.as_tuple().exponent) for value in values))
    mean = (total / len(values)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return mean.quantize(Decimal(1)) if mean == mean.to_integral_value() else mean


def _extreme_rows(values: dict[int, Decimal], operation: Operacion, many: int) -> tuple[int, ...]:
    """The records with the most extreme values, in order; of one that is asked for, all that are as extreme."""
    if operation not in _EXTREMES:
        return ()
    sign = 1 if operation is Operacion.MINIMO else -1
    if many == 1:
        best = min(sign * value for value in values.values())
        return tuple(row for row, value in values.items() if sign * value == best)
    return tuple(sorted(values, key=lambda row: (sign * values[row], row))[:many])


def _picked(datos: Datos, pregunta: Pregunta) -> _Picked | None:
    """The records that the question's words pick; None if that is not plain."""
    words = [term for term in pregunta.filter if not _names_something(datos, term, pregunta)]
    if not words:
        return _Picked(range(len(datos.rows)), "")
    rows: set[int] | None = None
    for term in words:
        found = in_one_column(datos, term)
        rows = found if rows is None else rows & found
    if not rows:
        return None
    return _Picked(sorted(rows), f" con {' y '.join(f'«{term.word}»' for term in words)}")


def _names_something(datos: Datos, term: Term, pregunta: Pregunta) -> bool:
    """Whether a word names a column or all records, and picks none of them."""
    if is_record(term.stem) or term.stem in datos.temas:
        return True
    if term.stem == pregunta.of and pregunta.operation is Operacion.SUMA:
        return True
    money = pregunta.of_money and term.stem in MONEY
    return money or any(columna.is_called(term.stem) for columna in datos.columns)


def in_one_column(datos: Datos, term: Term) -> set[int]:
    """The records in which a word stands; none, if no column has all of them."""
    width = datos.indice.width
    columns: dict[int, set[int]] = {}
    for cell in datos.indice.cells(term):
        columns.setdefault(cell % width, set()).add(cell // width)
    rows = set().union(*columns.values())
    return rows if any(len(found) == len(rows) for found in columns.values()) else set()
