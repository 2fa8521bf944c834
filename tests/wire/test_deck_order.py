"""In which order DECK judges a call: who calls, whether she may, and only then what else the request says.

Walked by descriptors, so that an rpc that is added later is tried as well.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from support.deck import Deck, refused
from support.hostile import NUMBER, TEXT, leaves, put

from penny.v1 import (
    admin_pb2,
    datasets_pb2,
    deck_pb2,
    grace_pb2,
    knowledge_pb2,
    players_pb2,
    vault_pb2,
)
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, NotAllowed, Unauthenticated
from penny_client.token import Bearing

METHODS: list[MethodDescriptor] = [
    method
    for file in (admin_pb2, datasets_pb2, deck_pb2, grace_pb2, knowledge_pb2, players_pb2, vault_pb2)
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]
NOT_A_GUESTS = {
    *("AddPlayer", "ListPlayers", "WritePlano", "Backup", "Restore", "Diagnose"),
    *("UploadArchivo", "DeleteArchivo", "AddDocumento", "DeleteDocumento", "DeleteColeccion"),
}
"""What a guest may not do, not even with what is her own."""
BAD = "\x00nada\u202e"


def nonsense(method: MethodDescriptor) -> Message:
    """A request of which every text and number is wrong, but for whose things it is about: the caller's own.

    Of a stream it is the first message: 'begin', or whatever comes first.
    """
    request = GetMessageClass(method.input_type)()
    for path in leaves(method.input_type, TEXT | NUMBER):
        oneof = path[0].containing_oneof
        if path[-1].name != "player_id" and (oneof is None or path[0] is oneof.fields[0]):
            with contextlib.suppress(ValueError):  # a number that cannot be negative
                put(request, path, BAD if path[-1].cpp_type == FieldDescriptor.CPPTYPE_STRING else -1)
    return request


async def called(to_deck: Any, method: MethodDescriptor, request: Message) -> object:  # noqa: ANN401 - with a token or not
    """Any rpc."""
    kind = "_".join("stream" if streams else "unary" for streams in (method.client_streaming, method.server_streaming))
    call = getattr(to_deck, kind)(
        f"/{method.containing_service.full_name}/{method.name}",
        request_serializer=type(request).SerializeToString,
        response_deserializer=GetMessageClass(method.output_type).FromString,
    )
    answer = call(iter([request]) if method.client_streaming else request)
    return [row async for row in answer] if method.server_streaming else await answer


@pytest.fixture
async def callers(deck: Deck) -> AsyncIterator[tuple[Any, Any, Any]]:
    """Nobody, an owner and a guest."""
    (first,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir()]
    async with channel(deck.address) as nobody:
        request = players_pb2.RenewTokenRequest(player_id=first, rol="owner")
        owner: Any = Bearing(nobody, (await PlayersServiceStub(nobody).RenewToken(request)).token)
        added = await PlayersServiceStub(owner).AddPlayer(players_pb2.AddPlayerRequest(nombre="Ana", rol="guest"))
        yield nobody, owner, Bearing(nobody, added.token)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_a_call_is_judged_by_who_makes_it_first(callers: tuple[Any, Any, Any], method: MethodDescriptor) -> None:
    """Whoever bears no token is told that, and a guest that she may not, and neither of what is wrong with the rest."""
    nobody, _, guest = callers
    wrong = nonsense(method)
    for sent in (wrong, type(wrong)()):
        assert isinstance(await refused(called(nobody, method, sent)), Unauthenticated)
    if method.name in NOT_A_GUESTS:
        assert isinstance(await refused(called(guest, method, wrong)), NotAllowed)


async def test_whether_she_may_is_judged_before_the_role(callers: tuple[Any, Any, Any]) -> None:
    """A guest is not told which roles there are; whoever may give one is."""
    _, owner, guest = callers
    async for player in PlayersServiceStub(owner).ListPlayers(players_pb2.ListPlayersRequest()):
        wrong = players_pb2.RenewTokenRequest(player_id=player.player_id, rol="reina")
        assert isinstance(await refused(PlayersServiceStub(guest).RenewToken(wrong)), NotAllowed)
        error = await refused(PlayersServiceStub(owner).RenewToken(wrong))
        assert (type(error), error.field) == (InvalidInput, "rol")
