"""What DECK keeps of a person is sealed: without her key nobody reads it, and without the key it is gone."""

import subprocess
import uuid
from pathlib import Path
from typing import Any

import grpc
import pytest
from support.deck import Deck, refused, turno
from support.serving import serving

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, Misconfigured, NotFound, PennyError
from penny_deck.config import Settings
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys import master

UNKNOWN = "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11"
WORDS = "mi animal es el ornitorrinco"


def settings(deck: Deck, **more: Any) -> Settings:  # noqa: ANN401 - any setting
    """Those of another DECK on the same database."""
    return Settings.model_validate({"home": deck.home, "dsn": deck.dsn, "pool": 4, "fsync": False} | more)


async def start_and_stop(told: Settings) -> None:
    """Another DECK, for a moment."""
    service = DeckServer(told)
    try:
        await service.start()
    finally:
        await service.stop()


async def said(deck: Deck, texto: str = WORDS) -> deck_pb2.OpenSessionResponse:
    """A session in which something was said."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    turn = turno(session.sesion_id, texto=texto, texto_generado=f"{texto}, dicho")
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    return session


async def heard(stub: "deck_pb2_grpc.DeckServiceAsyncStub", player_id: str = "") -> list[str]:
    """All texts of the log."""
    log = stub.ReadLog(deck_pb2.ReadLogRequest(player_id=player_id))
    return [row.turno.texto async for row in log if row.HasField("turno")]


async def everything(deck: Deck) -> str:
    """Every row of every table, as text."""
    found = await deck.rows("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'")
    tables = [row["name"] for row in found]
    assert {"penny_log", "penny_planos", "penny_sesiones", "penny_llaves"} <= set(tables)
    kept = [await deck.rows(f"SELECT t::text AS line FROM {table} AS t") for table in tables]  # noqa: S608 - of its own
    return " ".join(str(row["line"]) for rows_ in kept for row in rows_)


async def test_nothing_that_was_said_or_written_of_a_person_is_in_the_database(deck: Deck) -> None:
    """Neither turns nor her plano nor her day; the log gives it back."""
    await said(deck)

    kept = await everything(deck)

    for word in ("ornitorrinco", "Carlos", "Lucía", "Telefónica", "jazz"):
        assert word not in kept
    assert await heard(deck.stub) == [WORDS]


async def test_the_same_words_are_kept_differently(deck: Deck) -> None:
    """Nobody can guess them by sealing guesses; two of the same person's are known to be alike by their hash."""
    for _ in range(2):
        await said(deck)

    one, other = await deck.rows("SELECT texto, texto_hash FROM penny_log")
    assert one["texto"] != other["texto"]
    assert one["texto_hash"] == other["texto_hash"]


async def test_a_text_that_was_moved_cannot_be_read(deck: Deck) -> None:
    """Each is bound to its row."""
    await said(deck, "uno")
    await said(deck, "dos")
    await deck.rows("UPDATE penny_log SET texto = (SELECT max(texto) FROM penny_log) RETURNING id")

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await heard(deck.stub)
    assert isinstance(PennyError.from_rpc(caught.value, part="deck"), Misconfigured)


async def test_a_player_is_forgotten_for_ever(deck: Deck) -> None:
    """Key, turns, sessions, versions, rhythm and file; another's stay."""
    session = await said(deck)
    path = deck.home / "planos" / "usuarios" / f"{session.player_id}.yaml"
    other = deck.second_player()
    theirs = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=other))
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(theirs.sesion_id, texto="lo mío")))

    deleted = await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=session.player_id))

    assert (deleted.turnos, deleted.sesiones, deleted.versiones) == (1, 1, 1)
    assert not path.exists()
    assert session.player_id not in await everything(deck)
    assert await heard(deck.stub, other) == ["lo mío"]
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(session.sesion_id, 1)))
    assert isinstance(PennyError.from_rpc(caught.value, part="deck"), NotFound)


async def test_a_key_is_not_used_before_it_is_kept(deck: Deck, tmp_path: Path) -> None:
    """Her first session fails, and with it all that it has written: what she says next can be read after a restart."""
    await said(deck)
    other = deck.second_player()
    path = deck.home / "planos" / "sistema.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("nunca_inventar_datos", "inventar_datos"), encoding="utf-8")
    with pytest.raises(grpc.aio.AioRpcError):
        await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=other))
    path.write_text(text, encoding="utf-8")
    theirs = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=other))
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(theirs.sesion_id, texto="lo mío")))

    async with serving(DeckServer(settings(deck)), tmp_path) as address, channel(address) as to_deck:
        assert await heard(deck_pb2_grpc.DeckServiceStub(to_deck), other) == ["lo mío"]


async def test_nobody_has_a_key_who_is_not_known(deck: Deck) -> None:
    """Whatever is asked about her."""
    await said(deck)
    request = deck_pb2.SearchLogRequest(player_id=UNKNOWN, consulta="ornitorrinco")
    assert [found async for found in deck.stub.SearchLog(request)] == []
    with pytest.raises(grpc.aio.AioRpcError):
        await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=UNKNOWN))
    assert len(await deck.rows("SELECT player_id FROM penny_llaves")) == 1


@pytest.mark.parametrize(("player_id", "kind"), [("", InvalidInput), ("x", InvalidInput), (UNKNOWN, NotFound)])
async def test_nobody_is_forgotten_by_mistake(deck: Deck, player_id: str, kind: type[PennyError]) -> None:
    """The player has to be named, even if there is only one."""
    await said(deck)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player_id))
    assert type(PennyError.from_rpc(caught.value, part="deck")) is kind
    assert await heard(deck.stub) == [WORDS]


async def test_rows_that_come_back_without_the_key_cannot_be_read(
    deck: Deck,
) -> None:
    """As from a backup of the rows alone."""
    session = await said(deck)
    (row,) = await deck.rows("SELECT texto, id FROM penny_log")
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=session.player_id))
    await deck.rows(
        "INSERT INTO penny_sesiones (id, player_id, inicio, planos_cargados, total_turnos, sellado)"
        " VALUES ($1, $2, now(), '{}', 1, true) RETURNING id",
        uuid.UUID(session.sesion_id),
        uuid.UUID(session.player_id),
    )
    await deck.rows(
        "INSERT INTO penny_log (id, sesion_id, turno_index, timestamp_inicio, texto, planos_activos, sellado, rol,"
        " player_id) VALUES ($1, $2, 0, now(), $3, '{}', true, 'usuario', $4) RETURNING id",
        row["id"],
        uuid.UUID(session.sesion_id),
        row["texto"],
        uuid.UUID(session.player_id),
    )

    assert await heard(deck.stub, session.player_id) == []
    request = deck_pb2.ReadLogRequest(player_id=session.player_id, sesion_id=session.sesion_id)
    assert isinstance(await refused(anext(aiter(deck.stub.ReadLog(request)))), NotFound)


async def test_what_an_earlier_deck_kept_in_clear_is_sealed_at_the_start(deck: Deck, tmp_path: Path) -> None:
    """Turns, plano 2 and sessions as DECK wrote them before there were keys; the log reads as it did."""
    session = await said(deck)
    player, sesion = uuid.UUID(session.player_id), uuid.UUID(session.sesion_id)
    await deck.rows("UPDATE penny_log SET texto = $1, texto_generado = '', sellado = false RETURNING id", WORDS)
    await deck.rows(
        "UPDATE penny_sesiones SET sellado = false,"
        """ planos_cargados = '{"CONTEXTO_AMBIENTAL": {"contenido": {"recados": ["Telefónica"]}}}' RETURNING id"""
    )
    await deck.rows("DELETE FROM penny_planos WHERE player_id = $1 RETURNING id", player)
    await deck.rows(
        "INSERT INTO penny_planos (id, plano_tipo, plano_version, player_id, contenido, contenido_hash)"
        """ VALUES ($1, 'CONTEXTO_PERSONAL', '1', $2, '{"nombre_usuario": "Carlos"}', '') RETURNING id""",
        uuid.uuid4(),
        player,
    )

    later = DeckServer(settings(deck))
    async with serving(later, tmp_path) as address, channel(address) as to_deck:
        stub = deck_pb2_grpc.DeckServiceStub(to_deck)
        kept = await everything(deck)
        assert all(word not in kept for word in ("ornitorrinco", "Telefónica", "Carlos"))
        assert await heard(stub) == [WORDS]
        request = deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL", version="1")
        (version,) = [version async for version in stub.ReadVersiones(request)]
        assert version.contenido["nombre_usuario"] == "Carlos"
    assert await deck.rows("SELECT id FROM penny_sesiones WHERE id = $1 AND sellado", sesion)


@pytest.mark.parametrize("how", ["lost", "other", "broken"])
async def test_without_the_master_key_deck_does_not_start(deck: Deck, how: str) -> None:
    """And says what to do; it makes no new one over what is kept."""
    await said(deck)
    path = deck.home / "config" / "llave_maestra"
    path.unlink()
    if how == "other":
        path.write_text(master.fresh())
    if how == "broken":
        path.write_text("una llave")

    with pytest.raises(Misconfigured, match="master key"):
        await start_and_stop(settings(deck))
    assert path.exists() == (how != "lost")


async def test_the_master_key_may_come_from_elsewhere(deck: Deck, tmp_path: Path) -> None:
    """A file or the environment, so that it does not lie beside what it locks."""
    await said(deck)
    key = (deck.home / "config" / "llave_maestra").read_text()
    (deck.home / "config" / "llave_maestra").unlink()
    file = tmp_path / "key"
    file.write_text(key)

    for told in ({"master_key_file": file}, {"master_key": key.strip()}):
        await start_and_stop(settings(deck, **told))
    with pytest.raises(Misconfigured, match="cannot be read"):
        await start_and_stop(settings(deck, master_key_file=tmp_path / "none"))


async def test_the_master_key_is_for_the_owners_eyes_only(deck: Deck) -> None:
    """And is no part of what the database keeps."""
    path = deck.home / "config" / "llave_maestra"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().strip() not in await everything(deck)


def test_the_key_is_what_openssl_would_make() -> None:
    """As the error says that one is made."""
    made = subprocess.run(["openssl", "rand", "-base64", "32"], capture_output=True, check=True, text=True).stdout
    assert master.from_text(made, "openssl").name
