"""Small services to be looked after."""

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from penny_client.local.process import Program

SERVING = """
import os, signal, sys, time
from concurrent.futures import ThreadPoolExecutor
import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

def stop(*_):
    with open(os.environ["FAKE_DIARY"], "a") as diary:
        diary.write("{name}\\n")
    while len(open(os.environ["FAKE_DIARY"]).read().split()) < {meets}:
        time.sleep(0.01)
    os._exit(0)

signal.signal(signal.SIGTERM, stop)
server = grpc.server(ThreadPoolExecutor(2), options=[("grpc.so_reuseport", 0)])
checks = health.HealthServicer()
checks.set("", health_pb2.HealthCheckResponse.SERVING)
health_pb2_grpc.add_HealthServicer_to_server(checks, server)
server.add_insecure_port("{target}")
server.start()
while True:
    signal.pause()
"""
"""Serves health; when it is stopped, writes its name into the diary and ends once so many have."""

MakeProgram = Callable[..., Program]


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    """What the small services are told."""
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "FAKE_DIARY": str(tmp_path / "diary")}


@pytest.fixture
def diary(tmp_path: Path) -> Callable[[], list[str]]:
    """Who has been stopped, in order."""
    path = tmp_path / "diary"
    return lambda: path.read_text().split() if path.exists() else []


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    """Makes a small service from its source, in which {name}, {target} and {meets} stand for its own."""

    def make(name: str, source: str = SERVING, *, meets: int = 0) -> Program:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            target = f"127.0.0.1:{probe.getsockname()[1]}"
        filled = source.replace("{name}", name).replace("{target}", target).replace("{meets}", str(meets))
        (tmp_path / f"small_{name}.py").write_text(filled)
        return Program(name, f"small_{name}", target, tmp_path / "logs" / f"{name}.log")

    return make
