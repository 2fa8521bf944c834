"""Everything that the doctor looks at; what cannot be looked at is a finding too, and the rest goes on."""

import asyncio
from datetime import UTC, datetime

from penny_chassis.errors import PennyError
from penny_deck.db import migrate
from penny_deck.db.pool import ITSELF, Connection
from penny_deck.doctor import casa, database, extras, llave
from penny_deck.doctor.finding import Finding, error, ok
from penny_deck.store import Store

_OF_PLANO_0 = "SELECT contenido_hash FROM penny_planos WHERE plano_tipo = 'SISTEMA' AND plano_version = $1 LIMIT 1"


async def examine(store: Store, backups: str) -> list[Finding]:
    """Look at the whole DECK; `backups`: where its backups are, empty if that is not known."""
    key = await asyncio.to_thread(llave.look, store, backups)
    found = [*await _database(store, key.name), *llave.judge(key)]
    found += await asyncio.to_thread(casa.look, store.home)
    found += await asyncio.to_thread(casa.files, store.home)
    return [*found, *extras.look()]


async def _database(store: Store, master: str) -> list[Finding]:
    try:
        async with store.database.connection(ITSELF) as connection:
            facts = await database.ask(connection)
            plano_0 = await _plano_0(store, connection)
    except PennyError as fault:
        return [error("DATABASE", fault.message, fault.remedy)]
    found = database.judge(facts, migrate.find(), master, datetime.now(UTC))
    return [ok("DATABASE", "The database answers."), *found, *plano_0]


async def _plano_0(store: Store, connection: Connection) -> list[Finding]:
    """Nothing if its file cannot be understood, which is said of the files."""
    try:
        now = await asyncio.to_thread(casa.sistema, store.home)
    except PennyError:
        return []
    return [casa.plano_0(now, await connection.fetchval(_OF_PLANO_0, now.version))]
