"""Players with tokens, and DECK as each of them asks it."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from support.deck import Deck, append, deck_over, opened, turno

from penny.v1 import deck_pb2, players_pb2
from penny.v1.admin_pb2_grpc import AdminServiceStub
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_client.token import Bearing

ROLES = ("owner", "guest", "supervisor")


class Asker:
    """DECK, asked with a token or without one."""

    def __init__(self, to_deck: grpc.aio.Channel, deck: Deck, token: str = "") -> None:
        bearing: Any = Bearing(to_deck, token)
        self.token = token
        self.deck = deck_over(bearing, deck.address, deck.dsn, deck.home)
        self.players = PlayersServiceStub(bearing)
        self.admin = AdminServiceStub(bearing)


People = tuple[dict[str, Asker], dict[str, str]]
"""Askers by their roles, and their ids."""


@pytest.fixture
async def people(deck: Deck) -> AsyncIterator[People]:
    """An owner, a guest and a supervisor; each has said something."""
    first = deck.only_player()
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        owner = Asker(to_deck, deck, await renew(nobody, first, "owner"))
        found, ids = {"nobody": nobody, "owner": owner}, {"owner": first}
        for rol in ("guest", "supervisor"):
            added = await owner.players.AddPlayer(players_pb2.AddPlayerRequest(nombre=rol.title(), rol=rol))
            found[rol], ids[rol] = Asker(to_deck, deck, added.token), added.player_id
        for rol in ROLES:
            await said(found[rol], f"lo de {rol}")
        yield found, ids


async def said(asker: Asker, *texts: str, player_id: str = "") -> list[deck_pb2.Turno]:
    """Say something in a session of its own; gives the turns."""
    session = await opened(asker.deck, player_id=player_id)
    turns = [turno(session.sesion_id, index, texto=texto) for index, texto in enumerate(texts)]
    for turn in turns:
        await append(asker.deck, turn)
    return turns


async def read(asker: Asker, player_id: str) -> list[str]:
    """What has been said, as somebody may read it."""
    request = deck_pb2.ReadLogRequest(player_id=player_id)
    return [row.turno.texto async for row in asker.deck.stub.ReadLog(request) if row.HasField("turno")]


async def forget(asker: Asker, player_id: str) -> object:
    """Forget a player."""
    return await asker.deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player_id))


async def renew(asker: Asker, player_id: str, rol: str = "") -> str:
    """Give a player another token, and a role if one is named; gives the token."""
    made = await asker.players.RenewToken(players_pb2.RenewTokenRequest(player_id=player_id, rol=rol))
    return str(made.token)


async def add(asker: Asker, player_id: str) -> object:
    """Let somebody in."""
    del player_id
    return await asker.players.AddPlayer(players_pb2.AddPlayerRequest(nombre="Otra", rol="guest"))
