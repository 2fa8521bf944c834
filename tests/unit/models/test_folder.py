"""Finding models in the weights' folder, and finding out that they are not right."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from penny_models import CorruptFileError, FileState, MissingFileError, locate, models_home, status, verify
from penny_models.folder import sha256_of

if TYPE_CHECKING:
    from unit.models.conftest import Bench

DATA = b"weights" * 1000


def put(home: Path, data: bytes, path: str = "model.bin") -> Path:
    """A file of the toy model."""
    target = home / "toy" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def test_home_is_the_one_that_the_environment_names() -> None:
    """PENNY_MODELS_HOME names the folder; without it, it is in the user's cache."""
    assert models_home({"PENNY_MODELS_HOME": "/srv/weights"}) == Path("/srv/weights")
    assert models_home({}).parts[-2:] == ("penny", "models")


def test_locate_gives_the_folder_of_a_good_model(bench: "Bench", home: Path) -> None:
    """A model whose files have the right bytes is its folder."""
    put(home, DATA)

    assert locate("toy", home, bench.catalogue(bench.file(DATA, bench.url("/f")))) == home / "toy"


def test_locate_uses_the_environment(bench: "Bench", home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the one named by PENNY_MODELS_HOME is looked in."""
    put(home, DATA)
    monkeypatch.setenv("PENNY_MODELS_HOME", str(home))

    assert locate("toy", catalogue=bench.catalogue(bench.file(DATA, bench.url("/f")))) == home / "toy"


def test_a_missing_file_says_the_remedy(bench: "Bench", home: Path) -> None:
    """A missing file is a typed error with its path and the command that fetches it."""
    with pytest.raises(MissingFileError, match=r"toy/model\.bin is missing.*penny models pull toy") as caught:
        locate("toy", home, bench.catalogue(bench.file(DATA, bench.url("/f"))))

    assert caught.value.model == "toy"
    assert caught.value.path == home / "toy" / "model.bin"


@pytest.mark.parametrize("data", [DATA[:-1], DATA[:-1] + b"X", b""])
def test_a_corrupt_file_says_the_remedy(bench: "Bench", home: Path, data: bytes) -> None:
    """A file that is short, empty, or has one byte wrong is a typed error with the command that puts it right."""
    put(home, data)

    with pytest.raises(CorruptFileError, match=r"model\.bin is corrupt.*penny models pull toy"):
        locate("toy", home, bench.catalogue(bench.file(DATA, bench.url("/f"))))


def test_status_looks_at_sizes_and_verify_at_bytes(bench: "Bench", home: Path) -> None:
    """A file of the right size with wrong bytes is present at a glance, and corrupt when read."""
    put(home, DATA[:-1] + b"X")
    put(home, DATA, "good.bin")
    good = bench.file(DATA, bench.url("/g"), path="good.bin")
    model = bench.catalogue(bench.file(DATA, bench.url("/f")), good).model("toy")

    assert [each.state for each in status(model, home).files] == [FileState.PRESENT, FileState.PRESENT]
    assert [each.state for each in verify(model, home).files] == [FileState.CORRUPT, FileState.VERIFIED]


def test_a_model_is_as_good_as_its_worst_file(bench: "Bench", home: Path) -> None:
    """A model with a file missing is missing, whatever the others are; with all verified it is verified."""
    put(home, DATA)
    more = bench.file(DATA, bench.url("/g"), path="more.bin")
    model = bench.catalogue(bench.file(DATA, bench.url("/f")), more).model("toy")

    assert verify(model, home).state is FileState.MISSING
    put(home, DATA, "more.bin")
    assert verify(model, home).state is FileState.VERIFIED


def test_sha256_of_a_stretch(tmp_path: Path) -> None:
    """A stretch of a file has the SHA-256 that it would have as a file of its own."""
    whole, stretch = tmp_path / "whole", tmp_path / "stretch"
    whole.write_bytes(bytes(range(256)) * 8192)
    stretch.write_bytes(whole.read_bytes()[1000:1_500_000])

    assert sha256_of(whole, 1000, 1_499_000) == sha256_of(stretch)
