"""Penny as a person gets her: six processes with the real models, a DECK of their own, and a trace receiver."""

import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from support.otlp import Receiver, receiving

from penny_client import PennyClient
from penny_client.audio.player import Player
from penny_client.cli.caller import say
from penny_client.cli.recordings import Recording
from penny_client.cli.starting import supervisor
from penny_client.cli.turns import SpokenTurn, spoken_turn
from penny_client.local.services import listen_addresses, target_of
from penny_client.local.supervisor import Supervisor

CALLER_VOICE = "em_alex"


@dataclass(frozen=True, slots=True)
class Penny:
    """A running Penny."""

    targets: Mapping[str, str]
    """host:port by service."""
    services: Supervisor
    logs: Path
    out: Path
    traces: Receiver

    async def voice(self, text: str) -> Recording:
        """A sentence, said by a caller's voice."""
        return await say(self.targets["tts"], text, name="pregunta", voice=CALLER_VOICE)

    async def ask(self, *recordings: Recording) -> list[SpokenTurn]:
        """Recordings said in real time in one conversation, and what came of each."""
        async with (
            PennyClient(self.targets["gateway"]) as client,
            client.converse() as conversation,
            Player(conversation.played) as player,
        ):
            return [
                await spoken_turn(conversation, player, recording, lambda _: None, self.out) for recording in recordings
            ]


@pytest.fixture(scope="session")
def traces() -> Iterator[Receiver]:
    """Where the run's spans go."""
    with receiving() as receiver:
        yield receiver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def penny(traces: Receiver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Penny]:
    """Penny, started once for all tests with the real models."""
    folder = tmp_path_factory.mktemp("penny")
    environ = {
        **os.environ,
        "PENNY_DECK_HOME": str(folder / "deck"),
        "PENNY_DECK_FSYNC": "false",
        "OTEL_EXPORTER_OTLP_ENDPOINT": traces.address,
        "OTEL_EXPORTER_OTLP_INSECURE": "true",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    addresses = listen_addresses(0, environ)
    async with supervisor(addresses, environ, folder / "logs", Console(file=sys.stderr)) as services:
        await services.ready()
        targets = {name: target_of(address) for name, address in addresses.items()}
        yield Penny(targets, services, folder / "logs", folder / "out", traces)
