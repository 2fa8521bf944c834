"""What of a table a question is about, and what is reckoned for it."""

import io

import openpyxl
import pytest
from support.tables import CONTACTOS, FACTURAS, PRECIOS, csv, table

from penny_deck.datasets.datos import Datos, of_document
from penny_deck.datasets.relevante import Relevante, first, relevant
from penny_deck.grace.readers import layout

BUDGET = 600
TABLES = {
    "precios": table(PRECIOS, "precios.csv"),
    "facturas": table(FACTURAS, "facturas.json"),
    "contactos": table(CONTACTOS, "contactos.csv"),
    "muebles": csv(
        "Producto;Precio compra;Precio venta;Unidades",
        "Mesa;50,00;89,00;4",
        "Silla;12,50;29,90;40",
        "Arcón;140;259;n/d",
    ),
}


def heads(found: Relevante) -> list[str]:
    """The first cell of each record that is given."""
    return [line.split("; ")[0].partition(": ")[2] for line in found.lines if "; " in line and ": " in line]


@pytest.mark.parametrize(
    ("name", "question", "wanted"),
    [
        ("precios", "¿Cuánto cuesta el tornillo M8?", ["Tornillo M8", "Tornillo M8 inox"]),
        ("precios", "cuanto valen los lapices", ["Lápiz de carpintero"]),
        ("precios", "¿Quién es el proveedor de la sierra?", ["Sierra de calar"]),
        ("precios", "¿Qué vende Bosch?", ["Taladro percutor", "Sierra de calar"]),
        ("precios", "¿Hay algo que cueste 89,90 euros?", ["Taladro percutor"]),
        ("precios", "¿Qué cuesta 1249 euros?", ["Sierra de calar"]),
        ("precios", "precio de la tuerca y del taladro", ["Tuerca M8", "Taladro percutor"]),
        ("facturas", "¿Cuánto es la factura de Iberdrola?", ["IB-2025-77"]),
        ("facturas", "¿De quién es la factura AG 9?", ["AG-9"]),
        ("facturas", "¿Cuál es el total de la TA7-0012345?", ["TA7-0012345"]),
        ("facturas", "¿Cuánto fue la TA7 0012399?", ["TA7-0012399"]),
        ("contactos", "¿Cuál es el teléfono de Eva Núñez?", ["Eva Núñez"]),
        ("contactos", "telefono de Jose Peña", ["José Peña"]),
        ("contactos", "¿De quién es el 600 765 432?", ["Eva Núñez"]),
        ("contactos", "¿De quién es el 911222333?", ["Luis Gómez"]),
        ("contactos", "¿Cuántos años tiene Luis?", ["Luis Gómez"]),
        ("contactos", "¿Quién vive en Madrid?", ["Ana Pérez", "Luis Gómez"]),
    ],
)
def test_the_records_that_a_question_is_about(name: str, question: str, wanted: list[str]) -> None:
    """Those, and no others; ties in the order of the file."""
    found = relevant(TABLES[name], question, BUDGET)
    assert heads(found) == wanted
    assert (found.dados, found.agregado) == (len(wanted), None)
    assert "Ningún" not in found.text


@pytest.mark.parametrize(
    ("name", "question", "text"),
    [
        ("precios", "¿Cuántos productos hay?", "Número de registros: 7."),
        ("precios", "¿cuántos artículos de tornillería tenéis en total?", "Número de registros con «tornilleria»: 3."),
        ("precios", "¿Cuántos productos de Inoxfer hay?", "Número de registros con «inoxfer»: 2."),
        ("precios", "¿Cuál es el tornillo más barato?", "Mínimo de «Precio» en 3 registros con «tornillo»: 0,05 €."),
        ("precios", "dime el producto más caro por favor", "Máximo de «Precio» en 7 registros: 1249,00 €."),
        ("precios", "¿Qué producto tiene más stock?", "Máximo de «Stock» en 6 registros (1 sin dato): 1200."),
        ("precios", "¿Qué tornillo tiene menos existencias?", "Mínimo de «Stock» en 3 registros con «tornillo»: 80."),
        ("precios", "¿Cuánto suma el stock de Bosch?", "Suma de «Stock» en 2 registros con «bosch»: 15."),
        ("precios", "¿Cuántas unidades de tornillo quedan?", "Suma de «Stock» en 3 registros con «tornillo»: 1620."),
        ("precios", "precio medio de los tornillos", "Media de «Precio» en 3 registros con «tornillos»: 0,17 €."),
        ("precios", "¿cuál es el más barato y cuánto cuesta?", "Mínimo de «Precio» en 7 registros: 0,05 €."),
        ("facturas", "¿Cuántas facturas de Telefónica hay?", "Número de registros con «telefonica»: 2."),
        (
            "facturas",
            "¿Cuánto suma el total de Telefónica?",
            "Suma de «total» en 2 registros con «telefonica»: 1539,65.",
        ),
        ("facturas", "¿Cuál es la de mayor total?", "Máximo de «total» en 4 registros: 1493,75."),
        ("facturas", "¿Cuál es la base media?", "Media de «base» en 4 registros: 348,23."),
        ("contactos", "¿Y cuántos contactos hay en Madrid?", "Número de registros con «madrid»: 2."),
        ("contactos", "¿Quién tiene más edad?", "Máximo de «edad» en 4 registros: 52."),
        ("muebles", "el precio de compra más alto", "Máximo de «Precio compra» en 3 registros: 140."),
        ("muebles", "¿Cuántas unidades hay en total?", "Suma de «Unidades» en 2 registros (1 sin dato): 44."),
    ],
)
def test_what_a_small_model_cannot_reckon_is_reckoned(name: str, question: str, text: str) -> None:
    """Where the column and the records are plain."""
    found = relevant(TABLES[name], question, BUDGET)
    assert found.lines[0] == text
    assert found.agregado is not None
    assert found.agregado.value in text


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("¿Cuál es el producto más caro?", ["Sierra de calar"]),
        ("los dos más baratos", ["Tornillo M4", "Tuerca M8"]),
        ("¿Cuáles son los productos más caros?", ["Sierra de calar", "Taladro percutor", "Lápiz de carpintero"]),
    ],
)
def test_the_extreme_records_come_with_the_extreme(question: str, wanted: list[str]) -> None:
    """As many as are asked for, the most extreme first."""
    assert heads(relevant(TABLES["precios"], question, BUDGET))[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("precios", "¿Cuántos tornillos hay?"),  # records, or pieces in stock?
        ("precios", "¿Cuántos productos cuestan más de 10 euros?"),
        ("precios", "¿Cuántos tornillos o tuercas hay?"),
        ("precios", "¿Cuántos productos no son de Bosch?"),
        ("precios", "¿Cuál es el segundo más caro?"),
        ("precios", "¿Cuál es el unicornio más barato?"),
        ("precios", "¿Qué más hay?"),
        ("precios", "¿Cuántos kilos pesa la sierra?"),
        ("precios", "¿Cuál es el precio medio más alto?"),
        ("facturas", "¿Cuál es la factura más cara?"),  # by its base, or by its total?
        ("facturas", "¿Cuántos clientes hay?"),  # one has two
        ("contactos", "suma de los teléfonos"),
        ("contactos", "¿Cuántos años tiene Luis?"),
        ("muebles", "¿Cuál es el más barato?"),  # to buy, or to sell?
        ("muebles", "¿Cuántas unidades de arcón hay?"),
    ],
)
def test_what_is_not_plain_is_not_reckoned(name: str, question: str) -> None:
    """Only records are given, and of those that had to be compared all or none."""
    found = relevant(TABLES[name], question, BUDGET)
    assert found.agregado is None


def test_a_word_in_several_columns_picks_nothing() -> None:
    """Where one column does not have all that the others have."""
    datos = csv("producto;precio;notas", "tornillo;1;", "tuerca;2;para tornillo", "tornillo grande;3;")
    assert relevant(datos, "¿Cuál es el tornillo más caro?", BUDGET).agregado is None
    plain = csv("producto;precio;notas", "tornillo;1;el tornillo de siempre", "tuerca;2;", "tornillo grande;3;")
    found = relevant(plain, "¿Cuál es el tornillo más caro?", BUDGET).agregado
    assert found is not None
    assert found.value == "3"


def test_a_part_of_what_has_to_be_compared_is_no_answer() -> None:
    """The model would compare what it is given."""
    datos = csv("producto;precio;coste", *(f"tornillo {at};{at};{1000 - at}" for at in range(1, 500)))
    found = relevant(datos, "¿Cuál es el más barato?", BUDGET)
    assert found.text == "Para contestar habría que comparar 499 registros, y no está claro cómo."
    assert found.dados == 0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("¿Cuánto cuesta el unicornio?", "Ningún registro contiene «unicornio»."),
        ("¿Cuánto cuesta el tornillo de titanio?", "Ningún registro contiene «titanio»."),
        ("¿Cuánto cuesta el tornillo M77?", "Ningún registro contiene «m77»."),
        (
            "¿Cuánto cuesta la tuerca M4?",
            "Ningún registro contiene todo lo que se pregunta; estos son los más parecidos.",
        ),
    ],
)
def test_what_is_not_there_is_said(question: str, text: str) -> None:
    """A model takes what is like it for what was asked."""
    assert relevant(TABLES["precios"], question, BUDGET).lines[0] == text


@pytest.mark.parametrize("question", ["¿Qué hora es?", "hola", "gracias, Penny", "¿Qué recados tengo?", "¿?", "de la"])
def test_what_is_about_something_else_gets_nothing(question: str) -> None:
    """It is answered from what Penny knows otherwise."""
    found = relevant(TABLES["precios"], question, BUDGET)
    assert (found.text, found.registros, found.dados) == ("", 7, 0)


def test_a_general_question_gets_the_first_records() -> None:
    """And how many there are."""
    found = relevant(TABLES["precios"], "¿Qué productos hay?", BUDGET)
    assert heads(found)[0] == "Tornillo M4"
    assert found.lines[-1] == f"(Coinciden 7 registros; estos son {found.dados}.)"
    assert first(TABLES["precios"], BUDGET)[0] == found.lines[0]


@pytest.mark.parametrize("budget", [1, 10, 80, 200, 600, 5000])
@pytest.mark.parametrize(
    "question", ["tornillo", "¿Qué productos hay?", "el más caro", "el tornillo de titanio", "tuerca M4"]
)
def test_the_text_is_no_longer_than_there_is_room(budget: int, question: str) -> None:
    """Records are given whole or not at all."""
    found = relevant(TABLES["precios"], question, budget)
    assert len(found.text) <= budget
    assert found.dados <= found.coinciden


def test_numbers_are_given_as_in_spain() -> None:
    """And what JSON calls true is said as people say it."""
    (line,) = relevant(TABLES["facturas"], "la TA7-0012399", BUDGET).lines
    assert line == "numero: TA7-0012399; cliente: Telefónica; base: 1234,50; total: 1493,75; pagada: no"


def test_of_a_wide_table_the_columns_asked_for_are_given() -> None:
    """Beside the first, and what was found."""
    names = [f"dato {at}" for at in range(200)]
    datos = csv(
        ";".join(["pieza", *names, "peso"]),
        ";".join(["biela", *["relleno"] * 200, "12 kg"]),
        ";".join(["leva", *["relleno"] * 200, "3 kg"]),
    )
    (line,) = relevant(datos, "¿Cuál es el peso de la biela?", 200).lines
    assert line.startswith("pieza: biela; ")
    assert line.endswith("peso: 12 kg")


def test_a_word_counts_more_in_the_column_that_is_named() -> None:
    """De color naranja is no juice of oranges."""
    datos: Datos = csv("producto;color", "zumo de naranja;blanco", "camiseta;naranja", "falda;verde")
    assert heads(relevant(datos, "algo de color naranja", BUDGET))[0] == "camiseta"


CON_TOTAL = csv("Concepto;Importe", "A;10", "B;20", "TOTAL;30")


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        (
            "¿Cuánto suma el importe?",
            [
                "Suma de «Importe» en 2 registros: 30.",
                "El fichero mismo dice, aparte de los registros: Concepto: TOTAL; Importe: 30.",
            ],
        ),
        ("¿Cuál es el importe más alto?", ["Máximo de «Importe» en 2 registros: 20.", "Concepto: B; Importe: 20"]),
        ("¿Cuántos registros hay?", ["Número de registros: 2."]),
    ],
)
def test_a_row_that_is_the_total_of_the_others_is_no_record(question: str, lines: list[str]) -> None:
    """It is what the table says of itself, and said so where a total is asked for."""
    assert list(relevant(CON_TOTAL, question, BUDGET).lines) == lines


@pytest.mark.parametrize(
    ("rows", "records"),
    [
        (["A;10", "Subtotal norte;10", "B;20", "Subtotal;30", "IVA 21 %;6,30", "Importe total:;36,30"], ["A", "B"]),
        (["A;10", "B;20", "Suma;30"], ["A", "B"]),
        (["A;10", "Totalán;20", "Total Energies;30"], ["A", "Totalán", "Total Energies"]),
        (["Total;10", "B;20"], ["Total", "B"]),
        (["Total;10"], ["Total"]),
    ],
)
def test_which_rows_are_totals(rows: list[str], records: list[str]) -> None:
    """The last ones with what belongs to them, and subtotals; what only begins so is a record."""
    assert [row[0] for row in csv("Concepto;Importe", *rows).rows] == records


@pytest.mark.parametrize("question", ["¿Cuánto suma el total?", "¿Cuál es el total de A?", "¿Cuánto suma todo?"])
def test_of_formulas_without_values_nothing_is_answered(question: str) -> None:
    """Neither from the rows without them."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("facturas", 0)
    for row in (["Concepto", "Precio", "Total"], ["A", 10, "=B2*2"], ["B", 20, "=B3*2"]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    datos = table(file.getvalue(), "facturas.xlsx")
    found = relevant(datos, question, BUDGET)
    assert (found.agregado, found.dados) == (None, 0)
    assert found.text.startswith("De «Total» el fichero tiene fórmulas sin valores guardados")
    assert relevant(datos, "¿Cuánto suman los precios?", BUDGET).text == "Suma de «Precio» en 2 registros: 30."
    assert relevant(datos, "¿Cuántos registros hay en total?", BUDGET).text == "Número de registros: 2."


PERSONAS = csv("nombre;ciudad", "Ana Pérez;Madrid", "Eva Núñez;Sevilla", "Luis Gómez;Madrid", "Ana Ruiz;Bilbao")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("¿Cuántas personas no se llaman Ana?", ["Eva Núñez", "Luis Gómez"]),
        ("¿Quién vive en Madrid y no se llama Ana?", ["Luis Gómez"]),
        ("¿Quiénes no viven en Madrid ni en Sevilla?", ["Ana Ruiz"]),
        ("Todos menos Ana", ["Eva Núñez", "Luis Gómez"]),
        ("¿No hay ninguna Ana?", ["Ana Pérez", "Ana Ruiz"]),
        ("Se llaman Ana, ¿no?", ["Ana Pérez", "Ana Ruiz"]),
    ],
)
def test_what_a_question_denies_is_not_what_it_is_given(question: str, wanted: list[str]) -> None:
    """The others are, and it is said; where nothing is denied by the "no", it changes nothing."""
    found = relevant(PERSONAS, question, BUDGET)
    assert heads(found) == wanted
    assert ("Registros que quedan sin los de «" in found.text) == ("Ana Pérez" not in wanted)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("¿Cuánto cuesta la leche sin lactosa de Pascual?", ["Leche sin lactosa"]),
        ("¿Qué leche hay que no sea de Pascual?", ["Leche entera"]),
        ("Pan sin semillas", ["Pan blanco"]),
        ("¿Qué no cuesta 1,20?", ["Leche entera", "Pan blanco", "Pan con semillas"]),
    ],
)
def test_what_something_is_called_is_no_negation(question: str, wanted: list[str]) -> None:
    """It is looked for, "sin lactosa" and all, and left out where nothing is called so."""
    datos = csv(
        "producto;marca;precio",
        "Leche sin lactosa;Pascual;1,20",
        "Leche entera;Asturiana;0,95",
        "Pan blanco;Bimbo;1,85",
        "Pan con semillas;Bimbo;2,10",
    )
    assert heads(relevant(datos, question, BUDGET)) == wanted


def test_what_is_denied_and_stands_in_several_columns_picks_nothing() -> None:
    """Ana is in a remark on José too: all are given, and it is not said that any were left out."""
    found = relevant(TABLES["contactos"], "¿Cuántas personas no se llaman Ana?", BUDGET)
    assert (found.dados, found.agregado) == (4, None)
    assert "quedan" not in found.text


def test_of_a_document_also_what_is_denied_is_looked_for() -> None:
    """What happens if she does not pay stands where paying does."""
    lines = [["El contrato dura un año."], ["Quien no pague el alquiler paga un recargo."]]
    datos = of_document(layout.document(lines, "text"), "contrato.txt")
    assert "recargo" in relevant(datos, "¿Qué pasa si no pago el alquiler?", BUDGET).text
