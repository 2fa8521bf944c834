"""Putting a backup back: wholly, in one transaction, or not at all.

What can be known before anything is touched is asked first: whose backup it is, of which schema, whether DECK is empty,
and in the end whether every part is as it was. Nobody else reads or writes meanwhile.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from penny_chassis.errors import Conflict, InvalidInput, Misconfigured, NotAllowed
from penny_deck.copias import ficheros, maestra, manifiesto, tablas
from penny_deck.copias.ficheros import Replacement
from penny_deck.copias.manifiesto import Llave, Manifiesto, Parte
from penny_deck.copias.partes import Incoming
from penny_deck.copias.tablas import LONG_S, Tabla
from penny_deck.db import llaves, migrate, players, sesiones
from penny_deck.db.pool import ITSELF, Connection
from penny_deck.keys import upgrade
from penny_deck.keys.keyring import Keyring
from penny_deck.keys.seal import Seal
from penny_deck.players.access import Rol, require_owner
from penny_deck.store import Store

ACCION = "Restore"

_ADD_KEY = "INSERT INTO penny_llaves (player_id, llave, maestra, creada) VALUES ($1, $2, $3, $4)"
_TALKING = "SELECT EXISTS (SELECT FROM penny_sesiones WHERE estado = 'activa')"


@dataclass(frozen=True, slots=True)
class Restored:
    """What has been put back."""

    rows: int
    players: frozenset[uuid.UUID]
    forgotten: frozenset[uuid.UUID]
    """Those whose keys are gone: nothing of theirs."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """A backup that may be restored, as far as its manifest and keys tell."""

    manifest: Manifiesto
    keys: Mapping[uuid.UUID, tuple[Llave, Seal]]
    touched: set[uuid.UUID] = field(default_factory=set)
    """Players whose keys have been, or are, in this DECK."""

    @property
    def forgotten(self) -> frozenset[uuid.UUID]:
        return frozenset(self.manifest.jugadores.keys() - self.keys.keys())


async def restore(store: Store, incoming: Incoming, who: str) -> Restored:
    """Take a backup as it comes, and keep it in the place of what there is.

    Raises:
        InvalidInput: It is none, or has been changed.
        Misconfigured: It was made under another master key, or by a newer Penny.
        NotAllowed: DECK keeps something, and it was not said that it may be deleted; or there would be no owner.
        Conflict: A conversation is going on.
        OutOfOrder: The parts do not come in order, or end too soon.
    """
    keyring = store.keyring
    begin = await incoming.begin()
    copy = await _understood(store, incoming)
    replacement: Replacement | None = None
    try:
        async with store.database.transaction(ITSELF) as connection:
            tables = await _prepared(connection, copy)
            full, had = await tablas.filled(connection, tables), await players.all_(connection)
            _require_allowed(full, replace=begin.replace)
            wanted = await _files(incoming, copy)
            own = await asyncio.to_thread(ficheros.own, store.home, wanted)
            _require_allowed(own, replace=begin.replace)
            if full:
                await tablas.empty(connection, tables)
            rows = await _rows(connection, incoming, copy, tables)
            await _require_owner(connection, had, copy)
            await tablas.note(connection, tables, who, ACCION)
            replacement = Replacement(store.home, wanted, fsync=store.settings.fsync)
            await asyncio.to_thread(replacement.draft)
            await incoming.commit()
            await asyncio.to_thread(replacement.put)
            _forget(keyring, copy)  # while nobody can ask for one, and once more for who has done so before
    except BaseException:
        if replacement is not None:
            replacement.undo()
        raise
    _forget(keyring, copy)
    store.door.changed()
    await upgrade.seal_all(store.database, keyring)
    return Restored(rows, frozenset(copy.keys), copy.forgotten)


async def _understood(store: Store, incoming: Incoming) -> _Copy:
    """The manifest and the keys."""
    master = await asyncio.to_thread(maestra.read, store)
    text = await incoming.small(manifiesto.NAME)
    manifest = manifiesto.opened(text, master, migrate.find())
    keys = manifiesto.keys_of(await incoming.small(manifiesto.KEYS_NAME), manifest, master)
    return _Copy(manifest, keys)


async def _prepared(connection: Connection, copy: _Copy) -> list[Tabla]:
    """The tables, locked, when it is certain that the backup's rows fit into them and nobody is talking."""
    tables = await tablas.find(connection)
    await tablas.lock(connection, tables)
    if await connection.fetchval(_TALKING):
        raise Conflict(
            "A conversation is going on.", remedy="End it; if nobody is talking, start DECK again, which ends it."
        )
    copy.touched.update(copy.keys, await llaves.players(connection))
    by_name = {tabla.name: tabla for tabla in tables}
    for parte in copy.manifest.partes:
        if parte.tabla:
            _require_fit(parte, by_name.get(parte.tabla))
    return tables


def _require_fit(parte: Parte, tabla: Tabla | None) -> None:
    """Raise Misconfigured unless a part's rows fit into the table as it is now; new columns get their defaults."""
    columns = set(parte.columnas)
    if tabla is None or not columns <= set(tabla.columns) or not tabla.required <= columns:
        raise Misconfigured(
            f"The backup's {parte.tabla} does not fit into this DECK's.",
            remedy="Restore it with the Penny that has made it, and update that one.",
        )


def _require_allowed(there: Sequence[str], *, replace: bool) -> None:
    if there and not replace:
        raise NotAllowed(
            f"This DECK keeps something already: {', '.join(there)}.",
            remedy="Restore into an empty one, or say --replace to delete what it keeps.",
        )


async def _require_owner(connection: Connection, had: Mapping[uuid.UUID, Rol], copy: _Copy) -> None:
    """See to it that a DECK that asks for tokens is not opened by a backup of when it did not.

    Raises:
        NotAllowed: It would be.
    """
    if not had:  # it asks nobody: what is put back is as it was
        return
    have = await players.all_(connection)
    try:
        require_owner(had.values(), have.values(), left=bool(copy.keys))
    except NotAllowed as error:
        raise NotAllowed(
            error.message, remedy="No owner has a token in this backup: restore it into an empty DECK."
        ) from None


async def _files(incoming: Incoming, copy: _Copy) -> dict[str, bytes]:
    """The files to be written, opened; those of the forgotten stay sealed for ever."""
    wanted = {}
    for parte in copy.manifest.partes:
        if not parte.fichero:
            continue
        if not ficheros.known(parte.fichero):
            raise InvalidInput(f"{parte.nombre} is no file of DECK's home.", remedy="Take another backup.")
        data = await incoming.small(parte.nombre, parte.sha256)
        player = ficheros.player_of(parte.fichero)
        if player is None:
            wanted[parte.fichero] = data
        elif player in copy.keys:
            wanted[parte.fichero] = copy.keys[player][1].open_bytes(data, ficheros.place(parte.fichero))
    return wanted


async def _rows(connection: Connection, incoming: Incoming, copy: _Copy, tables: Sequence[Tabla]) -> int:
    """Put the rows back, and the keys; gives how many rows are there in the end."""
    count = 0
    for parte in copy.manifest.partes:
        if parte.tabla:
            count += await _table(connection, incoming, parte)
    for player, (llave, _) in copy.keys.items():
        await connection.execute(_ADD_KEY, player, manifiesto.wrapped_of(llave), llave.maestra, llave.creada)
    if copy.forgotten:
        count -= await tablas.delete_players(connection, tables, sorted(copy.forgotten))
    await tablas.count_on(connection, tables)
    await sesiones.interrupt_open(connection)
    return count


class _Source:
    """What is copied into a table; if it fails, the copy ends first.

    Of a copy that is broken off from here asyncpg now and then waits for the end until time runs out.
    """

    def __init__(self, data: AsyncIterator[bytes]) -> None:
        self._data = data
        self.failure: Exception | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """As they come, until one does not."""
        try:
            async for piece in self._data:
                yield piece
        except Exception as error:  # noqa: BLE001 - told to whoever began the copy
            self.failure = error


async def _table(connection: Connection, incoming: Incoming, parte: Parte) -> int:
    """Put a table's rows back."""
    source = _Source(incoming.data(parte.nombre, parte.sha256))
    try:
        status = await tablas.copying(connection).copy_to_table(
            parte.tabla, source=source.pieces(), columns=parte.columnas, format=parte.forma, timeout=LONG_S
        )
    finally:
        if source.failure is not None:
            raise source.failure
    if (count := tablas.count_of(status)) != parte.filas:
        raise InvalidInput(f"{parte.nombre} has {count} rows, and should have {parte.filas}.", remedy="Report it.")
    return count


def _forget(keyring: Keyring, copy: _Copy) -> None:
    """The keys that were in use are no longer those that are kept."""
    for player in copy.touched:
        keyring.forget(player)
