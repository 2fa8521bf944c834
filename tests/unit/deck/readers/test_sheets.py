"""Tables: CSV, XLSX, JSON."""

import datetime as dt
import io
import json

import openpyxl
import pytest

from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.grace.readers import limits, read, read_table, sheets
from penny_deck.grace.readers.tabla import SIN_CALCULAR, Tabla
from penny_deck.vault.tipos import Tipo

PLAIN = Tabla(("mes", "euros"), (("enero", "1,5"), ("febrero", "2")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    """Quotes are kept to."""
    lines = [("mes", "euros"), ("enero", '"1,5"'), ("", ""), ("febrero", "2")]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert read_table(text.encode(encoding), Tipo.CSV) == PLAIN


def test_decimal_commas_do_not_divide() -> None:
    """Semicolons divide each line alike."""
    text = "día;a;b\n1;0,5;1\n2;1,25;2,5\n"
    assert read_table(text.encode(), Tipo.CSV).rows == (("1", "0,5", "1"), ("2", "1,25", "2,5"))


def test_a_line_within_quotes_is_one_cell() -> None:
    """And quotes within quotes are doubled."""
    assert read_table(b'a,b\n"uno\ndos","dijo ""no"""\n', Tipo.CSV).rows == (("uno\ndos", 'dijo "no"'),)


def test_one_column_alone() -> None:
    """Then nothing divides."""
    assert read_table(b"nombre\nAna\nLuis\n", Tipo.CSV) == Tabla(("nombre",), (("Ana",), ("Luis",)))


def test_columns_get_names_of_their_own() -> None:
    """The nameless a number, the doubled one too; rows are filled up."""
    table = read_table(b"a,,a,a\n1\n1,2,3,4,5\n", Tipo.CSV)
    assert table.columns == ("a", "columna 2", "a (2)", "a (3)", "columna 5")
    assert table.rows == (("1", "", "", "", ""), ("1", "2", "3", "4", "5"))


def workbook(*sheets: list[list[object]]) -> bytes:
    """An XLSX of these sheets."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_xlsx_values_are_written_plainly() -> None:
    """Whole numbers without a fraction, days without a time; the first sheet that has something."""
    rows: list[list[object]] = [
        ["n", "f", "d", "t", "b", "e", "x"],
        [3.0, 2.5, dt.date(2025, 3, 1), dt.time(10, 5), True, None, "ñ"],
    ]
    table = read_table(workbook([], [], [[], *rows]), Tipo.XLSX)
    assert table.columns == ("n", "f", "d", "t", "b", "e", "x")
    assert table.rows == (("3", "2.5", "2025-03-01", "10:05:00", "true", "", "ñ"),)


def test_of_a_formula_that_was_never_calculated_it_is_said() -> None:
    """It is not calculated here either; an empty cell beside it stays empty."""
    rows = read_table(workbook([["a", "b", "c"], ["=1+1", None, 2]]), Tipo.XLSX).rows
    assert rows == ((SIN_CALCULAR, "", "2"),)


def test_xlsx_as_a_document_has_a_line_for_each_row() -> None:
    """The columns' names are the first."""
    assert read(workbook([["mes", "euros"], ["enero", 3]]), Tipo.XLSX).text == "mes euros\nenero 3"


def test_json_lists_of_objects_and_single_ones() -> None:
    """All keys name columns; what is not a single value stays JSON."""
    data = [{"a": 1, "b": "x"}, {"c": [1, {"d": "ñ"}], "a": None, "b": True}]
    assert read_table(json.dumps(data).encode(), Tipo.JSON) == Tabla(
        ("a", "b", "c"), (("1", "x", ""), ("", "true", '[1, {"d": "ñ"}]'))
    )
    assert read_table(b'{"a": 1.5}', Tipo.JSON) == Tabla(("a",), (("1.5",),))


@pytest.mark.parametrize(
    ("data", "tipo"),
    [
        (b"", Tipo.CSV),
        (b"\n ; \n", Tipo.CSV),
        (b"{", Tipo.JSON),
        (b"[]", Tipo.JSON),
        (b"{}", Tipo.JSON),
        (b"[1, 2]", Tipo.JSON),
        (b'[{"a": 1}, 2]', Tipo.JSON),
        (b'"hola"', Tipo.JSON),
        (workbook([]), Tipo.XLSX),
        (b"PK\x03\x04", Tipo.XLSX),
        (b"hola", Tipo.PDF),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, tipo: Tipo) -> None:
    """Empty, broken, or something else."""
    with pytest.raises(InvalidInput):
        read_table(data, tipo)


@pytest.mark.parametrize(
    ("data", "tipo", "words"),
    [
        (b'a,b\n"' + b"x" * 200_000 + b'",2\n', Tipo.CSV, "A cell of this table has more than 131072 characters"),
        (b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", Tipo.JSON, "nested more deeply"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", Tipo.JSON, "more figures than can be read"),
    ],
)
def test_what_is_whole_and_too_large_is_said_to_be_so(data: bytes, tipo: Tipo, words: str) -> None:
    """And not to be damaged."""
    with pytest.raises(TooLarge, match=words):
        read_table(data, tipo)


def test_what_takes_too_much_memory_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads may have so much, and no more."""

    def too_much(_: bytes, __: Tipo) -> Tabla:
        raise MemoryError

    monkeypatch.setattr(sheets, "read_table", too_much)
    with pytest.raises(TooLarge, match="more memory"):
        read_table(b"a;b", Tipo.CSV)


@pytest.mark.parametrize(
    ("limit", "unit"),
    [(("MAX_ROWS", 2), "rows"), (("MAX_COLUMNS", 1), "columns"), (("MAX_TABLE_CHARACTERS", 11), "characters|bytes")],
)
@pytest.mark.parametrize(
    ("data", "tipo"),
    [
        (b"aa,bb\n11,22\n33,44\n55,66\n", Tipo.CSV),
        (workbook([["aa", "bb"], [11, 22], [33, 44], [55, 66]]), Tipo.XLSX),
        (b'[{"aa":"11","bb":""},{"aa":"22"},{"aa":"22"},{"bb":"333"}]', Tipo.JSON),
    ],
)
def test_more_than_there_may_be(
    data: bytes, tipo: Tipo, limit: tuple[str, int], unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, columns, characters; of a text that is to be decoded, bytes."""
    monkeypatch.setattr(limits, *limit)
    with pytest.raises(TooLarge, match=unit):
        read_table(data, tipo)
