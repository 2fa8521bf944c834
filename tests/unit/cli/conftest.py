"""The command, run in this process, against gateways that play by a script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from penny_client.cli.app import app
from penny_client.testing import Parrot, ScriptedGateway

Penny = Callable[..., Result]


@pytest.fixture
def penny(monkeypatch: pytest.MonkeyPatch) -> Penny:
    """Runs the command with these arguments."""
    monkeypatch.setenv("COLUMNS", "120")
    runner = CliRunner()
    return lambda *arguments, **more: runner.invoke(app, [str(each) for each in arguments], **more)


@pytest.fixture
def gateway() -> Iterator[ScriptedGateway]:
    """A gateway that always has the same answer."""
    with ScriptedGateway(Parrot) as running:
        yield running


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A short sound file, in stereo and at a rate that has to be changed."""
    path = tmp_path / "pregunta uno.wav"
    tone = 0.3 * np.sin(np.arange(800) * 0.3)
    soundfile.write(path, np.stack([tone, tone], axis=1), 8000)
    return path
