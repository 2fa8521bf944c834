"""The models' weights: what they are, where they come from, and whether the ones here are the right ones.

An engine asks `locate("whisper-base")` for a folder of verified files; a person's command calls
`penny_models.pull.pull`, with a function that is told of the progress, and `status` or `verify` for a list. `errors`
has the tree of what can fail; each error has a `remedy`. This library shows nothing and logs nothing.

`pull` is not imported here: an engine has no use for an HTTP client (half a second and 15 MB of each process).
"""

from penny_models.catalogue import Catalogue, Model, ModelFile, Purpose, load_catalogue, parse_catalogue
from penny_models.errors import (
    CatalogueError,
    CorruptFileError,
    Failure,
    FileError,
    MissingFileError,
    ModelsError,
    NoSpaceError,
    PullFailedError,
    StorageError,
    UnknownModelError,
)
from penny_models.folder import FileState, FileStatus, ModelStatus, locate, models_home, status, verify
from penny_models.progress import Advanced, FileReady, Planned, Progress, Report, SourceSkipped, Waiting

__all__ = [
    "Advanced",
    "Catalogue",
    "CatalogueError",
    "CorruptFileError",
    "Failure",
    "FileError",
    "FileReady",
    "FileState",
    "FileStatus",
    "MissingFileError",
    "Model",
    "ModelFile",
    "ModelStatus",
    "ModelsError",
    "NoSpaceError",
    "Planned",
    "Progress",
    "PullFailedError",
    "Purpose",
    "Report",
    "SourceSkipped",
    "StorageError",
    "UnknownModelError",
    "Waiting",
    "load_catalogue",
    "locate",
    "models_home",
    "parse_catalogue",
    "status",
    "verify",
]
