"""A conversation of somebody who has a token, and of whom DECK does not know any more."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from support.conversing import say
from support.gateway import Caller, House
from support.players import Asker, forget, renew

from penny.v1 import players_pb2, vault_pb2
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_client.token import Bearing


@contextlib.asynccontextmanager
async def conversing(house: House) -> AsyncIterator[tuple[Caller, Asker, str]]:
    """A conversation of the only player's, who has a token; DECK asked with that; and her id."""
    first = house.deck.only_player()
    async with channel(house.deck.address) as to_deck:
        request = players_pb2.RenewTokenRequest(player_id=first, rol="owner")
        made = await PlayersServiceStub(to_deck).RenewToken(request)
        caller = Caller(Bearing(house.channel, made.token))  # type: ignore[arg-type]
        await caller.open()
        yield caller, Asker(to_deck, house.deck, made.token), first


def told(caller: Caller) -> tuple[list[str], list[str]]:
    """The codes of the notices and of the errors that the client has been sent."""
    notices = [frame.notice.code for frame in caller.frames if frame.HasField("notice")]
    return notices, [frame.error.code for frame in caller.frames if frame.HasField("error")]


async def kept(house: House) -> list[dict[str, Any]]:
    """What DECK has of conversations, and who has read what: rows and when they were changed last."""
    return await house.deck.rows(
        "SELECT id::text, xmin::text FROM penny_log UNION ALL SELECT id::text, xmin::text FROM penny_recados"
        " UNION ALL SELECT id::text, xmin::text FROM penny_auditoria ORDER BY 1"
    )


async def test_a_conversation_needs_a_token_too(house: House) -> None:
    """Which the gateway hands on to DECK with every call."""
    async with conversing(house) as (caller, asker, first):
        with pytest.raises((grpc.aio.AioRpcError, AssertionError)):
            await house.call()
        assert await say(caller, "Apunta comprar pan") == "¿Apunto comprar pan?"
        assert await say(caller, "Sí") == "Apuntado: comprar pan."
        request = vault_pb2.ListRecadosRequest(player_id=first)
        texts = [row.recado.texto async for row in asker.deck.vault.ListRecados(request)]
    assert "Comprar pan" in texts


UNKNOWN = "Ya no sé quién eres. Mira tu token y empieza otra vez."


async def test_who_has_another_token_meanwhile_is_not_known_in_the_conversation_that_goes_on(house: House) -> None:
    """She is told so, once on the screen and then aloud; nothing of hers is read or written any more."""
    async with conversing(house) as (caller, asker, first):
        assert await say(caller, "Apunta comprar pan") == "¿Apunto comprar pan?"
        await renew(asker, first)
        before = await kept(house)

        assert (await say(caller, "Sí")).endswith(UNKNOWN)
        for text in ("¿Qué tengo pendiente?", "Apunta comprar sal", "¿Cuánto es la factura?"):
            assert await say(caller, text) == UNKNOWN
        assert told(caller) == (["UNAUTHENTICATED"], ["UNAUTHENTICATED"] * 4)
        await caller.hang_up()
        await caller.end()
        assert await kept(house) == before


async def test_a_conversation_without_a_token_ends_with_the_first_token(house: House) -> None:
    """From then on DECK asks who calls."""
    caller = await house.call()
    assert await say(caller, "hola") == "Has dicho: hola"
    async with conversing(house) as (known, _, _):
        await say(caller, "hola otra vez")
        assert await say(caller, "hola") == UNKNOWN
        assert told(caller)[0] == ["UNAUTHENTICATED"]
        assert await say(known, "hola") == "Has dicho: hola"


@pytest.mark.parametrize("with_token", [False, True])
async def test_who_is_forgotten_in_a_conversation_is_not_known_in_it(house: House, *, with_token: bool) -> None:
    """Penny says nothing more of what she has known."""
    async with contextlib.AsyncExitStack() as stack:
        if with_token:
            caller, asker, first = await stack.enter_async_context(conversing(house))
        else:
            caller = await house.call()
            first = house.deck.only_player()
            asker = Asker(await stack.enter_async_context(channel(house.deck.address)), house.deck)
        await say(caller, "hola")
        await forget(asker, first)
        await say(caller, "¿Qué tengo pendiente?")
        assert await say(caller, "¿Y mañana?") == UNKNOWN
        assert told(caller)[0] == ["UNAUTHENTICATED"]
    assert await kept(house) == []
