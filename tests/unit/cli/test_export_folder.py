"""The folder of an export: whole, or not there."""

import contextlib
import errno
import hashlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from penny_client.cli.export_folder import Draft
from penny_client.cli.signals import ended_in_order
from penny_client.errors import InvalidInput, ServerFailed, Unavailable


def listed(folder: Path) -> list[str]:
    """What is in it, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def test_it_is_there_when_it_is_finished_and_not_before(tmp_path: Path) -> None:
    """With a manifest that says what each file is."""
    with Draft(tmp_path / "mine") as draft:
        draft.write("a/b.txt", "ñ")
        assert not (tmp_path / "mine").exists()
        draft.finish({"cuenta": 1})
    assert listed(tmp_path) == ["mine"]
    assert json.loads((tmp_path / "mine" / "manifest.json").read_text()) == {
        "cuenta": 1,
        "ficheros": {"a/b.txt": {"sha256": hashlib.sha256("ñ".encode()).hexdigest(), "bytes": 2}},
    }


@contextlib.contextmanager
def handled(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """While this lasts, however the tests themselves were started: under nohup they ignore SIGHUP."""
    usual = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, usual)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_when_the_terminal_is_closed(tmp_path: Path, number: signal.Signals) -> None:
    """Nor when the command is told to end; afterwards it is as it was."""

    def begin() -> None:
        with ended_in_order(), Draft(tmp_path / "mine") as draft:
            draft.write("log.md", "what was said")
            signal.raise_signal(number)

    with handled(number, signal.SIG_DFL):
        with pytest.raises(SystemExit) as ended:
            begin()
        assert signal.getsignal(number) is signal.SIG_DFL
    assert ended.value.code == 128 + number
    assert listed(tmp_path) == []


def test_who_has_it_go_on_without_a_terminal_is_not_ended(tmp_path: Path) -> None:
    """As nohup does."""
    with handled(signal.SIGHUP, signal.SIG_IGN), ended_in_order(), Draft(tmp_path / "mine") as draft:
        signal.raise_signal(signal.SIGHUP)
        draft.finish({})
    assert listed(tmp_path) == ["mine"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, InvalidInput, SystemExit])
def test_nothing_is_left_of_one_that_was_not_finished(tmp_path: Path, stop: type[BaseException]) -> None:
    """Whatever stopped it, in the middle of a file too."""

    def begin() -> None:
        with Draft(tmp_path / "mine") as draft, draft.file("archivos/x") as put:
            put(b"x")
            raise stop("enough")

    with pytest.raises(stop):
        begin()
    assert listed(tmp_path) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """Whoever has made it beforehand, and with whatever mode."""
    (tmp_path / "mine").mkdir(mode=0o755)
    with Draft(tmp_path / "mine") as draft:
        draft.finish({})
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path) -> None:
    """And stays a link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "mine").symlink_to("real")
    with Draft(tmp_path / "mine") as draft:
        draft.finish({})
    assert listed(tmp_path / "real") == ["manifest.json"]
    assert (tmp_path / "mine").is_symlink()


@pytest.mark.parametrize(("name", "words"), [("full", "not empty"), ("file", "not empty"), ("no/where", "no folder")])
def test_a_place_that_will_not_do_is_refused(tmp_path: Path, name: str, words: str) -> None:
    """And stays as it is."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "diary").write_text("dear")
    (tmp_path / "file").write_text("dear")
    with pytest.raises(InvalidInput, match=words), Draft(tmp_path / name):
        raise AssertionError
    assert listed(tmp_path) == ["file", "full"]


def test_what_somebody_has_put_there_meanwhile_stays(tmp_path: Path) -> None:
    """The export goes, not what is not its own."""
    with Draft(tmp_path / "mine") as draft:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "diary").write_text("dear")
        with pytest.raises(InvalidInput, match="cannot be written"):
            draft.finish({})
    assert listed(tmp_path) == ["mine"]
    assert listed(tmp_path / "mine") == ["diary"]


@pytest.mark.parametrize(
    "name", ["archivos/..", "archivos/", "archivos/.", "archivos/a/b", "archivos/../../x", "a\0", "x" * 256]
)
def test_a_name_is_never_taken_for_a_path(tmp_path: Path, name: str) -> None:
    """Whatever DECK says."""
    with pytest.raises(ServerFailed, match="no file can have"), Draft(tmp_path / "mine") as draft:
        draft.write(name, "x")
    assert listed(tmp_path) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a line that says what to do."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="is full"), Draft(tmp_path / "mine") as draft:
        draft.write("x", "x")
    assert listed(tmp_path) == []
