"""What a pull still has to fetch, where each file's bytes wait until they are complete, and room for them.

The law: a file is in its place only whole and verified. Until then it is a `.partial` beside it: one for the
addresses, always a beginning of the file, and one for the archives, of full size with its parts in their places.
Both outlive an interruption, and only bytes that still have the right SHA-256 are taken from them.
"""

import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from penny_models.catalogue import Model, ModelFile
from penny_models.errors import Failure, NoSpaceError
from penny_models.folder import FileState, examine

BLOCK_BYTES = 512
"""What `st_blocks` counts."""
SPARE_BYTES = 64 << 20
"""Left free on the disk."""


@dataclass(slots=True, eq=False)
class Wanted:
    """A file to fetch, and the sources that failed to give it so far."""

    model: Model
    file: ModelFile
    home: Path
    failures: list[Failure] = field(default_factory=list)
    done: bool = False

    @property
    def name(self) -> str:
        """As events and errors call it."""
        return f"{self.model.name}/{self.file.path}"

    @property
    def target(self) -> Path:
        """Where engines will read it."""
        return self.home / self.model.name / self.file.path

    @property
    def beginning(self) -> Path:
        """The partial file of the addresses."""
        return self.target.with_name(f"{self.target.name}.partial")

    @property
    def assembly(self) -> Path:
        """The partial file of the archives."""
        return self.target.with_name(f"{self.target.name}.parts.partial")

    def settle(self, partial: Path) -> None:
        """Put the complete and verified partial file in the file's place, at once or not at all."""
        partial.replace(self.target)
        self.beginning.unlink(missing_ok=True)
        self.assembly.unlink(missing_ok=True)
        self.done = True


def missing(models: Iterable[Model], home: Path) -> list[Wanted]:
    """The files of these models that are not there with the right SHA-256."""
    wanted = [Wanted(model, file, home) for model in models for file in model.files]
    with ThreadPoolExecutor(max_workers=2) as pool:
        states = pool.map(lambda each: examine(home / each.model.name, each.file, read=True).state, wanted)
    return [each for each, state in zip(wanted, states, strict=True) if state is not FileState.VERIFIED]


def check_room(wanted: Sequence[Wanted], home: Path, archives_at_once: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        NoSpaceError: it says how much is needed and how much is free.
    """
    packages = [part.archive_bytes for each in wanted if each.file.archives for part in each.file.archives.parts]
    needed = sum(_to_come(each) for each in wanted)
    # pip copies what it has downloaded, so each package is there twice for a moment
    needed += 2 * archives_at_once * max(packages, default=0) + SPARE_BYTES
    free = shutil.disk_usage(home).free
    if needed > free:
        raise NoSpaceError(home, needed, free)


def _to_come(wanted: Wanted) -> int:
    here = [path.stat().st_blocks * BLOCK_BYTES for path in (wanted.beginning, wanted.assembly) if path.exists()]
    return max(wanted.file.size_bytes - max(here, default=0), 0)
