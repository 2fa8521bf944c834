"""What a person says to have a dataset opened or closed."""

import pytest

from penny_gateway.dataset import Closing, Opening, counted, name_of, speaks_of, wanted


@pytest.mark.parametrize(
    ("text", "any_table"),
    [
        ("Abre el catálogo", True),
        ("abre el catalogo por favor", True),
        ("Penny, ¿puedes abrir el catálogo?", True),
        ("Usa la lista de precios.", True),
        ("Consulta el catálogo", True),
        ("quiero consultar la tarifa", True),
        ("Carga la hoja de cálculo", True),
        ("vamos a usar el inventario", True),
        ("Ábreme el Excel", True),
        ("Abre la lista de invitados", False),
        ("Carga el archivo precios punto csv", False),
        ("carga precios.csv", False),
        ("Abre el contrato de alquiler", False),
        ("abre la última factura", False),
        ("Usa el catálogo de 2025", False),
        ("Abre mi listado de socios", False),
        ("oye, carga el documento que subí ayer", False),
        ("Abre el catálogo y dime cuánto cuesta el tornillo", True),
    ],
)
def test_what_opens_a_dataset(text: str, any_table: bool) -> None:  # noqa: FBT001
    """And whether a file is named, or any table will do."""
    found = wanted(text)
    assert isinstance(found, Opening)
    assert found.any_table is any_table
    assert "tornillo" not in found.words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Abre la colección casa.", "casa"),
        ("Consulta la colección de manuales, por favor", "manuales"),
        ("penny, usa la coleccion cocina española", "cocina española"),
        ("Abre mi colección de los apuntes y dime qué dice del examen", "apuntes"),
        ("Carga la colección piso-2", "piso-2"),
        ("Abre el catálogo", ""),
        ("Abre la colección", ""),
    ],
)
def test_a_collection_is_named(text: str, name: str) -> None:
    """As it was heard: accents are of its name."""
    found = wanted(text)
    assert isinstance(found, Opening)
    assert found.coleccion == name


@pytest.mark.parametrize(
    "text",
    [
        "Cierra el catálogo",
        "cierra la lista de precios por favor",
        "Deja de usar el archivo",
        "ya no uses la tabla",
        "Cierra la colección casa",
    ],
)
def test_what_closes_it(text: str) -> None:
    """By any name."""
    assert isinstance(wanted(text), Closing)


@pytest.mark.parametrize("text", ["Ciérralo", "ciérrala, por favor", "¿puedes cerrarlo?"])
def test_what_closes_it_only_if_one_is_open(text: str) -> None:
    """Otherwise it means something else."""
    assert wanted(text) is None
    assert isinstance(wanted(text, is_open=True), Closing)


@pytest.mark.parametrize(
    "text",
    [
        "Abre la ventana",
        "Cierra la puerta",
        "Carga el móvil",
        "No abras el catálogo",
        "¿Cómo abro el catálogo?",
        "¿Cuánto cuesta el tornillo del catálogo?",
        "¿Qué hay en la lista de precios?",
        "Apunta consultar el catálogo mañana",
        "Recuérdame abrir el archivo",
        "Abre la lista de la compra",
        "usa un tono más formal",
        "consulta el correo",
        "Resume el documento",
        "¿Qué dice la factura?",
        "El catálogo se abre mañana",
        "abre",
        "",
    ],
)
def test_what_does_neither(text: str) -> None:
    """It goes where it went before."""
    assert wanted(text, is_open=True) is None


@pytest.mark.parametrize(
    ("text", "name", "speaks"),
    [
        ("¿Qué dice el contrato de la fianza?", "contrato-alquiler.pdf", True),
        ("¿Cuánto es la factura de Telefónica?", "facturas_2025.csv", True),
        ("¿Cuánto es la factura de Telefónica?", "precios.csv", False),
        ("¿Qué dice el acta?", "acta.pdf", False),  # too short a word to be sure
        ("", "precios.csv", False),
    ],
)
def test_whether_a_question_names_the_file_that_is_open(text: str, name: str, speaks: bool) -> None:  # noqa: FBT001
    """By one of its longer words."""
    assert speaks_of(text, name) is speaks


def test_how_records_are_called() -> None:
    """Of a table, and of a document."""
    assert counted(1547, table=True) == "1547 registros"
    assert counted(1, table=True) == "1 registro"
    assert counted(0, table=False) == "0 pasajes"
    assert name_of("vault://uploads/precios.csv") == "precios.csv"
