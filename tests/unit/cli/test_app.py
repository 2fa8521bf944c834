"""The command's root."""

import importlib.metadata
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import Result

from penny_client.cli import status
from penny_client.cli.app import app
from penny_client.errors import Misconfigured

Penny = Callable[..., Result]

REPOSITORY = Path(__file__).parents[3]
COMMANDS = sorted(typer.main.get_group(app).commands)


def test_version(penny: Penny) -> None:
    """`penny --version` says the version of the distribution."""
    assert penny("--version").stdout == f"penny {importlib.metadata.version('penny-client')}\n"


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
def test_help_teaches_by_examples(penny: Penny, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Every help text ends with command lines that can be copied, each on a line of its own."""
    monkeypatch.setenv("COLUMNS", "80")
    result = penny(*arguments, "--help")
    examples = [line.strip() for line in result.stdout.partition("Examples:")[2].splitlines() if line.strip()]
    assert result.exit_code == 0
    assert len(examples) >= 2
    assert all(line.startswith(("penny ", "echo ")) for line in examples)


def test_a_paragraph_of_help_is_one_line_for_the_terminal_to_break(
    penny: Penny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the source breaks it is not where a terminal does."""
    monkeypatch.setenv("COLUMNS", "200")
    said = penny("deck", "restore", "--help").stdout
    assert "Whose key is not among the keys has been forgotten: nothing of hers is restored." in said


def test_misconfiguration_has_its_own_exit_status(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator has to mend is exit status 78, in one line."""

    def misconfigured(*_: object) -> None:
        raise Misconfigured("No such engine.", remedy="Choose another.")

    monkeypatch.setattr(status, "targets", misconfigured)
    result = penny("status")
    assert (result.exit_code, result.stderr) == (78, "penny: No such engine. Choose another.\n")


def test_interruption_has_its_own_exit_status(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends any command without a traceback, with exit status 130."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(status, "targets", interrupted)
    result = penny("status")
    assert (result.exit_code, result.output) == (130, "")


RUN = "from penny_command import main; main()"


@pytest.mark.slow
def test_without_its_libraries_the_command_says_what_to_install() -> None:
    """If only the SDK is installed, `penny` names the extra instead of a traceback."""
    code = f"import sys; sys.modules['typer'] = None; {RUN}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "pip install 'penny-client[cli]'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("library", ["grpc", "rich", "soundfile"])
def test_interruption_while_loading_is_silent(library: str, tmp_path: Path) -> None:
    """Ctrl-C while the SDK's or the command's libraries are being loaded: exit status 130 and not a word."""
    source = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(9): pass\nraise AssertionError\n"
    (tmp_path / f"{library}.py").write_text(source)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    result = subprocess.run(
        [sys.executable, "-c", RUN],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_the_script_is_the_one_that_minds_interruptions() -> None:
    """Whatever is installed as `penny` begins with what the tests above have run."""
    project = tomllib.loads((REPOSITORY / "sdk" / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"penny": "penny_command:main"}
