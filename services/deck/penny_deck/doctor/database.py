"""The database: what is asked of it, and what is to be thought of the answers. The second part is pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from penny_deck.db import llaves
from penny_deck.db.migrate import Migration
from penny_deck.db.pool import Connection
from penny_deck.db.roles import PERSONA
from penny_deck.doctor.finding import Finding, error, ok, warning

OLDEST_POSTGRES = 16
"""GRANT … WITH SET TRUE is of this version (db/roles.py)."""
IDLE_HOURS = 6
"""A conversation in which nothing has been said for so long has no gateway any more: those end after minutes."""
SLACK = timedelta(minutes=5)
"""What clocks may differ by; NTP keeps them within a second."""

_SERVER = """
    SELECT current_setting('server_version_num')::int / 10000 AS version, r.rolsuper, r.rolbypassrls,
        clock_timestamp() AS now,
        COALESCE((SELECT pg_has_role(current_user, oid, 'SET') FROM pg_roles WHERE rolname = $1), false) AS persona
    FROM pg_roles AS r WHERE r.rolname = current_user
"""
# What the role may not touch at all, such as the keys, needs no policy.
_UNPROTECTED = """
    SELECT c.relname::text AS name
    FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'player_id' AND NOT a.attisdropped
        JOIN pg_roles AS p ON p.rolname = $1
    WHERE c.relkind IN ('r', 'p') AND starts_with(c.relname, 'penny_')
        AND (has_any_column_privilege(p.oid, c.oid, 'SELECT, INSERT, UPDATE')
            OR has_table_privilege(p.oid, c.oid, 'DELETE'))
        AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
    ORDER BY 1
"""
_MIGRATIONS = "SELECT numero, sha256 FROM penny_migraciones ORDER BY numero"
_IN_CLEAR = """
    SELECT (SELECT count(*) FROM penny_log WHERE NOT sellado) + (SELECT count(*) FROM penny_sesiones WHERE NOT sellado)
        + (SELECT count(*) FROM penny_planos WHERE NOT sellado AND player_id IS NOT NULL)
"""
_LEFT_OPEN = """
    SELECT count(*) FROM penny_sesiones AS s
    WHERE estado = 'activa' AND now() - make_interval(hours => $1)
        > GREATEST(inicio, (SELECT max(timestamp_inicio) FROM penny_log AS l WHERE l.sesion_id = s.id))
"""
_LAST = "SELECT max(timestamp_inicio) FROM penny_log"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says of itself."""

    version: int
    """PostgreSQL's, the first number."""
    superuser: bool
    bypasses: bool
    """Row-level security does not hold for DECK's user."""
    persona: bool
    """DECK's user can act as penny_persona."""
    unprotected: Sequence[str]
    """Tables with a player's rows that the role may touch, and no policy guards."""
    migrations: Sequence[tuple[int, str]]
    """Number and SHA-256 of those that have run."""
    masters: frozenset[str]
    """The names of those that have wrapped players' keys."""
    in_clear: int
    """Rows."""
    left_open: int
    """Sessions."""
    last_turn: datetime | None
    now: datetime
    """By the database's clock."""


async def ask(connection: Connection) -> Facts:
    """Ask the database."""
    server: Mapping[str, object] = await connection.fetchrow(_SERVER, PERSONA)
    return Facts(
        version=int(str(server["version"])),
        superuser=bool(server["rolsuper"]),
        bypasses=bool(server["rolbypassrls"]),
        persona=bool(server["persona"]),
        unprotected=[row["name"] for row in await connection.fetch(_UNPROTECTED, PERSONA)],
        migrations=[(row["numero"], row["sha256"]) for row in await connection.fetch(_MIGRATIONS)],
        masters=frozenset(await llaves.masters(connection)),
        in_clear=await connection.fetchval(_IN_CLEAR),
        left_open=await connection.fetchval(_LEFT_OPEN, IDLE_HOURS),
        last_turn=await connection.fetchval(_LAST),
        now=await connection.fetchval("SELECT clock_timestamp()"),
    )


def judge(facts: Facts, migrations: Sequence[Migration], master: str, now: datetime) -> list[Finding]:
    """What is to be thought of it; `master`: the name of the key that is configured, empty if there is none."""
    return [
        _version(facts),
        _user(facts),
        _persona(facts),
        _rows(facts),
        _migrations(facts, migrations),
        _masters(facts, master),
        _sealed(facts),
        _sessions(facts),
        _clock(facts, now),
    ]


def _version(facts: Facts) -> Finding:
    text = f"PostgreSQL {facts.version}."
    if facts.version >= OLDEST_POSTGRES:
        return ok("POSTGRES_VERSION", text)
    return error("POSTGRES_VERSION", text, f"Penny needs PostgreSQL {OLDEST_POSTGRES} or newer.")


def _user(facts: Facts) -> Finding:
    if facts.superuser or facts.bypasses:
        return error(
            "POSTGRES_USER",
            f"DECK's user is {'a superuser' if facts.superuser else 'above row-level security (BYPASSRLS)'}.",
            "Give DECK a user of its own: ALTER ROLE <DECK's user> NOSUPERUSER NOBYPASSRLS;",
        )
    return ok("POSTGRES_USER", "DECK's user is an ordinary one.")


def _persona(facts: Facts) -> Finding:
    if facts.persona:
        return ok("ROLE", f"DECK can act as {PERSONA}.")
    return error(
        "ROLE",
        f"DECK's user may not act as {PERSONA}.",
        f"Let an administrator run: CREATE ROLE {PERSONA} NOLOGIN; GRANT {PERSONA} TO <DECK's user>;",
    )


def _rows(facts: Facts) -> Finding:
    if not facts.unprotected:
        return ok("ROW_SECURITY", "Every table with players' rows has row-level security.")
    return error(
        "ROW_SECURITY",
        f"One player could see another's rows: {', '.join(facts.unprotected)}.",
        "ALTER TABLE … ENABLE ROW LEVEL SECURITY; and see who has switched it off.",
    )


def _migrations(facts: Facts, ours: Sequence[Migration]) -> Finding:
    had, expected = list(facts.migrations), [(migration.number, migration.sha256) for migration in ours]
    if had == expected:
        return ok("MIGRATIONS", f"All {len(had)} migrations have run, unchanged.")
    if had == expected[: len(had)]:
        return error("MIGRATIONS", f"{len(expected) - len(had)} migrations have not run.", "Start DECK again.")
    if had[: len(expected)] == expected:
        return error("MIGRATIONS", "A newer Penny has kept its data in this database.", "Update Penny.")
    return error("MIGRATIONS", "A migration has changed since it ran.", "Put Penny's own files back.")


def _masters(facts: Facts, master: str) -> Finding:
    if facts.masters <= {master}:
        return ok("KEYS", "The players' keys are wrapped by this master key.")
    return error(
        "KEYS",
        "Players' keys are wrapped by another master key than the one that is configured.",
        "Give DECK the key it had: without it nothing that was said can be read again.",
    )


def _sealed(facts: Facts) -> Finding:
    if not facts.in_clear:
        return ok("SEALED", "Everything that players have said is sealed.")
    return warning("SEALED", f"{facts.in_clear} rows are in clear.", "Start DECK again: it seals them.")


def _sessions(facts: Facts) -> Finding:
    if not facts.left_open:
        return ok("SESSIONS", "No conversation has been left open.")
    return warning(
        "SESSIONS",
        f"{facts.left_open} conversations are open, and nothing has been said in them for {IDLE_HOURS} hours.",
        "Start DECK again: it closes them.",
    )


def _clock(facts: Facts, now: datetime) -> Finding:
    correct = "Correct the clock (NTP)."
    if abs(facts.now - now) > SLACK:
        return warning("CLOCK", "The database's clock and DECK's differ by minutes.", correct)
    if facts.last_turn is not None and facts.last_turn > now + SLACK:
        ahead = facts.last_turn.astimezone(UTC)
        return warning("CLOCK", f"The log has a turn of the future: {ahead:%Y-%m-%d %H:%M} UTC.", correct)
    return ok("CLOCK", "The clock is right, as far as the log tells.")
