"""Tables: CSV, XLSX, JSON."""

import csv
import datetime as dt
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence

import openpyxl

from penny_chassis.errors import InvalidInput
from penny_deck.grace.document import Document
from penny_deck.grace.readers import layout, limits, package, text
from penny_deck.grace.readers.tabla import SIN_CALCULAR, Row, Tabla, tabla
from penny_deck.vault.tipos import Tipo

_DELIMITERS = ",;\t"
_SAMPLE_LINES = 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_LONG_CELL = "field larger than field limit"
_LONG_NUMBER = "integer string conversion"
_MIDNIGHT = dt.time()


def read_table(data: bytes, tipo: Tipo) -> Tabla:
    """The table that a file holds; of an XLSX the first sheet that is not empty.

    Raises:
        InvalidInput: It holds none.
        TooLarge: It holds more than may be.
    """
    return _READERS[tipo](data)


def read_xlsx(data: bytes) -> Document:
    """The same, as a document with a line for each row."""
    table = from_xlsx(data)
    return layout.document((table.columns, *table.rows), "text")


def from_csv(data: bytes) -> Tabla:
    """Comma, semicolon or tab: whichever divides the first lines best."""
    written = text.decode(data, limits.MAX_TABLE_CHARACTERS)
    try:
        return tabla(map(tuple, _parsed(written, _delimiter(written))))
    except csv.Error as error:
        if _LONG_CELL in str(error):
            limit = csv.field_size_limit()
            raise limits.too_large(f"A cell of this table has more than {limit} characters.") from None
        raise limits.unreadable() from None


def from_xlsx(data: bytes) -> Tabla:
    """Values as they were last calculated; formulas are not, and of one that never was it is said."""
    package.check(data)
    looks = [_sheets(data, values=True), *([_sheets(data, values=False)] if _has_formulas(data) else [])]
    for sheet in zip(*looks, strict=True):
        lines = map(_line, *sheet)
        first = next((line for line in lines if any(line)), None)
        if first is not None:
            return tabla(itertools.chain([first], lines))
    return tabla(())


def _sheets(data: bytes, *, values: bool) -> Iterator[Iterator[Sequence[object]]]:
    """The rows of each sheet; `values`: of formulas what they came to, and not what they are."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its own size pads each row up to it
        yield sheet.iter_rows(values_only=True)


def _has_formulas(data: bytes) -> bool:
    """Whether any sheet has one: only then it is worth reading twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.lower().endswith(".xml") and "sheet" in name.lower()]
        return any(_FORMULA.search(book.read(name)) for name in sheets)


def _line(values: Sequence[object], formulas: Sequence[object] = ()) -> Row:
    return tuple(
        SIN_CALCULAR if value is None and formula is not None else _value(value)
        for value, formula in itertools.zip_longest(values, formulas)
    )


def from_json(data: bytes) -> Tabla:
    """A list of objects, each a row, or one object; its keys name the columns, in the order in which they appear."""
    rows = _objects(text.decode(data, limits.MAX_TABLE_CHARACTERS))
    names = tuple(dict.fromkeys(key for row in rows for key in row))
    limits.check("The table", len(names), limits.MAX_COLUMNS, "columns")
    if not names:
        return tabla(())
    body = (tuple(_plain(row.get(name)) for name in names) for row in rows)
    return tabla(itertools.chain([tuple(name or "-" for name in names)], body))


_READERS: Mapping[Tipo, Callable[[bytes], Tabla]] = {
    Tipo.CSV: from_csv,
    Tipo.XLSX: from_xlsx,
    Tipo.JSON: from_json,
}


def _parsed(written: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)


def _delimiter(written: str) -> str:
    """The one by which most of the first lines have as many cells as the first, and more than one."""
    return max(
        _DELIMITERS, key=lambda delimiter: _fit(list(itertools.islice(_parsed(written, delimiter), _SAMPLE_LINES)))
    )


def _fit(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many lines agree, then by how many cells."""
    filled = [len(row) for row in rows if row]
    if not filled or filled[0] == 1:
        return 0, 0
    return filled.count(filled[0]), filled[0]


def _value(value: object) -> str:
    """A cell's value; a number without a fraction has none, and a day has no time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == _MIDNIGHT:
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _plain(value: object) -> str:
    """A JSON value; what is not a single value stays JSON."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _objects(written: str) -> Sequence[Mapping[str, object]]:
    try:
        data = json.loads(written)
    except RecursionError:
        raise limits.too_large("This JSON is nested more deeply than can be read.") from None
    except ValueError as error:
        if _LONG_NUMBER in str(error):
            raise limits.too_large("A number in this JSON has more figures than can be read.") from None
        raise limits.unreadable() from None
    rows: list[object] = data if isinstance(data, list) else [data]
    objects = [row for row in rows if isinstance(row, dict)]
    if not objects or len(objects) < len(rows):
        raise InvalidInput(
            "This JSON is no table.", remedy="Upload a list of objects, or one object.", field=limits.FIELD
        )
    return objects
