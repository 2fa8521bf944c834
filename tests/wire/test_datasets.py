"""Datasets over the wire: loaded from the Vault, asked, noted, and gone with the file."""

import io

import openpyxl
import pytest
from support.deck import Deck, add_document, put, refused
from support.papers import FACTURA, pdf
from support.tables import FACTURAS, PRECIOS

from penny.v1 import datasets_pb2, deck_pb2, vault_pb2
from penny_chassis.errors import InvalidInput, NotFound, PennyError, TooLarge

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reading_here")]

REF = "vault://uploads/precios.csv"


async def load(deck: Deck, ref: str = REF, player_id: str = "") -> datasets_pb2.LoadDatasetResponse:
    """Load one."""
    return await deck.datasets.LoadDataset(datasets_pb2.LoadDatasetRequest(player_id=player_id, ref=ref))


async def ask(deck: Deck, question: str, ref: str = REF, most: int = 0) -> datasets_pb2.AskDatasetResponse:
    """Ask one."""
    request = datasets_pb2.AskDatasetRequest(ref=ref, pregunta=question, max_caracteres=most)
    return await deck.datasets.AskDataset(request)


def first_player(deck: Deck) -> str:
    """Whose file the home has had from the start."""
    path = deck.file_of(deck.only_player())
    return path.stem


def xlsx(*rows: tuple[str | float, ...]) -> bytes:
    """A workbook."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


async def test_a_table_is_plano_4(deck: Deck) -> None:
    """What it is, where from, how many records, which columns; and the first of them."""
    kept = await put(deck, "precios.csv", PRECIOS)
    loaded = await load(deck)
    contenido = loaded.plano.contenido
    assert loaded.plano.plano == "DATASET"
    assert (contenido["tipo"], contenido["fuente"], contenido["registros"]) == ("csv", REF, 7)
    assert list(contenido["columnas"]) == ["Producto", "Categoría", "Precio", "Stock", "Proveedor"]  # type: ignore[arg-type]  # a list
    assert contenido["sha256"] == kept.archivo.sha256
    assert loaded.primeros[0].startswith("Producto: Tornillo M4; ")


async def test_the_hash_is_the_content_s(deck: Deck) -> None:
    """The same file has the same; another under its name, as large, has another."""
    await put(deck, "precios.csv", PRECIOS)
    first, again = await load(deck), await load(deck, "vault://uploads/PRECIOS.csv")
    assert first.plano.contenido_hash == again.plano.contenido_hash
    await deck.vault.DeleteArchivo(vault_pb2.DeleteArchivoRequest(ref=REF))
    await put(deck, "precios.csv", PRECIOS.replace(b"0,05", b"0,06"))
    assert (await load(deck)).plano.contenido_hash != first.plano.contenido_hash


@pytest.mark.parametrize(
    ("name", "data", "question", "said"),
    [
        ("facturas.json", FACTURAS, "¿Cuánto es la de Iberdrola?", "total: 121"),
        ("stock.xlsx", xlsx(("pieza", "peso"), ("biela", 1.25)), "¿Cuánto pesa la biela?", "peso: 1,25"),
        ("nota.txt", b"La llave esta debajo de la maceta.\n", "donde esta la llave", "debajo de la maceta"),
        ("factura.pdf", pdf(FACTURA), "¿Cuál es el total a pagar?", "45,90"),
        ("aviso.eml", b"From: a@b.es\nSubject: Obras\n\nCortaran el agua el lunes.\n", "el agua", "el lunes"),
    ],
)
async def test_tables_and_documents_are_read(deck: Deck, name: str, data: bytes, question: str, said: str) -> None:
    """Each by its reader."""
    kept = await put(deck, name, data)
    ref = f"vault://uploads/{name}"
    assert (await load(deck, ref)).plano.contenido["tipo"] == kept.archivo.tipo
    found = await ask(deck, question, ref)
    assert said in found.texto
    assert found.dados >= 1


async def test_only_what_is_relevant_is_given(deck: Deck) -> None:
    """And how much of it there is."""
    await put(deck, "precios.csv", PRECIOS)
    found = await ask(deck, "¿Cuánto cuesta el tornillo M8?")
    assert (found.registros, found.coinciden, found.dados) == (7, 2, 2)
    assert "0,12 €" in found.texto
    assert "Taladro" not in found.texto
    assert not found.HasField("agregado")
    assert len((await ask(deck, "tornillo", most=150)).texto) <= 150


async def test_what_was_reckoned_is_told_apart(deck: Deck) -> None:
    """Its operation, column, value, and of how many."""
    await put(deck, "precios.csv", PRECIOS)
    agregado = (await ask(deck, "¿Cuál es el tornillo más caro?")).agregado
    assert (agregado.operacion, agregado.columna) == (datasets_pb2.OPERACION_MAXIMO, "Precio")
    assert (agregado.valor, agregado.registros) == ("0,35 €", 3)


@pytest.mark.parametrize(
    ("ref", "error", "field"),
    [
        ("vault://uploads/no-hay.csv", NotFound, "ref"),
        ("file:///etc/passwd", InvalidInput, "ref"),
        ("vault://uploads/../../etc/passwd", InvalidInput, "ref"),
        ("", InvalidInput, "ref"),
        ("vault://uploads/rota.xlsx", InvalidInput, "documento"),
        ("vault://uploads/ancha.csv", TooLarge, "documento"),
        ("vault://uploads/frase.json", InvalidInput, "documento"),
    ],
)
async def test_what_cannot_be_loaded_is_refused(deck: Deck, ref: str, error: type[PennyError], field: str) -> None:
    """With what is wrong, and no word of the content."""
    await put(deck, "rota.xlsx", xlsx(("a", "b"))[:900])
    await put(deck, "ancha.csv", b";".join([b"x"] * 501))
    await put(deck, "frase.json", b'["ornitorrinco"]')
    refusal = await refused(load(deck, ref))
    assert isinstance(refusal, error)
    assert refusal.field == field
    assert "ornitorrinco" not in str(refusal)
    assert isinstance(await refused(ask(deck, "algo", ref)), error)


@pytest.mark.parametrize(
    ("question", "most", "error", "field"),
    [
        (" ", 0, InvalidInput, "pregunta"),
        ("a" * 1001, 0, TooLarge, "pregunta"),
        ("a", -1, InvalidInput, "max_caracteres"),
        ("a", 8001, InvalidInput, "max_caracteres"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    deck: Deck, question: str, most: int, error: type[PennyError], field: str
) -> None:
    """Before anything is read."""
    refusal = await refused(ask(deck, question, most=most))
    assert isinstance(refusal, error)
    assert refusal.field == field


async def test_who_has_read_it_is_noted(deck: Deck) -> None:
    """The file by its id, and how many records were given; neither question nor answer."""
    kept = await put(deck, "precios.csv", PRECIOS)
    await load(deck)
    await ask(deck, "¿Cuánto cuesta el tornillo M8?")
    noted = await deck.rows("SELECT accion, objeto, filas FROM penny_auditoria ORDER BY id")
    assert [(row["accion"], row["filas"]) for row in noted] == [("LoadDataset", 7), ("AskDataset", 2)]
    assert {row["objeto"] for row in noted} == {kept.archivo.id}


async def test_another_s_file_is_not_there(deck: Deck) -> None:
    """Nor after its owner has had it read."""
    await put(deck, "precios.csv", PRECIOS, first_player(deck))
    await load(deck, player_id=first_player(deck))
    other = deck.second_player()
    assert isinstance(await refused(load(deck, player_id=other)), NotFound)


async def test_what_is_deleted_is_gone(deck: Deck) -> None:
    """From memory too; and so is what a forgotten player had."""
    await put(deck, "precios.csv", PRECIOS)
    await load(deck)
    await deck.vault.DeleteArchivo(vault_pb2.DeleteArchivoRequest(ref=REF))
    assert isinstance(await refused(ask(deck, "tornillo")), NotFound)

    await put(deck, "precios.csv", PRECIOS)
    await load(deck)
    player = first_player(deck)
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player))
    request = datasets_pb2.AskDatasetRequest(player_id=player, ref=REF, pregunta="tornillo")
    assert isinstance(await refused(deck.datasets.AskDataset(request)), NotFound)


MANUAL = """La caldera. El filtro de la caldera se cambia cada seis meses. La presion debe estar entre uno y dos bares.

El horno. La puerta del horno se limpia con agua templada y nunca con lejia.
"""


async def test_a_collection_is_plano_4(deck: Deck) -> None:
    """Its passages are the records; of another content the hash is another."""
    await add_document(deck, "casa", "manual.txt", MANUAL)
    loaded = await load(deck, "kb://casa")
    contenido = loaded.plano.contenido
    assert (contenido["tipo"], contenido["fuente"], contenido["registros"]) == ("kb", "kb://casa", 1)
    assert loaded.primeros[0].startswith("manual.txt: La caldera.")
    await add_document(deck, "casa", "manual.txt", MANUAL.replace("seis", "ocho"))
    assert (await load(deck, "kb://casa/")).plano.contenido_hash != loaded.plano.contenido_hash
    assert [row["accion"] for row in await deck.rows("SELECT accion FROM penny_auditoria ORDER BY id")] == [
        "LoadDataset",
        "LoadDataset",
    ]


async def test_of_a_collection_what_a_question_is_about_is_given(deck: Deck) -> None:
    """With its document, in so much room as there is; of what is about something else nothing."""
    await add_document(deck, "casa", "manual.txt", MANUAL)
    await add_document(deck, "casa", "notas.txt", "El perro come dos veces al dia.")
    found = await ask(deck, "¿Cada cuánto se cambia el filtro de la caldera?", "kb://casa")
    assert found.texto.startswith("manual.txt: ")
    assert "cada seis meses" in found.texto
    assert (found.registros, found.dados) == (2, 1)
    little = await ask(deck, "¿Con qué limpio la puerta del horno?", "kb://casa", most=80)
    assert "agua templada" in little.texto
    assert len(little.texto) <= 80
    assert (await ask(deck, "¿Quién ganó el mundial de fútbol?", "kb://casa")).texto == ""


async def test_a_collection_is_its_owner_s(deck: Deck) -> None:
    """Another person's is as one that is not there."""
    await add_document(deck, "casa", "manual.txt", MANUAL, deck.only_player())
    other = deck.second_player()
    assert isinstance(await refused(load(deck, "kb://casa", other)), NotFound)


@pytest.mark.parametrize(
    ("ref", "kind"), [("kb://", InvalidInput), ("kb://../casa", InvalidInput), ("kb://nada", NotFound)]
)
async def test_what_is_no_collection(deck: Deck, ref: str, kind: type[PennyError]) -> None:
    """It is said so."""
    assert isinstance(await refused(load(deck, ref)), kind)
    assert isinstance(await refused(ask(deck, "¿qué?", ref)), kind)
