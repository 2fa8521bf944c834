"""DECK as the commands ask it."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from penny.v1.admin_pb2_grpc import AdminServiceStub
from penny.v1.datasets_pb2_grpc import DatasetServiceStub
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny.v1.knowledge_pb2_grpc import KnowledgeServiceStub
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny.v1.vault_pb2_grpc import VaultServiceStub
from penny_client.errors import TooSlow, from_rpc
from penny_client.token import Bearing, from_environment

if TYPE_CHECKING:
    from penny.v1.admin_pb2_grpc import AdminServiceAsyncStub
    from penny.v1.datasets_pb2_grpc import DatasetServiceAsyncStub
    from penny.v1.deck_pb2_grpc import DeckServiceAsyncStub
    from penny.v1.knowledge_pb2_grpc import KnowledgeServiceAsyncStub
    from penny.v1.players_pb2_grpc import PlayersServiceAsyncStub
    from penny.v1.vault_pb2_grpc import VaultServiceAsyncStub

TIMEOUT_S = 30.0
"""Of one call."""
ALL = 2**31 - 1
"""At most so many: as many as there are."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What DECK serves."""

    deck: "DeckServiceAsyncStub"
    vault: "VaultServiceAsyncStub"
    admin: "AdminServiceAsyncStub"
    players: "PlayersServiceAsyncStub"
    knowledge: "KnowledgeServiceAsyncStub"
    datasets: "DatasetServiceAsyncStub"


@asynccontextmanager
async def connected(target: str) -> AsyncIterator[Services]:
    """DECK's services.

    Raises:
        PennyError: From the block: DECK cannot be reached, or refuses.
    """
    async with grpc.aio.insecure_channel(target) as channel:
        bearing = cast("grpc.aio.Channel", Bearing(channel, from_environment()))
        try:
            yield Services(
                DeckServiceStub(bearing),
                VaultServiceStub(bearing),
                AdminServiceStub(bearing),
                PlayersServiceStub(bearing),
                KnowledgeServiceStub(bearing),
                DatasetServiceStub(bearing),
            )
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, target=target) from None


def ask(target: str, call: Callable[[Services], Awaitable[T]]) -> T:
    """Make one call and wait for its answer.

    Raises:
        PennyError: DECK cannot be reached, or refuses.
    """

    async def asked() -> T:
        async with connected(target) as services:
            return await call(services)

    return asyncio.run(asked())


async def collected(rows: AsyncIterable[T]) -> list[T]:
    """All that comes."""
    return [row async for row in rows]


async def patiently(rows: AsyncIterable[T]) -> AsyncIterator[T]:
    """What comes of a call without a timeout: the whole may take as long as it takes, each row has to come in time.

    Raises:
        TooSlow: One does not.
    """
    coming = aiter(rows)
    while True:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                row = await anext(coming)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow(f"DECK has given nothing for {TIMEOUT_S:.0f} s.", remedy="Try again in a moment.") from None
        yield row


def print_json(messages: Iterable[Message]) -> None:
    """One JSON object a line, names as on the wire."""
    for message in messages:
        print(MessageToJson(message, preserving_proto_field_name=True, indent=None))
