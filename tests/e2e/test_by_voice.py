"""What is done for a person by voice, with the real models: a recado kept, an invoice told."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import grpc
import pytest
import pytest_asyncio
from support.papers import FACTURA, pdf
from support.penny import Penny
from support.words import plain

from penny.v1 import deck_pb2, vault_pb2
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny.v1.vault_pb2_grpc import VaultServiceStub

if TYPE_CHECKING:
    from penny.v1.vault_pb2_grpc import VaultServiceAsyncStub

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

Upload = vault_pb2.UploadArchivoRequest


@pytest_asyncio.fixture(loop_scope="session")
async def vault(penny: Penny) -> AsyncIterator["VaultServiceAsyncStub"]:
    """Her Vault."""
    async with grpc.aio.insecure_channel(penny.targets["deck"]) as channel:
        yield VaultServiceStub(channel)


async def test_a_recado_is_asked_for_confirmed_and_kept(penny: Penny, vault: "VaultServiceAsyncStub") -> None:
    """Two things said; between them nothing is kept."""
    asked = await penny.voice("Ponme un recado para el lunes: llevar el coche al taller.")
    first, second = await penny.ask(asked, await penny.voice("Sí."))
    assert first.exchange.penny_text.startswith("¿Apunto llevar el coche al taller, el lunes")
    assert second.exchange.penny_text.startswith("Apuntado: llevar el coche al taller, el lunes")

    rows = [row.recado async for row in vault.ListRecados(vault_pb2.ListRecadosRequest())]
    (kept,) = [recado for recado in rows if recado.turno_id]
    assert plain(kept.texto) == "llevar el coche al taller"
    await vault.UpdateRecado(vault_pb2.UpdateRecadoRequest(id=kept.id, estado=vault_pb2.ESTADO_RECADO_CANCELADO))


async def test_the_invoice_is_told(penny: Penny, vault: "VaultServiceAsyncStub") -> None:
    """The specification's example (5.4): scanned, asked about, answered, and in the log."""

    async def upload() -> AsyncIterator[Upload]:
        yield Upload(begin=vault_pb2.UploadBegin(nombre="factura.pdf"))
        yield Upload(data=pdf(FACTURA))
        yield Upload(end=vault_pb2.UploadEnd())

    await vault.UploadArchivo(upload())
    (turn,) = await penny.ask(await penny.voice("¿Qué dice la factura que escaneé hoy?"))
    assert "45,90" in turn.exchange.penny_text
    assert plain("Telefónica") in plain(turn.exchange.penny_text) or "37,93" in turn.exchange.penny_text

    async with grpc.aio.insecure_channel(penny.targets["deck"]) as channel:
        stream = DeckServiceStub(channel).ReadLog(deck_pb2.ReadLogRequest(max_sessions=20))
        turns = [row.turno async for row in stream if row.HasField("turno")]
    (call,) = [call for turno in turns for call in turno.grace_llamadas]
    assert (call.modulo, call.estado) == ("FIELD_EXTRACTOR", "ok")
