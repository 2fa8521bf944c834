"""VaultService on the wire: a thin shell around the store."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

from collections.abc import AsyncIterator
from typing import Any

import grpc

from penny.v1 import vault_pb2, vault_pb2_grpc
from penny_chassis.errors import NotFound, OutOfOrder, TooLarge
from penny_chassis.rpc import Slots, streaming, unary
from penny_deck.db import archivos, auditoria, recados, turnos
from penny_deck.db.rows import Archivo
from penny_deck.players.access import Right
from penny_deck.store import Store, Visit
from penny_deck.vault import bandeja, hallazgo, propuesta, refs, uploads, wire

MAX_PENDING = 200
"""Recados of one person that are pending at once."""

Context = grpc.aio.ServicerContext[Any, Any]


class VaultService(vault_pb2_grpc.VaultServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._slots = Slots(store.settings.max_uploads)

    @unary
    async def ProposeRecado(
        self, request: vault_pb2.ProposeRecadoRequest, context: Context
    ) -> vault_pb2.ProposeRecadoResponse:
        """Understand what a person wants to be reminded of."""
        visit = await self._store.visit(context, request.player_id, Right.TALK)
        said = wire.peticion_of(request)
        before = wire.propuesta_of(request.anterior, visit.now) if request.HasField("anterior") else None
        understood = propuesta.understood(said, visit.now, before)
        return vault_pb2.ProposeRecadoResponse(recado=wire.propuesta_message(understood, visit.now))

    @unary
    async def CreateRecado(
        self, request: vault_pb2.CreateRecadoRequest, context: Context
    ) -> vault_pb2.CreateRecadoResponse:
        """Keep a recado; on the disk when this returns."""
        visit = await self._store.visit(context, request.player_id, Right.TALK)
        recado = wire.recado_of(request.recado)
        async with self._store.database.transaction(visit.player) as connection:
            if recado.turno_id is not None:
                await turnos.require(connection, recado.turno_id, "recado.turno_id")
            created = await recados.add(connection, recado, visit.person)
            if created and (count := await recados.pending(connection)) > MAX_PENDING:
                raise TooLarge.of("recados", count, MAX_PENDING, "pending")
            kept = await recados.one(connection, recado.id, visit.seal)
        return vault_pb2.CreateRecadoResponse(recado=wire.recado_message(kept, visit.now), created=created)

    @streaming
    async def ListRecados(
        self, request: vault_pb2.ListRecadosRequest, context: Context
    ) -> AsyncIterator[vault_pb2.ListRecadosResponse]:
        """A visit.person's recados."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        estados = wire.estados_of(request.estados)
        async with self._store.database.transaction(visit.player) as connection:
            await bandeja.pending(connection, visit.person, visit.loaded.persona.recados, visit.now)
            found = await recados.listed(connection, estados, visit.seal)
            await auditoria.note(connection, visit.caller.name, "ListRecados", "", len(found))
        for recado in found:
            yield vault_pb2.ListRecadosResponse(recado=wire.recado_message(recado, visit.now))

    @unary
    async def UpdateRecado(
        self, request: vault_pb2.UpdateRecadoRequest, context: Context
    ) -> vault_pb2.UpdateRecadoResponse:
        """Say what has become of a recado."""
        visit = await self._store.visit(context, request.player_id, Right.TALK)
        id_, estado = wire.id_of(request.id), wire.estado_of(request.estado, "estado")
        async with self._store.database.transaction(visit.player) as connection:
            await recados.update(connection, id_, estado)
            kept = await recados.one(connection, id_, visit.seal)
        return vault_pb2.UpdateRecadoResponse(recado=wire.recado_message(kept, visit.now))

    @unary
    async def UploadArchivo(
        self, requests: AsyncIterator[vault_pb2.UploadArchivoRequest], context: Context
    ) -> vault_pb2.UploadArchivoResponse:
        """Keep a file; on the disk when this returns."""
        settings = self._store.settings
        await self._store.caller(context)
        first = await anext(requests, None)
        if first is None or first.WhichOneof("body") != "begin":
            raise OutOfOrder("An upload begins with 'begin'.", remedy="Send it first, once.", field="begin")
        await self._store.visit(context, first.begin.player_id, Right.WRITE)
        name = refs.name_of(first.begin.nombre, "begin.nombre")
        if first.begin.bytes > settings.max_upload_bytes:
            raise TooLarge.of("begin.bytes", first.begin.bytes, settings.max_upload_bytes, "bytes")
        with self._slots:  # only whoever may write takes the room of others
            self._store.expect_documents()
            data = await uploads.received(requests, settings.max_upload_bytes)
            # Once more: while it came she may have got another token, or been forgotten.
            visit = await self._store.visit(context, first.begin.player_id, Right.WRITE)
            most = settings.max_vault_bytes
            archivo, created = await uploads.keep(self._store.database, visit.person, name, data, most)
        return vault_pb2.UploadArchivoResponse(archivo=wire.archivo_message(archivo), created=created)

    @streaming
    async def ListArchivos(
        self, request: vault_pb2.ListArchivosRequest, context: Context
    ) -> AsyncIterator[vault_pb2.ListArchivosResponse]:
        """A visit.person's files."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        async with self._store.database.transaction(visit.player) as connection:
            found = await archivos.listed(connection, visit.seal)
            await auditoria.note(connection, visit.caller.name, "ListArchivos", "", len(found))
        for archivo in found:
            yield vault_pb2.ListArchivosResponse(archivo=wire.archivo_message(archivo))

    @streaming
    async def DownloadArchivo(
        self, request: vault_pb2.DownloadArchivoRequest, context: Context
    ) -> AsyncIterator[vault_pb2.DownloadArchivoResponse]:
        """A file and its content."""
        visit, archivo = await self._archivo(context, Right.READ, request.player_id, request.ref)
        yield vault_pb2.DownloadArchivoResponse(archivo=wire.archivo_message(archivo))
        async for piece in uploads.pieces(self._store.database, visit.person, archivo):
            yield vault_pb2.DownloadArchivoResponse(data=piece)

    @unary
    async def FindArchivo(
        self, request: vault_pb2.FindArchivoRequest, context: Context
    ) -> vault_pb2.FindArchivoResponse:
        """The file that is meant by a person's words."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        said = wire.text_of(request.descripcion, "descripcion", wire.MAX_PETICION_CHARS)
        async with self._store.database.transaction(visit.player) as connection:
            found = hallazgo.meant(said, await archivos.listed(connection, visit.seal), visit.now)
            await auditoria.note(
                connection, visit.caller.name, "FindArchivo", str(found.archivo.id) if found else "", int(bool(found))
            )
        if found is None:
            raise NotFound("No file in the Vault fits these words.", remedy="List the files.", field="descripcion")
        return vault_pb2.FindArchivoResponse(archivo=wire.archivo_message(found.archivo), sin_nombrar=found.sin_nombrar)

    @unary
    async def DeleteArchivo(
        self, request: vault_pb2.DeleteArchivoRequest, context: Context
    ) -> vault_pb2.DeleteArchivoResponse:
        """Delete a file for ever."""
        visit, archivo = await self._archivo(context, Right.WRITE, request.player_id, request.ref)
        async with self._store.database.connection(visit.player) as connection:
            await archivos.delete(connection, archivo)
        self._store.datasets.drop(visit.player, archivo.sha256)
        return vault_pb2.DeleteArchivoResponse(archivo=wire.archivo_message(archivo))

    async def _archivo(self, context: Context, right: Right, player_id: str, ref: str) -> tuple[Visit, Archivo]:
        """The file that a reference means; it is noted that somebody has asked for it."""
        visit = await self._store.visit(context, player_id, right)
        upload = refs.upload_of(ref, "ref")
        what = "DownloadArchivo" if right is Right.READ else "DeleteArchivo"
        async with self._store.database.transaction(visit.player) as connection:
            archivo = await archivos.named(connection, upload.name, visit.seal)
            await auditoria.note(connection, visit.caller.name, what, str(archivo.id), 1)
        return visit, archivo
