"""DECK as the process that people run: `python -m penny_deck`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
from support.deck import copy_of, turno
from support.faults import PATIENCE_S, address_of, calling, gone

from penny.v1 import deck_pb2
from penny_chassis.config import EX_CONFIG
from penny_deck.db import predecessor
from penny_deck.db.cluster import data_of

pytestmark = pytest.mark.slow


@pytest.fixture
def home(deck_mould: Path, tmp_path: Path) -> Path:
    """A home whose PostgreSQL has its data folder already, below a folder that only its owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    made = closed / "deck"
    made.mkdir()
    copy_of(deck_mould, made / "db")
    return made


async def run(home: Path, listen: str = "") -> asyncio.subprocess.Process:
    """Start the process."""
    own = {"PENNY_DECK_HOME": str(home), "PENNY_DECK_LISTEN": listen or address_of(home), "PENNY_DECK_FSYNC": "off"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "penny_deck", env=os.environ | own, stderr=asyncio.subprocess.PIPE
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Wait until the process has ended; gives its status and what it said."""
    async with asyncio.timeout(PATIENCE_S):
        _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_a_killed_deck_leaves_no_orphan_and_loses_nothing(home: Path) -> None:
    """After `kill -9` PostgreSQL ends by itself; the next start has the turn, and stops in order on SIGTERM."""
    process = await run(home)
    async with calling(home) as stub:
        session = await stub.OpenSession(deck_pb2.OpenSessionRequest())
        turn = turno(session.sesion_id, texto="el canario canta")
        await stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    postgres = predecessor.read(data_of(home / "db"))
    assert postgres is not None
    server = psutil.Process(postgres.pid)
    process.kill()
    status, said = await ended(process)
    assert status == -signal.SIGKILL
    await gone([server])

    process = await run(home)
    async with calling(home) as stub:
        sesion, kept = [response async for response in stub.ReadLog(deck_pb2.ReadLogRequest())]
    assert (sesion.sesion.estado, kept.turno.id) == ("interrumpida", turn.id)
    process.terminate()
    status, more = await ended(process)
    assert status == 0
    assert predecessor.read(data_of(home / "db")) is None
    assert "el canario canta" not in said + more + (home / "db" / "postgres.log").read_text(encoding="utf-8")


async def test_a_broken_plano_ends_the_start_with_ex_config(home: Path) -> None:
    """Restarting would not help; the reason is on standard error, in one line."""
    (home / "planos").mkdir()
    (home / "planos" / "sistema.yaml").write_text("plano: SISTEMA\ncontenidos: {}\n", encoding="utf-8")
    status, said = await ended(await run(home))
    assert status == EX_CONFIG
    assert "sistema.yaml:2: contenidos: this key is not known; did you mean 'contenido'?" in said
    assert "Traceback" not in said


async def test_a_second_deck_on_the_home_ends_with_ex_config(home: Path) -> None:
    """Restarting it would not help as long as the first runs; its last word is what to do, and the first goes on."""
    first = await run(home)
    async with calling(home):
        status, said = await ended(await run(home, listen=f"unix:{home}/s2"))
    assert status == EX_CONFIG
    assert said.splitlines()[-1] == (
        f"penny_deck: Another DECK is using {home}. Stop it, or give this one another home with PENNY_DECK_HOME."
    )
    assert "Traceback" not in said
    async with calling(home) as stub:
        assert (await stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id
    first.terminate()
    assert (await ended(first))[0] == 0
