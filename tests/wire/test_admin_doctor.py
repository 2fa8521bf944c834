"""`penny deck doctor`: on a DECK that is well, on one that is not, and where there is none."""

import fcntl
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from grpc_health.v1 import health_pb2
from support.copias import admin, fill, penny
from support.deck import Deck, turno

from penny.v1 import admin_pb2, deck_pb2
from penny_chassis.serve import build_server
from penny_client.cli import deck_away
from penny_client.local.health import Health
from penny_deck.config import Settings
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys import master

OK = admin_pb2.SEVERITY_OK


@pytest.fixture
async def served(deck: Deck, tmp_path: Path) -> AsyncIterator[Deck]:
    """The same DECK as a process serves it, with all that the health protocol asks for, knowing its time zone."""
    (deck.home / "config" / "penny.yaml").write_text("zona_horaria: Europe/Madrid\n", encoding="utf-8")
    service = DeckServer(Settings.model_validate({"home": deck.home, "dsn": deck.dsn, "pool": 2, "fsync": False}))
    address = f"unix:{tmp_path}/h"
    server, checks = await build_server(service, address)
    await server.start()
    await service.start()
    await checks.set("", health_pb2.HealthCheckResponse.SERVING)
    yield replace(deck, address=address)
    await server.stop(None)
    await service.stop()


async def ill(deck: Deck, backups: str = "") -> dict[str, "admin_pb2.Severity.ValueType"]:
    """What is not in order; the disk of whoever tests is none of our business."""
    async with admin(deck) as stub:
        found = (await stub.Diagnose(admin_pb2.DiagnoseRequest(backups=backups))).findings
    return {finding.code: finding.severity for finding in found if finding.severity != OK and finding.code != "DISK"}


async def test_a_deck_that_is_well(served: Deck) -> None:
    """A conversation has been held: no error, no warning, exit status 0, and all has been looked at."""
    await fill(served, served.only_player(), "canario")
    assert await ill(served) == {}
    result = await penny(served, "doctor", "--json")
    codes = [json.loads(line)["code"] for line in result.output.splitlines()]
    assert codes == [
        "SERVING",
        "DATABASE",
        "POSTGRES_VERSION",
        "POSTGRES_USER",
        "ROLE",
        "ROW_SECURITY",
        "MIGRATIONS",
        "KEYS",
        "SEALED",
        "SESSIONS",
        "CLOCK",
        "PLANO_0",
        "MASTER_KEY",
        "MASTER_KEY_MODE",
        "HOME",
        "DISK",
        "PLANOS",
        "TIME_ZONE",
        "EXTRA_OCR",
        "EXTRA_EMBEDDINGS",
    ]
    shown = await penny(served, "doctor")
    assert shown.exit_code == 0
    assert f"✓ DECK serves at {served.address}." in shown.output.splitlines()


async def test_what_a_database_can_have(served: Deck) -> None:
    """Each found by the statements themselves, on a database that has it."""
    await fill(served, served.only_player(), "canario")
    harms = {
        "ROW_SECURITY": "ALTER TABLE penny_recados {} ROW LEVEL SECURITY",
        "MIGRATIONS": "UPDATE penny_migraciones SET sha256 = {} WHERE numero = 2",
        "SEALED": "UPDATE penny_log SET sellado = {} WHERE turno_index = 1",
        "SESSIONS": "UPDATE penny_sesiones SET estado = {}, inicio = inicio - interval '1 day'",
        "CLOCK": "UPDATE penny_log SET timestamp_inicio = timestamp_inicio {} interval '1 day'",
    }
    before = (await served.rows("SELECT sha256 FROM penny_migraciones WHERE numero = 2"))[0]["sha256"]
    there_and_back = {
        "ROW_SECURITY": ("DISABLE", "ENABLE"),
        "MIGRATIONS": ("'0'", f"'{before}'"),
        "SEALED": ("false", "true"),
        "SESSIONS": ("'activa'", "'cerrada'"),
        "CLOCK": ("+", "-"),
    }
    await served.rows("UPDATE penny_log SET timestamp_inicio = timestamp_inicio - interval '7 hours'")
    for code, statement in harms.items():
        there, back = there_and_back[code]
        await served.rows(statement.format(there))
        found = await ill(served)
        await served.rows(statement.format(back))
        assert list(found) == [code]
    assert await ill(served) == {}


async def test_a_key_that_may_be_read_and_is_not_the_one(served: Deck) -> None:
    """Its mode, its place, and what it has wrapped."""
    await served.stub.OpenSession(deck_pb2.OpenSessionRequest())
    key = served.home / "config" / "llave_maestra"
    key.chmod(0o644)
    key.write_text(master.fresh(), encoding="utf-8")
    found = await ill(served, backups=str(served.home))
    assert found == dict.fromkeys(("KEYS", "MASTER_KEY_MODE", "MASTER_KEY_IN_BACKUPS"), admin_pb2.SEVERITY_ERROR)


async def test_files_that_have_been_changed(served: Deck) -> None:
    """Plano 0 under the same version, and a person's file that nobody can read; exit status 1, and what to do."""
    await served.stub.OpenSession(deck_pb2.OpenSessionRequest())
    sistema = served.home / "planos" / "sistema.yaml"
    sistema.write_text(sistema.read_text(encoding="utf-8").replace("Penny", "Paula"), encoding="utf-8")
    persona = served.file_of(served.only_player())
    persona.write_text("plano: 7\n", encoding="utf-8")
    served.home.chmod(0o755)
    result = await penny(served, "doctor")
    assert result.exit_code == 1
    assert "✗ planos/sistema.yaml says something else than its version has said before" in result.output
    assert f"✗ {persona}:1: plano" in result.output
    assert f"! Others may look into {served.home} (mode 0755): people's own files are there." in result.output
    assert f"    chmod 700 {served.home}" in result.output.splitlines()


async def test_a_database_that_cannot_be_asked(served: Deck) -> None:
    """The rest is looked at all the same."""
    async with admin(served) as stub:
        await served.rows("ALTER TABLE penny_llaves RENAME TO otra")
        try:
            found = (await stub.Diagnose(admin_pb2.DiagnoseRequest())).findings
        finally:
            await served.rows("ALTER TABLE otra RENAME TO penny_llaves")
    codes = [finding.code for finding in found if finding.severity == admin_pb2.SEVERITY_ERROR]
    assert codes == ["DATABASE"]
    assert "MASTER_KEY" in {finding.code for finding in found}


async def test_a_conversation_that_goes_on_is_no_ill(served: Deck) -> None:
    """It has begun long ago, and somebody has just spoken."""
    session = await served.stub.OpenSession(deck_pb2.OpenSessionRequest())
    await served.rows("UPDATE penny_sesiones SET inicio = inicio - interval '1 day'")
    await served.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(session.sesion_id)))
    assert await ill(served) == {}


def looked(target: str, home: Path, health: Health = Health.UNREACHABLE) -> dict[str, str]:
    """What can be seen from here of a DECK that does not answer: the texts by code."""
    found = deck_away.look(target, health, {"PENNY_DECK_HOME": str(home)})
    return {finding.code: f"{finding.text} {finding.remedy}".strip() for finding in found}


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Something that listens, and never answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    yield listening
    listening.close()


def test_where_nobody_answers(silent: socket.socket, tmp_path: Path) -> None:
    """Nobody is there, somebody else is, there is no such host, or it is not time yet."""
    port = silent.getsockname()[1]
    assert "Something listens at" in looked(f"127.0.0.1:{port}", tmp_path)["SERVING"]
    silent.close()
    assert "Nobody listens at" in looked(f"127.0.0.1:{port}", tmp_path)["SERVING"]
    assert "no host" in looked("nadie.invalid:50055", tmp_path)["SERVING"]
    assert "starting or stopping" in looked(f"127.0.0.1:{port}", tmp_path, Health.NOT_SERVING)["SERVING"]
    assert "Nobody answers" in looked("unix:/nowhere", tmp_path)["SERVING"]


def test_the_home_of_a_deck_that_is_away(tmp_path: Path) -> None:
    """Who may look into it, whether a DECK uses it all the same, and what its PostgreSQL said last."""
    home = tmp_path / "deck"
    assert looked("127.0.0.1:1", home)["HOME"].startswith(f"There is no home at {home}.")
    (home / "db").mkdir(parents=True)
    home.chmod(0o755)
    (home / "db" / "postgres.log").write_text("uno\nFATAL:  data directory is\x1b[31m gone\n", encoding="utf-8")
    with (home / "db" / "deck.lock").open("wb") as lock:
        found = looked("127.0.0.1:1", home)
        assert found["HOME"] == f"Others may look into {home} (mode 0755). chmod 700 {home}"
        assert found["POSTGRES_LOG"] == "PostgreSQL's last word: FATAL:  data directory is [31m gone"
        assert found["LOCK"] == "No DECK runs on this home."
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "A DECK uses this home" in looked("127.0.0.1:1", home)["LOCK"]
    home.chmod(0o700)
    assert "nobody else may look into it" in looked("127.0.0.1:1", home)["HOME"]
    assert set(looked("otra.invalid:50055", home)) == {"SERVING"}
