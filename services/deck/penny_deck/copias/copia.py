"""Making a backup: one moment of the database, whatever happens meanwhile, and the files of the home.

A player who is forgotten while it is made is not among the keys, which are read last.
"""

import asyncio
import base64
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from penny.v1 import admin_pb2
from penny_chassis.errors import NotAllowed
from penny_deck.copias import ficheros, maestra, manifiesto, partes, tablas
from penny_deck.copias.manifiesto import Llave, Migracion, Parte
from penny_deck.copias.partes import Outgoing
from penny_deck.db.pool import ITSELF, Connection
from penny_deck.keys.master import MasterKey
from penny_deck.keys.seal import Seal
from penny_deck.store import LOCAL, Store

ACCION = "Backup"

_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_KEYS = "SELECT player_id, llave, maestra, creada FROM penny_llaves"
_MIGRATIONS = "SELECT numero, nombre, sha256 FROM penny_migraciones ORDER BY numero"

Keys = dict[uuid.UUID, Llave]
Messages = AsyncIterator[admin_pb2.BackupResponse]


async def made(store: Store, folder: str) -> Messages:
    """A backup as it is sent, its keys last; `folder` is where it is going to be, if that is known.

    Raises:
        NotAllowed: The master key lies in that folder.
        Misconfigured: The master key is not the one that has wrapped the players' keys, or a file's name is no player_id.
        Unavailable: DECK is still starting, or its database is away.
    """
    keyring, master = store.keyring, await asyncio.to_thread(maestra.read, store)
    if folder and maestra.inside(store, Path(folder)):
        raise NotAllowed(
            "The master key lies in this folder: whoever has the backup could read it.",
            remedy="Keep backups in another folder.",
            field="folder",
        )
    players = await asyncio.to_thread(store.home.players)
    for player in players:
        await keyring.of(player)  # of whom there is no more than a file: it is sealed too
    async with store.database.transaction(ITSELF) as connection:
        await maestra.require_same(connection, master)
        await tablas.note(connection, await tablas.find(connection), LOCAL, ACCION)
    had: Keys = {}
    async with store.database.transaction(ITSELF) as connection:
        await connection.execute(_SNAPSHOT)
        had = await _keys(connection)
        async for message in _snapshot(store, connection, master, had):
            yield message
    async with store.database.connection(ITSELF) as connection:
        still = await _keys(connection)
    text = manifiesto.keys_text({player: llave for player, llave in still.items() if had.get(player) == llave})
    async for message in Outgoing(manifiesto.KEYS_NAME, admin_pb2.PART_KIND_KEYS).messages(partes.whole(text)):
        yield message


async def _snapshot(store: Store, connection: Connection, master: MasterKey, keys: Keys) -> Messages:
    """Files, rows, and the manifest of them."""
    done: list[Parte] = []
    seals = {
        player: Seal(master.unwrap(manifiesto.wrapped_of(llave), player)) for player, llave in sorted(keys.items())
    }
    for path in (*ficheros.COMMON, *map(ficheros.of_player, seals)):
        async for message in _file(store, path, seals, done):
            yield message
    for tabla in await tablas.find(connection):
        part = Outgoing(manifiesto.rows_part(tabla.name), admin_pb2.PART_KIND_ROWS, tabla.size)
        async for message in part.messages(partes.rows(tablas.copying(connection), tabla)):
            yield message
        columns = {"columnas": tabla.columns, "forma": tabla.forma}
        done.append(Parte(nombre=part.name, sha256=part.sha256, bytes=part.bytes, filas=part.rows, **columns))
    migrations = [Migracion.model_validate(dict(row)) for row in await connection.fetch(_MIGRATIONS)]
    marks = {player: manifiesto.mark_of(seal) for player, seal in seals.items()}
    text = manifiesto.made(master, migrations, marks, done)
    async for message in Outgoing(manifiesto.NAME, admin_pb2.PART_KIND_MANIFEST).messages(partes.whole(text)):
        yield message


async def _file(store: Store, path: str, seals: dict[uuid.UUID, Seal], done: list[Parte]) -> Messages:
    """A file of the home, if it is there."""
    if (data := await asyncio.to_thread(ficheros.read, store.home, path)) is None:
        return
    if player := ficheros.player_of(path):
        data = seals[player].close_bytes(data, ficheros.place(path))
    part = Outgoing(manifiesto.home_part(path), admin_pb2.PART_KIND_FILE, len(data))
    async for message in part.messages(partes.whole(data)):
        yield message
    done.append(Parte(nombre=part.name, sha256=part.sha256, bytes=part.bytes))


async def _keys(connection: Connection) -> Keys:
    """The players' keys, wrapped."""
    return {
        row["player_id"]: Llave(
            llave=base64.b64encode(row["llave"]).decode(), maestra=row["maestra"], creada=row["creada"]
        )
        for row in await connection.fetch(_KEYS)
    }
