"""What a pull tells its caller while it works.

One function is called, never by two threads at once, with one of these events. It should return quickly: the
download waits for it. An exception that it raises ends the pull and comes out of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock


@dataclass(frozen=True, slots=True)
class Planned:
    """First of all: what is missing or corrupt and will be fetched. With no files there is nothing to do."""

    files: tuple[str, ...]
    """As `model/path`, the name that the other events use."""
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another pull is at work in the same folder; this one goes on when that one ends."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """So much of a file is here. It goes back when a source is given up and its bytes are of no use."""

    file: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class SourceSkipped:
    """A source is given up. One out of reach is told once, not again for each file that would have come from it."""

    file: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileReady:
    """A file is verified and in its place."""

    file: str
    source: str


Progress = Planned | Waiting | Advanced | SourceSkipped | FileReady
Report = Callable[[Progress], None]


def ignore(_event: Progress) -> None:
    """A report for callers that show nothing."""


class StoppedError(Exception):
    """The pull was given up: what is on its way stops at its next piece."""


class Reporter:
    """Hands the events of many threads to one report, one at a time, until stopped.

    What the report raises is kept in `failure` and ends the pull, so that an error of the caller's is never taken
    for one of the disk or of a source.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lock = Lock()
        self._stopped = Event()
        self.failure: BaseException | None = None

    def stop(self) -> None:
        """Whoever reports from now on gets `StoppedError`."""
        self._stopped.set()

    def check(self) -> None:
        """Raise `StoppedError` if the pull has been given up."""
        if self._stopped.is_set():
            raise StoppedError

    def __call__(self, event: Progress) -> None:
        """Report an event.

        Raises:
            StoppedError: the pull has been given up, or the report raised.
        """
        with self._lock:
            self.check()
            try:
                self._report(event)
            except BaseException as error:  # whatever it is, `pull` raises it again as it was
                self.failure = error
                self.stop()
                raise StoppedError from error


class Meter:
    """Counts how much of each file is here, whichever of its parts arrive first."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._done: dict[str, dict[int, int]] = {}
        self._lock = Lock()

    def at(self, file: str, total_bytes: int, done_bytes: int, start_byte: int = 0) -> None:
        """The part of a file that starts at `start_byte` has `done_bytes` bytes here."""
        with self._lock:
            parts = self._done.setdefault(file, {})
            parts[start_byte] = done_bytes
            self._reporter(Advanced(file, min(sum(parts.values()), total_bytes), total_bytes))

    def forget(self, file: str, total_bytes: int) -> None:
        """Nothing of the file is of use any more."""
        with self._lock:
            if self._done.pop(file, None):
                self._reporter(Advanced(file, 0, total_bytes))
