"""What is read page by page, as much as there is: sessions with their turns, versions, readings.

No connection is held while whoever reads is slow. To read much takes its time: who calls, and whether she may, is asked
for each page; and if the person is forgotten meanwhile it is said, so that nobody takes a part for the whole.
"""

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import grpc

from penny.v1 import deck_pb2
from penny_chassis.errors import NotFound
from penny_deck.db import auditoria, sesiones, turnos, versiones
from penny_deck.db.auditoria import Lectura
from penny_deck.db.rows import Sesion, Turno, Version
from penny_deck.keys.seal import Person
from penny_deck.log.wire import sesion_message, turno_message
from penny_deck.players.access import Right
from penny_deck.store import Store

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for calls."""

    store: Store

    async def newest(self, context: Context, person: Person, most: int) -> AsyncIterator[deck_pb2.ReadLogResponse]:
        """Sessions in which something was said, newest first, each followed by its turns; each page is noted.

        Raises:
            NotFound: The person has been forgotten meanwhile.
            PennyError: As Store.still.
        """
        after = sesiones.NEWEST
        while most and (page := await self._sessions(context, person, after, most)):
            for sesion in page:
                async for response in self._told(context, person, sesion):
                    yield response
            after, most = sesiones.place_of(page[-1]), most - len(page)

    async def one(
        self, context: Context, person: Person, sesion_id: uuid.UUID
    ) -> AsyncIterator[deck_pb2.ReadLogResponse]:
        """A session by its id, and its turns; it is noted that somebody has asked for it.

        Raises:
            NotFound: There is no such session, or the person has been forgotten meanwhile.
            PennyError: As Store.still.
        """
        caller = await self.store.still(context, person.player, Right.READ)
        async with self.store.database.transaction(person.player) as connection:
            sesion = await sesiones.one(connection, person, sesion_id)
            await auditoria.note(connection, caller.name, "ReadLog", str(sesion_id), 1)
        async for response in self._told(context, person, sesion):
            yield response

    async def versions(
        self, context: Context, person: Person, owner: versiones.Owner, wanted: Sequence[uuid.UUID]
    ) -> AsyncIterator[Version]:
        """Versions of a plano.

        Raises:
            NotFound: The person has been forgotten meanwhile.
            PennyError: As Store.still.
        """
        for at in range(0, len(wanted), versiones.PAGE):
            page = wanted[at : at + versiones.PAGE]
            await self.store.still(context, person.player, Right.READ)
            async with self.store.database.connection(person.player) as connection:
                found = await versiones.read(connection, page, owner)
            if len(found) < len(page):
                raise _forgotten()
            for version in found:
                yield version

    async def readings(self, context: Context, player: uuid.UUID, most: int) -> AsyncIterator[Lectura]:
        """Who has read what of a player, newest first; each page is noted, unless she reads it herself.

        Raises:
            NotFound: The person has been forgotten meanwhile.
            PennyError: As Store.still.
        """
        before = auditoria.NEWEST
        while most and (page := await self._readings(context, player, before, most)):
            for lectura in page:
                yield lectura
            before, most = page[-1].id, most - len(page)

    async def _sessions(self, context: Context, person: Person, after: sesiones.Place, most: int) -> list[Sesion]:
        caller = await self.store.still(context, person.player, Right.READ)
        async with self.store.database.transaction(person.player) as connection:
            found = await sesiones.page(connection, person, after, most)
            if found or after == sesiones.NEWEST:
                await auditoria.note(connection, caller.name, "ReadLog", "", len(found))
        if not found:
            await self._require_whole(person)
        return found

    async def _told(self, context: Context, person: Person, sesion: Sesion) -> AsyncIterator[deck_pb2.ReadLogResponse]:
        yield deck_pb2.ReadLogResponse(sesion=sesion_message(sesion))
        after = -1
        while page := await self._turnos(context, person, sesion.id, after):
            for turno in page:
                yield deck_pb2.ReadLogResponse(turno=turno_message(turno))
            after = page[-1].turno_index
        await self._require_whole(person)

    async def _turnos(self, context: Context, person: Person, sesion: uuid.UUID, after: int) -> list[Turno]:
        await self.store.still(context, person.player, Right.READ)
        async with self.store.database.connection(person.player) as connection:
            return await turnos.page(connection, sesion, after, person.seal)

    async def _readings(self, context: Context, player: uuid.UUID, before: int, most: int) -> list[Lectura]:
        caller = await self.store.still(context, player, Right.READ)
        first = before == auditoria.NEWEST
        async with self.store.database.transaction(player) as connection:
            found = await auditoria.page(connection, player, before, most)
            if not (found or first or await auditoria.page(connection, player, auditoria.NEWEST, 1)):
                raise _forgotten()  # what has been given is not there any more: readings go only with the player
            own = caller.player in {None, player}  # her own looking at it is nothing to look at
            if not own and (found or first):
                await auditoria.note(connection, caller.name, "ReadAuditoria", "", len(found))
        return found

    async def _require_whole(self, person: Person) -> None:
        """See to it that what ends here does not end because it has been deleted."""
        if await self.store.keyring.find(person.player) is None:
            raise _forgotten()


def _forgotten() -> NotFound:
    """What has been given is not all that there was."""
    return NotFound("The player has been forgotten meanwhile.", field="player_id")
