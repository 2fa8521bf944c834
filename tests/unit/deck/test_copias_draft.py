"""A backup's file: whole, or not there."""

import errno
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from penny.v1 import admin_pb2
from penny_client.cli.backups import Backup, Draft
from penny_client.errors import InvalidInput, ServerFailed, Unavailable

Message = admin_pb2.BackupResponse
TEXT, NOISE = b"a" * 100_000, os.urandom(100_000)


def part(name: str, kind: "admin_pb2.PartKind.ValueType", data: bytes, sha256: str = "") -> list[Message]:
    """A part as it comes."""
    return [
        Message(part=admin_pb2.PartBegin(name=name, kind=kind)),
        *([Message(data=data)] if data else []),
        Message(end=admin_pb2.PartEnd(sha256=sha256 or hashlib.sha256(data).hexdigest())),
    ]


def backup() -> list[Message]:
    """A small one."""
    return [
        *part("tablas/texto", admin_pb2.PART_KIND_ROWS, TEXT),
        *part("tablas/ruido", admin_pb2.PART_KIND_ROWS, NOISE),
        *part("tablas/nada", admin_pb2.PART_KIND_ROWS, b""),
        *part("manifiesto.json", admin_pb2.PART_KIND_MANIFEST, b'{"partes": []}'),
        *part("llaves.json", admin_pb2.PART_KIND_KEYS, b"{}"),
    ]


def interrupted(messages: Iterable[Message]) -> Iterator[Message]:
    """And then Ctrl-C."""
    yield from messages
    raise KeyboardInterrupt


def written(folder: Path, messages: Iterable[Message]) -> Path:
    """Write a backup of these messages."""
    target = folder / "copia.zip"
    with Draft(target, folder / "llaves.json") as draft:
        for message in messages:
            draft.take(message)
        draft.finish()
    return target


def test_a_backup_is_two_files_for_their_owner_alone(tmp_path: Path) -> None:
    """What becomes shorter is compressed, what does not is not; the keys are not among the parts."""
    with zipfile.ZipFile(written(tmp_path, backup())) as file:
        kinds = {info.filename: info.compress_type for info in file.infolist()}
        assert file.read("tablas/ruido") == NOISE
    assert kinds.pop("tablas/texto") == zipfile.ZIP_DEFLATED
    assert kinds.pop("tablas/ruido") == zipfile.ZIP_STORED
    assert set(kinds) == {"tablas/nada", "manifiesto.json"}
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {
        "copia.zip": 0o600,
        "llaves.json": 0o600,
    }


@pytest.mark.parametrize("count", [0, 1, 2, 5, len(backup()) - 3, len(backup()) - 1])
def test_half_a_backup_leaves_nothing(tmp_path: Path, count: int) -> None:
    """Nor does Ctrl-C, wherever it comes; the keys of the backup before stay as they were."""
    (tmp_path / "llaves.json").write_text("the keys before", encoding="utf-8")
    if count < len(backup()) - 3:
        with pytest.raises(ServerFailed, match="not come whole"):
            written(tmp_path, backup()[:count])
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, interrupted(backup()[:count]))
    assert [path.name for path in tmp_path.iterdir()] == ["llaves.json"]
    assert (tmp_path / "llaves.json").read_text(encoding="utf-8") == "the keys before"


def test_a_part_that_comes_otherwise_than_it_was_sent(tmp_path: Path) -> None:
    """Nothing is left of it."""
    with pytest.raises(ServerFailed, match="tablas/x has not come as it was sent"):
        written(tmp_path, part("tablas/x", admin_pb2.PART_KIND_ROWS, b"x", sha256="0" * 64))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """While it is written, and at the end."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(zipfile._ZipWriteFile, "write", full)  # type: ignore[attr-defined]  # its writer has no name
    with pytest.raises(Unavailable, match=r"disk under .* is full"):
        written(tmp_path, backup())
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    """Another backup is another file; what a crash has left of one is no hindrance."""
    written(tmp_path, backup())
    with pytest.raises(InvalidInput, match="is there already"):
        written(tmp_path, backup())
    (tmp_path / "copia.zip").unlink()
    (tmp_path / ".copia.zip.new").write_bytes(b"half")
    written(tmp_path, backup())
    assert {path.name for path in tmp_path.iterdir()} == {"copia.zip", "llaves.json"}


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"{}", b'{"partes": 7}', b'{"partes": [{}]}', b'{"partes": [{"nombre": "x"}]}', b"\xff"]
)
def test_a_manifest_that_cannot_be_read(tmp_path: Path, manifest: bytes) -> None:
    """It is no backup."""
    path = tmp_path / "copia.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifiesto.json", manifest)
    with pytest.raises(InvalidInput, match="is no backup"):
        Backup(path)


def test_a_backup_that_is_not_there(tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(InvalidInput, match=r"nada\.zip cannot be read"):
        Backup(tmp_path / "nada.zip")
