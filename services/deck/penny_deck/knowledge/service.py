"""KnowledgeService on the wire: a thin shell around the store."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import uuid
from collections.abc import AsyncIterator
from typing import Any

import grpc

from penny.v1 import knowledge_pb2, knowledge_pb2_grpc
from penny_chassis.errors import NotFound, TooLarge
from penny_chassis.rpc import Slots, streaming, unary
from penny_deck.db import auditoria, conocimiento
from penny_deck.db.conocimiento import Documento, Hallado
from penny_deck.keys.seal import Person
from penny_deck.knowledge import alta, nombres, wire
from penny_deck.knowledge.alta import Lector, Llegado
from penny_deck.knowledge.busqueda import Buscador
from penny_deck.players.access import Right
from penny_deck.store import Store
from penny_deck.vault import uploads

Context = grpc.aio.ServicerContext[Any, Any]


class KnowledgeService(knowledge_pb2_grpc.KnowledgeServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lector = Lector(store.database, store.sandbox, store.sentido)
        self._buscador = Buscador(store.database, store.sentido)
        self._slots = Slots(store.settings.max_uploads)

    @unary
    async def AddDocumento(
        self, requests: AsyncIterator[knowledge_pb2.AddDocumentoRequest], context: Context
    ) -> knowledge_pb2.AddDocumentoResponse:
        """Read a document and keep its passages; on the disk when this returns."""
        most = self._store.settings.max_upload_bytes
        await self._store.caller(context)
        begin = wire.begin_of(await anext(requests, None))
        await self._store.visit(context, begin.player_id, Right.WRITE)
        coleccion = nombres.coleccion_of(begin.coleccion, "begin.coleccion")
        nombre = nombres.documento_of(begin.nombre, "begin.nombre")
        if begin.bytes > most:
            raise TooLarge.of("begin.bytes", begin.bytes, most, "bytes")
        with self._slots:  # only whoever may write takes the room of others
            data = await uploads.received(requests, most)
            # Once more: while it came she may have got another token, or been forgotten.
            visit = await self._store.visit(context, begin.player_id, Right.WRITE)
            documento, changed = await self._lector.add(visit.person, Llegado(coleccion, nombre, data))
        return knowledge_pb2.AddDocumentoResponse(documento=self._message(documento, coleccion), changed=changed)

    @streaming
    async def ListColecciones(
        self, request: knowledge_pb2.ListColeccionesRequest, context: Context
    ) -> AsyncIterator[knowledge_pb2.ListColeccionesResponse]:
        """A person's collections."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        async with self._store.database.transaction(visit.player) as connection:
            found = await conocimiento.colecciones(connection, visit.seal)
            await auditoria.note(connection, visit.caller.name, "ListColecciones", "", len(found))
        for coleccion in found:
            yield knowledge_pb2.ListColeccionesResponse(coleccion=wire.coleccion_message(coleccion))

    @streaming
    async def ListDocumentos(
        self, request: knowledge_pb2.ListDocumentosRequest, context: Context
    ) -> AsyncIterator[knowledge_pb2.ListDocumentosResponse]:
        """A collection's documents."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        nombre = nombres.coleccion_of(request.coleccion, "coleccion")
        async with self._store.database.transaction(visit.player) as connection:
            coleccion = await conocimiento.named(connection, nombre, visit.seal)
            found = await conocimiento.documentos(connection, coleccion.id, visit.seal)
            await auditoria.note(connection, visit.caller.name, "ListDocumentos", str(coleccion.id), len(found))
        for documento in found:
            yield knowledge_pb2.ListDocumentosResponse(documento=self._message(documento, coleccion.nombre))

    @streaming
    async def ReadPasajes(
        self, request: knowledge_pb2.ReadPasajesRequest, context: Context
    ) -> AsyncIterator[knowledge_pb2.ReadPasajesResponse]:
        """A document's passages; no connection is held while the reader is slow."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        nombre = nombres.coleccion_of(request.coleccion, "coleccion")
        documento = nombres.documento_of(request.nombre, "nombre")
        async with self._store.database.transaction(visit.player) as connection:
            coleccion = await conocimiento.named(connection, nombre, visit.seal)
            found = await conocimiento.documento(connection, coleccion.id, documento, visit.seal)
            if found is None:
                raise _no_such_document()
            await auditoria.note(connection, visit.caller.name, "ReadPasajes", str(found.id), found.pasajes)
        after = 0
        while after < found.pasajes:
            for pasaje in await self._page(context, visit.person, found.id, after):
                yield knowledge_pb2.ReadPasajesResponse(pasaje=wire.pasaje_message(pasaje))
                after = pasaje.numero

    @unary
    async def DeleteDocumento(
        self, request: knowledge_pb2.DeleteDocumentoRequest, context: Context
    ) -> knowledge_pb2.DeleteDocumentoResponse:
        """Forget a document."""
        visit = await self._store.visit(context, request.player_id, Right.WRITE)
        nombre = nombres.coleccion_of(request.coleccion, "coleccion")
        documento = nombres.documento_of(request.nombre, "nombre")
        async with self._store.database.transaction(visit.player) as connection:
            coleccion = await conocimiento.named(connection, nombre, visit.seal)
            gone = await alta.remove(connection, visit.person, coleccion, documento)
        if gone is None:
            raise _no_such_document()
        return knowledge_pb2.DeleteDocumentoResponse(documento=self._message(gone, coleccion.nombre))

    @unary
    async def DeleteColeccion(
        self, request: knowledge_pb2.DeleteColeccionRequest, context: Context
    ) -> knowledge_pb2.DeleteColeccionResponse:
        """Forget a collection and all its documents."""
        visit = await self._store.visit(context, request.player_id, Right.WRITE)
        nombre = nombres.coleccion_of(request.coleccion, "coleccion")
        async with self._store.database.transaction(visit.player) as connection:
            await conocimiento.lock(connection)
            coleccion = await conocimiento.named(connection, nombre, visit.seal)
            await conocimiento.delete(connection, coleccion.id)
        return knowledge_pb2.DeleteColeccionResponse(coleccion=wire.coleccion_message(coleccion))

    @unary
    async def SearchPasajes(
        self, request: knowledge_pb2.SearchPasajesRequest, context: Context
    ) -> knowledge_pb2.SearchPasajesResponse:
        """The passages that say most about something; it is noted that they were read."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        asked = wire.consulta_of(request)
        answer = await self._buscador.search(visit.person, asked, visit.caller.name)
        hybrid, words = knowledge_pb2.MODO_BUSQUEDA_HIBRIDA, knowledge_pb2.MODO_BUSQUEDA_PALABRAS
        return knowledge_pb2.SearchPasajesResponse(
            pasajes=map(wire.resultado_message, answer.resultados), modo=hybrid if answer.con_sentido else words
        )

    async def _page(self, context: Context, person: Person, documento: uuid.UUID, after: int) -> list[Hallado]:
        """The next passages of a document that has more; who calls is asked anew, for to read much takes its time.

        Raises:
            NotFound: It has been replaced or forgotten meanwhile: what has been given is not all of it.
            PennyError: As Store.still.
        """
        await self._store.still(context, person.player, Right.READ)
        async with self._store.database.connection(person.player) as connection:
            if page := await conocimiento.page(connection, documento, after, person.seal):
                return page
        raise _no_such_document()

    def _message(self, documento: Documento, coleccion: str) -> knowledge_pb2.Documento:
        return wire.documento_message(documento, coleccion, al_dia=self._lector.al_dia(documento))


def _no_such_document() -> NotFound:
    return NotFound("There is no such document.", remedy="List the collection's documents.", field="nombre")
