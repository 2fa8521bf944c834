"""The catalogue's own contents and what it refuses to contain."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from penny_models import CatalogueError, UnknownModelError, load_catalogue, parse_catalogue

if TYPE_CHECKING:
    from unit.models.conftest import Bench

DEFAULTS = ("silero-vad-v6", "smart-turn-v3.2", "whisper-base", "qwen2.5-coder-1.5b", "kokoro-82m")
LAYOUT = {
    "silero-vad-v6": {"silero_vad_16k_op15.onnx"},
    "smart-turn-v3.2": {"smart-turn-v3.2-cpu.onnx"},
    "whisper-base": {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"},
    "qwen2.5-coder-1.5b": {"qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"},
    "kokoro-82m": {"kokoro-v1.0.int8.onnx", "voices/ef_dora.bin", "voices/em_alex.bin", "voices/em_santa.bin"},
}
TOY = """
[[models]]
name = "toy"
title = "Toy"
purpose = "llm"
licence = "MIT"
default = false
[[models.files]]
path = "PATH"
size_bytes = 3
sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
sources = [SOURCES]
"""
HUB = '{ kind = "huggingface", repo = "a/b", revision = "main", file = "f" }'
PART = (
    '{ package = "p", version = "1", archive_bytes = 9, member = "m", size_bytes = 3, '
    'sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }'
)


def toy(path: str = "f", sources: str = HUB) -> str:
    """A catalogue of one model."""
    return TOY.replace("PATH", path).replace("SOURCES", sources)


def test_default_models_and_their_layout() -> None:
    """The default models and their files are the ones that the engines look for."""
    catalogue = load_catalogue()

    assert tuple(model.name for model in catalogue.defaults) == DEFAULTS
    for name, files in LAYOUT.items():
        assert {file.path for file in catalogue.model(name).files} == files


def test_every_file_has_its_official_source_and_the_defaults_a_registry_too() -> None:
    """With internet the official source is asked first; with registries alone every default model can be had."""
    catalogue = load_catalogue()

    assert all(file.addresses for model in catalogue.models for file in model.files)
    assert [file.path for model in catalogue.defaults for file in model.files if file.archives is None] == []


@pytest.mark.parametrize(
    "name", ["whisper-medium", "whisper-large-v3", "whisper-distil-large-v3", "qwen2.5-coder-0.5b"]
)
def test_larger_and_smaller_models_are_there_by_name(name: str) -> None:
    """Models that are not default can be pulled by their names."""
    assert load_catalogue().model(name).default is False


@pytest.mark.parametrize(
    "path", ["../f", "a/../f", "/etc/f", "a//f", ".hidden", "a/.f", "a\\\\f", "", "a/", "f.partial", "C:f"]
)
def test_a_path_cannot_leave_its_folder(path: str) -> None:
    """A path that climbs, is absolute, hidden, empty or for files on their way is refused."""
    with pytest.raises(CatalogueError, match=r"path|ending"):
        parse_catalogue(toy(path), "toy.toml")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("models = [", "Invalid|invalid|Expected|Unclosed"),
        (toy() + toy(), "more than once: toy"),
        (toy(sources=""), "sources"),
        (toy(sources=f'{{ kind = "npm", parts = [{PART}] }}, {HUB}'), "must be the last one"),
        (toy(sources=f'{{ kind = "pypi", parts = [{PART}, {PART}] }}'), "do not add up to 3 bytes"),
        (toy(sources='{ kind = "ftp", url = "ftp://a/b" }'), "sources"),
        (toy(sources='{ kind = "url", url = "file:///etc/passwd" }'), "url"),
        (toy().replace("ba7816bf", "BA7816BF"), "sha256"),
        (toy().replace("size_bytes = 3", "size_bytes = 0"), "size_bytes"),
        (toy().replace("licence", "license"), "licence"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(text: str, reason: str) -> None:
    """A malformed catalogue is a typed error that names the file and what is wrong with it."""
    with pytest.raises(CatalogueError, match=rf"toy\.toml.*({reason})"):
        parse_catalogue(text, "toy.toml")


def test_an_unknown_model_error_names_the_known_ones() -> None:
    """Asking for a model that nobody described says which there are and how to add one."""
    with pytest.raises(UnknownModelError, match="whisper-base") as caught:
        load_catalogue().model("whisper-enormous")

    assert "PENNY_MODELS_CATALOGUE" in caught.value.remedy


def test_a_user_catalogue_adds_models(tmp_path: Path) -> None:
    """The file named by PENNY_MODELS_CATALOGUE comes after Penny's own."""
    users = tmp_path / "mine.toml"
    users.write_text(toy())

    catalogue = load_catalogue({"PENNY_MODELS_CATALOGUE": str(users)})

    assert catalogue.names == (*load_catalogue({}).names, "toy")


def test_a_user_catalogue_may_not_replace_a_model(tmp_path: Path) -> None:
    """A name that Penny's own catalogue has is refused in the user's."""
    users = tmp_path / "mine.toml"
    users.write_text(toy().replace('"toy"', '"whisper-base"'))

    with pytest.raises(CatalogueError, match="more than once: whisper-base"):
        load_catalogue({"PENNY_MODELS_CATALOGUE": str(users)})


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"#" * ((1 << 20) + 1)])
def test_an_unreadable_user_catalogue_is_a_catalogue_error(tmp_path: Path, content: bytes | None) -> None:
    """A user's catalogue that is absent, not text or far too large is a typed error."""
    users = tmp_path / "mine.toml"
    if content is not None:
        users.write_bytes(content)

    with pytest.raises(CatalogueError, match=r"mine\.toml"):
        load_catalogue({"PENNY_MODELS_CATALOGUE": str(users)})


def test_parts_know_where_they_start(bench: "Bench") -> None:
    """The offsets of parts are the sums of the sizes before them."""
    parts = bench.tarball("p", {"one": b"1", "two": b"22", "three": b"333"})
    catalogue = bench.catalogue(bench.file(b"122333", bench.archives("npm", *parts.values())))
    archives = catalogue.model("toy").files[0].archives

    assert archives is not None
    assert [start for start, _ in archives.offsets()] == [0, 1, 3]
