"""What can be seen from here of a DECK that does not answer: its address, its home, what its PostgreSQL said last."""

import fcntl
import shutil
import socket
import stat
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from penny.v1.admin_pb2 import SEVERITY_ERROR, SEVERITY_OK, SEVERITY_WARNING, Finding, Severity
from penny_client.local.health import Health

CONNECT_S = 2.0
LITTLE_BYTES = 100_000_000

_HERE = ("127.0.0.1", "localhost", "[::1]", "0.0.0.0")
_ANYBODY_ELSE = 0o077
_TAIL_BYTES = 4096
_LINE_CHARS = 300


def look(target: str, health: Health, environ: Mapping[str, str]) -> list[Finding]:
    """What is wrong, as far as it can be told from here; `health` is not SERVING."""
    found = [not_serving(target) if health is Health.NOT_SERVING else unreachable(target)]
    if not _is_here(target):
        return found
    home = Path(environ.get("PENNY_DECK_HOME") or platformdirs.user_data_path("penny") / "deck")
    return [*found, *home_of(home)]


def not_serving(target: str) -> Finding:
    """Somebody answers, and it is not time yet, or not any more."""
    return _error("SERVING", f"DECK at {target} is starting or stopping.", "Wait a moment; see its log if it stays so.")


def unreachable(target: str) -> Finding:
    """Why nobody answers."""
    host, _, port = target.rpartition(":")
    if not port.isdecimal():
        return _error("SERVING", f"Nobody answers at {target}.", "Start Penny with: penny up")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S):
            pass
    except socket.gaierror:
        return _error("SERVING", f"There is no host {host}.", "Correct --deck, or PENNY_DECK.")
    except ConnectionRefusedError:
        return _error("SERVING", f"Nobody listens at {target}.", "Start Penny with: penny up; or correct --deck.")
    except (OSError, OverflowError) as error:
        return _error("SERVING", f"{target} cannot be reached ({type(error).__name__}).", "Correct --deck.")
    return _error(
        "SERVING",
        f"Something listens at {target}, and it is no DECK that answers: the port is taken, or DECK hangs.",
        "See what it is (ss -ltnp); stop it, or start Penny elsewhere with --base-port.",
    )


def home_of(home: Path) -> list[Finding]:
    """What stands in the home that a DECK of this machine would use."""
    try:
        mode = stat.S_IMODE(home.stat().st_mode)
        free = shutil.disk_usage(home).free
    except FileNotFoundError:
        return [_error("HOME", f"There is no home at {home}.", "Start Penny once, or correct PENNY_DECK_HOME.")]
    except OSError as error:
        return [_error("HOME", f"{home} cannot be read ({type(error).__name__}).", "Correct its owner and mode.")]
    return [_mode(home, mode), _disk(free), *_lock(home / "db" / "deck.lock"), *_log(home / "db" / "postgres.log")]


def _mode(home: Path, mode: int) -> Finding:
    if mode & _ANYBODY_ELSE:
        return _finding(
            "HOME", SEVERITY_WARNING, f"Others may look into {home} (mode {mode:04o}).", f"chmod 700 {home}"
        )
    return _finding("HOME", SEVERITY_OK, f"The home is {home}, and nobody else may look into it.")


def _disk(free: int) -> Finding:
    text = f"{free / 1e9:.1f} GB are free under DECK's home."
    return _error("DISK", text, "Free some space.") if free < LITTLE_BYTES else _finding("DISK", SEVERITY_OK, text)


def _lock(path: Path) -> list[Finding]:
    """Whether a DECK uses the home all the same: it holds this file locked for as long as it lives."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return [_error("LOCK", "A DECK uses this home, and listens elsewhere or hangs.", "Say where it is: --deck.")]
    except OSError:
        return []
    return [_finding("LOCK", SEVERITY_OK, "No DECK runs on this home.")]


def _log(path: Path) -> list[Finding]:
    """PostgreSQL's last word; its log never has anything that was said (DECK sees to that)."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        return []
    if not lines:
        return []
    last = "".join(char if char.isprintable() else " " for char in lines[-1])[:_LINE_CHARS]
    return [_finding("POSTGRES_LOG", SEVERITY_OK, f"PostgreSQL's last word: {last}")]


def _is_here(target: str) -> bool:
    return target.startswith("unix:") or target.rpartition(":")[0] in _HERE


def _error(code: str, text: str, remedy: str) -> Finding:
    return _finding(code, SEVERITY_ERROR, text, remedy)


def _finding(code: str, severity: Severity.ValueType, text: str, remedy: str = "") -> Finding:
    return Finding(code=code, severity=severity, text=text, remedy=remedy)
