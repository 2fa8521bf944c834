"""Players: tokens, roles, and who may do what; from the client to DECK."""

from collections.abc import Awaitable, Callable

import pytest
from support.deck import Deck, put, refused
from support.players import ROLES, Asker, People, add, read, renew

from penny.v1 import admin_pb2, deck_pb2, players_pb2
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, NotAllowed, PennyError, Unauthenticated


async def write(asker: Asker, player_id: str) -> object:
    """Go back to a version of plano 2."""
    request = deck_pb2.WritePlanoRequest(player_id=player_id, plano="CONTEXTO_PERSONAL", version="1", autor="alguien")
    return await asker.deck.stub.WritePlano(request)


async def upload(asker: Asker, player_id: str) -> object:
    """Put a file into the Vault."""
    return await put(asker.deck, "nota.txt", b"una nota", player_id)


async def diagnose(asker: Asker, player_id: str) -> object:
    """Look at the whole DECK."""
    del player_id
    return await asker.admin.Diagnose(admin_pb2.DiagnoseRequest())


Deed = Callable[[Asker, str], Awaitable[object]]


ALLOWED: list[tuple[Deed, set[tuple[str, str]]]] = [
    (
        read,
        {("owner", "owner"), ("guest", "guest"), ("supervisor", "supervisor")}
        | {("supervisor", "owner"), ("supervisor", "guest")},
    ),
    (write, {("owner", "owner"), ("supervisor", "supervisor")}),
    (upload, {("owner", "owner"), ("supervisor", "supervisor")}),
    (add, {("owner", whose) for whose in ROLES}),
    (diagnose, {("owner", whose) for whose in ROLES}),
]


async def test_who_talks_is_known_by_her_token(people: People) -> None:
    """She need not say who she is."""
    askers, ids = people
    for rol in ROLES:
        assert (await askers[rol].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id == ids[rol]


@pytest.mark.parametrize(("deed", "allowed"), ALLOWED, ids=lambda value: getattr(value, "__name__", ""))
async def test_who_may_do_what(people: People, deed: Deed, allowed: set[tuple[str, str]]) -> None:
    """Each with what is her own, and with what is another's; without a token nobody may do anything."""
    askers, ids = people
    for rol in ROLES:
        for whose in ROLES:
            call = deed(askers[rol], ids[whose])
            if (rol, whose) in allowed:
                await call
            else:
                assert isinstance(await refused(call), NotAllowed), (rol, whose)
    assert isinstance(await refused(deed(askers["nobody"], ids["owner"])), Unauthenticated)


async def test_plano_1_is_the_owners_to_change(people: People) -> None:
    """It is everybody's."""
    askers, _ = people
    request = deck_pb2.WritePlanoRequest(plano="PERSONALIDAD", version="1", autor="alguien")
    assert isinstance(await refused(askers["supervisor"].deck.stub.WritePlano(request)), NotAllowed)
    await askers["owner"].deck.stub.WritePlano(request)


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (players_pb2.AddPlayerRequest(nombre="Ana", rol="guest"), NotAllowed),
        (players_pb2.AddPlayerRequest(nombre="", rol="owner"), InvalidInput),
        (players_pb2.AddPlayerRequest(nombre="a\nb: {", rol="owner"), InvalidInput),
        (players_pb2.AddPlayerRequest(nombre="Ana", rol="reina"), InvalidInput),
    ],
)
async def test_who_cannot_be_let_in(deck: Deck, request_: players_pb2.AddPlayerRequest, kind: type[PennyError]) -> None:
    """The first to have a token is an owner."""
    async with channel(deck.address) as to_deck:
        assert isinstance(await refused(PlayersServiceStub(to_deck).AddPlayer(request_)), kind)


@pytest.mark.parametrize("name", ['Ana "la jefa"', "Ñ: [x] #1", "{player_id}", "'; DROP TABLE penny_players; --"])
async def test_a_name_is_a_name(deck: Deck, name: str) -> None:
    """Whatever signs it has, her file can be read."""
    async with channel(deck.address) as to_deck:
        stub = PlayersServiceStub(to_deck)
        added = await stub.AddPlayer(players_pb2.AddPlayerRequest(nombre=name, rol="owner"))
        owner = Asker(to_deck, deck, added.token)
        rows = [row async for row in owner.players.ListPlayers(players_pb2.ListPlayersRequest())]
    assert (name, "owner") in [(row.nombre, row.rol) for row in rows]


async def test_who_has_only_a_token_left_is_listed(deck: Deck) -> None:
    """Her file has been deleted by hand: whoever looks for open doors sees hers."""
    async with channel(deck.address) as to_deck:
        owner = Asker(to_deck, deck, await renew(Asker(to_deck, deck), deck.only_player(), "owner"))
        added = await owner.players.AddPlayer(players_pb2.AddPlayerRequest(nombre="Ana", rol="guest"))
        deck.file_of(added.player_id).unlink()
        found = [row async for row in owner.players.ListPlayers(players_pb2.ListPlayersRequest())]
    assert [(row.nombre, row.rol) for row in found if row.player_id == added.player_id] == [("", "guest")]
