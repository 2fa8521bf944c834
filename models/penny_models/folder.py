"""The weights' folder: where it is, what is in it, and whether it is what the catalogue says.

The law: after a pull this folder is only read, and nothing about it is remembered. A file is good because its bytes
have the SHA-256 of the catalogue now, each time an engine asks for it (measured on a 2-core machine: 1.2 s for the
1.1 GB of the default language model, 0.95 GB/s), so a disk that goes bad is found at the next start.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from platformdirs import user_cache_path

from penny_models.catalogue import Catalogue, Model, ModelFile, load_catalogue
from penny_models.errors import CorruptFileError, MissingFileError

HOME_VARIABLE = "PENNY_MODELS_HOME"
CHUNK_BYTES = 1 << 20


class FileState(StrEnum):
    """What is known of a file in the weights' folder."""

    MISSING = "missing"
    CORRUPT = "corrupt"
    """Another size or SHA-256 than the catalogue says."""
    PRESENT = "present"
    """The right size; the bytes were not read."""
    VERIFIED = "verified"
    """The right SHA-256."""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file and its state."""

    file: ModelFile
    state: FileState
    reason: str = ""
    """Why it is corrupt."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model's folder and the state of each of its files."""

    model: Model
    folder: Path
    files: tuple[FileStatus, ...]

    @property
    def state(self) -> FileState:
        """That of its worst file."""
        worst_first = tuple(FileState)
        return min((status.state for status in self.files), key=worst_first.index)


def models_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The weights' folder: PENNY_MODELS_HOME, or the user's cache folder for Penny."""
    named = environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else user_cache_path("penny") / "models"


def locate(name: str, home: Path | None = None, catalogue: Catalogue | None = None) -> Path:
    """The folder of a model whose files are all there and all have the right SHA-256.

    Raises:
        UnknownModelError: no catalogue describes it.
        MissingFileError: a file is not there; the message has the command that fetches it.
        CorruptFileError: a file has other bytes; likewise.
        CatalogueError: the catalogue itself cannot be used.
    """
    model = (catalogue or load_catalogue()).model(name)
    folder = (home or models_home()) / model.name
    for file in model.files:
        found = examine(folder, file, read=True)
        if found.state is FileState.MISSING:
            raise MissingFileError(model.name, folder / file.path)
        if found.state is FileState.CORRUPT:
            raise CorruptFileError(model.name, folder / file.path, found.reason)
    return folder


def status(model: Model, home: Path | None = None) -> ModelStatus:
    """What is there of a model, by the files' sizes alone: instant, for a list."""
    return _model_status(model, home, read=False)


def verify(model: Model, home: Path | None = None) -> ModelStatus:
    """What is there of a model, by the files' bytes: about a second a gigabyte."""
    return _model_status(model, home, read=True)


def _model_status(model: Model, home: Path | None, *, read: bool) -> ModelStatus:
    folder = (home or models_home()) / model.name
    return ModelStatus(model, folder, tuple(examine(folder, file, read=read) for file in model.files))


def examine(folder: Path, file: ModelFile, *, read: bool) -> FileStatus:
    """The state of one file of a model; `read` says whether its bytes are hashed."""
    path = folder / file.path
    if not path.is_file():
        return FileStatus(file, FileState.MISSING)
    size = path.stat().st_size
    if size != file.size_bytes:
        return FileStatus(file, FileState.CORRUPT, f"{size} bytes instead of {file.size_bytes}")
    if not read:
        return FileStatus(file, FileState.PRESENT)
    try:
        digest = sha256_of(path)
    except OSError as error:
        return FileStatus(file, FileState.CORRUPT, f"it cannot be read: {error.strerror}")
    if digest != file.sha256:
        return FileStatus(file, FileState.CORRUPT, f"SHA-256 {digest[:12]}… instead of {file.sha256[:12]}…")
    return FileStatus(file, FileState.VERIFIED)


def sha256_of(path: Path, start_byte: int = 0, size_bytes: int | None = None) -> str:
    """The SHA-256, in hexadecimal, of a file or of a stretch of it.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    left = size_bytes if size_bytes is not None else path.stat().st_size - start_byte
    buffer = memoryview(bytearray(CHUNK_BYTES))
    with path.open("rb", buffering=0) as file:
        file.seek(start_byte)
        while left > 0 and (count := file.readinto(buffer[: min(left, CHUNK_BYTES)])):
            digest.update(buffer[:count])
            left -= count
    return digest.hexdigest()
