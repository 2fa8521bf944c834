"""PostgreSQL's, asyncpg's and the system's errors as Penny's."""

import errno
from pathlib import Path

import asyncpg
import pytest

from penny_chassis.errors import (
    EngineFailed,
    InvalidInput,
    Misconfigured,
    NotFound,
    Overloaded,
    PennyError,
    TooSlow,
    Unavailable,
)
from penny_deck import faults
from penny_deck.db.errors import translate, translated
from penny_deck.db.pool import Database

CANARY = "el canario canta"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (asyncpg.DiskFullError(CANARY), Unavailable),
        (asyncpg.TooManyConnectionsError(CANARY), Overloaded),
        (asyncpg.OutOfMemoryError(CANARY), Overloaded),
        (asyncpg.CannotConnectNowError(CANARY), Unavailable),
        (asyncpg.AdminShutdownError(CANARY), Unavailable),
        (asyncpg.CrashShutdownError(CANARY), Unavailable),
        (asyncpg.ConnectionDoesNotExistError(CANARY), Unavailable),
        (asyncpg.InterfaceError(CANARY), Unavailable),
        (ConnectionRefusedError(CANARY), Unavailable),
        (FileNotFoundError(CANARY), Unavailable),
        (TimeoutError(CANARY), TooSlow),
        (asyncpg.QueryCanceledError(CANARY), TooSlow),
        (asyncpg.InvalidPasswordError(CANARY), Misconfigured),
        (asyncpg.InvalidCatalogNameError(CANARY), Misconfigured),
        (asyncpg.InsufficientPrivilegeError(CANARY), Misconfigured),
        (asyncpg.CharacterNotInRepertoireError(CANARY), InvalidInput),
        (asyncpg.UniqueViolationError(CANARY), EngineFailed),
        (asyncpg.UndefinedTableError(CANARY), EngineFailed),
        (asyncpg.exceptions._base.DataError(CANARY), EngineFailed),
    ],
)
def test_each_is_translated_without_its_text(error: Exception, kind: type[PennyError]) -> None:
    """The kind says whether to try again; PostgreSQL's words, which may quote a person, are not passed on."""
    meant = translate(error)
    assert type(meant) is kind
    assert CANARY not in str(meant)


def test_a_full_disk_is_named_and_may_be_tried_again() -> None:
    """The person learns what is wrong, the gateway when to come back."""
    meant = translate(asyncpg.DiskFullError(CANARY))
    assert meant.message == "The disk under DECK is full."
    assert meant.retry_after_ms == faults.RETRY_AFTER_MS


def test_whoever_runs_the_database_may_know_why_it_is_away() -> None:
    """Away for want of disk is said so; without a better reason it is just away."""
    with pytest.raises(Unavailable, match="disk under DECK is full"), translated(faults.disk_full):
        raise ConnectionRefusedError
    with pytest.raises(Unavailable, match="does not answer"), translated(lambda: None):
        raise ConnectionRefusedError


def test_our_own_errors_pass() -> None:
    """They are translated already."""
    with pytest.raises(NotFound), translated(faults.disk_full):
        raise NotFound("")


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, Unavailable, "disk under DECK is full"),
        (errno.EDQUOT, Unavailable, "disk under DECK is full"),
        (errno.EACCES, Misconfigured, "permission denied"),
        (errno.EROFS, Misconfigured, "permission denied"),
        (errno.EIO, Misconfigured, "EIO"),
    ],
)
def test_a_files_error_says_what_to_do(number: int, kind: type[PennyError], words: str) -> None:
    """Full, forbidden, or broken."""
    meant = faults.of_file(OSError(number, CANARY), Path("/deck/planos"))
    assert type(meant) is kind
    assert words in str(meant)


@pytest.mark.parametrize(
    ("dsn", "kind"),
    [
        ("http://localhost/penny", Misconfigured),
        ("postgresql://u:s3creto@127.0.0.1:x/penny", Misconfigured),
        ("postgresql://u:s3creto@127.0.0.1:1/penny", Unavailable),
        ("postgresql://u:s3creto@/penny?host=/nowhere", Unavailable),
    ],
)
async def test_a_dsn_that_leads_nowhere_is_told_without_its_password(dsn: str, kind: type[PennyError]) -> None:
    """A wrong address is the operator's, an absent server may come."""
    with pytest.raises(kind) as caught:
        await Database(dsn).open()
    assert "s3creto" not in str(caught.value)
