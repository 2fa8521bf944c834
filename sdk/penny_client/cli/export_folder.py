"""The folder of an export: there when it is finished, and gone without a trace if it is not.

For the owner's eyes only. Its manifest says of each file the SHA-256, as sha256sum prints it.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from penny_client.cli import disk
from penny_client.errors import InvalidInput, ServerFailed

MANIFEST = "manifest.json"
MAX_NAME_BYTES = 255
"""Of most file systems."""

Put = Callable[[bytes], object]
"""Writes some more bytes of a file."""


class Draft:
    """The folder while it is being written, beside the place where it is going to be."""

    def __init__(self, target: Path) -> None:
        """Where it is going to be: a folder that is not there yet, or is empty."""
        self._target = target.resolve()
        self._draft: Path | None = None
        self._files: dict[str, dict[str, object]] = {}

    def __enter__(self) -> Self:
        with self._writing():
            if not self._target.parent.is_dir():
                raise InvalidInput(f"There is no folder {self._target.parent}.", remedy="Make it, or name another.")
            if self._target.exists() and (not self._target.is_dir() or any(self._target.iterdir())):
                raise InvalidInput(f"{self._target} is there already, and is not empty.", remedy="Name another folder.")
            self._draft = Path(tempfile.mkdtemp(prefix=f".{self._target.name}.", dir=self._target.parent))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._draft is not None:
            shutil.rmtree(self._draft, ignore_errors=True)

    @contextlib.contextmanager
    def file(self, name: str) -> Iterator[Put]:
        """A new file, written by calling what this gives; on the disk when the block ends.

        Args:
            name: With "/" between a folder and what is in it.

        Raises:
            Unavailable: The disk is full.
            InvalidInput: It cannot be written.
        """
        got, size = hashlib.sha256(), 0
        path = self._inside(name)
        with self._writing():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:

                def put(data: bytes) -> None:
                    nonlocal size
                    size += len(data)
                    got.update(data)
                    file.write(data)

                yield put
                file.flush()
                os.fsync(file.fileno())
        self._files[name] = {"sha256": got.hexdigest(), "bytes": size}

    def write(self, name: str, text: str) -> None:
        """A file with this text; raises as `file` does."""
        with self.file(name) as put:
            put(text.encode())

    def digest(self, name: str) -> str:
        """The SHA-256 of a file that has been written, hexadecimal."""
        return str(self._files[name]["sha256"])

    def finish(self, about: Mapping[str, object], *, time_s: float | None = None) -> None:
        """Write the manifest and put the folder in its place.

        Args:
            about: What the manifest says before it says the files.
            time_s: When all of it is said to have been written, in seconds since 1970; without it, when it was.

        Raises:
            Unavailable: The disk is full.
            InvalidInput: It cannot be written, or somebody has put something there meanwhile.
        """
        self.write(MANIFEST, json.dumps({**about, "ficheros": self._files}, ensure_ascii=False, indent=2) + "\n")
        draft = self._inside("")
        with self._writing():
            if time_s is not None:
                for path in (*draft.rglob("*"), draft):
                    os.utime(path, (time_s, time_s))
            draft.rename(self._target)
        self._draft = None

    def _inside(self, name: str) -> Path:
        """Where a file goes.

        Raises:
            ServerFailed: It would be somewhere else: what DECK calls a file is never taken for a path.
        """
        if self._draft is None:
            raise RuntimeError("The folder is not being written.")
        path = self._draft / name
        last = name.rpartition("/")[2]
        folders = name.count("/")
        if name and (last in {"", ".", ".."} or folders > 1 or "\0" in name or len(last.encode()) > MAX_NAME_BYTES):
            raise ServerFailed("DECK gave a name that no file can have.", remedy="See its list: penny vault.")
        return path

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return disk.writing(self._target, "nothing has been exported")
