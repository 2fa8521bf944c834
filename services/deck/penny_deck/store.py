"""What stands behind DECK's services: the home, the database, the players' keys, and their life."""

import asyncio
import contextlib
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import grpc

from penny_chassis.errors import PennyError, Unavailable
from penny_deck import ids
from penny_deck.config import Settings
from penny_deck.datasets.cache import Cache
from penny_deck.db import extension, llaves, migrate, roles, sesiones, turnos
from penny_deck.db.embedded import Embedded
from penny_deck.db.pool import ITSELF, Database
from penny_deck.faults import RETRY_AFTER_MS
from penny_deck.grace.model import Model
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.home import Home, Loaded
from penny_deck.keys import master, upgrade
from penny_deck.keys.keyring import Keyring
from penny_deck.keys.master import MasterKey
from penny_deck.keys.seal import Person, Seal
from penny_deck.knowledge import sentido
from penny_deck.knowledge.sentido import Sentido
from penny_deck.players.access import Caller, Right
from penny_deck.players.door import Change, Door

log = logging.getLogger(__name__)

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """A call about a player: who calls, whose things it is about, and what her files say."""

    caller: Caller
    person: Person
    loaded: Loaded

    @property
    def player(self) -> uuid.UUID:
        """Whose things it is about."""
        return self.person.player

    @property
    def seal(self) -> Seal:
        """Hers."""
        return self.person.seal

    @property
    def now(self) -> datetime:
        """The moment, in her time zone."""
        return self.loaded.now


class Store:
    """DECK without the wire.

    The law of whoever asks `visit`, `whom`, `of_session` or `of_turn`: first who calls, then whose things are meant and
    whether she may, and only then what else a request says. Who may not is told nothing of the rest.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = Home(settings.home, fsync=settings.fsync)
        self._embedded: Embedded | None = None
        self._unlocked: Keyring | None = None
        self.sandbox = Sandbox()
        """Where documents are read."""
        self.model = Model(settings.llm)
        self.datasets = Cache()
        self._expecting: asyncio.Task[None] | None = None
        self.sentido = Sentido(sentido.installed())
        """What passages mean."""
        if settings.dsn is not None:
            self.database = Database(settings.dsn.get_secret_value(), size=settings.pool)
        else:
            self._embedded = Embedded(self.home.db, fsync=settings.fsync)
            self.database = Database(self._embedded.dsn(), size=settings.pool, explain=self._embedded.trouble)
        self.door = Door(self.database)
        """Who knows the callers."""

    async def start(self) -> None:
        """Make the home, run the database, bring it up to date, and mark what a crash left open.

        Raises:
            Misconfigured: A file of the home, or the database's address, has to be mended; another DECK uses the home.
            Unavailable: The database is away.
        """
        await asyncio.to_thread(self.home.prepare)
        if self._embedded is not None:
            await self._embedded.start()
        await self.database.open()
        await roles.prepare(self.database)
        await extension.prepare(self.database)
        await migrate.migrate(self.database, migrate.find())
        async with self.database.connection(ITSELF) as connection:
            interrupted = await sesiones.interrupt_open(connection)
            masters = await llaves.masters(connection)
        if interrupted:
            log.warning("sessions were cut short by an earlier end of DECK", extra={"sessions": interrupted})
        keyring = Keyring(self.database, await asyncio.to_thread(self._master, masters))
        if sealed := await upgrade.seal_all(self.database, keyring):
            log.info("what an earlier DECK kept in clear is sealed", extra={"rows": sealed})
        self._unlocked = keyring

    @property
    def keyring(self) -> Keyring:
        """The players' keys.

        Raises:
            Unavailable: DECK is still starting.
        """
        if self._unlocked is None:
            raise Unavailable("DECK is still starting.", remedy="Try again in a moment.", retry_after_ms=RETRY_AFTER_MS)
        return self._unlocked

    def _master(self, known: set[str]) -> MasterKey:
        """The master key; made on the very first start.

        Raises:
            Misconfigured: It is not there, or not the one that has wrapped the keys there are.
        """
        told = master.configured(self.settings.master_key, self.settings.master_key_file)
        key = told or self.home.master_key(create=not known)
        if known - {key.name}:
            raise master.other_master()
        return key

    async def stop(self) -> None:
        """Stop reading documents, close the connections and stop DECK's own PostgreSQL."""
        self.sentido.close()
        try:
            if self._expecting is not None:
                self._expecting.cancel()
                await asyncio.wait([self._expecting])
            await self.sandbox.close()
            await self.model.close()
            await self.database.close()
        finally:
            if self._embedded is not None:
                await self._embedded.stop()

    def expect_documents(self) -> None:
        """Have the sandbox ready: what is uploaded now is asked about soon, and it takes a second to start."""
        if self._expecting is None:
            self._expecting = asyncio.create_task(self._prepare_sandbox())

    async def _prepare_sandbox(self) -> None:
        with contextlib.suppress(PennyError):  # whoever reads a document is told
            await self.sandbox.start()

    async def caller(self, context: Context) -> Caller:
        """Who calls.

        Raises:
            Unauthenticated: A token is needed, and the call bears none that is known.
        """
        return await self.door.caller(context.invocation_metadata())

    def changing_players(self, context: Context) -> contextlib.AbstractAsyncContextManager[Change]:
        """Change who may come in; see Door.changing."""
        return self.door.changing(context.invocation_metadata())

    async def visit(self, context: Context, player_id: str, right: Right) -> Visit:
        """Let somebody do something with a player's things; a player is known only by her file.

        Raises:
            Unauthenticated: Nobody knows who calls.
            NotAllowed: She may not.
            NotFound: There is no such player.
            InvalidInput: It is not said which player, or it is no UUID.
        """
        keyring = self.keyring
        player, caller = await self.whom(context, player_id, right)
        loaded = await asyncio.to_thread(self.home.load, player)
        return Visit(caller, Person(player, await keyring.of(player)), loaded)

    async def whom(self, context: Context, player_id: str, right: Right) -> tuple[uuid.UUID, Caller]:
        """The player who is meant, and who calls: by an empty id the caller herself, or the only one there is.

        Raises:
            PennyError: As `visit`.
        """
        caller = await self.caller(context)
        if player_id or caller.player is None:
            player = await asyncio.to_thread(self.home.player, player_id)
        else:
            player = caller.player
        caller.require(right, player)
        return player, caller

    async def still(self, context: Context, player: uuid.UUID, right: Right) -> Caller:
        """Who calls, if she may do something with a player's things now; asked again where a call takes its time.

        Raises:
            Unauthenticated: Nobody knows who calls, any more.
            NotAllowed: She may not.
        """
        caller = await self.caller(context)
        caller.require(right, player)
        return caller

    async def of_session(self, context: Context, sesion_id: str, field: str) -> tuple[uuid.UUID, Person]:
        """A session by its id, and the player whose it is, if the caller may talk in it.

        Raises:
            NotFound: There is no such session, or it is another's.
            InvalidInput: It is no UUID.
            PennyError: As `visit`.
        """
        caller = await self.caller(context)
        sesion = ids.parse(sesion_id, field)
        return sesion, await self._talking(caller, sesion)

    async def of_turn(self, context: Context, turno_id: str, field: str) -> tuple[uuid.UUID, Person]:
        """A turn by its id, and the player whose it is, as `of_session`.

        Raises:
            NotFound: There is no such turn, or it is another's.
            InvalidInput: It is no UUID.
            PennyError: As `visit`.
        """
        caller = await self.caller(context)
        turno = ids.parse(turno_id, field)
        async with self.database.connection(caller.player or ITSELF) as connection:
            sesion = await turnos.sesion_of(connection, turno)
        return turno, await self._talking(caller, sesion)

    async def _talking(self, caller: Caller, sesion: uuid.UUID) -> Person:
        person = await self.keyring.of_session(sesion, caller.player)
        caller.require(Right.TALK, person.player)
        return person
