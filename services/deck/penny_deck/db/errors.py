"""What PostgreSQL, asyncpg and the sockets report, in Penny's own errors: the one place where it is translated.

A translated error never carries PostgreSQL's text, because that may quote what somebody said.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from penny_chassis.errors import (
    EngineFailed,
    InvalidInput,
    Misconfigured,
    NotFound,
    OutOfOrder,
    Overloaded,
    PennyError,
    TooSlow,
    Unavailable,
)
from penny_deck import faults

_REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.exceptions.ClientConfigurationError,
)
_LOST = (
    OSError,
    EOFError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_BY_CONSTRAINT: dict[str, Callable[[], PennyError]] = {
    "penny_log_sesion": lambda: NotFound("There is no such session.", remedy="Open one.", field="sesion_id"),
    "penny_log_orden": lambda: OutOfOrder(
        "Another turn of this session has this turno_index.",
        remedy="Send the turns of a session with increasing turno_index.",
        field="turno_index",
    ),
    "penny_planos_sistema": lambda: Misconfigured(
        "planos/sistema.yaml says something else than its version has said before.",
        remedy="Put it back: `penny planos show 0` prints it as it was. Or give it another version.",
    ),
}


def unavailable() -> Unavailable:
    """The database does not answer; a call that is repeated does no harm."""
    return Unavailable(
        "DECK's database does not answer.",
        remedy="Try again in a moment; if it stays so, see db/postgres.log in DECK's home, or the server of its DSN.",
        retry_after_ms=faults.RETRY_AFTER_MS,
    )


def refused() -> Misconfigured:
    """The DSN leads nowhere, or to a server that does not let us in."""
    return Misconfigured(
        "PostgreSQL refuses DECK: its address, user, password, database or rights are wrong.",
        remedy="Correct PENNY_DECK_DSN.",
    )


def translate(error: Exception) -> PennyError:
    """The error of ours that stands for one of asyncpg's or the system's."""
    if isinstance(error, asyncpg.DiskFullError):
        return faults.disk_full()
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        known = _BY_CONSTRAINT.get(getattr(error, "constraint_name", None) or "")
        return known() if known else _unexpected(error)
    if isinstance(error, asyncpg.exceptions.InsufficientResourcesError):
        return Overloaded("DECK's database has no room for another call.", retry_after_ms=faults.RETRY_AFTER_MS)
    if isinstance(error, TimeoutError | asyncpg.QueryCanceledError):
        return TooSlow("DECK's database did not answer in time.", retry_after_ms=faults.RETRY_AFTER_MS)
    return _by_kind(error)


def _by_kind(error: Exception) -> PennyError:
    if isinstance(error, _REFUSED):
        return refused()
    if isinstance(error, _LOST) and not isinstance(error, ValueError):  # asyncpg's ValueErrors are faults of the caller
        return unavailable()
    if isinstance(error, asyncpg.exceptions.DataError):
        return InvalidInput("A value is of a form that cannot be kept.")
    return _unexpected(error)


def _unexpected(error: Exception) -> PennyError:
    code = getattr(error, "sqlstate", None) or type(error).__name__
    return EngineFailed(f"DECK's database refused a statement ({code}).", remedy="Report it: this is a fault of DECK.")


@contextmanager
def translated(explain: Callable[[], PennyError | None]) -> Iterator[None]:
    """Translate what a block raises; `explain` may know better why the database is away."""
    try:
        yield
    except PennyError:
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, EOFError) as error:
        meant = translate(error)
        raise (explain() if isinstance(meant, Unavailable) else None) or meant from None
