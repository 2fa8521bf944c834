"""`penny up`, with small services in the place of the real ones."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from typer.testing import Result

from penny_client.local.services import SERVICES, STOP_ORDER

Penny = Callable[..., Result]

SERVICE = """
import os, signal
from concurrent.futures import ThreadPoolExecutor
import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

def stop(*_):
    with open(os.environ["FAKE_DIARY"], "a") as diary:
        diary.write("{name}\\n")
    os._exit(0)

signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, signal.SIG_DFL)
server = grpc.server(ThreadPoolExecutor(2))
checks = health.HealthServicer()
checks.set("", health_pb2.HealthCheckResponse.SERVING)
health_pb2_grpc.add_HealthServicer_to_server(checks, server)
server.add_insecure_port(os.environ["PENNY_{NAME}_LISTEN"])
server.start()
while True:
    signal.pause()
"""
MISCONFIGURED = "import sys\nsys.stderr.write('penny_llm: There is no engine of that name.\\n')\nsys.exit(78)\n"

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """An environment in which the six services are small ones, and no models are needed."""
    for name in SERVICES:
        source = SERVICE.replace("{name}", name).replace("{NAME}", name.upper())
        (tmp_path / f"penny_{name}.py").write_text(source)
    engines = {f"PENNY_{name}_ENGINE": "scripted" for name in ("VAD", "ASR", "LLM", "TTS")}
    return {
        **os.environ,
        **engines,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")])),
        "FAKE_DIARY": str(tmp_path / "diary"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


@pytest.fixture
def start(house: dict[str, str]) -> Iterator[Start]:
    """Starts `penny up` on free ports; it is killed at the end if it still runs."""
    with ExitStack() as held:

        def run() -> subprocess.Popen[str]:
            running = subprocess.Popen(
                [sys.executable, "-m", "penny_client.cli", "up", "--base-port", "0"],
                env=house,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            held.enter_context(running)
            held.callback(running.kill)
            return running

        yield run


@pytest.mark.slow
def test_starts_tells_and_stops_in_order(start: Start, tmp_path: Path) -> None:
    """Each service gets a line when it is ready; Ctrl-C stops them in order, leaves nothing, and is no failure."""
    up = start()
    assert up.stdout is not None
    lines = []
    for line in up.stdout:
        lines.append(line.strip())
        if "Penny is ready" in line:
            break
    services = psutil.Process(up.pid).children()
    up.send_signal(signal.SIGINT)
    rest = up.stdout.read()
    assert up.wait(timeout=30) == 0
    assert sorted(line.split()[0] for line in lines[:-1] if " ready after " in line) == sorted(SERVICES)
    told = [line.split()[0] for line in rest.splitlines() if line.endswith("stopped")]
    for order in ((tmp_path / "diary").read_text().split(), told):
        assert (order[:1], sorted(order[1:5]), order[5:]) == tuple(map(sorted, STOP_ORDER))
    assert len(services) == len(SERVICES)
    assert not any(service.is_running() for service in services)
    (logs,) = (tmp_path / "state/penny/logs").iterdir()
    assert sorted(path.name for path in logs.iterdir()) == sorted(f"{name}.log" for name in SERVICES)


@pytest.mark.slow
def test_misconfigured_service_stops_everything(start: Start, tmp_path: Path) -> None:
    """A service that cannot use its configuration: its last words, the others stopped, exit status 78."""
    (tmp_path / "penny_llm.py").write_text(MISCONFIGURED)
    up = start()
    output, _ = up.communicate(timeout=60)
    assert up.returncode == 78
    assert "penny: penny_llm: There is no engine of that name." in output


def test_missing_models_come_first(penny: Penny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the models nothing is started: the command that fetches them is named."""
    monkeypatch.setenv("PENNY_MODELS_HOME", str(tmp_path))
    result = penny("up")
    assert result.exit_code == 1
    names = result.stderr.partition("penny models pull ")[2].partition(" (or")[0].split()
    assert "whisper-base" in names


def test_a_model_that_is_no_default_one_is_named_in_the_command(
    penny: Penny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`penny models pull` without a name would not fetch it."""
    monkeypatch.setenv("PENNY_MODELS_HOME", str(tmp_path))
    monkeypatch.setenv("PENNY_LLM_MODEL", "qwen2.5-coder-0.5b")
    assert " qwen2.5-coder-0.5b " in penny("up").stderr.partition("penny models pull")[2]


def test_second_penny_is_refused(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """If somebody listens on a port, nothing is started and the address is named."""
    for name in ("VAD", "ASR", "LLM", "TTS"):
        monkeypatch.setenv(f"PENNY_{name}_ENGINE", "scripted")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setenv("PENNY_DECK_LISTEN", address)
        for name in SERVICES[:-1]:
            monkeypatch.setenv(f"PENNY_{name.upper()}_LISTEN", "127.0.0.1:0")
        result = penny("up")
    assert result.exit_code == 1
    assert f"deck cannot listen on {address}" in result.stderr
    assert "Is Penny running already?" in result.stderr
