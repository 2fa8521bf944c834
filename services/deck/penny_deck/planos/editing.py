"""Changing planos 1 and 2: what is to be written is understood first, and compared with what it was made from.

The law: a plano is changed by one writer at a time, and whoever has read an older version than is in force is told so
instead of undoing what he has not seen. If the file cannot be written, no version is kept of it.
"""

import asyncio
import uuid
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import Conflict, InvalidInput, Misconfigured, NotAllowed
from penny_deck import home
from penny_deck.db import versiones
from penny_deck.db.pool import Connection, Database
from penny_deck.db.versiones import EVERYBODY, Owner
from penny_deck.home import Home
from penny_deck.keys.keyring import Keyring
from penny_deck.planos import documento, models
from penny_deck.planos.models import Nombre, Personalidad, Plano

BY_HAND = "archivo"
"""The author of what is found in a file."""

WRITABLE = frozenset({Nombre.PERSONALIDAD, Nombre.CONTEXTO_PERSONAL})
"""The planos that people may change."""

_LABEL = Path("documento")
"""What a text that comes over the wire is called in an error."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a plano."""

    nombre: Nombre
    player: uuid.UUID
    autor: str
    documento: str = ""
    """The new file; or else"""
    version: str = ""
    """an older version, whose content is to be in force again; the rest of the file stays as it is."""
    si_version: str = ""
    """The version that the change was made from; empty: whichever is in force."""


async def change(database: Database, at: Home, keyring: Keyring, wanted: Change) -> Plano:
    """Carry a change out; gives the plano that is now in force.

    Raises:
        NotAllowed: It is plano 0, or one that is made and not written.
        InvalidInput: The text is no such plano; the message names the line and the key.
        Conflict: Another version is in force than the one the change was made from.
        NotFound: There is no such version, or no such player.
    """
    if wanted.nombre not in WRITABLE:
        raise NotAllowed(
            f"The plano {wanted.nombre} cannot be written.",
            remedy="PERSONALIDAD and CONTEXTO_PERSONAL can.",
            field="plano",
        )
    async with database.transaction() as connection:
        owner = await owner_of(connection, keyring, wanted.nombre, wanted.player)
        await versiones.lock(connection, wanted.nombre, owner)
        found = await asyncio.to_thread(at.load, wanted.player)
        now = await versiones.keep(connection, found.plano(wanted.nombre), owner, BY_HAND)
        if wanted.si_version and wanted.si_version != now.version:
            raise Conflict(
                f"Version {now.version} is in force, and the change was made from version {wanted.si_version}.",
                remedy="Read it again, and make your change to that.",
                field="si_version",
            )
        text = wanted.documento or await _restored(connection, wanted, owner, now)
        kept = await versiones.keep(connection, _understood(wanted, text), owner, wanted.autor)
        await asyncio.to_thread(_write, at, wanted, text)
    return kept


async def owner_of(connection: Connection, keyring: Keyring, nombre: Nombre, player: uuid.UUID) -> Owner:
    """Whose versions they are: of plano 2 the player's, of the others everybody's."""
    return Owner(player, await keyring.of(connection, player)) if nombre is Nombre.CONTEXTO_PERSONAL else EVERYBODY


async def _restored(connection: Connection, wanted: Change, owner: Owner, now: Plano) -> str:
    """The file as it is, with the content of an older version."""
    old = await versiones.one(connection, wanted.nombre, owner, wanted.version)
    if not old.documento:
        raise InvalidInput("Of this version no file was kept.", remedy="Write its content anew.", field="version")
    was = documento.parse(_LABEL, old.documento)
    return documento.parse(_LABEL, now.documento).with_block("contenido", was)


def _understood(wanted: Change, text: str) -> Plano:
    """The plano that a text is.

    Raises:
        InvalidInput: It is none.
    """
    try:
        document = documento.parse(_LABEL, text)
        if wanted.nombre is Nombre.CONTEXTO_PERSONAL:
            return home.contexto_personal(document, wanted.player)[1]
        return models.plano_of(models.parse(document, Personalidad), text)
    except Misconfigured as error:
        raise InvalidInput(error.message, remedy=error.remedy, field=error.field) from None


def _write(at: Home, wanted: Change, text: str) -> None:
    if wanted.nombre is Nombre.CONTEXTO_PERSONAL:
        at.write_personal(wanted.player, text)
    else:
        at.write_personalidad(text)
