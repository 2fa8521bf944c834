"""A backup on the disk: a zip file of parts, and the players' keys beside it.

The law: the keys are never in the same file as what they open. Both files appear whole or not at all, for the owner's
eyes only, and nothing of a backup is sent before all of it has been read and found as it was.
"""

import contextlib
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from penny.v1 import admin_pb2
from penny_client.cli import disk
from penny_client.errors import InvalidInput, ServerFailed

MANIFEST = "manifiesto.json"
KEYS = "llaves.json"
PIECE_BYTES = 256 * 1024

_MAX_MANIFEST_BYTES = 16 * 1024 * 1024
_PAYS = 0.9
"""A part is compressed if its beginning becomes shorter than this: what is sealed and kept as bytes does not."""
_LEVEL = 1
"""Of zlib, the fastest: what is sealed becomes shorter only because it is in base64, which any level undoes."""
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError, TypeError)

Show = Callable[[int], None]
"""Told how many more bytes are done."""


class Draft:
    """A backup that is being written: there when it is finished, and gone without a trace if it is not."""

    def __init__(self, target: Path, keys: Path) -> None:
        """Where the backup is going to be, and where its keys."""
        self._target, self._keys = target, keys
        self._draft, self._keys_draft = _draft_of(target), _draft_of(keys)
        self._begin = admin_pb2.PartBegin()
        self._hash = hashlib.sha256()
        self._keys_text = bytearray()
        self._part: IO[bytes] | None = None
        self._finished = False

    def __enter__(self) -> Self:
        with _writing(self._target):
            if self._target.exists():
                raise InvalidInput(f"{self._target} is there already.", remedy="Name another file.")
            self._target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _new(self._draft)
            self._zip = zipfile.ZipFile(self._file, "w", compresslevel=_LEVEL)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._finished:
            return
        for close in (*([self._part.close] if self._part else []), self._zip.close, self._file.close):
            with contextlib.suppress(OSError, ValueError):
                close()
        for path in (self._draft, self._keys_draft):
            path.unlink(missing_ok=True)

    def take(self, message: admin_pb2.BackupResponse) -> None:
        """Write what has come.

        Raises:
            Unavailable: The disk is full.
            InvalidInput: The file cannot be written.
            ServerFailed: It is not what was sent.
        """
        with _writing(self._target):
            match message.WhichOneof("body"):
                case "part":
                    self._begin, self._hash = message.part, hashlib.sha256()
                case "data":
                    self._hash.update(message.data)
                    self._write(message.data)
                case "end":
                    self._end(message.end)

    def _write(self, data: bytes) -> None:
        if self._begin.kind == admin_pb2.PART_KIND_KEYS:
            self._keys_text += data
            return
        if self._part is None:
            self._part = self._open(data)
        self._part.write(data)

    def _open(self, beginning: bytes) -> IO[bytes]:
        pays = len(zlib.compress(beginning, _LEVEL)) < _PAYS * len(beginning)
        self._zip.compression = zipfile.ZIP_DEFLATED if pays else zipfile.ZIP_STORED
        return self._zip.open(self._begin.name, "w", force_zip64=True)

    def _end(self, end: admin_pb2.PartEnd) -> None:
        if self._hash.hexdigest() != end.sha256:
            raise ServerFailed(f"{self._begin.name} has not come as it was sent.", remedy="Try again.")
        if self._begin.kind != admin_pb2.PART_KIND_KEYS and self._part is None:
            self._part = self._open(b"")
        if self._part is not None:
            self._part.close()
            self._part = None

    def finish(self) -> int:
        """Put both files in their place, on the disk when this returns; gives the backup's bytes.

        Raises:
            Unavailable: The disk is full.
            InvalidInput: A file cannot be written.
            ServerFailed: Something has not come.
        """
        if MANIFEST not in self._zip.namelist() or not self._keys_text:
            raise ServerFailed("The backup has not come whole.", remedy="Try again.")
        with _writing(self._target):
            self._zip.close()
            _sync(self._file)
            size = self._draft.stat().st_size
        with _writing(self._keys):
            self._keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            keys = _new(self._keys_draft)
            keys.write(self._keys_text)
            _sync(keys)
            self._keys_draft.replace(self._keys)  # first: whoever has been forgotten is so from now on
            self._draft.rename(self._target)
        self._finished = True
        return size


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a part."""

    name: str
    sha256: str
    bytes: int
    rows: int


class Backup:
    """A backup's file, opened for reading."""

    def __init__(self, path: Path) -> None:
        """Read its manifest.

        Raises:
            InvalidInput: It cannot be read, or is no backup.
        """
        self._path = path
        with self._reading():
            self._zip = zipfile.ZipFile(path)
            if self._zip.getinfo(MANIFEST).file_size > _MAX_MANIFEST_BYTES:
                raise ValueError
            self.manifest = self._zip.read(MANIFEST)
            parts = json.loads(self.manifest)["partes"]
            self.parts = [
                Part(str(part["nombre"]), str(part["sha256"]), int(part["bytes"]), int(part["filas"])) for part in parts
            ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def total_bytes(self) -> int:
        """Of all parts, as they are sent."""
        return sum(part.bytes for part in self.parts)

    def verify(self, show: Show) -> None:
        """Read every part and compare it with what the manifest says.

        Raises:
            InvalidInput: One is missing or different, or there is one too many.
        """
        expected = sorted([MANIFEST, *(part.name for part in self.parts)])
        if sorted(self._zip.namelist()) != expected:
            raise self._broken()
        for part in self.parts:
            got, count = hashlib.sha256(), 0
            for piece in self.data(part):
                got.update(piece)
                count += len(piece)
                show(len(piece))
                if count > part.bytes:
                    break
            if (got.hexdigest(), count) != (part.sha256, part.bytes):
                raise self._broken()

    def data(self, part: Part) -> Iterator[bytes]:
        """A part, piece by piece.

        Raises:
            InvalidInput: It cannot be read.
        """
        with self._reading(), self._zip.open(part.name) as file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InvalidInput(f"{self._path} cannot be read: {disk.reason(error)}.", remedy="Name another.") from None
        except _BROKEN:
            raise self._broken() from None

    def _broken(self) -> InvalidInput:
        return InvalidInput(
            f"{self._path} is no backup of a DECK, or has been changed or cut since: nothing is restored.",
            remedy="Take another one.",
        )


def read_keys(path: Path) -> bytes:
    """The players' keys.

    Raises:
        InvalidInput: They cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"The players' keys cannot be read: {path}: {disk.reason(error)}.",
            remedy="Say with --keys where llaves.json is: without it nobody can read the backup.",
        ) from None


def _writing(path: Path) -> contextlib.AbstractContextManager[None]:
    return disk.writing(path, "no backup has been made")


def _new(path: Path) -> IO[bytes]:
    """A file that was not there; what an earlier try has left goes."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
