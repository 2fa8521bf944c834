"""Why a file cannot be read or written, and how large it is, as people are told."""

import errno
from pathlib import Path

import pytest

from penny_client.cli.counts import sized
from penny_client.cli.disk import reason


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    """And not by the name of an exception."""
    with pytest.raises(OSError, match=r"none\.pdf") as error:
        (tmp_path / "none.pdf").read_bytes()
    assert reason(error.value) == "there is no such file or folder"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (IsADirectoryError(errno.EISDIR, ""), "it is a folder"),
        (FileExistsError(errno.EEXIST, ""), "there is one already"),
        (PermissionError(errno.EACCES, ""), "you may not"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""), "it is not UTF-8"),
        (OSError(errno.EIO, ""), "EIO"),
        (OSError(), "OSError"),
    ],
)
def test_whatever_is_the_matter_has_a_reason(error: OSError | UnicodeError, said: str) -> None:
    """What is rare, or unknown, is called what the system calls it."""
    assert reason(error) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (25_000_000, "25 MB"), (2_500_000_000, "2.5 GB")],
)
def test_a_size_is_never_nothing_but_zeroes(count: int, said: str) -> None:
    """As "0.0 MB" would be."""
    assert sized(count) == said
