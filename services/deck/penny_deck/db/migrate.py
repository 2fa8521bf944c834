"""The schema's versions: SQL files that run once, in order.

Law: all that are missing run in one transaction under one lock, so a start that is interrupted has changed nothing and
two DECKs that start together do it once. A file that has run never changes; its SHA-256 is kept to prove it.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import Misconfigured
from penny_deck.db.pool import ITSELF, Connection, Database

FOLDER = Path(__file__).parent / "migrations"

MIGRATION_S = 3600.0
"""Seconds for one migration, or for another DECK's to end: an index over years of turns may take minutes to make."""

_LOCK = 0x50454E4E59  # "PENNY": the advisory lock's number, the same for every DECK
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_TABLE = """
    CREATE TABLE IF NOT EXISTS penny_migraciones (
        numero INTEGER PRIMARY KEY,
        nombre VARCHAR(255) NOT NULL,
        sha256 VARCHAR(64) NOT NULL,
        fecha TIMESTAMPTZ NOT NULL DEFAULT now()
    )
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of its text, hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def find(folder: Path = FOLDER) -> list[Migration]:
    """The migrations of a folder, in order.

    Raises:
        Misconfigured: They are not numbered 0001, 0002, … without gap.
    """
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise Misconfigured(
                f"The migration {path.name} is out of order.", remedy=f"Number {len(found) + 1:04} comes next."
            )
        found.append(Migration(len(found) + 1, path.stem, path.read_text(encoding="utf-8")))
    return found


async def migrate(database: Database, migrations: Sequence[Migration]) -> int:
    """Bring a database up to date; gives the number of migrations that ran.

    Raises:
        Misconfigured: One that ran before has changed since, or a newer Penny has been here.
    """
    async with database.transaction(ITSELF) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK, timeout=MIGRATION_S)
        await connection.execute(_TABLE)
        done = await _verify(connection, migrations)
        for migration in migrations[done:]:
            await connection.execute(migration.sql, timeout=MIGRATION_S)
            await connection.execute(
                "INSERT INTO penny_migraciones (numero, nombre, sha256) VALUES ($1, $2, $3)",
                migration.number,
                migration.name,
                migration.sha256,
            )
    return len(migrations) - done


async def _verify(connection: Connection, migrations: Sequence[Migration]) -> int:
    """How many have run; raises if they are not the first of ours, unchanged."""
    rows = await connection.fetch("SELECT numero, nombre, sha256 FROM penny_migraciones ORDER BY numero")
    if len(rows) > len(migrations):
        raise Misconfigured("A newer Penny has kept its data in this database.", remedy="Update Penny.")
    for row, migration in zip(rows, migrations, strict=False):
        if (row["numero"], row["sha256"]) != (migration.number, migration.sha256):
            raise Misconfigured(
                f"The migration {migration.name} has changed since it ran.",
                remedy="Put the old file back; changes belong in a new migration.",
            )
    return len(rows)
