"""DECK's tables as the database's own catalogue has them, and their rows as streams.

No list by hand: whatever migration adds a table named penny_… adds it to the backup. What a table refers to comes
before it, so that rows can be put back in this order.
"""

import graphlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from penny_chassis.errors import Misconfigured
from penny_deck.db.pool import Connection

APART = frozenset({"penny_migraciones", "penny_llaves"})
"""Tables that are not among the rows: the manifest has the one, the keys' own file the other."""
LONG_S = 6 * 3600.0
"""Seconds for a statement that goes through a whole table at the pace of whoever reads or sends it."""

Forma = Literal["text", "binary"]

_TABLES = """
    SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
        array_agg(a.attname::text) FILTER (WHERE a.attnotnull AND NOT a.atthasdef AND a.attidentity = '') AS required,
        bool_or(t.typname = 'bytea') AS has_bytes, pg_table_size(c.oid) AS size
    FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND starts_with(c.relname, 'penny_')
    GROUP BY c.oid, c.relname
"""
_REFERENCES = """
    SELECT conrelid::regclass::text AS of, confrelid::regclass::text AS to FROM pg_constraint
    WHERE contype = 'f' AND conrelid <> confrelid
"""
_SEQUENCES = """
    SELECT a.attname::text AS column, pg_get_serial_sequence(quote_ident($1), a.attname) AS sequence
    FROM pg_attribute AS a
    WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped
        AND pg_get_serial_sequence(quote_ident($1), a.attname) IS NOT NULL
"""


class Copying(Connection, Protocol):
    """What is asked of a connection beside short statements: whole tables."""

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's
        """Run a statement that may take longer than others."""

    def terminate(self) -> None:
        """Close at once, whatever is going on."""

    async def copy_from_query(
        self,
        query: str,
        *,
        output: Callable[[bytes], Awaitable[None]],
        format: Forma,  # noqa: A002 - asyncpg's own name
        timeout: float,  # noqa: ASYNC109 - the same
    ) -> str:
        """COPY … TO."""

    async def copy_to_table(
        self,
        table_name: str,
        *,
        source: AsyncIterator[bytes],
        columns: Sequence[str],
        format: Forma,  # noqa: A002 - asyncpg's own name
        timeout: float,  # noqa: ASYNC109 - the same
    ) -> str:
        """COPY … FROM."""


@dataclass(frozen=True, slots=True)
class Tabla:
    """A table."""

    name: str
    columns: tuple[str, ...]
    """Those that can be written, in order."""
    required: frozenset[str]
    """Those that nothing fills in by itself."""
    forma: Forma
    """How its rows travel: as text, which other versions of a column's type can read too; if there are bytes among them
    as they are, for as text they would take twice the room."""
    size: int
    """On the disk, in bytes."""

    @property
    def of_players(self) -> bool:
        """Whether every row is a player's, or everybody's."""
        return "player_id" in self.columns


async def find(connection: Connection) -> list[Tabla]:
    """All tables but those of APART, each after those that it refers to.

    Raises:
        Misconfigured: They refer to one another in a circle.
    """
    found = {row["name"]: _tabla(row) for row in await connection.fetch(_TABLES) if row["name"] not in APART}
    before: dict[str, set[str]] = {name: set() for name in sorted(found)}
    for row in await connection.fetch(_REFERENCES):
        if row["of"] in found and row["to"] in found:
            before[row["of"]].add(row["to"])
    try:
        return [found[name] for name in graphlib.TopologicalSorter(before).static_order()]
    except graphlib.CycleError:
        raise Misconfigured("DECK's tables refer to one another in a circle.", remedy="Report it.") from None


def _tabla(row: dict[str, object]) -> Tabla:
    columns, required = cast("list[str]", row["columns"]), cast("list[str] | None", row["required"])
    forma: Forma = "binary" if row["has_bytes"] else "text"
    return Tabla(str(row["name"]), tuple(columns), frozenset(required or ()), forma, cast("int", row["size"]))


def copying(connection: Connection) -> Copying:
    """The same connection, which is asyncpg's."""
    return cast("Copying", connection)


async def lock(connection: Connection, tables: Iterable[Tabla]) -> None:
    """Let nobody else read or write until the transaction ends."""
    names = ", ".join(quoted(name) for name in ("penny_llaves", *(tabla.name for tabla in tables)))
    await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


async def filled(connection: Connection, tables: Iterable[Tabla]) -> list[str]:
    """The tables, the keys' among them, in which there is something."""
    names = ["penny_llaves", *(tabla.name for tabla in tables)]
    return [
        name
        for name in names
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {quoted(name)})")  # noqa: S608 - a table's name
    ]


async def empty(connection: Connection, tables: Sequence[Tabla]) -> None:
    """Delete every row; the triggers that keep versions of planos from being deleted rest meanwhile."""
    names = [quoted(name) for name in ("penny_llaves", *(tabla.name for tabla in tables))]
    for switch in ("DISABLE", "ENABLE"):
        for name in names:
            await connection.execute(f"ALTER TABLE {name} {switch} TRIGGER USER")
        if switch == "DISABLE":
            await connection.execute(f"TRUNCATE {', '.join(names)}")


async def delete_players(connection: Connection, tables: Sequence[Tabla], players: Sequence[uuid.UUID]) -> int:
    """Delete all that is of some players; gives the number of rows."""
    count = 0
    for tabla in reversed([tabla for tabla in tables if tabla.of_players]):
        statement = f"DELETE FROM {quoted(tabla.name)} WHERE player_id = ANY($1)"  # noqa: S608 - a table's name
        count += count_of(await copying(connection).execute(statement, players, timeout=LONG_S))
    return count


async def count_on(connection: Connection, tables: Iterable[Tabla]) -> None:
    """Have the numbers that the database gives by itself go on after those that are there."""
    for tabla in tables:
        for row in await connection.fetch(_SEQUENCES, tabla.name):
            last = f"(SELECT max({quoted(row['column'])}) FROM {quoted(tabla.name)})"  # noqa: S608 - names of the catalogue
            await connection.execute(
                f"SELECT setval($1::text::regclass, COALESCE({last}, 0) + 1, false)", row["sequence"]
            )


async def note(connection: Connection, tables: Iterable[Tabla], quien: str, accion: str) -> None:
    """Note in penny_auditoria, of each player, that all that is hers has been read or written, and how much it was."""
    each = " UNION ALL ".join(
        f"SELECT player_id FROM {quoted(tabla.name)}"  # noqa: S608 - a table's name
        for tabla in tables
        if tabla.of_players
    )
    statement = f"""
        INSERT INTO penny_auditoria (quien, player_id, accion, filas)
        SELECT $1, l.player_id, $2, count(r.player_id)
        FROM penny_llaves AS l LEFT JOIN ({each}) AS r USING (player_id) GROUP BY l.player_id
    """  # noqa: S608 - tables' names
    await copying(connection).execute(statement, quien, accion, timeout=LONG_S)


def count_of(status: str) -> int:
    """How many rows a statement's status tells of, such as "COPY 12"."""
    return int(status.rpartition(" ")[2])


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
