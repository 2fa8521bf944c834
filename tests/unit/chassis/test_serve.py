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
from penny_chassis.errors import Misconfigured
from penny_chassis.serve import run

class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="PENNY_EXAMPLE_")

def build(_):
    raise Misconfigured("This is as far as it goes.")

run(Settings, build, module="penny_example", purpose="An example.")
"""


def lines_of(**variables: str) -> list[str]:
    """What the service says on standard error when it is started with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | variables,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    *lines, last = done.stderr.splitlines()
    assert (done.returncode, last) == (78, "penny_example: This is as far as it goes.")
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


def test_a_service_takes_no_arguments() -> None:
    """Whoever gives one is told how it is configured, instead of a service on the usual port."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--listen", "x"], stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "penny_example: '--listen' is not understood; configuration is by environment, see --help.\n"
