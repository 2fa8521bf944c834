"""How a person pauses: learned when a session ends, known when the next begins."""

import asyncio

from support.deck import Deck, opened, refused

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput


async def closed(deck: Deck, session: deck_pb2.OpenSessionResponse, pausa_media_ms: int, pausas: int) -> None:
    """The end of a session in which the person paused."""
    ritmo = deck_pb2.Ritmo(pausa_media_ms=pausa_media_ms, pausas=pausas)
    await deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=session.sesion_id, ritmo=ritmo))


def ritmo_of(session: deck_pb2.OpenSessionResponse) -> tuple[int, int] | None:
    """What a session knows of the person's pauses."""
    personal = session.planos[2]
    return (personal.ritmo.pausa_media_ms, personal.ritmo.pausas) if personal.HasField("ritmo") else None


async def test_how_a_person_pauses_is_known_in_the_next_session(deck: Deck) -> None:
    """Beside plano 2, which has no new version for it; what a session knew can be found again."""
    first = await opened(deck)
    await closed(deck, first, 421, 10)
    second = await opened(deck)
    await closed(deck, second, 600, 20)
    third = await opened(deck)

    assert [ritmo_of(session) for session in (first, second, third)] == [None, (421, 10), (540, 30)]
    before, after = first.planos[2], third.planos[2]
    assert (after.contenido, after.contenido_hash, after.version) == (before.contenido, before.contenido_hash, "1")
    assert not any(plano.HasField("ritmo") for plano in (*third.planos[:2], third.planos[3]))
    found = await deck.rows(
        "SELECT planos_cargados #>> '{CONTEXTO_PERSONAL,ritmo,pausas}' AS pausas FROM penny_sesiones ORDER BY inicio"
    )
    assert [row["pausas"] for row in found] == [None, "10", "30"]


async def test_a_session_is_learned_from_once(deck: Deck) -> None:
    """Its end may be sent again and again, even at once, for the first answer may have been lost."""
    session = await opened(deck)
    await asyncio.gather(*(closed(deck, session, 400, 10) for _ in range(8)))
    await closed(deck, session, 900, 30)
    assert ritmo_of(await opened(deck)) == (400, 10)


async def test_a_session_that_deck_s_end_cut_short_is_learned_from_all_the_same(deck: Deck) -> None:
    """The conversation has outlived DECK, and ends later."""
    session = await opened(deck)
    await deck.rows("UPDATE penny_sesiones SET estado = 'interrumpida', fin = inicio")
    await closed(deck, session, 400, 10)
    assert ritmo_of(await opened(deck)) == (400, 10)


async def test_sessions_of_one_player_that_end_together_are_all_learned_from(deck: Deck) -> None:
    """One device does not forget what another has heard."""
    sessions = [await opened(deck) for _ in range(4)]
    await asyncio.gather(*(closed(deck, session, 100 * n, 10) for n, session in enumerate(sessions, start=1)))
    assert ritmo_of(await opened(deck)) == (250, 40)


async def test_the_pauses_of_one_player_are_not_another_s(deck: Deck) -> None:
    """The session says whose they are."""
    mine = await opened(deck)
    other = deck.second_player()
    hers = await opened(deck, player_id=other)
    await closed(deck, mine, 400, 10)
    assert ritmo_of(await opened(deck, player_id=other)) is None
    await closed(deck, hers, 900, 20)
    assert ritmo_of(await opened(deck, player_id=other)) == (900, 20)
    assert ritmo_of(await opened(deck, player_id=mine.player_id)) == (400, 10)


async def test_pauses_that_cannot_be_are_refused_and_the_session_stays_open(deck: Deck) -> None:
    """The field is named, and nothing is written; the end may be sent again as it should be."""
    session = await opened(deck)
    error = await refused(closed(deck, session, 10_001, 5))
    assert type(error) is InvalidInput
    assert "ritmo.pausa_media_ms is above 10000" in error.message
    assert (await deck.rows("SELECT estado FROM penny_sesiones"))[0]["estado"] == "activa"
    await closed(deck, session, 10_000, 2**32 - 1)
    assert ritmo_of(await opened(deck)) == (10_000, 50)
