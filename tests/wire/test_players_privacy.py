"""What is another's: who has read it is noted, who may not is told as if it were not there; from the client to DECK."""

import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from support.deck import add_document, refused, turno
from support.players import Asker, People, read, renew, said

from penny.v1 import deck_pb2, knowledge_pb2, vault_pb2
from penny_chassis.errors import NotFound, Unauthenticated
from penny_client.ending import answered
from penny_deck.db import conocimiento, sesiones, turnos, versiones


async def test_a_supervisors_reading_is_in_the_audit(people: People) -> None:
    """Under her own id; her reading the audit too."""
    askers, ids = people
    assert await read(askers["supervisor"], ids["guest"]) == ["lo de guest"]
    hers = deck_pb2.ReadAuditoriaRequest(player_id=ids["guest"])
    assert len([row async for row in askers["supervisor"].deck.stub.ReadAuditoria(hers)]) == 1
    request = deck_pb2.ReadAuditoriaRequest()
    for _ in range(2):
        rows = [row async for row in askers["guest"].deck.stub.ReadAuditoria(request)]
        assert [(row.quien, row.accion) for row in rows] == [
            (ids["supervisor"], "ReadAuditoria"),
            (ids["supervisor"], "ReadLog"),
        ]


async def change(asker: Asker) -> None:
    """Have another version of her plano 2."""
    versions = deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL")
    (version,) = [row async for row in asker.deck.stub.ReadVersiones(versions)]
    request = deck_pb2.WritePlanoRequest(plano="CONTEXTO_PERSONAL", autor="ella")
    request.documento = version.documento.replace("Supervisor", "Otra")
    await asker.deck.stub.WritePlano(request)


async def talk(asker: Asker) -> None:
    """Say something in two sessions."""
    for _ in range(2):
        await said(asker, "más", "y más")


async def put_document(asker: Asker) -> None:
    """Add a document of two passages to her knowledge."""
    text = "\n\n".join(f"Párrafo {number}. " + "Palabras y más. " * 60 for number in range(2))
    await add_document(asker.deck, "casa", "nota.txt", text)


async def read_versions(asker: Asker) -> AsyncIterator[object]:
    """Read plano 2's versions."""
    async for row in asker.deck.stub.ReadVersiones(deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL")):
        yield row


async def read_log(asker: Asker) -> AsyncIterator[object]:
    """Read the log."""
    async for row in asker.deck.stub.ReadLog(deck_pb2.ReadLogRequest()):
        yield row


async def read_passages(asker: Asker) -> AsyncIterator[object]:
    """Read what a document says."""
    request = knowledge_pb2.ReadPasajesRequest(coleccion="casa", nombre="nota.txt")
    async for row in asker.deck.knowledge.ReadPasajes(request):
        yield row


BEFORE: dict[Callable[[Asker], AsyncIterator[object]], Callable[[Asker], Awaitable[None]]] = {
    read_log: talk,
    read_versions: change,
    read_passages: put_document,
}
"""What makes that there is something to read."""


@pytest.mark.usefixtures("reading_here")
@pytest.mark.parametrize(
    ("page", "reading", "given"),
    [
        (sesiones.page, read_log, 1),
        (turnos.page, read_log, 2),
        (versiones.read, read_versions, 1),
        pytest.param(conocimiento.page, read_passages, 1, marks=pytest.mark.slow),
    ],
)
async def test_who_loses_her_token_reads_no_further(
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    page: Callable[..., Awaitable[object]],
    reading: Callable[[Asker], AsyncIterator[object]],
    given: int,
) -> None:
    """To read much takes its time: with each page it is asked anew who calls."""
    askers, ids = people
    hers = askers["supervisor"]
    await BEFORE[reading](hers)
    module = sys.modules[page.__module__]
    monkeypatch.setattr(module, "PAGE", 1)

    async def meanwhile(*args: object) -> object:
        found = await page(*args)
        await renew(askers["owner"], ids["supervisor"])
        return found

    monkeypatch.setattr(module, page.__name__, meanwhile)
    rows = reading(hers)
    for _ in range(given):
        await anext(rows)
    assert isinstance(await refused(anext(rows)), Unauthenticated)


async def append(asker: Asker, sesion: str, _: str) -> object:
    """Say something in a session."""
    turn = turno(sesion, 7, texto="intruso")
    return await asker.deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))


async def close(asker: Asker, sesion: str, _: str) -> object:
    """End a session."""
    return await asker.deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=sesion))


async def read_session(asker: Asker, sesion: str, _: str) -> object:
    """Read a session."""
    return await anext(aiter(asker.deck.stub.ReadLog(deck_pb2.ReadLogRequest(sesion_id=sesion))))


async def complete(asker: Asker, _: str, turn: str) -> object:
    """Say how a turn ended."""
    request = deck_pb2.CompleteTurnRequest(id=turn, texto="intruso")
    request.timestamp_fin.GetCurrentTime()
    return await asker.deck.stub.CompleteTurn(request)


async def keep_sound(asker: Asker, _: str, turn: str) -> object:
    """Say how a turn sounded."""
    begin = deck_pb2.KeepAudioRequest(begin=deck_pb2.KeepAudioBegin(turno_id=turn))
    return await answered(asker.deck.stub.KeepAudio(iter([begin])))


async def read_sound(asker: Asker, _: str, turn: str) -> object:
    """Hear how a turn sounded."""
    return await anext(aiter(asker.deck.stub.ReadAudio(deck_pb2.ReadAudioRequest(turno_id=turn))))


@pytest.mark.parametrize("deed", [append, close, read_session, complete, keep_sound, read_sound])
async def test_what_is_anothers_is_as_what_is_not_there(
    people: People, deed: Callable[[Asker, str, str], Awaitable[object]]
) -> None:
    """In every word of the answer, even to who knows its id; and without a token nobody is told either."""
    askers, _ = people
    (turn,) = await said(askers["owner"], "lo mío")
    for rol, kind in (("guest", NotFound), ("supervisor", NotFound), ("nobody", Unauthenticated)):
        hers = await refused(deed(askers[rol], turn.sesion_id, turn.id))
        none = await refused(deed(askers[rol], str(uuid.uuid4()), str(uuid.uuid4())))
        assert type(hers) is type(none) is kind
        assert (hers.message, hers.field) == (none.message, none.field)


async def test_nothing_is_begun_under_an_id_of_anothers(people: People) -> None:
    """Neither a session nor a turn; and hers stay as they are."""
    askers, ids = people
    (turn,) = await said(askers["owner"], "lo mío")
    for rol in ("guest", "supervisor"):
        session = deck_pb2.OpenSessionRequest(sesion_id=turn.sesion_id)
        assert isinstance(await refused(askers[rol].deck.stub.OpenSession(session)), NotFound)
        mine = await askers[rol].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
        intruding = deck_pb2.AppendTurnRequest(turno=turno(mine.sesion_id, id=turn.id, texto="intruso"))
        assert isinstance(await refused(askers[rol].deck.stub.AppendTurn(intruding)), NotFound)
    assert sorted(await read(askers["owner"], ids["owner"])) == ["lo de owner", "lo mío"]


async def test_a_recado_is_of_no_turn_of_anothers(people: People) -> None:
    """In every word of the answer such a turn is as one that is not there; a recado of her own turn is kept."""
    askers, _ = people
    (hers,), (mine,) = [await said(askers[rol], "apunta comprar pan") for rol in ("owner", "supervisor")]

    async def asked_for_in(turn: str) -> vault_pb2.CreateRecadoResponse:
        recado = vault_pb2.Recado(id=str(uuid.uuid4()), texto="Comprar pan", turno_id=turn)
        return await askers["supervisor"].deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(recado=recado))

    others, none = [await refused(asked_for_in(turn)) for turn in (hers.id, str(uuid.uuid4()))]
    assert type(others) is type(none) is NotFound
    assert (others.message, others.field) == (none.message, none.field)
    assert none.field == "recado.turno_id"
    assert await askers["owner"].deck.rows("SELECT id FROM penny_recados WHERE origen = 'voz'") == []
    assert (await asked_for_in(mine.id)).recado.turno_id == mine.id
