"""Sealing what an earlier Penny has kept in clear, and making it findable, when DECK starts."""

import json
import uuid

from penny_deck.db import clear
from penny_deck.db.pool import ITSELF, Connection, Database
from penny_deck.keys import places
from penny_deck.keys.keyring import Keyring
from penny_deck.keys.seal import Seal
from penny_deck.log.terms import terms

Seals = dict[uuid.UUID, Seal]
"""By player."""


async def seal_all(database: Database, keyring: Keyring) -> int:
    """Seal every row that is in clear; gives their number. After a stop in between the rest comes next time."""
    async with database.connection(ITSELF) as connection:
        players = await clear.players(connection)
    seals = {player: await keyring.of(player) for player in players}
    sealed = 0
    for some in (_turns, _index, _versions, _sessions):
        while True:
            async with database.transaction(ITSELF) as connection:
                count = await some(connection, seals)
            if not count:
                break
            sealed += count
    return sealed


async def _turns(connection: Connection, seals: Seals) -> int:
    rows = await clear.turns(connection)
    for row in rows:
        seal = seals[row["player_id"]]
        texto = seal.close(row["texto"], places.texto(row["id"]))
        generado = seal.close(row["texto_generado"], places.texto_generado(row["id"]))
        await clear.seal_turn(connection, row["id"], texto, seal.hash(row["texto"]), generado)
    return len(rows)


async def _index(connection: Connection, seals: Seals) -> int:
    """What was sealed before there was an index."""
    rows = await clear.unindexed(connection)
    for row in rows:
        seal = seals[row["player_id"]]
        texto = seal.open(row["texto"], places.texto(row["id"]))
        await clear.index_turn(connection, row["id"], seal.index(terms(texto)))
    return len(rows)


async def _versions(connection: Connection, seals: Seals) -> int:
    rows = await clear.versions(connection)
    for row in rows:
        seal = seals[row["player_id"]]
        contenido = json.dumps(seal.close(row["contenido"], places.contenido(row["id"])))
        documento = seal.close(row["documento"], places.documento(row["id"]))
        await clear.seal_version(connection, row["id"], contenido, documento)
    return len(rows)


async def _sessions(connection: Connection, seals: Seals) -> int:
    rows = await clear.sessions(connection)
    for row in rows:
        seal = seals[row["player_id"]]
        cargados = json.loads(row["planos_cargados"])
        for plano in cargados.values():
            if "contenido" in plano:
                plano["contenido"] = seal.close(json.dumps(plano["contenido"]), places.cargado(row["id"]))
        await clear.seal_session(connection, row["id"], json.dumps(cargados))
    return len(rows)
