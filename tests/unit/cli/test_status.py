"""`penny status`."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from typer.testing import Result

from penny_client.local.services import SERVICES

Penny = Callable[..., Result]


@contextmanager
def service(status: int) -> Iterator[str]:
    """Something that has a health; gives its address."""
    server = grpc.server(ThreadPoolExecutor(2))
    checks = health.HealthServicer()
    checks.set("", status)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(0).wait()


@pytest.fixture
def everything_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets where all the services listen."""

    def everything(address: str) -> None:
        for name in SERVICES:
            monkeypatch.setenv(f"PENNY_{name.upper()}_LISTEN", address)

    return everything


def test_all_well(penny: Penny, everything_at: Callable[[str], None]) -> None:
    """Six serving services: exit status 0."""
    with service(health_pb2.HealthCheckResponse.SERVING) as address:
        everything_at(address)
        result = penny("status", "--json")
    healths = {name: row["health"] for name, row in json.loads(result.stdout).items()}
    assert (result.exit_code, healths) == (0, dict.fromkeys(SERVICES, "serving"))


def test_one_not_ready(penny: Penny, everything_at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that is there but not ready is told from one that is not there; either makes the exit status 1."""
    with (
        service(health_pb2.HealthCheckResponse.SERVING) as well,
        service(health_pb2.HealthCheckResponse.NOT_SERVING) as loading,
    ):
        everything_at(well)
        monkeypatch.setenv("PENNY_LLM_LISTEN", loading)
        monkeypatch.setenv("PENNY_TTS_LISTEN", "127.0.0.1:1")
        result = penny("status")
    rows = {
        line.split("│")[1].strip(): line.split("│")[3].strip() for line in result.stdout.splitlines() if "│" in line
    }
    assert result.exit_code == 1
    assert rows == {**dict.fromkeys(SERVICES, "serving"), "llm": "not serving", "tts": "unreachable"}


def test_nothing_there(penny: Penny, everything_at: Callable[[str], None]) -> None:
    """If nothing runs, the command says how to start it."""
    everything_at("127.0.0.1:1")
    result = penny("status")
    assert result.exit_code == 1
    assert "penny up" in result.stdout
