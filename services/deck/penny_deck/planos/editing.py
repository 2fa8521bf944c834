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
from penny_deck.db.versiones import Owner
from penny_deck.home import Home
from penny_deck.keys.seal import Person
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
    autor: str
    documento: str = ""
    """The new file; empty if a version is given."""
    version: str = ""
    """The version whose content is to be in force again; the rest of the file stays as it is."""
    si_version: str = ""
    """The version that the change was made from; empty: whichever is in force."""


async def change(database: Database, at: Home, person: Person, wanted: Change) -> Plano:
    """Carry a change of a person's planos out; gives the one that is now in force.

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
    async with database.transaction(person.player) as connection:
        owner = owner_of(wanted.nombre, person)
        await versiones.lock(connection, wanted.nombre, owner)
        found = await asyncio.to_thread(at.load, person.player)
        now = await versiones.keep(connection, found.plano(wanted.nombre), owner, BY_HAND)
        if wanted.si_version and wanted.si_version != now.version:
            raise Conflict(
                f"Version {now.version} is in force, and the change was made from version {wanted.si_version}.",
                remedy="Read it again, and make your change to that.",
                field="si_version",
            )
        text = wanted.documento or await _restored(connection, wanted, owner, now)
        new = _understood(wanted.nombre, person.player, text)
        kept = await versiones.keep(connection, new, owner, wanted.autor)
        await asyncio.to_thread(at.replace, wanted.nombre, person.player, text)
    return kept


def owner_of(nombre: Nombre, person: Person) -> Owner:
    """Whose versions of a plano a person sees: of plano 2 her own, of the others everybody's."""
    return person if nombre is Nombre.CONTEXTO_PERSONAL else None


async def _restored(connection: Connection, wanted: Change, owner: Owner, now: Plano) -> str:
    """The file as it is, with the content of an older version."""
    old = await versiones.one(connection, wanted.nombre, owner, wanted.version)
    if not old.documento:
        raise InvalidInput("Of this version no file was kept.", remedy="Write its content anew.", field="version")
    was = documento.parse(_LABEL, old.documento)
    return documento.parse(_LABEL, now.documento).with_block("contenido", was)


def _understood(nombre: Nombre, player: uuid.UUID, text: str) -> Plano:
    """The plano that a text is.

    Raises:
        InvalidInput: It is none.
    """
    try:
        document = documento.parse(_LABEL, text)
        if nombre is Nombre.CONTEXTO_PERSONAL:
            return home.contexto_personal(document, player)[1]
        return models.plano_of(models.parse(document, Personalidad), text)
    except Misconfigured as error:
        raise InvalidInput(error.message, remedy=error.remedy, field=error.field) from None
