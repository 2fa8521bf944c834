"""Changing who may come in: tokens renewed, people forgotten, several at once."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import grpc
import pytest
from support.deck import Deck, refused
from support.players import Asker, People, add, forget, read, renew, said
from support.serving import serving

from penny.v1 import players_pb2, vault_pb2
from penny_chassis.connect import channel
from penny_chassis.errors import NotAllowed, NotFound, PennyError, Unauthenticated
from penny_client.ending import answered
from penny_deck.config import Settings
from penny_deck.deck import Deck as DeckServer

PATIENCE_S = 10.0


WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'penny_players'::regclass AND NOT granted"
"""How many calls wait for their turn to change who may come in."""


async def test_a_token_that_was_renewed_is_of_no_use(people: People) -> None:
    """And what DECK keeps of a token is not the token."""
    askers, ids = people
    token = await renew(askers["guest"], ids["guest"])
    assert isinstance(await refused(read(askers["guest"], "")), Unauthenticated)
    kept = str(await askers["owner"].deck.rows("SELECT * FROM penny_players"))
    assert token not in kept
    assert askers["owner"].token not in kept


async def test_somebody_stays_an_owner(people: People) -> None:
    """And nobody makes herself one."""
    askers, ids = people
    assert isinstance(await refused(renew(askers["owner"], ids["owner"], "guest")), NotAllowed)
    assert isinstance(await refused(renew(askers["guest"], ids["guest"], "owner")), NotAllowed)


@contextlib.asynccontextmanager
async def second_owner(people: People) -> AsyncIterator[Asker]:
    """The guest, who has become an owner too."""
    askers, ids = people
    deck, token = askers["owner"].deck, await renew(askers["owner"], ids["guest"], "owner")
    async with channel(deck.address) as to_deck:
        yield Asker(to_deck, deck, token)


async def at_once(deck: Deck, *calls: Callable[[], Awaitable[object]]) -> list[PennyError | None]:
    """Calls that change who may come in, begun in this order before the first has ended; how each of them ends."""

    async def outcome(call: Callable[[], Awaitable[object]]) -> PennyError | None:
        try:
            await call()
        except grpc.aio.AioRpcError as error:
            return PennyError.from_rpc(error, part="deck")
        return None

    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(PATIENCE_S))
        database = await asyncpg.connect(deck.dsn)
        stack.push_async_callback(database.close)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        async with database.transaction():
            await database.execute("LOCK TABLE penny_players IN SHARE ROW EXCLUSIVE MODE")
            begun = []
            for call in calls:
                begun.append(tasks.create_task(outcome(call)))
                while await database.fetchval(WAITING) < len(begun):
                    await asyncio.sleep(0.01)
        return [await task for task in begun]


async def test_of_two_who_come_first_at_once_one_is_let_in(deck: Deck) -> None:
    """The other meets a DECK that asks who calls."""
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        request = players_pb2.AddPlayerRequest(nombre="Ana", rol="owner")
        first, second = await at_once(deck, *[lambda: nobody.players.AddPlayer(request)] * 2)
    assert first is None
    assert isinstance(second, Unauthenticated)
    assert len(await deck.rows("SELECT player_id FROM penny_players")) == 1


async def test_who_loses_her_role_meanwhile_does_not_renew_it(people: People) -> None:
    """Her token was exchanged while she waited."""
    askers, ids = people
    owner = askers["owner"]
    async with second_owner(people) as other:
        first, second = await at_once(
            owner.deck,
            lambda: renew(owner, ids["guest"], "guest"),
            lambda: renew(other, ids["guest"]),
        )
    assert first is None
    assert isinstance(second, Unauthenticated)
    rows = await owner.deck.rows("SELECT rol FROM penny_players WHERE player_id = $1", uuid.UUID(ids["guest"]))
    assert [row["rol"] for row in rows] == ["guest"]


async def test_who_is_forgotten_meanwhile_is_given_no_token(people: People) -> None:
    """Or else somebody who is not there would be an owner."""
    askers, ids = people
    owner = askers["owner"]
    first, second = await at_once(
        owner.deck, lambda: forget(askers["guest"], ids["guest"]), lambda: renew(owner, ids["guest"], "owner")
    )
    assert first is None
    assert isinstance(second, NotFound)
    rows = await owner.deck.rows("SELECT player_id FROM penny_players")
    assert ids["guest"] not in {str(row["player_id"]) for row in rows}


async def test_another_deck_lets_nobody_in_by_a_token_that_was_renewed(people: People, tmp_path: Path) -> None:
    """Though it may believe it for a moment in all else."""
    askers, ids = people
    owner = askers["owner"]
    settings = Settings.model_validate({"home": owner.deck.home, "dsn": owner.deck.dsn, "pool": 4, "fsync": False})
    folder = tmp_path / "other"
    folder.mkdir()
    async with serving(DeckServer(settings), folder) as address, channel(address) as to_other:
        there = Asker(to_other, owner.deck, owner.token)
        assert await read(there, "") == ["lo de owner"]
        await renew(owner, ids["owner"])
        for deed in (add, forget):
            assert isinstance(await refused(deed(there, ids["guest"])), Unauthenticated)


async def test_two_who_step_down_at_once_leave_an_owner(people: People) -> None:
    """Each saw another owner; the second is told that there is none any more."""
    askers, ids = people
    owner = askers["owner"]
    async with second_owner(people) as other:
        first, second = await at_once(
            owner.deck,
            lambda: renew(owner, ids["owner"], "guest"),
            lambda: renew(other, ids["guest"], "guest"),
        )
    assert first is None
    assert isinstance(second, NotAllowed)
    rows = await askers["owner"].deck.rows("SELECT rol FROM penny_players ORDER BY rol")
    assert [row["rol"] for row in rows] == ["guest", "owner", "supervisor"]


async def test_who_is_forgotten_has_no_token(people: People) -> None:
    """Everybody may be forgotten; an owner has others forgotten, but is not the last to go."""
    askers, ids = people
    assert isinstance(await refused(forget(askers["guest"], ids["supervisor"])), NotAllowed)
    assert isinstance(await refused(forget(askers["owner"], ids["owner"])), NotAllowed)
    await forget(askers["guest"], ids["guest"])
    assert isinstance(await refused(read(askers["guest"], "")), Unauthenticated)
    await forget(askers["owner"], ids["supervisor"])
    await forget(askers["owner"], ids["owner"])


async def test_a_deck_that_asks_for_tokens_is_not_opened_by_who_leaves(deck: Deck) -> None:
    """The last who has a token stays as long as anything of others is kept, be it without a file; then all may go."""
    mine = deck.only_player()
    hers = deck.second_player()
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        await said(nobody, "lo suyo", player_id=hers)
        owner = Asker(to_deck, deck, await renew(nobody, mine, "owner"))
        path = deck.file_of(hers)
        for _ in range(2):
            error = await refused(forget(owner, mine))
            assert isinstance(error, NotAllowed)
            assert "have the others forgotten" in error.message
            assert isinstance(await refused(read(nobody, hers)), Unauthenticated)
            path.unlink(missing_ok=True)
        listed = [row async for row in owner.players.ListPlayers(players_pb2.ListPlayersRequest())]
        assert {(row.player_id, row.rol) for row in listed} == {(mine, "owner"), (hers, "")}
        assert deck.file_of(mine).exists()

        await forget(owner, hers)
        await forget(owner, mine)
        assert [row async for row in nobody.players.ListPlayers(players_pb2.ListPlayersRequest())] == []
    assert await deck.rows("SELECT player_id FROM penny_llaves") == []


async def test_who_lives_alone_may_be_forgotten(deck: Deck) -> None:
    """With a token or without one; nothing of her stays, and DECK may be open, for there is nothing in it."""
    mine = deck.only_player()
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        await forget(Asker(to_deck, deck, await renew(nobody, mine, "owner")), mine)
        await nobody.players.AddPlayer(players_pb2.AddPlayerRequest(nombre="Ana", rol="owner"))
    rows = await deck.rows("SELECT player_id FROM penny_players")
    assert mine not in {str(row["player_id"]) for row in rows}


@pytest.mark.parametrize("forgotten", [False, True])
async def test_nothing_is_kept_of_who_is_not_known_any_more_when_it_has_come(
    people: People, *, forgotten: bool
) -> None:
    """A file takes its time; meanwhile she has got another token, or was forgotten."""
    askers, ids = people
    supervisor, owner = askers["supervisor"], askers["owner"]
    coming, come = asyncio.Event(), asyncio.Event()

    async def messages() -> AsyncIterator[vault_pb2.UploadArchivoRequest]:
        yield vault_pb2.UploadArchivoRequest(begin=vault_pb2.UploadBegin(nombre="nota.txt"))
        yield vault_pb2.UploadArchivoRequest(data=b"una nota")
        coming.set()
        await come.wait()
        yield vault_pb2.UploadArchivoRequest(end=vault_pb2.UploadEnd())

    upload = asyncio.ensure_future(answered(supervisor.deck.vault.UploadArchivo(messages())))
    await asyncio.wait_for(coming.wait(), PATIENCE_S)
    if forgotten:
        await forget(owner, ids["supervisor"])
    else:
        await renew(owner, ids["supervisor"])
    come.set()
    assert isinstance(await refused(upload), Unauthenticated)
    assert await owner.deck.rows("SELECT id FROM penny_archivos") == []
