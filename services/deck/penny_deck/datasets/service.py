"""DatasetService on the wire: a thin shell around the store."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

from typing import Any

import grpc

from penny.v1 import datasets_pb2, datasets_pb2_grpc
from penny_chassis.rpc import unary
from penny_deck.datasets import wire
from penny_deck.datasets.colecciones import FuenteColeccion
from penny_deck.datasets.ficheros import FuenteFichero
from penny_deck.datasets.fuente import Fuente
from penny_deck.knowledge import nombres
from penny_deck.players.access import Right
from penny_deck.store import Store
from penny_deck.vault import refs
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
        """Read a file or a collection, and say what is in it."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        return wire.loaded_message(await self._fuente(request.ref).load(visit))

    @unary
    async def AskDataset(
        self, request: datasets_pb2.AskDatasetRequest, context: Context
    ) -> datasets_pb2.AskDatasetResponse:
        """The part of it that a question is about."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        fuente = self._fuente(request.ref)
        question = text_of(request.pregunta, "pregunta", MAX_PETICION_CHARS)
        budget = wire.characters_of(request.max_caracteres)
        return wire.asked_message(await fuente.ask(visit, question, budget))

    def _fuente(self, ref: str) -> Fuente:
        """What a reference refers to.

        Raises:
            InvalidInput: It is none.
        """
        if ref.startswith(nombres.KB):
            return FuenteColeccion(self._store, nombres.coleccion_of(ref, "ref"))
        return FuenteFichero(self._store, refs.upload_of(ref, "ref"))
