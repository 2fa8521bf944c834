"""Model weights as the commands need them: are they there, and how a download is shown."""

import threading
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from penny_client.cli.counts import counted
from penny_client.errors import NotFound
from penny_models import (
    Advanced,
    FileReady,
    FileState,
    Model,
    Planned,
    Purpose,
    SourceSkipped,
    Waiting,
    load_catalogue,
    progress,
    status,
)

_SERVICE = {
    Purpose.VAD: "VAD",
    Purpose.END_OF_TURN: "VAD",
    Purpose.ASR: "ASR",
    Purpose.LLM: "LLM",
    Purpose.TTS: "TTS",
}

_FAMILY = "whisper-"
"""What may be left out of a recogniser's name, as the asr service does."""


def lacking(environ: Mapping[str, str]) -> list[str]:
    """The models that the services, as configured, would miss; by the files' sizes, which is instant.

    A service with an engine of one's own (PENNY_<SERVICE>_ENGINE) looks after its model itself.
    """
    return [model.name for model in _needed(environ) if status(model).state in {FileState.MISSING, FileState.CORRUPT}]


def _needed(environ: Mapping[str, str]) -> list[Model]:
    catalogue = load_catalogue()
    needed = []
    for model in catalogue.defaults:
        prefix = f"PENNY_{_SERVICE[model.purpose]}"
        if f"{prefix}_ENGINE" in environ:
            continue
        chosen = environ.get(f"{prefix}_MODEL", "") if model.purpose is not Purpose.END_OF_TURN else ""
        names = [name for name in (chosen, f"{_FAMILY}{chosen}") if name in catalogue.names]
        needed.append(catalogue.model(names[0]) if names else model)
    return needed


def require(environ: Mapping[str, str], console: Console, *, fetch: bool) -> None:
    """See that the models are there; fetch them if told to.

    Raises:
        NotFound: They are not, and are not to be fetched.
        ModelsError: They cannot be fetched.
    """
    names = lacking(environ)
    if names and not fetch:
        raise NotFound(
            f"Models are missing: {', '.join(names)}.",
            remedy=f"Fetch them with: penny models pull {' '.join(names)} (or add --pull)",
        )
    if names:
        fetch_models(names, console)


def fetch_models(names: Sequence[str], console: Console) -> None:
    """Fetch models (the default ones if none is named) and show how it goes.

    Raises:
        ModelsError: They cannot be fetched.
    """
    from penny_models.pull import pull  # noqa: PLC0415 - its HTTP client costs every other command a quarter of a second

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bars:
        pull(names, report=Bars(bars, console))


class Bars:
    """One bar a file; a source that is skipped and a file that is done are lines that stay."""

    def __init__(self, bars: Progress, console: Console) -> None:
        self._bars = bars
        self._console = console
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def __call__(self, event: progress.Progress) -> None:
        """Take an event of a pull; called from its threads."""
        with self._lock:
            self._take(event)

    def _take(self, event: progress.Progress) -> None:
        match event:
            case Planned(files=()):
                self._console.print("Everything is here already.")
            case Planned():
                self._console.print(f"{counted(len(event.files), 'file')} to fetch, {event.total_bytes / 1e6:.0f} MB")
            case Waiting():
                self._console.print("Waiting for another pull to end…")
            case Advanced():
                self._bars.update(self._task(event.file, event.total_bytes), completed=event.done_bytes)
            case SourceSkipped():
                self._console.print(f"{event.file}: skipped {event.source} ({event.reason})", style="dim")
            case FileReady():
                self._console.print(f"{event.file}: verified, from {event.source}", style="green")
                if event.file in self._tasks:
                    self._bars.remove_task(self._tasks.pop(event.file))

    def _task(self, file: str, total_bytes: int) -> TaskID:
        if file not in self._tasks:
            self._tasks[file] = self._bars.add_task(file, total=total_bytes)
        return self._tasks[file]
