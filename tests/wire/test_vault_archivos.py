"""Files in the Vault: kept whole or not at all, once a content and once a name, sealed, deletable."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable

import pytest
from support.deck import Deck, refused

from penny.v1 import vault_pb2
from penny_chassis.errors import InvalidInput, NotFound, OutOfOrder, Overloaded, PennyError, TooLarge, TooSlow
from penny_client.ending import answered
from penny_deck.vault import uploads as receiving

pytestmark = pytest.mark.usefixtures("reading_here")

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4096
"""A megabyte that begins as a PDF does: more than one piece."""
Upload = vault_pb2.UploadArchivoRequest


def messages(data: bytes, name: str = "factura.pdf", player_id: str = "", sha256: str = "") -> list[Upload]:
    """An upload, message by message."""
    begin = vault_pb2.UploadBegin(player_id=player_id, nombre=name, bytes=len(data))
    pieces = [Upload(data=data[at : at + 300_000]) for at in range(0, len(data), 300_000)]
    end = vault_pb2.UploadEnd(sha256=sha256 or hashlib.sha256(data).hexdigest())
    return [Upload(begin=begin), *pieces, Upload(end=end)]


async def sent(deck: Deck, uploads: Iterable[Upload]) -> vault_pb2.UploadArchivoResponse:
    """Send an upload."""

    async def stream() -> AsyncIterator[Upload]:
        for message in uploads:
            yield message

    return await answered(deck.vault.UploadArchivo(stream()))


async def names(deck: Deck, player_id: str = "") -> list[str]:
    """Of the files, newest first."""
    request = vault_pb2.ListArchivosRequest(player_id=player_id)
    return [row.archivo.nombre async for row in deck.vault.ListArchivos(request)]


async def fetched(deck: Deck, ref: str, player_id: str = "") -> bytes:
    """A file's content."""
    request = vault_pb2.DownloadArchivoRequest(player_id=player_id, ref=ref)
    return b"".join([row.data async for row in deck.vault.DownloadArchivo(request)])


async def test_what_is_put_in_comes_out_as_it_was(deck: Deck) -> None:
    """With what it is, by its content, and its SHA-256."""
    kept = await sent(deck, messages(PDF))
    assert kept.created
    assert (kept.archivo.tipo, kept.archivo.bytes) == ("pdf", len(PDF))
    assert kept.archivo.sha256 == hashlib.sha256(PDF).hexdigest()
    assert await fetched(deck, "vault://uploads/factura.pdf") == PDF
    assert await fetched(deck, "vault://uploads/FACTURA.pdf") == PDF


async def test_the_same_content_is_kept_once(deck: Deck) -> None:
    """Under the name that it had first; another content with the same name gets another one."""
    first = await sent(deck, messages(PDF))
    again = await sent(deck, messages(PDF, "otra.pdf"))
    other = await sent(deck, messages(PDF + b"x"))
    assert (again.created, again.archivo.nombre) == (False, first.archivo.nombre)
    assert other.archivo.nombre == "factura-2.pdf"
    assert await names(deck) == ["factura-2.pdf", "factura.pdf"]


async def test_neither_content_nor_name_is_in_the_database(deck: Deck) -> None:
    """Nor its SHA-256, which says what a known document is."""
    secret = b"el ornitorrinco vive en Australia\n" * 100
    await sent(deck, messages(secret, "ornitorrinco.txt"))
    kept = str(await deck.rows("SELECT * FROM penny_archivos")) + str(await deck.rows("SELECT * FROM penny_trozos"))
    assert "ornitorrinco" not in kept
    assert hashlib.sha256(secret).hexdigest() not in kept


async def test_what_is_deleted_is_gone(deck: Deck) -> None:
    """Pieces and all."""
    await sent(deck, messages(PDF))
    await deck.vault.DeleteArchivo(vault_pb2.DeleteArchivoRequest(ref="vault://uploads/factura.pdf"))
    assert await names(deck) == []
    assert await deck.rows("SELECT * FROM penny_trozos") == []
    assert isinstance(await refused(fetched(deck, "vault://uploads/factura.pdf")), NotFound)


async def test_each_has_files_of_her_own(deck: Deck) -> None:
    """The same content and the same name are two files for two people, and neither sees the other's."""
    other = deck.second_player()
    (mine,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir() if path.stem != other]
    await sent(deck, messages(PDF, player_id=mine))
    assert await names(deck, other) == []
    assert isinstance(await refused(fetched(deck, "vault://uploads/factura.pdf", other)), NotFound)
    assert (await sent(deck, messages(PDF, player_id=other))).created


@pytest.mark.parametrize(
    "ref",
    [
        "vault://../../etc/passwd",
        "vault://uploads/../../etc/passwd",
        "vault://uploads/..",
        "vault://uploads/",
        "vault://uploads/.secreto",
        "vault://uploads/a\x00b",
        "vault://uploads/C:\\factura.pdf",
        "file:///etc/passwd",
        "/etc/passwd",
        "",
        "vault://uploads/" + "x" * 201,
    ],
)
async def test_a_reference_is_no_path(deck: Deck, ref: str) -> None:
    """Nothing is looked for on a disk."""
    assert isinstance(await refused(fetched(deck, ref)), InvalidInput)


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd", "a/b.pdf", "a\\b.pdf", ".bashrc", "", " ", "a\nb.pdf", "x" * 201),
        *("factura\u202efdp.txt", "a\u2066b.pdf", "a\u200fb.pdf", "a\x85b.pdf", "a\u2028b.pdf"),
    ],
)
async def test_a_name_is_no_path(deck: Deck, name: str) -> None:
    """Neither when a file comes."""
    error = await refused(sent(deck, messages(PDF, name)))
    assert (type(error), error.field) == (InvalidInput, "begin.nombre")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF\x02\x01\x01" + bytes(64),
        b"MZ" + bytes(64),
        b"<html><script>1</script></html>",
        hashlib.sha512(b"noise").digest(),
    ],
)
async def test_what_is_no_document_is_refused(deck: Deck, data: bytes) -> None:
    """Whatever it is called."""
    assert isinstance(await refused(sent(deck, messages(data, "factura.pdf"))), InvalidInput)
    assert await names(deck) == []


@pytest.mark.parametrize(
    ("uploads", "kind"),
    [
        ([], OutOfOrder),
        ([Upload(data=b"x")], OutOfOrder),
        (messages(PDF)[:-1], OutOfOrder),
        (messages(PDF)[:1], OutOfOrder),
        ([*messages(PDF)[:2], *messages(PDF)], OutOfOrder),
        (messages(PDF, sha256="0" * 64), InvalidInput),
        ([Upload(begin=vault_pb2.UploadBegin(nombre="a.pdf", bytes=2_000_000_000))], TooLarge),
    ],
)
async def test_nothing_is_kept_of_half_an_upload(deck: Deck, uploads: list[Upload], kind: type[PennyError]) -> None:
    """Nor of one that is not what it says, or says that it is too large."""
    assert isinstance(await refused(sent(deck, uploads)), kind)
    assert await names(deck) == []
    assert await deck.rows("SELECT * FROM penny_trozos") == []


async def test_an_upload_without_end_is_stopped(deck: Deck) -> None:
    """Two gigabytes whose size nobody told: no more than the limit is taken in."""
    taken = 0

    async def endless() -> AsyncIterator[Upload]:
        nonlocal taken
        yield Upload(begin=vault_pb2.UploadBegin(nombre="a.pdf"))
        for _ in range(4000):
            taken += 1
            yield Upload(data=b"%PDF-" + bytes(500_000))

    call = deck.vault.UploadArchivo(endless())
    assert isinstance(await refused(answered(call)), TooLarge)
    assert taken < 100


async def test_a_name_may_have_the_spaces_of_other_systems(deck: Deck) -> None:
    """A screenshot of macOS has one that does not break before PM."""
    name = "Captura 9.41.00\u202fPM.pdf"
    assert (await sent(deck, messages(PDF, name))).archivo.nombre == name


async def still(first: Upload, more: Upload) -> AsyncIterator[Upload]:
    """An upload that stands still."""
    yield first
    yield more
    await asyncio.Event().wait()


@pytest.mark.slow
async def test_uploads_that_stand_still_give_their_room_back(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may come at once; the next has room when they have been given up."""
    monkeypatch.setattr(receiving, "SILENCE_S", 5.0)  # within which the room is seen to be full
    begun, received = asyncio.Semaphore(0), receiving.received

    async def has_room(uploads: AsyncIterator[Upload], most: int) -> bytes:
        begun.release()
        return await received(uploads, most)

    monkeypatch.setattr(receiving, "received", has_room)
    calls = [deck.vault.UploadArchivo(still(*messages(PDF)[:2])) for _ in range(4)]
    waiting = [asyncio.create_task(refused(answered(call))) for call in calls]
    for _ in waiting:
        await begun.acquire()
    assert isinstance(await refused(sent(deck, messages(PDF)[:1])), Overloaded)
    assert [type(error) for error in await asyncio.gather(*waiting)] == [TooSlow] * 4
    assert (await sent(deck, messages(PDF))).created
