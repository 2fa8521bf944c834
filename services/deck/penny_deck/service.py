"""DeckService on the wire, the planos and the log: a thin shell around the store."""
# ruff: noqa: N802 - the handlers bear the names of the rpcs

import asyncio
import contextlib
import json
import logging
import uuid
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from typing import Any

import grpc

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.errors import NotAllowed, NotFound, OutOfOrder
from penny_chassis.rpc import streaming, unary
from penny_deck import ids, ritmo
from penny_deck.db import audio, auditoria, llaves, olvido, ritmos, sesiones, turnos, versiones
from penny_deck.db.pool import Connection
from penny_deck.home import Loaded
from penny_deck.keys import places
from penny_deck.keys.seal import Person, Seal
from penny_deck.log.reading import Reader
from penny_deck.log.resumen import resumen
from penny_deck.log.wire import (
    ALL,
    final_of,
    lectura_message,
    limit_of,
    sound_of,
    terms_of,
    turno_message,
    turno_of,
)
from penny_deck.planos import editing, wire
from penny_deck.planos.ambiente import ambiental
from penny_deck.planos.editing import WRITABLE
from penny_deck.planos.models import Nombre, Plano
from penny_deck.players.access import Right, require_owner
from penny_deck.players.door import Change
from penny_deck.store import Store
from penny_deck.vault import bandeja

log = logging.getLogger(__name__)

DEFAULT_SESSIONS = 10
DEFAULT_FOUND = 20
MAX_FOUND = 1000
"""Turns that one SearchLog gives at most."""
AUDIO_PIECE_BYTES = 256 * 1024
DEFAULT_READINGS = 100

Context = grpc.aio.ServicerContext[Any, Any]


class DeckService(deck_pb2_grpc.DeckServiceServicer):
    """The servicer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader = Reader(store)

    @unary
    async def OpenSession(self, request: deck_pb2.OpenSessionRequest, context: Context) -> deck_pb2.OpenSessionResponse:
        """Begin a session and give its planos, read afresh."""
        visit = await self._store.visit(context, request.player_id, Right.TALK)
        sesion = ids.parse_optional(request.sesion_id, "sesion_id") or uuid.uuid4()
        person, loaded = visit.person, visit.loaded
        async with self._store.database.transaction(person.player) as connection:
            planos = await _planos(connection, person, loaded)
            cargados = {str(plano.nombre): _cargado(plano, person.seal, sesion) for plano in planos}
            await sesiones.open_(connection, sesion, person.player, cargados)
        return deck_pb2.OpenSessionResponse(
            sesion_id=str(sesion),
            player_id=str(person.player),
            planos=[wire.plano_message(plano) for plano in planos],
            guardar_audio=loaded.persona.guardar_audio,
        )

    @unary
    async def CloseSession(
        self, request: deck_pb2.CloseSessionRequest, context: Context
    ) -> deck_pb2.CloseSessionResponse:
        """End a session, and learn from it once."""
        sesion, person = await self._store.of_session(context, request.sesion_id, "sesion_id")
        learned = ritmo.of_session(request.ritmo.pausa_media_ms, request.ritmo.pausas)
        async with self._store.database.transaction(person.player) as connection:
            if await sesiones.close(connection, sesion):
                await ritmos.learn(connection, person.player, learned)
                about = resumen(await turnos.said(connection, sesion, person.seal))
                await sesiones.summarise(connection, sesion, about, person.seal)
            return deck_pb2.CloseSessionResponse(total_turnos=await sesiones.total_turnos(connection, sesion))

    @unary
    async def AppendTurn(self, request: deck_pb2.AppendTurnRequest, context: Context) -> deck_pb2.AppendTurnResponse:
        """Write a turn; on the disk when this returns."""
        _, person = await self._store.of_session(context, request.turno.sesion_id, "turno.sesion_id")
        turno = turno_of(request.turno)
        async with self._store.database.connection(person.player) as connection:
            return deck_pb2.AppendTurnResponse(created=await turnos.append(connection, turno, person.seal))

    @unary
    async def KeepAudio(
        self, requests: AsyncIterator[deck_pb2.KeepAudioRequest], context: Context
    ) -> deck_pb2.KeepAudioResponse:
        """Keep a turn's sound, if the person allows it."""
        await self._store.caller(context)
        first = await anext(requests, None)
        if first is None or first.WhichOneof("body") != "begin":
            raise OutOfOrder("The sound of a turn begins with 'begin'.", remedy="Send it first, once.", field="begin")
        await self._sounding(context, first.begin)
        pcm = await sound_of(requests)
        # Once more: while it came she may have got another token, or have forbidden it.
        turno, person = await self._sounding(context, first.begin)
        async with self._store.database.transaction(person.player) as connection:
            await audio.keep(connection, turno, pcm, person.seal)
        return deck_pb2.KeepAudioResponse(audio_ref=audio.ref(turno))

    async def _sounding(self, context: Context, begin: deck_pb2.KeepAudioBegin) -> tuple[uuid.UUID, Person]:
        """The turn whose sound may be kept, and the player whose it is.

        Raises:
            NotAllowed: She does not allow it.
            PennyError: As Store.of_turn.
        """
        turno, person = await self._store.of_turn(context, begin.turno_id, "begin.turno_id")
        loaded = await asyncio.to_thread(self._store.home.load, person.player)
        if not loaded.persona.guardar_audio:
            raise NotAllowed(
                "This person's sound is not kept.", remedy="She may write guardar_audio: true in her file."
            )
        return turno, person

    @streaming
    async def ReadAudio(
        self, request: deck_pb2.ReadAudioRequest, context: Context
    ) -> AsyncIterator[deck_pb2.ReadAudioResponse]:
        """A turn's sound."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        turno = ids.parse(request.turno_id, "turno_id")
        async with self._store.database.transaction(visit.player) as connection:
            pcm = await audio.find(connection, turno, visit.seal)
            await auditoria.note(connection, visit.caller.name, "ReadAudio", str(turno), 1)
        for at in range(0, len(pcm), AUDIO_PIECE_BYTES):
            yield deck_pb2.ReadAudioResponse(pcm=pcm[at : at + AUDIO_PIECE_BYTES])

    @unary
    async def CompleteTurn(
        self, request: deck_pb2.CompleteTurnRequest, context: Context
    ) -> deck_pb2.CompleteTurnResponse:
        """Fill in a turn's end; on the disk when this returns."""
        _, person = await self._store.of_turn(context, request.id, "id")
        final = final_of(request)
        async with self._store.database.connection(person.player) as connection:
            await turnos.complete(connection, final, person.seal)
        return deck_pb2.CompleteTurnResponse()

    @streaming
    async def ReadLog(
        self, request: deck_pb2.ReadLogRequest, context: Context
    ) -> AsyncIterator[deck_pb2.ReadLogResponse]:
        """Sessions with turns, newest first, each followed by them; no connection is held while the reader is slow."""
        player, _ = await self._store.whom(context, request.player_id, Right.READ)
        most = limit_of(request.max_sessions, DEFAULT_SESSIONS, ALL, "max_sessions")
        sesion_id = ids.parse_optional(request.sesion_id, "sesion_id")
        if (seal := await self._store.keyring.find(player)) is None:
            if sesion_id:
                raise sesiones.no_such_session()
            return
        person = Person(player, seal)
        responses = (
            self._reader.one(context, person, sesion_id) if sesion_id else self._reader.newest(context, person, most)
        )
        async for response in responses:
            yield response

    @streaming
    async def SearchLog(
        self, request: deck_pb2.SearchLogRequest, context: Context
    ) -> AsyncIterator[deck_pb2.SearchLogResponse]:
        """Turns with these words."""
        keyring = self._store.keyring
        player, caller = await self._store.whom(context, request.player_id, Right.READ)
        wanted = terms_of(request.consulta)
        limit = limit_of(request.max_turnos, DEFAULT_FOUND, MAX_FOUND, "max_turnos")
        if (seal := await keyring.find(player)) is None:
            return
        async with self._store.database.transaction(player) as connection:
            found = await turnos.found(connection, wanted, limit, seal)
            await auditoria.note(connection, caller.name, "SearchLog", "", len(found))
        for turno in found:
            yield deck_pb2.SearchLogResponse(turno=turno_message(turno))

    @streaming
    async def ReadAuditoria(
        self, request: deck_pb2.ReadAuditoriaRequest, context: Context
    ) -> AsyncIterator[deck_pb2.ReadAuditoriaResponse]:
        """Who has read what, newest first."""
        player, _ = await self._store.whom(context, request.player_id, Right.READ)
        most = limit_of(request.max_lecturas, DEFAULT_READINGS, ALL, "max_lecturas")
        async for lectura in self._reader.readings(context, player, most):
            yield lectura_message(lectura)

    @unary
    async def ReadPlanos(self, request: deck_pb2.ReadPlanosRequest, context: Context) -> deck_pb2.ReadPlanosResponse:
        """Planos as they are now."""
        visit = await self._store.visit(context, request.player_id, Right.READ)
        wanted = {wire.nombre_of(name, "planos") for name in request.planos}
        person, loaded = visit.person, visit.loaded
        async with self._store.database.transaction(person.player) as connection:
            planos = await _planos(connection, person, loaded)
            given = [plano for plano in planos if not wanted or plano.nombre in wanted]
            await auditoria.note(connection, visit.caller.name, "ReadPlanos", " ".join(sorted(wanted)), len(given))
        return deck_pb2.ReadPlanosResponse(planos=[wire.plano_message(plano) for plano in given])

    @streaming
    async def ReadVersiones(
        self, request: deck_pb2.ReadVersionesRequest, context: Context
    ) -> AsyncIterator[deck_pb2.ReadVersionesResponse]:
        """A plano's history; what stands in its file and was not noted yet is noted first.

        Of plano 0 only if nothing is known of it: whoever has changed its file looks here for what it was.
        """
        visit = await self._store.visit(context, request.player_id, Right.READ)
        nombre = wire.nombre_of(request.plano, "plano")
        if nombre not in {Nombre.SISTEMA, *WRITABLE}:
            raise NotFound(f"The plano {nombre} has no versions.", field="plano")
        limit = limit_of(request.max_versiones, ALL, ALL, "max_versiones")
        person, loaded = visit.person, visit.loaded
        owner = editing.owner_of(nombre, person)
        async with self._store.database.transaction(person.player) as connection:
            if nombre in WRITABLE or not await versiones.listed(connection, nombre, owner, 1):
                await versiones.keep(connection, loaded.plano(nombre), owner, editing.BY_HAND)
            if request.version:
                wanted = [await versiones.named(connection, nombre, owner, request.version)]
            else:
                wanted = await versiones.listed(connection, nombre, owner, limit)
            await auditoria.note(connection, visit.caller.name, "ReadVersiones", nombre, len(wanted))
        async for version in self._reader.versions(context, person, owner, wanted):
            yield wire.version_message(version)

    @unary
    async def ForgetPlayer(
        self, request: deck_pb2.ForgetPlayerRequest, context: Context
    ) -> deck_pb2.ForgetPlayerResponse:
        """Forget a player for ever; said again after a failure, it does the rest."""
        keyring = self._store.keyring
        with contextlib.ExitStack() as afterwards:  # also if the call is broken off: she may be forgotten
            async with self._store.changing_players(context) as change:
                player = ids.parse(request.player_id, "player_id")
                await self._require_may_forget(change, player)
                afterwards.callback(keyring.forget, player)
                afterwards.callback(self._store.datasets.drop, player)
                known = await asyncio.to_thread(self._store.home.forget, player)  # first: no session begins any more
                deleted = await olvido.forget(change.connection, player)
        if not known and not any(deleted.values()):
            raise NotFound(f"There is no player {player} in this DECK.", field="player_id")
        log.info("a player has been forgotten")
        return deck_pb2.ForgetPlayerResponse(
            turnos=deleted["turnos"], sesiones=deleted["sesiones"], versiones=deleted["versiones"]
        )

    async def _require_may_forget(self, change: Change, player: uuid.UUID) -> None:
        """Let somebody have a player forgotten.

        Raises:
            NotAllowed: It is not hers to do, or DECK would be open to anybody with what others have in it.
        """
        caller, held = change.caller, change.held
        caller.require(Right.TALK if caller.player == player else Right.ADMIN, player)
        kept = {*await asyncio.to_thread(self._store.home.players), *await llaves.players(change.connection)}
        others = [rol for other, rol in held.items() if other != player]
        require_owner(held.values(), others, left=bool(kept - {player}))

    @unary
    async def WritePlano(self, request: deck_pb2.WritePlanoRequest, context: Context) -> deck_pb2.WritePlanoResponse:
        """Change a plano; on the disk when this returns."""
        mine = request.plano == Nombre.CONTEXTO_PERSONAL  # plano 1 is everybody's
        visit = await self._store.visit(context, request.player_id, Right.WRITE if mine else Right.ADMIN)
        wanted = wire.change_of(request)
        plano = await editing.change(self._store.database, self._store.home, visit.person, wanted)
        return deck_pb2.WritePlanoResponse(plano=wire.plano_message(plano))


async def _planos(connection: Connection, person: Person, loaded: Loaded) -> list[Plano]:
    """What a person's session begins with."""
    sistema, personalidad, personal = [
        await versiones.keep(connection, plano, editing.owner_of(plano.nombre, person), editing.BY_HAND)
        for plano in loaded.planos
    ]
    ritmo_known = await ritmos.known(connection, person.player)
    pending = await bandeja.pending(connection, person, loaded.persona.recados, loaded.now)
    dia = ambiental(loaded.persona, loaded.now, pending)
    return [sistema, personalidad, replace(personal, ritmo=ritmo_known), dia]


def _cargado(plano: Plano, seal: Seal, sesion: uuid.UUID) -> dict[str, object]:
    """What penny_sesiones keeps of a plano: the hash, and what is found again nowhere else."""
    noted: dict[str, object] = {"version": plano.version, "contenido_hash": plano.contenido_hash}
    if plano.nombre is Nombre.CONTEXTO_AMBIENTAL:
        noted["contenido"] = seal.close(json.dumps(plano.contenido, ensure_ascii=False), places.cargado(sesion))
    if plano.ritmo is not None:
        noted["ritmo"] = asdict(plano.ritmo)
    return noted
