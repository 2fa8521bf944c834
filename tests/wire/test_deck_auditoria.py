"""penny_auditoria: whoever reads is noted."""

from support.deck import Deck, refused, turno

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput


async def readings(deck: Deck, player_id: str = "") -> list[tuple[str, str, str, int]]:
    """Who did what, newest first."""
    request = deck_pb2.ReadAuditoriaRequest(player_id=player_id)
    return [(row.quien, row.accion, row.objeto, row.filas) async for row in deck.stub.ReadAuditoria(request)]


async def test_every_reading_is_noted(deck: Deck) -> None:
    """With what was read and how much of it, and never what was looked for."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(session.sesion_id, texto="el ornitorrinco")))

    _ = [row async for row in deck.stub.ReadLog(deck_pb2.ReadLogRequest())]
    _ = [row async for row in deck.stub.ReadLog(deck_pb2.ReadLogRequest(sesion_id=session.sesion_id))]
    _ = [row async for row in deck.stub.SearchLog(deck_pb2.SearchLogRequest(consulta="ornitorrinco"))]
    await deck.stub.ReadPlanos(deck_pb2.ReadPlanosRequest(planos=["CONTEXTO_PERSONAL"]))
    _ = [row async for row in deck.stub.ReadVersiones(deck_pb2.ReadVersionesRequest(plano="PERSONALIDAD"))]

    assert await readings(deck) == [
        ("local", "ReadVersiones", "PERSONALIDAD", 1),
        ("local", "ReadPlanos", "CONTEXTO_PERSONAL", 1),
        ("local", "SearchLog", "", 1),
        ("local", "ReadLog", session.sesion_id, 1),
        ("local", "ReadLog", "", 1),
    ]
    kept = await deck.rows("SELECT * FROM penny_auditoria")
    assert "ornitorrinco" not in str(kept)


async def test_each_sees_who_has_read_of_her(deck: Deck) -> None:
    """And not of others."""
    first = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    other = deck.second_player()
    await deck.stub.ReadPlanos(deck_pb2.ReadPlanosRequest(player_id=other))

    assert await readings(deck, first.player_id) == []
    assert await readings(deck, other) == [("local", "ReadPlanos", "", 4)]


async def test_fewer_than_none_are_refused(deck: Deck) -> None:
    """Any other number is how many are wanted."""
    rows = deck.stub.ReadAuditoria(deck_pb2.ReadAuditoriaRequest(max_lecturas=-1))
    assert isinstance(await refused(anext(aiter(rows))), InvalidInput)
