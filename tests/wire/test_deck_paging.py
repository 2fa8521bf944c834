"""What DECK reads page by page: the log, versions, readings, whole and in order however much there is."""

import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from support.deck import Deck, append, opened, refused, turno

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput, NotFound
from penny_deck.db import auditoria, sesiones, turnos, versiones
from penny_deck.db.auditoria import Lectura
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Sesion, Turno, Version
from penny_deck.keys.seal import Person, Seal
from penny_deck.log.wire import ALL

PAGE = 3
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
INSERT = """
    INSERT INTO penny_sesiones (id, player_id, inicio, planos_cargados, total_turnos, sellado)
    VALUES ($1, $2, $3, '{}', $4, true) RETURNING id
"""
Meanwhile = Callable[[list[uuid.UUID]], Awaitable[object]]
"""What happens when a page has been read; told the ids of its sessions."""


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is full at once."""
    for module in ("sesiones", "turnos", "versiones", "auditoria"):
        monkeypatch.setattr(f"penny_deck.db.{module}.PAGE", PAGE)


@pytest.fixture
def after_each_page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Meanwhile], None]:
    """Have something happen whenever a page of sessions has been read."""

    def install(meanwhile: Meanwhile) -> None:
        real = sesiones.page

        async def page(connection: Connection, person: Person, after: sesiones.Place, most: int) -> list[Sesion]:
            found = await real(connection, person, after, most)
            await meanwhile([sesion.id for sesion in found])
            return found

        monkeypatch.setattr(sesiones, "page", page)

    return install


async def known(deck: Deck) -> str:
    """A player who has a key; in her only session nothing is said."""
    return (await opened(deck)).player_id


async def kept(deck: Deck, player: str, inicio: datetime, count: int = 1) -> uuid.UUID:
    """A session that began then, with so many turns by its row."""
    sesion = uuid.uuid4()
    await deck.rows(INSERT, sesion, uuid.UUID(player), inicio, count)
    return sesion


async def some(deck: Deck, player: str, count: int) -> list[uuid.UUID]:
    """So many sessions of a minute each, newest first."""
    return [await kept(deck, player, BEGAN - timedelta(minutes=minute)) for minute in range(count)]


async def forget(deck: Deck, player: str) -> None:
    """Have her forgotten."""
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player))


async def responses(deck: Deck, most: int = ALL, player: str = "") -> AsyncIterator[deck_pb2.ReadLogResponse]:
    """The log as it comes."""
    async for response in deck.stub.ReadLog(deck_pb2.ReadLogRequest(player_id=player, max_sessions=most)):
        yield response


async def read(deck: Deck, most: int = ALL, player: str = "") -> list[uuid.UUID]:
    """The ids of the sessions in the log."""
    return [
        uuid.UUID(response.sesion.id) async for response in responses(deck, most, player) if response.HasField("sesion")
    ]


@pytest.mark.parametrize("seed", range(5))
async def test_every_session_comes_once_and_the_newest_first(deck: Deck, seed: int) -> None:
    """Whenever they began, many at the same moment, and whoever else has some."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    mine, other = await known(deck), deck.second_player()
    said = []
    for _ in range(chance.randrange(4 * PAGE)):
        inicio = BEGAN + timedelta(seconds=chance.randrange(4), microseconds=chance.randrange(2))
        player, count = chance.choice([mine, mine, mine, other]), chance.randrange(4)
        sesion = await kept(deck, player, inicio, count)
        if player == mine and count:
            said.append((inicio, sesion))
    expected = [sesion for _, sesion in sorted(said, reverse=True)]
    assert await read(deck, player=mine) == expected
    for most in (1, PAGE - 1, PAGE, PAGE + 1, len(expected) or 1):
        assert await read(deck, most, mine) == expected[:most]


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 2 * PAGE])
async def test_a_page_may_end_anywhere(deck: Deck, count: int) -> None:
    """Also where the log does."""
    expected = await some(deck, await known(deck), count)
    assert await read(deck) == expected


async def test_turns_stay_with_their_sessions(deck: Deck) -> None:
    """Each session is followed by its own, over pages of both."""
    expected: list[str] = []
    for name in range(PAGE + 1):
        session = await opened(deck)
        for index in range(PAGE + 1):
            await append(deck, turno(session.sesion_id, index, texto=f"{name}/{index}"))
        expected = [session.sesion_id, *(f"{name}/{index}" for index in range(PAGE + 1)), *expected]
    assert [response.sesion.id or response.turno.texto async for response in responses(deck)] == expected


async def test_every_page_is_noted_with_what_it_gave(deck: Deck) -> None:
    """And none that gave nothing, but for a log that is empty."""
    player = await known(deck)
    await read(deck)
    await some(deck, player, 2 * PAGE)
    await read(deck)
    noted = await deck.rows("SELECT filas FROM penny_auditoria WHERE accion = 'ReadLog' ORDER BY id")
    assert [row["filas"] for row in noted] == [0, PAGE, PAGE]


async def test_what_begins_and_ends_meanwhile_does_no_harm(
    deck: Deck, after_each_page: Callable[[Meanwhile], None]
) -> None:
    """What was there is given once; what is newer is for the next time."""
    player = await known(deck)
    expected = await some(deck, player, 3 * PAGE)

    async def meanwhile(page: list[uuid.UUID]) -> None:
        await kept(deck, player, datetime.now(UTC))
        for sesion in page:
            await deck.stub.CloseSession(deck_pb2.CloseSessionRequest(sesion_id=str(sesion)))
            await opened(deck, str(sesion))

    after_each_page(meanwhile)
    assert await read(deck) == expected


async def test_a_session_that_goes_meanwhile_takes_no_other_with_it(
    deck: Deck, after_each_page: Callable[[Meanwhile], None]
) -> None:
    """Neither one that has been given, after which the next page begins, nor one that was still to come."""
    expected = await some(deck, await known(deck), 3 * PAGE)
    delete = "DELETE FROM penny_sesiones WHERE id = ANY($1) RETURNING id"

    async def meanwhile(page: list[uuid.UUID]) -> None:
        await deck.rows(delete, [*page, expected[PAGE + 1]])

    after_each_page(meanwhile)
    assert await read(deck) == [*expected[: PAGE + 1], *expected[PAGE + 2 :]]


@pytest.mark.parametrize(("at", "given"), [("after the first page", 1), ("before the second", PAGE)])
async def test_who_is_forgotten_meanwhile_has_no_whole_log(
    deck: Deck, monkeypatch: pytest.MonkeyPatch, at: str, given: int
) -> None:
    """Nobody takes for all that there was what had been given until then; nobody else's log comes after it."""
    player, other = await known(deck), deck.second_player()
    first = await some(deck, player, 2 * PAGE)
    await opened(deck, player_id=other)
    await kept(deck, other, BEGAN - timedelta(days=1))
    real = sesiones.page

    async def page(connection: Connection, person: Person, after: sesiones.Place, most: int) -> list[Sesion]:
        if at == "before the second" and after != sesiones.NEWEST:
            await forget(deck, player)
        found = await real(connection, person, after, most)
        if at == "after the first page":
            await forget(deck, player)
        return found

    monkeypatch.setattr(sesiones, "page", page)
    log = responses(deck, player=player)
    assert [uuid.UUID((await anext(log)).sesion.id) for _ in range(given)] == first[:given]
    assert isinstance(await refused(anext(log)), NotFound)


@pytest.mark.parametrize("by_id", [False, True])
async def test_who_is_forgotten_meanwhile_has_no_whole_conversation(
    deck: Deck, monkeypatch: pytest.MonkeyPatch, *, by_id: bool
) -> None:
    """Not of the last that was asked for either."""
    session = await opened(deck)
    for index in range(2 * PAGE):
        await append(deck, turno(session.sesion_id, index))
    real = turnos.page

    async def page(connection: Connection, sesion: uuid.UUID, after: int, seal: Seal) -> list[Turno]:
        found = await real(connection, sesion, after, seal)
        if after < 0:
            await forget(deck, session.player_id)
        return found

    monkeypatch.setattr(turnos, "page", page)
    which = {"sesion_id": session.sesion_id} if by_id else {"max_sessions": 1}
    log = aiter(deck.stub.ReadLog(deck_pb2.ReadLogRequest(player_id=session.player_id, **which)))
    assert [(await anext(log)).turno.turno_index for _ in range(1 + PAGE)][1:] == list(range(PAGE))
    assert isinstance(await refused(anext(log)), NotFound)


@pytest.mark.parametrize("wanted", [-1, -(2**31)])
async def test_fewer_than_none_are_refused(deck: Deck, wanted: int) -> None:
    """Any other number is how many are wanted."""
    await known(deck)
    assert isinstance(await refused(read(deck, wanted)), InvalidInput)


async def test_all_versions_come_once_the_one_in_force_first(deck: Deck) -> None:
    """By default."""
    await known(deck)
    path = deck.file_of(deck.only_player())
    text = path.read_text(encoding="utf-8")
    for name in range(2 * PAGE):
        documento = text.replace("Carlos", f"Carlos {name}")
        request = deck_pb2.WritePlanoRequest(plano="CONTEXTO_PERSONAL", documento=documento, autor="ana")
        await deck.stub.WritePlano(request)
    asked = deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL")
    found = [version async for version in deck.stub.ReadVersiones(asked)]
    assert [version.plano_version for version in found] == ["7", "6", "5", "4", "3", "2", "1"]
    assert [version.activo for version in found] == [True, *[False] * 6]
    assert found[0].documento.count("Carlos 5") == text.count("Carlos")
    asked.max_versiones = PAGE + 1
    assert [version.plano_version async for version in deck.stub.ReadVersiones(asked)] == ["7", "6", "5", "4"]


async def test_who_is_forgotten_meanwhile_has_no_whole_history(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call says so."""
    player = await known(deck)
    monkeypatch.setattr(versiones, "PAGE", 1)
    real = versiones.read

    async def read(connection: Connection, ids: Sequence[uuid.UUID], owner: versiones.Owner) -> list[Version]:
        found = await real(connection, ids, owner)
        if found and found[0].plano_version == "2":
            await forget(deck, player)
        return found

    monkeypatch.setattr(versiones, "read", read)
    path = deck.file_of(deck.only_player())
    documento = path.read_text(encoding="utf-8").replace("Carlos", "Ana")
    await deck.stub.WritePlano(deck_pb2.WritePlanoRequest(plano="CONTEXTO_PERSONAL", documento=documento, autor="ana"))
    rows = aiter(deck.stub.ReadVersiones(deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL")))
    assert (await anext(rows)).plano_version == "2"
    assert isinstance(await refused(anext(rows)), NotFound)


@pytest.mark.parametrize("count", [0, PAGE, 2 * PAGE + 1])
async def test_all_readings_come_once_and_the_newest_first(deck: Deck, count: int) -> None:
    """As many as are wanted."""
    await known(deck)
    for number in range(count):
        await read(deck, number + 1)
        await deck.rows("UPDATE penny_auditoria SET filas = $1 WHERE filas = 0 RETURNING id", number + 1)
    for wanted in (1, PAGE, PAGE + 1, ALL):
        request = deck_pb2.ReadAuditoriaRequest(max_lecturas=wanted)
        found = [row.filas async for row in deck.stub.ReadAuditoria(request)]
        assert found == list(range(count, 0, -1))[:wanted]


async def test_who_is_forgotten_meanwhile_has_no_whole_audit(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who has nothing else that is kept of her too: she has a file, and somebody has looked into her log."""
    other = deck.second_player()
    for _ in range(PAGE + 1):
        await deck.rows(
            "INSERT INTO penny_auditoria (quien, player_id, accion, filas) VALUES ('local', $1, 'RenewToken', 1)"
            " RETURNING id",
            uuid.UUID(other),
        )
    request = deck_pb2.ReadAuditoriaRequest(player_id=other)
    assert len([row async for row in deck.stub.ReadAuditoria(request)]) == PAGE + 1
    real = auditoria.page

    async def page(connection: Connection, player: uuid.UUID, before: int, most: int) -> list[Lectura]:
        found = await real(connection, player, before, most)
        if before == auditoria.NEWEST and len(found) == PAGE:
            await forget(deck, other)
        return found

    monkeypatch.setattr(auditoria, "page", page)
    rows = aiter(deck.stub.ReadAuditoria(request))
    assert [(await anext(rows)).accion for _ in range(PAGE)] == ["RenewToken"] * PAGE
    assert isinstance(await refused(anext(rows)), NotFound)
