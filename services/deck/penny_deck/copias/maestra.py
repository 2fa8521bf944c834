"""The master key for a backup: where it is, and that it is the one that has wrapped the players' keys."""

from pathlib import Path

from penny_chassis.errors import Misconfigured
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


def configured(store: Store) -> MasterKey:
    """The master key as it is configured now.

    Raises:
        Misconfigured: It cannot be read, or is none.
    """
    told = master.configured(store.settings.master_key, store.settings.master_key_file)
    return told or store.home.master_key(create=False)


def read(store: Store) -> MasterKey:
    """The master key that DECK began with.

    Raises:
        Misconfigured: It cannot be read, is none, or has been exchanged since.
    """
    key = configured(store)
    if key.name != store.keyring.master:
        raise Misconfigured(
            "The master key is another than DECK began with.",
            remedy="Start DECK again: it seals with the key that it read when it started.",
        )
    return key


def inside(store: Store, folder: Path) -> bool:
    """Whether the master key lies in a folder, or below it."""
    path = path_of(store)
    return path is not None and path.resolve().is_relative_to(folder.resolve())


async def require_same(connection: Connection, key: MasterKey) -> None:
    """Raise Misconfigured if another master has wrapped a key of this database."""
    if await llaves.masters(connection) - {key.name}:
        raise other_master()
