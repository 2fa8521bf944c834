"""PlayersService on the wire: letting people in."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from typing import Any

import grpc

from penny.v1 import players_pb2, players_pb2_grpc
from penny_chassis.errors import InvalidInput, NotFound
from penny_chassis.rpc import streaming, unary
from penny_deck import ids
from penny_deck.db import auditoria, llaves, players
from penny_deck.db.pool import ITSELF
from penny_deck.players.access import Right, Rol
from penny_deck.store import Store
from penny_deck.vault.wire import text_of

log = logging.getLogger(__name__)

MAX_NAME_CHARS = 100

Context = grpc.aio.ServicerContext[Any, Any]


class PlayersService(players_pb2_grpc.PlayersServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @unary
    async def AddPlayer(self, request: players_pb2.AddPlayerRequest, context: Context) -> players_pb2.AddPlayerResponse:
        """Make a player, her file and her token."""
        player = uuid.uuid4()
        async with self._store.changing_players(context) as change:
            change.caller.require(Right.ADMIN, None)
            rol, name = _rol(request.rol), _name(request.nombre)
            token = await change.give(player, rol)
            await asyncio.to_thread(self._store.home.add, player, name)
        log.info("there is a new player")
        return players_pb2.AddPlayerResponse(player_id=str(player), token=token)

    @unary
    async def RenewToken(
        self, request: players_pb2.RenewTokenRequest, context: Context
    ) -> players_pb2.RenewTokenResponse:
        """Give a player another token; everybody may renew her own, in her role."""
        async with self._store.changing_players(context) as change:
            caller, player = change.caller, ids.parse(request.player_id, "player_id")
            own = caller.player == player and request.rol in {"", caller.rol}
            caller.require(Right.TALK if own else Right.ADMIN, player if own else None)
            rol = _rol(request.rol) if request.rol else change.held.get(player, Rol.OWNER)
            if player not in await asyncio.to_thread(self._store.home.players):
                raise NotFound(f"There is no player {player} in this DECK.", field="player_id")
            token = await change.give(player, rol)
            if not own:  # whoever has her token could read what is hers
                await auditoria.note_of(change.connection, player, caller.name, "RenewToken")
        log.info("a player has a new token")
        return players_pb2.RenewTokenResponse(token=token)

    @streaming
    async def ListPlayers(
        self, request: players_pb2.ListPlayersRequest, context: Context
    ) -> AsyncIterator[players_pb2.ListPlayersResponse]:
        """Everybody of whom there is a file, a token, or anything else is kept, with what she is."""
        del request
        (await self._store.caller(context)).require(Right.ADMIN, None)
        async with self._store.database.connection(ITSELF) as connection:
            known = await players.all_(connection)
            kept = await llaves.players(connection)
        for player in sorted({*await asyncio.to_thread(self._store.home.players), *kept, *known}):
            name = await asyncio.to_thread(self._store.home.name, player)
            yield players_pb2.ListPlayersResponse(player_id=str(player), nombre=name, rol=known.get(player, ""))


def _name(text: str) -> str:
    """What somebody is to be called.

    Raises:
        InvalidInput: It is no name.
        TooLarge: It is too long for one.
    """
    name = text_of(text, "nombre", MAX_NAME_CHARS)
    if not name.isprintable():
        raise InvalidInput("This is no name.", remedy="Send one line.", field="nombre")
    return name


def _rol(text: str) -> Rol:
    """A role by its name.

    Raises:
        InvalidInput: There is no such role.
    """
    try:
        return Rol(text)
    except ValueError:
        raise InvalidInput("There is no such role.", remedy=f"Name one of: {', '.join(Rol)}.", field="rol") from None
