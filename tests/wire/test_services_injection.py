"""Every text of every request of DECK's other services, whatever it holds: taken or refused, and no fault of DECK's.

Walked by descriptors, so that a field or an rpc that is added later is tried as well. What is kept comes back as it was
(the services' own tests); here it is only that nothing breaks.
"""

import asyncio
import itertools
import uuid
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from support.deck import Deck
from support.hostile import EVIL, TEXT, leaves, name_of, put

from penny.v1 import datasets_pb2, deck_pb2, grace_pb2, knowledge_pb2, players_pb2, vault_pb2
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import CallerError, PennyError

pytestmark = pytest.mark.slow

SERVICES = {
    "vault": vault_pb2.DESCRIPTOR.services_by_name["VaultService"],
    "grace": grace_pb2.DESCRIPTOR.services_by_name["GraceService"],
    "datasets": datasets_pb2.DESCRIPTOR.services_by_name["DatasetService"],
    "knowledge": knowledge_pb2.DESCRIPTOR.services_by_name["KnowledgeService"],
    "players": players_pb2.DESCRIPTOR.services_by_name["PlayersService"],
}
METHODS = [
    (service, method) for service, of in SERVICES.items() for method in of.methods if not method.client_streaming
]
AT_ONCE = 8


@pytest.mark.parametrize(("service", "method"), METHODS, ids=lambda value: getattr(value, "name", value))
async def test_whatever_a_text_holds_nothing_breaks(deck: Deck, service: str, method: MethodDescriptor) -> None:
    """Every failure is the caller's, and does not quote what was sent; the tables are all there afterwards."""
    player = (await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id
    made, before = GetMessageClass(method.input_type), await tables(deck)
    gate = asyncio.Semaphore(AT_ONCE)
    async with channel(deck.address) as to_deck:
        stub: Any = PlayersServiceStub(to_deck) if service == "players" else getattr(deck, service)
        call = getattr(stub, method.name)

        async def tried(request: Any, name: str, text: str) -> None:  # noqa: ANN401 - any request
            try:
                async with gate:
                    answer = call(request)
                    _ = [row async for row in answer] if method.server_streaming else await answer
            except grpc.aio.AioRpcError as error:
                meant = PennyError.from_rpc(error, part="deck")
                assert isinstance(meant, CallerError), (name, ascii(text[:40]), str(meant))
                assert len(text) < len("penny_log") or text not in meant.message, (name, ascii(text[:40]))

        async with asyncio.TaskGroup() as tasks:
            for path, text in itertools.product(leaves(method.input_type, TEXT), EVIL):
                request = made(**{"player_id": player} if "player_id" in method.input_type.fields_by_name else {})
                for other in leaves(method.input_type, TEXT):
                    if other[-1].name == "id":
                        put(request, other, str(uuid.uuid4()))
                put(request, path, text)
                tasks.create_task(tried(request, name_of(path), text))
    assert await tables(deck) == before


async def tables(deck: Deck) -> set[str]:
    """Their names."""
    query = "SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND starts_with(relname, 'penny_')"
    return {row["name"] for row in await deck.rows(query)}
