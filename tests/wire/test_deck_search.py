"""The log searched over real gRPC: sealed, and found nevertheless."""

from pathlib import Path

import grpc
import pytest
from support.deck import Deck, turno
from support.serving import serving

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, PennyError, TooLarge
from penny_deck.config import Settings
from penny_deck.deck import Deck as DeckServer

SAID = (
    "Mañana tengo la reunión del equipo",
    "Recuérdame llamar al dentista",
    "¿Cuándo son las reuniones con el dentista?",
)


async def say(deck: Deck, *words: str, player_id: str = "") -> deck_pb2.OpenSessionResponse:
    """A session in which this was said."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=player_id))
    for index, texto in enumerate(words):
        turn = turno(session.sesion_id, index, texto=texto)
        await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    return session


async def found(stub: "deck_pb2_grpc.DeckServiceAsyncStub", consulta: str, **more: str | int) -> list[str]:
    """The texts that are found."""
    request = deck_pb2.SearchLogRequest(consulta=consulta, **more)  # type: ignore[arg-type]
    return [answer.turno.texto async for answer in stub.SearchLog(request)]


async def test_turns_are_found_by_their_words_newest_first(deck: Deck) -> None:
    """All words have to occur, in any form."""
    await say(deck, *SAID)
    assert await found(deck.stub, "reunion") == [SAID[2], SAID[0]]
    assert await found(deck.stub, "el DENTISTA y las reuniones") == [SAID[2]]
    assert await found(deck.stub, "médico") == []
    assert await found(deck.stub, "dentista", max_turnos=1) == [SAID[2]]


async def test_what_was_heard_is_found_and_not_what_was_cut(deck: Deck) -> None:
    """A turn is completed with what counts."""
    session = await say(deck)
    turn = turno(session.sesion_id, texto="", rol=deck_pb2.ROL_PENNY)
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    end = deck_pb2.CompleteTurnRequest(id=turn.id, texto="Tienes tres", texto_generado="Tienes tres recados")
    end.timestamp_fin.GetCurrentTime()
    await deck.stub.CompleteTurn(end)

    assert await found(deck.stub, "tres") == ["Tienes tres"]
    assert await found(deck.stub, "recados") == []


async def test_nobody_finds_what_another_has_said(deck: Deck) -> None:
    """Each player's index is under a key of her own."""
    mine = await say(deck, "mi secreto")
    other = deck.second_player()
    await say(deck, "otro secreto", player_id=other)

    assert await found(deck.stub, "secreto", player_id=other) == ["otro secreto"]
    assert await found(deck.stub, "secreto", player_id=mine.player_id) == ["mi secreto"]
    one, two = await deck.rows("SELECT indice FROM penny_log")
    assert not set(one["indice"]) & set(two["indice"])


@pytest.mark.parametrize(
    ("consulta", "more", "kind"),
    [
        ("", {}, InvalidInput),
        ("y de la que", {}, InvalidInput),
        ("?!", {}, InvalidInput),
        ("a" * 501, {}, TooLarge),
        ("casa", {"max_turnos": -1}, InvalidInput),
        ("casa", {"max_turnos": 1001}, InvalidInput),
        ("casa", {"player_id": "x"}, InvalidInput),
    ],
)
async def test_what_cannot_be_looked_for(
    deck: Deck, consulta: str, more: dict[str, str | int], kind: type[PennyError]
) -> None:
    """Says so."""
    await say(deck)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await found(deck.stub, consulta, **more)
    assert type(PennyError.from_rpc(caught.value, part="deck")) is kind


async def test_sql_is_a_word_like_any_other(deck: Deck) -> None:
    """It finds what was said, and does nothing."""
    await say(deck, "'; DROP TABLE penny_log; --")
    assert len(await found(deck.stub, "'; DROP TABLE penny_log; --")) == 1


async def test_what_was_kept_before_there_was_an_index_is_found_after_the_next_start(
    deck: Deck, tmp_path: Path
) -> None:
    """Sealed or in clear."""
    await say(deck, *SAID[:2])
    await deck.rows("UPDATE penny_log SET indice = NULL RETURNING id")
    assert await found(deck.stub, "dentista") == []

    later = DeckServer(Settings.model_validate({"home": deck.home, "dsn": deck.dsn, "pool": 4, "fsync": False}))
    async with serving(later, tmp_path) as address, channel(address) as to_deck:
        assert await found(deck_pb2_grpc.DeckServiceStub(to_deck), "dentista") == [SAID[1]]
