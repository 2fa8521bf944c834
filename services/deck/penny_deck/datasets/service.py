"""DatasetService on the wire: files of the Vault read apart, kept in memory for a while, and asked."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import asyncio
from typing import Any

import grpc

from penny.v1 import datasets_pb2, datasets_pb2_grpc
from penny_chassis.rpc import unary
from penny_deck.datasets import wire
from penny_deck.datasets.datos import Datos, of_document, of_table
from penny_deck.datasets.relevante import relevant
from penny_deck.db import archivos, auditoria
from penny_deck.db.rows import Archivo
from penny_deck.players.access import Right
from penny_deck.store import Store, Visit
from penny_deck.vault import refs, uploads
from penny_deck.vault.tipos import TABLES, Tipo
from penny_deck.vault.wire import MAX_PETICION_CHARS, text_of

Context = grpc.aio.ServicerContext[Any, Any]


class DatasetService(datasets_pb2_grpc.DatasetServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @unary
    async def LoadDataset(
        self, request: datasets_pb2.LoadDatasetRequest, context: Context
    ) -> datasets_pb2.LoadDatasetResponse:
        """Read a file, and say what is in it."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        upload = refs.upload_of(request.ref, "ref")
        archivo = await self._archivo(visit, upload)
        datos = await self._datos(visit, archivo)
        answer = await asyncio.to_thread(wire.loaded_message, archivo, datos)
        await self._note(visit, "LoadDataset", archivo, len(answer.primeros))
        return answer

    @unary
    async def AskDataset(
        self, request: datasets_pb2.AskDatasetRequest, context: Context
    ) -> datasets_pb2.AskDatasetResponse:
        """The part of a file that a question is about."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        upload = refs.upload_of(request.ref, "ref")
        question = text_of(request.pregunta, "pregunta", MAX_PETICION_CHARS)
        budget = wire.characters_of(request.max_caracteres)
        archivo = await self._archivo(visit, upload)
        datos = await self._datos(visit, archivo)
        found = await asyncio.to_thread(relevant, datos, question, budget)
        await self._note(visit, "AskDataset", archivo, found.dados)
        return wire.asked_message(found)

    async def _archivo(self, visit: Visit, upload: refs.Upload) -> Archivo:
        async with self._store.database.connection(visit.player) as connection:
            return await archivos.named(connection, upload.name, visit.seal)

    async def _datos(self, visit: Visit, archivo: Archivo) -> Datos:
        """A file's records, read if they are not in memory."""
        return await self._store.datasets.get(visit.player, archivo.sha256, lambda: self._read(visit, archivo))

    async def _read(self, visit: Visit, archivo: Archivo) -> Datos:
        data, tipo = await uploads.content(self._store.database, visit.person, archivo), Tipo(archivo.tipo)
        if tipo in TABLES:
            table = await self._store.sandbox.read_table_apart(data, tipo)
            return await asyncio.to_thread(of_table, table, tipo, archivo.nombre)
        document = await self._store.sandbox.read_apart(data, tipo)
        return await asyncio.to_thread(of_document, document, archivo.nombre)

    async def _note(self, visit: Visit, action: str, archivo: Archivo, given: int) -> None:
        """Note who has read how much, before it is given."""
        async with self._store.database.connection(visit.player) as connection:
            await auditoria.note(connection, visit.caller.name, action, str(archivo.id), given)
