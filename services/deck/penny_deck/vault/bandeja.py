"""The recados that a person writes by hand, under `recados:` in her file.

The law: the file is an in-tray. A line that is there is a recado, once; done or cancelled it stays so, though the line
is still there; and with its line it goes.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from penny_deck.db import recados
from penny_deck.db.pool import Connection
from penny_deck.db.recados import ARCHIVO, PENDIENTE
from penny_deck.db.rows import Recado
from penny_deck.keys.seal import Person


async def pending(connection: Connection, person: Person, lines: Sequence[str], now: datetime) -> list[Recado]:
    """The person's pending recados, after what the file says has been taken over."""
    kept = await recados.relevant(connection, person.seal)
    filed = {recado.texto: recado for recado in kept if recado.origen == ARCHIVO}
    gone = {recado.id for texto, recado in filed.items() if texto not in lines}
    if gone:
        await recados.delete(connection, gone)
    new = [_from_line(line, now) for line in dict.fromkeys(lines) if line not in filed]
    for recado in new:
        await recados.add(connection, recado, person)
    stayed = [recado for recado in kept if recado.estado == PENDIENTE and recado.id not in gone]
    return [*stayed, *new]


def _from_line(line: str, now: datetime) -> Recado:
    return Recado(uuid.uuid4(), line, "", None, False, PENDIENTE, ARCHIVO, None, now)  # noqa: FBT003 - a row's columns
