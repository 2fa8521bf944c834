"""A service's life, as a process."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
from pydantic_settings import SettingsConfigDict
from penny_chassis.config import ServiceSettings
from penny_chassis.errors import Misconfigured, NotFound
from penny_chassis.serve import Command, run

class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="PENNY_EXAMPLE_")

def build(_):
    raise Misconfigured("This is as far as it goes.")

async def lend(settings, what):
    if what == "moon":
        raise NotFound("There is no moon.", remedy="Wait.")
    print(settings.max_streams, repr(what))

lending = Command("lend", "THING", "lend something", lend)
run(Settings, build, module="penny_example", purpose="An example.", commands=[lending])
"""


def outcome_of(*words: str, **variables: str) -> tuple[int, str, str]:
    """How the process ends that is started with these words: its status, and what it has said on either output."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def lines_of(**variables: str) -> list[str]:
    """What the service says on standard error when it is started with these variables."""
    status, _, said = outcome_of(**variables)
    *lines, last = said.splitlines()
    assert (status, last) == (78, "penny_example: This is as far as it goes.")
    return lines


def test_a_misspelt_variable_is_one_line_of_the_log() -> None:
    """It names the variable and the one that was meant, and not what it was set to."""
    (line,) = lines_of(PENNY_EXAMPLE_LISTN="s3creto", PENNY_EXAMPLE_DRAIN_S="1", PENNY_OTHER_X="1")
    told = json.loads(line)
    assert (told["level"], told["variable"], told["nearest"]) == (
        "WARNING",
        "PENNY_EXAMPLE_LISTN",
        "PENNY_EXAMPLE_LISTEN",
    )
    assert "s3creto" not in line


def test_known_variables_are_not_worth_a_line() -> None:
    """Nothing is said of them."""
    assert lines_of(PENNY_EXAMPLE_LOG_LEVEL="DEBUG") == []


NOT_UNDERSTOOD = "penny_example: '{}' is not understood; configuration is by environment, see --help.\n"


@pytest.mark.parametrize(
    ("words", "unknown"), [(["--listen", "x"], "--listen"), (["lend", "book", "pen"], "pen"), (["x", "lend"], "x")]
)
def test_a_service_takes_no_other_arguments(words: list[str], unknown: str) -> None:
    """Whoever gives one is told how it is configured, instead of a service on the usual port."""
    assert outcome_of(*words) == (2, "", NOT_UNDERSTOOD.format(unknown))


@pytest.mark.parametrize(("words", "thing"), [(["lend"], "None"), (["lend", ""], "''"), (["lend", "book"], "'book'")])
def test_a_command_is_done_instead_of_serving(words: list[str], thing: str) -> None:
    """With the service's configuration, and its argument, which may be left out."""
    assert outcome_of(*words, PENNY_EXAMPLE_MAX_STREAMS="7") == (0, f"7 {thing}\n", "")


def test_a_command_that_fails_says_why() -> None:
    """In one line, with what to do, on standard error."""
    assert outcome_of("lend", "moon") == (1, "", "penny_example: There is no moon. Wait.\n")


@pytest.mark.parametrize("words", [["--help"], ["lend", "--help"], ["-h", "lend"]])
def test_help_teaches_serving_and_commands(words: list[str]) -> None:
    """Wherever it is asked for."""
    status, said, _ = outcome_of(*words)
    assert status == 0
    assert "  python -m penny_example\n      serve until told to stop\n" in said
    assert "  python -m penny_example lend [THING]\n      lend something\n" in said
    assert "PENNY_EXAMPLE_MAX_STREAMS" in said
