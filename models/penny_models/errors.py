"""Everything that can go wrong with model weights, as one tree, each with the command or act that puts it right.

ModelsError
├── CatalogueError          a catalogue file is unreadable or contradicts itself (whoever wrote it)
├── UnknownModelError       no catalogue describes a model of that name (the caller)
├── FileError               a file of a model cannot be used as it is (the weights' folder)
│   ├── MissingFileError
│   └── CorruptFileError
├── StorageError            the weights' folder cannot be written (the machine)
│   └── NoSpaceError
├── PullFailedError         every source of a file failed; says each source and why
└── SourceError             one source did not give the bytes; the next is tried (never leaves a pull)
    ├── OutOfReachError     it does not answer
    └── BadBytesError       it answers with other bytes than the catalogue promises
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


def pull_command(*names: str) -> str:
    """The command that fetches the models of these names."""
    return " ".join(("penny models pull", *names))


class ModelsError(Exception):
    """The root: a message that says what happened, and `remedy`, what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}. {remedy}" if remedy else message)
        self.remedy = remedy


class CatalogueError(ModelsError):
    """A catalogue file is unreadable or contradicts itself."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"The catalogue {path} cannot be used: {reason}", "Correct that file")


class UnknownModelError(ModelsError):
    """No catalogue describes a model of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no model called {name!r}; the catalogue has {', '.join(known)}",
            "Choose one of them, or describe yours in a TOML file named by PENNY_MODELS_CATALOGUE",
        )
        self.name = name


class FileError(ModelsError):
    """A file of a model cannot be used as it is; a pull puts it right."""

    def __init__(self, model: str, path: Path, what: str) -> None:
        super().__init__(f"{path} {what}", f"Run: {pull_command(model)}")
        self.model = model
        self.path = path


class MissingFileError(FileError):
    """A file of a model is not there."""

    def __init__(self, model: str, path: Path) -> None:
        super().__init__(model, path, "is missing")


class CorruptFileError(FileError):
    """A file of a model has another size or another SHA-256 than the catalogue says."""

    def __init__(self, model: str, path: Path, reason: str) -> None:
        super().__init__(model, path, f"is corrupt ({reason})")


class StorageError(ModelsError):
    """The weights' folder cannot be written."""

    def __init__(self, home: Path, reason: str) -> None:
        super().__init__(
            f"The models' folder {home} cannot be written: {reason}",
            "Make it writable, or name another with PENNY_MODELS_HOME",
        )
        self.home = home


class NoSpaceError(StorageError):
    """The disk of the weights' folder has less room than the download needs."""

    def __init__(self, home: Path, needed_bytes: int, free_bytes: int) -> None:
        super().__init__(home, f"{needed_bytes / 1e9:.2f} GB are needed and {free_bytes / 1e9:.2f} GB are free")
        self.needed_bytes = needed_bytes
        self.free_bytes = free_bytes


class Failure(NamedTuple):
    """Why one source did not give a file."""

    source: str
    reason: str


class PullFailedError(ModelsError):
    """Every source of at least one file failed; the files that did arrive are kept."""

    def __init__(self, failures: Mapping[str, Sequence[Failure]], models: Sequence[str]) -> None:
        files_by_reasons: defaultdict[str, list[str]] = defaultdict(list)
        for file, of_file in failures.items():
            files_by_reasons["; ".join(f"{source}: {reason}" for source, reason in of_file)].append(file)
        super().__init__(
            " | ".join(f"No source gave {', '.join(files)} ({why})" for why, files in files_by_reasons.items()),
            f"Check the network or the registry, then run: {pull_command(*models)}",
        )
        self.failures = dict(failures)


class SourceError(ModelsError):
    """One source did not give the bytes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "")
        self.reason = reason


class OutOfReachError(SourceError):
    """The source does not answer. `again`: it was known, and not even asked this time."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


class BadBytesError(SourceError):
    """The source answers with other bytes than the catalogue promises."""
