"""The master key for a backup: where it is, and that it is the one that has wrapped the players' keys."""

from pathlib import Path

from penny_deck.db import llaves
from penny_deck.db.pool import Connection
from penny_deck.keys import master
from penny_deck.keys.master import MasterKey, other_master
from penny_deck.store import Store


def path_of(store: Store) -> Path | None:
    """The master key's file; None if the environment itself has the key."""
    if store.settings.master_key is not None:
        return None
    return store.settings.master_key_file or store.home.root / "config" / "llave_maestra"


def read(store: Store) -> MasterKey:
    """The master key as it is configured now.

    Raises:
        Misconfigured: It cannot be read, or is none.
    """
    told = master.configured(store.settings.master_key, store.settings.master_key_file)
    return told or store.home.master_key(create=False)


def inside(store: Store, folder: Path) -> bool:
    """Whether the master key lies in a folder, or below it."""
    path = path_of(store)
    return path is not None and path.resolve().is_relative_to(folder.resolve())


async def require_same(connection: Connection, key: MasterKey) -> None:
    """Raise Misconfigured if another master has wrapped a key of this database."""
    if await llaves.masters(connection) - {key.name}:
        raise other_master()
