"""DECK as the process that people run: `python -m penny_deck`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import grpc
import psutil
import pytest
from support.deck import copy_of, turno
from support.faults import PATIENCE_S, address_of, calling, gone

from penny.v1 import deck_pb2, deck_pb2_grpc
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


async def token(home: Path, *words: str, **variables: str) -> tuple[int | None, str, str]:
    """Run `python -m penny_deck token` there; gives its status, and what it said on either output."""
    own = {"PENNY_DECK_HOME": str(home), "PENNY_DECK_FSYNC": "off"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "penny_deck", "token", *words),
        env=os.environ | own | variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_S):
        out, said = await process.communicate()
    return process.returncode, out.decode(), said.decode()


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


async def test_a_token_is_given_beside_a_deck_that_runs_and_without_one(home: Path, tmp_path: Path) -> None:
    """Where DECK runs its PostgreSQL is asked, whatever TMPDIR is here; else one is started for the while."""
    other = tmp_path / "tmp"
    other.mkdir()
    status, out, said = await token(home)
    assert (status, out) == (EX_CONFIG, "")
    assert said == "penny_deck: DECK has kept nothing in this database yet. Start DECK once.\n"
    deck = await run(home)
    async with calling(home) as stub:
        player = (await stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id
        status, first, said = await token(home, player, TMPDIR=str(other))
        assert (status, said.splitlines()[0]) == (0, f"{player} is an owner now.")
        await let_in(stub, first.strip())
    deck.terminate()
    assert (await ended(deck))[0] == 0

    status, second, said = await token(home)
    assert status == 0
    assert said.splitlines()[:2] == ["Owners:", f"  {player}  Carlos"]
    assert predecessor.read(data_of(home / "db")) is None
    deck = await run(home)
    async with calling(home) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await let_in(stub, first.strip())
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        await let_in(stub, second.strip())
    deck.terminate()
    assert (await ended(deck))[0] == 0


async def let_in(stub: "deck_pb2_grpc.DeckServiceAsyncStub", token: str) -> None:
    """Begin a session with a token."""
    await stub.OpenSession(deck_pb2.OpenSessionRequest(), metadata=(("authorization", f"Bearer {token}"),))


async def test_whom_postgresql_does_not_let_in_is_told_to_be_deck(home: Path) -> None:
    """Another user of the machine than the one that runs DECK, root too."""
    deck = await run(home)
    async with calling(home):
        (home / "db" / "pg_ident.conf").write_text('penny "somebody" penny\n', encoding="utf-8")
        state = predecessor.read(data_of(home / "db"))
        assert state is not None
        os.kill(state.pid, signal.SIGHUP)
        async with asyncio.timeout(PATIENCE_S):
            while (answer := await token(home))[0] == 1:
                assert "has no owner" in answer[2]  # it has not read the file yet
    assert answer[:2] == (EX_CONFIG, "")
    assert (
        answer[2] == "penny_deck: DECK's PostgreSQL does not let this user in. Run this as the user that runs DECK.\n"
    )
    deck.terminate()
    assert (await ended(deck))[0] == 0
