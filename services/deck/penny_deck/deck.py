"""DECK as it is served: its services, and the store behind them."""

import grpc

from penny.v1 import (
    admin_pb2_grpc,
    datasets_pb2_grpc,
    deck_pb2_grpc,
    grace_pb2_grpc,
    knowledge_pb2_grpc,
    players_pb2_grpc,
    vault_pb2_grpc,
)
from penny_deck.config import Settings
from penny_deck.copias.service import AdminService
from penny_deck.datasets.service import DatasetService
from penny_deck.grace.service import GraceService
from penny_deck.knowledge.service import KnowledgeService
from penny_deck.players.service import PlayersService
from penny_deck.service import DeckService
from penny_deck.store import Store
from penny_deck.vault.service import VaultService


class Deck:
    """DECK's services, and their life."""

    name = "penny.v1.DeckService"

    def __init__(self, settings: Settings) -> None:
        self._store = Store(settings)

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        deck_pb2_grpc.add_DeckServiceServicer_to_server(DeckService(self._store), server)
        grace_pb2_grpc.add_GraceServiceServicer_to_server(GraceService(self._store), server)
        players_pb2_grpc.add_PlayersServiceServicer_to_server(PlayersService(self._store), server)
        vault_pb2_grpc.add_VaultServiceServicer_to_server(VaultService(self._store), server)
        datasets_pb2_grpc.add_DatasetServiceServicer_to_server(DatasetService(self._store), server)
        admin_pb2_grpc.add_AdminServiceServicer_to_server(AdminService(self._store), server)
        knowledge_pb2_grpc.add_KnowledgeServiceServicer_to_server(KnowledgeService(self._store), server)

    async def start(self) -> None:
        """See Store.start."""
        await self._store.start()

    async def stop(self) -> None:
        """See Store.stop."""
        await self._store.stop()
