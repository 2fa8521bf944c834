"""Knowledge on the wire: documents added, found and forgotten, by their words and by their meaning."""

import asyncio
import hashlib
import io
import uuid
from collections.abc import AsyncIterator, Iterable

import pytest
from reportlab.pdfgen.canvas import Canvas
from support.deck import Deck, refused

from penny.v1 import deck_pb2, knowledge_pb2
from penny_chassis.errors import InvalidInput, NotFound, OutOfOrder, PennyError, TooLarge
from penny_client.ending import answered
from penny_deck.db import conocimiento
from penny_deck.db.conocimiento import Hallado
from penny_deck.db.pool import Connection
from penny_deck.grace import readers
from penny_deck.grace.document import Document
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.keys.seal import Seal
from penny_deck.knowledge import alta
from penny_deck.vault.tipos import Tipo

pytestmark = pytest.mark.slow

read_apart = Sandbox.read_apart
Add = knowledge_pb2.AddDocumentoRequest
REEMBOLSO = "El plazo de reembolso es de catorce días naturales desde la recepción del artículo."
HORARIO = "La tienda abre de lunes a sábado, de diez de la mañana a ocho de la tarde."


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read without a process of their own, which takes seconds to start; one test has it."""

    async def read_here(_: Sandbox, data: bytes, tipo: Tipo) -> Document:
        return await asyncio.to_thread(readers.read, data, tipo)

    monkeypatch.setattr(Sandbox, "read_apart", read_here)


def messages(
    text: str | bytes, nombre: str, coleccion: str = "tienda", player_id: str = "", sha256: str = ""
) -> list[Add]:
    """A document, message by message."""
    data = text.encode() if isinstance(text, str) else text
    begin = knowledge_pb2.AddDocumentoBegin(player_id=player_id, coleccion=coleccion, nombre=nombre, bytes=len(data))
    end = knowledge_pb2.AddDocumentoEnd(sha256=sha256 or hashlib.sha256(data).hexdigest())
    return [Add(begin=begin), Add(data=data[:1000]), Add(data=data[1000:]), Add(end=end)]


async def sent(deck: Deck, uploads: Iterable[Add]) -> knowledge_pb2.AddDocumentoResponse:
    """Send a document."""

    async def stream() -> AsyncIterator[Add]:
        for message in uploads:
            yield message

    return await answered(deck.knowledge.AddDocumento(stream()))


async def found(deck: Deck, consulta: str, **fields: str | int) -> list[knowledge_pb2.Pasaje]:
    """What a search gives."""
    request = knowledge_pb2.SearchPasajesRequest(consulta=consulta, **fields)  # type: ignore[arg-type]  # a test's own
    return list((await deck.knowledge.SearchPasajes(request)).pasajes)


async def documents(deck: Deck, coleccion: str = "tienda", player_id: str = "") -> list[knowledge_pb2.Documento]:
    """Of a collection."""
    request = knowledge_pb2.ListDocumentosRequest(player_id=player_id, coleccion=coleccion)
    return [row.documento async for row in deck.knowledge.ListDocumentos(request)]


async def collections(deck: Deck, player_id: str = "") -> list[tuple[str, int, int]]:
    """Names, and how many documents and passages."""
    rows = deck.knowledge.ListColecciones(knowledge_pb2.ListColeccionesRequest(player_id=player_id))
    return [(r.coleccion.nombre, r.coleccion.documentos, r.coleccion.pasajes) async for r in rows]


async def test_a_document_is_found_by_its_words_and_by_its_meaning(deck: Deck) -> None:
    """With where it stands."""
    kept = await sent(deck, messages(REEMBOLSO, "legal/devoluciones.txt"))
    await sent(deck, messages(HORARIO, "horario.txt"))
    assert (kept.changed, kept.documento.tipo, kept.documento.pasajes, kept.documento.al_dia) == (True, "text", 1, True)
    for consulta, by_words in (("plazos de reembolsos", 1), ("¿cuánto tardan en devolver el dinero?", 0)):
        first = (await found(deck, consulta))[0]
        assert (first.texto, first.coleccion, first.documento) == (REEMBOLSO, "tienda", "legal/devoluciones.txt")
        assert (first.cita, first.ref) == ("legal/devoluciones.txt", "kb://tienda/legal/devoluciones.txt")
        assert (first.rango_palabras, first.rango_sentido, first.numero) == (by_words, 1, 1)
        assert 0.7 < first.cercania < 1
    assert await collections(deck) == [("tienda", 2, 2)]


async def test_a_pdf_is_read_apart_and_cited_by_its_page(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its upload to the citation."""
    monkeypatch.setattr(Sandbox, "read_apart", read_apart)
    paper = io.BytesIO()
    canvas = Canvas(paper)
    for line in (HORARIO, REEMBOLSO):
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()
    kept = await sent(deck, messages(paper.getvalue(), "manual.pdf"))
    assert (kept.documento.tipo, kept.documento.paginas, kept.documento.pasajes) == ("pdf", 2, 1)
    (first,) = await found(deck, "reembolso")
    assert (first.cita, first.pagina, first.pagina_final) == ("manual.pdf, pp. 1-2", 1, 2)
    assert REEMBOLSO in first.texto


async def test_the_same_again_changes_nothing_and_another_content_replaces_it(deck: Deck) -> None:
    """Nothing of the former is found any more."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    before = await deck.rows("SELECT * FROM penny_pasajes")
    again = await sent(deck, messages(REEMBOLSO, "a.txt"))
    assert not again.changed
    assert await deck.rows("SELECT * FROM penny_pasajes") == before
    assert (await sent(deck, messages(HORARIO, "a.txt"))).changed
    assert [one.texto for one in await found(deck, "reembolso")] == [HORARIO]
    assert [one.nombre for one in await documents(deck)] == ["a.txt"]
    assert len(await deck.rows("SELECT * FROM penny_vectores")) == 1


async def test_a_document_that_was_made_otherwise_is_made_anew(deck: Deck) -> None:
    """As when it was added before meaning was understood."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    await deck.rows("UPDATE penny_documentos SET hecho_por = '1/'")
    await deck.rows("DELETE FROM penny_vectores")
    assert [one.al_dia for one in await documents(deck)] == [False]
    assert [one.rango_sentido for one in await found(deck, "reembolso")] == [0]
    assert (await sent(deck, messages(REEMBOLSO, "a.txt"))).changed
    assert [one.rango_sentido for one in await found(deck, "reembolso")] == [1]


async def test_a_search_can_be_kept_to_a_collection(deck: Deck) -> None:
    """Whose name is written in any way; one that is not there is said."""
    await sent(deck, messages(REEMBOLSO, "a.txt", "Tienda"))
    await sent(deck, messages(HORARIO, "a.txt", "otra"))
    assert [one.coleccion for one in await found(deck, "reembolso", coleccion="kb://otra")] == ["otra"]
    assert [one.coleccion for one in await found(deck, "reembolso", coleccion="tienda")] == ["Tienda"]
    assert len(await found(deck, "reembolso")) == 2
    assert len(await found(deck, "reembolso", maximo=1)) == 1
    error = await refused(found(deck, "reembolso", coleccion="ninguna"))
    assert (type(error), error.field) == (NotFound, "coleccion")


async def test_each_has_documents_of_her_own(deck: Deck) -> None:
    """The same collection and the same document are two for two people, and neither finds the other's."""
    other = deck.second_player()
    (mine,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir() if path.stem != other]
    await sent(deck, messages(REEMBOLSO, "a.txt", player_id=mine))
    assert await collections(deck, other) == []
    assert await found(deck, "reembolso", player_id=other) == []
    assert (await sent(deck, messages(REEMBOLSO, "a.txt", player_id=other))).changed
    assert len(await found(deck, "reembolso", player_id=mine)) == 1


async def test_what_is_kept_cannot_be_read_in_the_database(deck: Deck) -> None:
    """Neither words nor names nor the SHA-256, which says what a known document is."""
    texto = "El ornitorrinco vive en Australia."
    await sent(deck, messages(texto, "ornitorrinco.txt", "ornitorrincos"))
    tables = ("penny_colecciones", "penny_documentos", "penny_pasajes", "penny_auditoria")
    kept = "".join([str(await deck.rows(f"SELECT * FROM {table}")) for table in tables])  # noqa: S608 - a table's name
    assert "ornitorr" not in kept
    assert hashlib.sha256(texto.encode()).hexdigest() not in kept


async def test_what_is_forgotten_is_gone(deck: Deck) -> None:
    """A document; with the last one its collection; a whole collection; and all that is a player's."""
    everything = ("penny_colecciones", "penny_documentos", "penny_pasajes", "penny_vectores")
    for name in ("a.txt", "b.txt"):
        await sent(deck, messages(REEMBOLSO, name))
    await deck.knowledge.DeleteDocumento(knowledge_pb2.DeleteDocumentoRequest(coleccion="tienda", nombre="a.txt"))
    assert [one.documento for one in await found(deck, "reembolso")] == ["b.txt"]
    await deck.knowledge.DeleteDocumento(knowledge_pb2.DeleteDocumentoRequest(coleccion="tienda", nombre="b.txt"))
    assert await collections(deck) == []
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    await deck.knowledge.DeleteColeccion(knowledge_pb2.DeleteColeccionRequest(coleccion="tienda"))
    for table in everything:
        assert await deck.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - a table's name
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    player = deck.only_player()
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player))
    for table in everything:
        assert await deck.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - a table's name


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (knowledge_pb2.DeleteDocumentoRequest(coleccion="otra", nombre="a.txt"), "coleccion"),
        (knowledge_pb2.DeleteDocumentoRequest(coleccion="tienda", nombre="otro.txt"), "nombre"),
    ],
)
async def test_what_is_not_there_cannot_be_forgotten(
    deck: Deck, request_: knowledge_pb2.DeleteDocumentoRequest, field: str
) -> None:
    """And says what is not."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    error = await refused(deck.knowledge.DeleteDocumento(request_))
    assert (type(error), error.field) == (NotFound, field)


async def test_readings_are_noted(deck: Deck) -> None:
    """Each with how much was given."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    await found(deck, "reembolso")
    await documents(deck)
    await collections(deck)
    noted = await deck.rows("SELECT accion, filas FROM penny_auditoria ORDER BY id")
    assert [tuple(row.values()) for row in noted] == [
        ("SearchPasajes", 1),
        ("ListDocumentos", 1),
        ("ListColecciones", 1),
    ]


async def passages(deck: Deck, **request: str) -> AsyncIterator[knowledge_pb2.Pasaje]:
    """Of a document."""
    asked = knowledge_pb2.ReadPasajesRequest(**{"coleccion": "tienda", "nombre": "a.txt"} | request)
    async for row in deck.knowledge.ReadPasajes(asked):
        yield row.pasaje


@pytest.mark.parametrize("page", [1, 2, 3, 200])
async def test_a_document_is_read_whole(deck: Deck, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """Its passages in order, however many are read at once; it is noted."""
    monkeypatch.setattr(conocimiento, "PAGE", page)
    kept = await sent(deck, messages("\n\n".join([REEMBOLSO, HORARIO] * 20), "a.txt"))
    await sent(deck, messages(HORARIO, "b.txt"))
    read = [pasaje async for pasaje in passages(deck)]
    assert [pasaje.numero for pasaje in read] == list(range(1, kept.documento.pasajes + 1))
    assert len(read) > 2
    assert {(pasaje.ref, pasaje.documento) for pasaje in read} == {("kb://tienda/a.txt", "a.txt")}
    assert read[0].texto.startswith(REEMBOLSO)
    (noted,) = await deck.rows("SELECT accion, filas FROM penny_auditoria")
    assert tuple(noted.values()) == ("ReadPasajes", len(read))


async def test_of_a_document_that_is_replaced_meanwhile_no_half_is_taken_for_the_whole(
    deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call says that it is not there any more."""
    monkeypatch.setattr(conocimiento, "PAGE", 1)
    real = conocimiento.page

    async def page(connection: Connection, documento: uuid.UUID, after: int, seal: Seal) -> list[Hallado]:
        if after == 1:
            await sent(deck, messages(HORARIO, "a.txt"))
        return await real(connection, documento, after, seal)

    monkeypatch.setattr(conocimiento, "page", page)
    await sent(deck, messages("\n\n".join([REEMBOLSO] * 40), "a.txt"))
    rows = passages(deck)
    assert (await anext(rows)).numero == 1
    assert isinstance(await refused(anext(rows)), NotFound)


@pytest.mark.parametrize(
    ("request_", "kind", "field"),
    [
        ({"nombre": "b.txt"}, NotFound, "nombre"),
        ({"coleccion": "otra"}, NotFound, "coleccion"),
        ({"nombre": "../a.txt"}, InvalidInput, "nombre"),
        ({"nombre": ""}, InvalidInput, "nombre"),
        ({"coleccion": "a/b"}, InvalidInput, "coleccion"),
    ],
)
async def test_what_is_not_there_cannot_be_read(
    deck: Deck, request_: dict[str, str], kind: type[PennyError], field: str
) -> None:
    """And says what is not; another's document is as one that is not there."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    error = await refused(anext(passages(deck, **request_)))
    assert (type(error), error.field) == (kind, field)
    hers = await refused(anext(passages(deck, player_id=deck.second_player())))
    assert (type(hers), hers.field) == (NotFound, "coleccion")


@pytest.mark.parametrize(
    ("uploads", "kind"),
    [
        ([], OutOfOrder),
        ([Add(data=b"x")], OutOfOrder),
        (messages(REEMBOLSO, "a.txt")[:-1], OutOfOrder),
        (messages(REEMBOLSO, "a.txt", sha256="0" * 64), InvalidInput),
        (messages(REEMBOLSO, "../a.txt"), InvalidInput),
        (messages(REEMBOLSO, "a.txt", "a/b"), InvalidInput),
        (messages("", "a.txt"), InvalidInput),
        (messages("...\n" + "\0", "a.txt"), InvalidInput),
        (messages("a;b\n1;2\n", "a.csv"), InvalidInput),
        (messages('{"a": 1}', "a.json"), InvalidInput),
        (messages(b"%PDF-1.7\nno more", "a.pdf"), InvalidInput),
        ([Add(begin=knowledge_pb2.AddDocumentoBegin(coleccion="a", nombre="a.txt", bytes=10**9))], TooLarge),
    ],
)
async def test_what_is_no_document_leaves_nothing(deck: Deck, uploads: list[Add], kind: type[PennyError]) -> None:
    """No passage, no document, no collection."""
    assert isinstance(await refused(sent(deck, uploads)), kind)
    assert await collections(deck) == []


@pytest.mark.parametrize(
    ("consulta", "maximo", "kind"),
    [
        ("", 0, InvalidInput),
        ("  ", 0, InvalidInput),
        ("x" * 501, 0, TooLarge),
        ("x", -1, InvalidInput),
        ("x", 51, TooLarge),
    ],
)
async def test_what_is_no_question(deck: Deck, consulta: str, maximo: int, kind: type[PennyError]) -> None:
    """Nothing, too much, or too many answers."""
    assert isinstance(await refused(found(deck, consulta, maximo=maximo)), kind)


async def test_there_are_limits(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is beyond one leaves everything as it was."""
    await sent(deck, messages(REEMBOLSO, "a.txt"))
    for limit, coleccion in (("MAX_COLECCIONES", "otra"), ("MAX_DOCUMENTOS", "tienda"), ("MAX_PASAJES", "tienda")):
        with monkeypatch.context() as patched:
            patched.setattr(alta, limit, 1)
            error = await refused(sent(deck, messages(HORARIO, "b.txt", coleccion)))
            assert (type(error), error.field) == (TooLarge, limit.removeprefix("MAX_").lower())
    assert await collections(deck) == [("tienda", 1, 1)]
