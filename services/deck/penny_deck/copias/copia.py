"""Making a backup: one moment of the database, whatever happens meanwhile, and the files of the home.

A player who is forgotten while it is made is not among the keys, which are read last.
"""

import asyncio
import base64
import uuid
from datetime import UTC, datetime
from pathlib import Path

from penny.v1 import admin_pb2
from penny_chassis.errors import NotAllowed
from penny_deck.copias import ficheros, maestra, manifiesto, partes, tablas
from penny_deck.copias.manifiesto import Llave, Migracion, Parte
from penny_deck.copias.partes import Send
from penny_deck.db.pool import ITSELF, Connection
from penny_deck.keys.master import MasterKey
from penny_deck.keys.seal import Seal
from penny_deck.store import Store

ACCION = "Backup"

_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_KEYS = "SELECT player_id, llave, maestra, creada FROM penny_llaves"
_MIGRATIONS = "SELECT numero, nombre, sha256 FROM penny_migraciones ORDER BY numero"

Keys = dict[uuid.UUID, Llave]


async def make(store: Store, folder: str, who: str, send: Send) -> None:
    """Send a backup, its keys last; `folder` is where it is going to be, if that is known.

    Raises:
        NotAllowed: The master key lies in that folder.
        Misconfigured: Another master key has wrapped the players' keys, or a file's name is no player_id.
        Unavailable: DECK is still starting, or its database is away.
    """
    keyring, master = store.keyring, await asyncio.to_thread(maestra.read, store)
    if folder and maestra.inside(store, Path(folder)):
        raise NotAllowed(
            "The master key lies in this folder: whoever has the backup could read it.",
            remedy="Keep backups in another folder.",
            field="folder",
        )
    for player in await asyncio.to_thread(store.home.players):
        await keyring.of(player)  # of whom there is no more than a file: it is sealed too
    async with store.database.transaction(ITSELF) as connection:
        await maestra.require_same(connection, master)
        await tablas.note(connection, await tablas.find(connection), who, ACCION)
    async with store.database.transaction(ITSELF) as connection:
        await connection.execute(_SNAPSHOT)
        hecho = datetime.now(UTC)
        had = await _snapshot(store, connection, master, hecho, send)
    async with store.database.connection(ITSELF) as connection:
        still = await _keys(connection)
    text = manifiesto.keys_text({player: llave for player, llave in still.items() if had.get(player) == llave}, hecho)
    await partes.send_small(send, manifiesto.KEYS_NAME, admin_pb2.PART_KIND_KEYS, text)


async def _snapshot(store: Store, connection: Connection, master: MasterKey, hecho: datetime, send: Send) -> Keys:
    """Send files, rows, and the manifest of them; gives the keys of this moment."""
    keys = await _keys(connection)
    seals = {player: Seal(master.unwrap(manifiesto.wrapped_of(keys[player]), player)) for player in sorted(keys)}
    files = [await _file(store, path, seals, send) for path in (*ficheros.COMMON, *map(ficheros.of_player, seals))]
    copying = tablas.copying(connection)
    rows = [await partes.send_rows(send, copying, tabla) for tabla in await tablas.find(connection)]
    migrations = [Migracion.model_validate(dict(row)) for row in await connection.fetch(_MIGRATIONS)]
    marks = {player: manifiesto.mark_of(seal) for player, seal in seals.items()}
    text = manifiesto.made(master, hecho, migrations, marks, [*filter(None, files), *rows])
    await partes.send_small(send, manifiesto.NAME, admin_pb2.PART_KIND_MANIFEST, text)
    return keys


async def _file(store: Store, path: str, seals: dict[uuid.UUID, Seal], send: Send) -> Parte | None:
    """Send a file of the home, if it is there."""
    if (data := await asyncio.to_thread(ficheros.read, store.home, path)) is None:
        return None
    if player := ficheros.player_of(path):
        data = seals[player].close_bytes(data, ficheros.place(path))
    return await partes.send_small(send, manifiesto.home_part(path), admin_pb2.PART_KIND_FILE, data)


async def _keys(connection: Connection) -> Keys:
    """The players' keys, wrapped."""
    return {
        row["player_id"]: Llave(
            llave=base64.b64encode(row["llave"]).decode(), maestra=row["maestra"], creada=row["creada"]
        )
        for row in await connection.fetch(_KEYS)
    }
