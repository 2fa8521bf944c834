"""Players: tokens, roles, and who may do what; from the client to DECK."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import grpc
import pytest
from support.conversing import say
from support.deck import Deck, deck_over, put, refused, turno
from support.gateway import Caller, House
from support.serving import serving

from penny.v1 import admin_pb2, deck_pb2, players_pb2, vault_pb2
from penny.v1.admin_pb2_grpc import AdminServiceStub
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, NotAllowed, NotFound, PennyError, Unauthenticated
from penny_client.ending import answered
from penny_client.token import Bearing
from penny_deck.config import Settings
from penny_deck.db import sesiones
from penny_deck.db.pool import Connection
from penny_deck.db.rows import Sesion
from penny_deck.deck import Deck as DeckServer
from penny_deck.keys.seal import Person

ROLES = ("owner", "guest", "supervisor")
PATIENCE_S = 10.0
WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'penny_players'::regclass AND NOT granted"
"""How many calls wait for their turn to change who may come in."""


class Asker:
    """DECK, asked with a token or without one."""

    def __init__(self, to_deck: grpc.aio.Channel, deck: Deck, token: str = "") -> None:
        bearing: Any = Bearing(to_deck, token)
        self.token = token
        self.deck = deck_over(bearing, deck.address, deck.dsn, deck.home)
        self.players = PlayersServiceStub(bearing)
        self.admin = AdminServiceStub(bearing)


People = tuple[dict[str, Asker], dict[str, str]]
"""Askers by their roles, and their ids."""


@pytest.fixture
async def people(deck: Deck) -> AsyncIterator[People]:
    """An owner, a guest and a supervisor; each has said something."""
    (first,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir()]
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        made = await nobody.players.RenewToken(players_pb2.RenewTokenRequest(player_id=first, rol="owner"))
        owner = Asker(to_deck, deck, made.token)
        found, ids = {"nobody": nobody, "owner": owner}, {"owner": first}
        for rol in ("guest", "supervisor"):
            added = await owner.players.AddPlayer(players_pb2.AddPlayerRequest(nombre=rol.title(), rol=rol))
            found[rol], ids[rol] = Asker(to_deck, deck, added.token), added.player_id
        for rol in ROLES:
            opened = await found[rol].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
            assert opened.player_id == ids[rol]
            turn = turno(opened.sesion_id, texto=f"lo de {rol}")
            await found[rol].deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
        yield found, ids


async def read(asker: Asker, player_id: str) -> list[str]:
    """What has been said, as somebody may read it."""
    request = deck_pb2.ReadLogRequest(player_id=player_id)
    return [row.turno.texto async for row in asker.deck.stub.ReadLog(request) if row.HasField("turno")]


async def write(asker: Asker, player_id: str) -> object:
    """Go back to a version of plano 2."""
    request = deck_pb2.WritePlanoRequest(player_id=player_id, plano="CONTEXTO_PERSONAL", version="1", autor="alguien")
    return await asker.deck.stub.WritePlano(request)


async def upload(asker: Asker, player_id: str) -> object:
    """Put a file into the Vault."""
    return await put(asker.deck, "nota.txt", b"una nota", player_id)


async def forget(asker: Asker, player_id: str) -> object:
    """Forget a player."""
    return await asker.deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player_id))


async def add(asker: Asker, player_id: str) -> object:
    """Let somebody in."""
    del player_id
    return await asker.players.AddPlayer(players_pb2.AddPlayerRequest(nombre="Otra", rol="guest"))


async def diagnose(asker: Asker, player_id: str) -> object:
    """Look at the whole DECK."""
    del player_id
    return await asker.admin.Diagnose(admin_pb2.DiagnoseRequest())


Deed = Callable[[Asker, str], Awaitable[object]]
ALLOWED: list[tuple[Deed, set[tuple[str, str]]]] = [
    (
        read,
        {("owner", "owner"), ("guest", "guest"), ("supervisor", "supervisor")}
        | {("supervisor", "owner"), ("supervisor", "guest")},
    ),
    (write, {("owner", "owner"), ("supervisor", "supervisor")}),
    (upload, {("owner", "owner"), ("supervisor", "supervisor")}),
    (add, {("owner", whose) for whose in ROLES}),
    (diagnose, {("owner", whose) for whose in ROLES}),
]


@pytest.mark.parametrize(("deed", "allowed"), ALLOWED, ids=lambda value: getattr(value, "__name__", ""))
async def test_who_may_do_what(people: People, deed: Deed, allowed: set[tuple[str, str]]) -> None:
    """Each with what is her own, and with what is another's; without a token nobody may do anything."""
    askers, ids = people
    for rol in ROLES:
        for whose in ROLES:
            call = deed(askers[rol], ids[whose])
            if (rol, whose) in allowed:
                await call
            else:
                assert isinstance(await refused(call), NotAllowed), (rol, whose)
    assert isinstance(await refused(deed(askers["nobody"], ids["owner"])), Unauthenticated)


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


async def test_who_loses_her_token_reads_no_further(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long log takes its time: with each page it is asked anew who calls."""
    askers, ids = people
    opened = await askers["guest"].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    await askers["guest"].deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turno(opened.sesion_id, texto="más")))
    monkeypatch.setattr("penny_deck.db.sesiones.PAGE", 1)
    real = sesiones.page

    async def page(connection: Connection, person: Person, after: sesiones.Place, most: int) -> list[Sesion]:
        found = await real(connection, person, after, most)
        await askers["owner"].players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["guest"]))
        return found

    monkeypatch.setattr(sesiones, "page", page)
    rows = aiter(askers["guest"].deck.stub.ReadLog(deck_pb2.ReadLogRequest()))
    assert [(await anext(rows)).turno.texto for _ in range(2)] == ["", "más"]
    assert isinstance(await refused(anext(rows)), Unauthenticated)


async def append(asker: Asker, sesion: str, _: str) -> object:
    """Say something in a session."""
    said = turno(sesion, 7, texto="intruso")
    return await asker.deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=said))


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
    opened = await askers["owner"].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    said = turno(opened.sesion_id, texto="lo mío")
    await askers["owner"].deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=said))
    for rol, kind in (("guest", NotFound), ("supervisor", NotFound), ("nobody", Unauthenticated)):
        hers = await refused(deed(askers[rol], opened.sesion_id, said.id))
        none = await refused(deed(askers[rol], str(uuid.uuid4()), str(uuid.uuid4())))
        assert type(hers) is type(none) is kind
        assert (hers.message, hers.field) == (none.message, none.field)


async def test_nothing_is_begun_under_an_id_of_anothers(people: People) -> None:
    """Neither a session nor a turn; and hers stay as they are."""
    askers, ids = people
    opened = await askers["owner"].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    said = turno(opened.sesion_id, texto="lo mío")
    await askers["owner"].deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=said))
    for rol in ("guest", "supervisor"):
        session = deck_pb2.OpenSessionRequest(sesion_id=opened.sesion_id)
        assert isinstance(await refused(askers[rol].deck.stub.OpenSession(session)), NotFound)
        mine = await askers[rol].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
        turn = deck_pb2.AppendTurnRequest(turno=turno(mine.sesion_id, id=said.id, texto="intruso"))
        assert isinstance(await refused(askers[rol].deck.stub.AppendTurn(turn)), NotFound)
    assert sorted(await read(askers["owner"], ids["owner"])) == ["lo de owner", "lo mío"]


async def test_a_recado_is_of_no_turn_of_anothers(people: People) -> None:
    """In every word of the answer such a turn is as one that is not there; a recado of her own turn is kept."""
    askers, _ = people
    turns: dict[str, str] = {}
    for rol in ("owner", "supervisor"):
        opened = await askers[rol].deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
        said = turno(opened.sesion_id, texto="apunta comprar pan")
        await askers[rol].deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=said))
        turns[rol] = said.id

    async def asked_for_in(turn: str) -> vault_pb2.CreateRecadoResponse:
        recado = vault_pb2.Recado(id=str(uuid.uuid4()), texto="Comprar pan", turno_id=turn)
        return await askers["supervisor"].deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(recado=recado))

    others, none = [await refused(asked_for_in(turn)) for turn in (turns["owner"], str(uuid.uuid4()))]
    assert type(others) is type(none) is NotFound
    assert (others.message, others.field) == (none.message, none.field)
    assert none.field == "recado.turno_id"
    assert await askers["owner"].deck.rows("SELECT id FROM penny_recados WHERE origen = 'voz'") == []
    assert (await asked_for_in(turns["supervisor"])).recado.turno_id == turns["supervisor"]


async def test_a_token_that_was_renewed_is_of_no_use(people: People) -> None:
    """And what DECK keeps of a token is not the token."""
    askers, ids = people
    new = await askers["guest"].players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["guest"]))
    assert isinstance(await refused(read(askers["guest"], "")), Unauthenticated)
    kept = str(await askers["owner"].deck.rows("SELECT * FROM penny_players"))
    assert new.token not in kept
    assert askers["owner"].token not in kept


async def test_somebody_stays_an_owner(people: People) -> None:
    """And nobody makes herself one."""
    askers, ids = people
    owner = players_pb2.RenewTokenRequest(player_id=ids["owner"], rol="guest")
    assert isinstance(await refused(askers["owner"].players.RenewToken(owner)), NotAllowed)
    guest = players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="owner")
    assert isinstance(await refused(askers["guest"].players.RenewToken(guest)), NotAllowed)


async def at_once(deck: Deck, *calls: Callable[[], Awaitable[object]]) -> list[PennyError | None]:
    """Calls that change who may come in, begun in this order before the first has ended; how each of them ends."""

    async def outcome(call: Callable[[], Awaitable[object]]) -> PennyError | None:
        try:
            await call()
        except grpc.aio.AioRpcError as error:
            return PennyError.from_rpc(error, part="deck")
        return None

    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(PATIENCE_S))
        database = await asyncpg.connect(deck.dsn)
        stack.push_async_callback(database.close)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        async with database.transaction():
            await database.execute("LOCK TABLE penny_players IN SHARE ROW EXCLUSIVE MODE")
            begun = []
            for call in calls:
                begun.append(tasks.create_task(outcome(call)))
                while await database.fetchval(WAITING) < len(begun):
                    await asyncio.sleep(0.01)
        return [await task for task in begun]


async def test_of_two_who_come_first_at_once_one_is_let_in(deck: Deck) -> None:
    """The other meets a DECK that asks who calls."""
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        request = players_pb2.AddPlayerRequest(nombre="Ana", rol="owner")
        first, second = await at_once(deck, *[lambda: nobody.players.AddPlayer(request)] * 2)
    assert first is None
    assert isinstance(second, Unauthenticated)
    assert len(await deck.rows("SELECT player_id FROM penny_players")) == 1


async def test_who_loses_her_role_meanwhile_does_not_renew_it(people: People) -> None:
    """Her token was exchanged while she waited."""
    askers, ids = people
    owner, promotion = askers["owner"], players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="owner")
    token = (await owner.players.RenewToken(promotion)).token
    async with channel(owner.deck.address) as to_deck:
        other = Asker(to_deck, owner.deck, token)
        first, second = await at_once(
            owner.deck,
            lambda: owner.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="guest")),
            lambda: other.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["guest"])),
        )
    assert first is None
    assert isinstance(second, Unauthenticated)
    rows = await owner.deck.rows("SELECT rol FROM penny_players WHERE player_id = $1", uuid.UUID(ids["guest"]))
    assert [row["rol"] for row in rows] == ["guest"]


async def test_who_is_forgotten_meanwhile_is_given_no_token(people: People) -> None:
    """Or else somebody who is not there would be an owner."""
    askers, ids = people
    owner, promotion = askers["owner"], players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="owner")
    first, second = await at_once(
        owner.deck,
        lambda: forget(askers["guest"], ids["guest"]),
        lambda: owner.players.RenewToken(promotion),
    )
    assert first is None
    assert isinstance(second, NotFound)
    rows = await owner.deck.rows("SELECT player_id FROM penny_players")
    assert ids["guest"] not in {str(row["player_id"]) for row in rows}


async def test_another_deck_lets_nobody_in_by_a_token_that_was_renewed(people: People, tmp_path: Path) -> None:
    """Though it may believe it for a moment in all else."""
    askers, ids = people
    owner = askers["owner"]
    settings = Settings.model_validate({"home": owner.deck.home, "dsn": owner.deck.dsn, "pool": 4, "fsync": False})
    folder = tmp_path / "other"
    folder.mkdir()
    async with serving(DeckServer(settings), folder) as address, channel(address) as to_other:
        there = Asker(to_other, owner.deck, owner.token)
        assert await read(there, "") == ["lo de owner"]
        await owner.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["owner"]))
        for deed in (add, forget):
            assert isinstance(await refused(deed(there, ids["guest"])), Unauthenticated)


async def test_two_who_step_down_at_once_leave_an_owner(people: People) -> None:
    """Each saw another owner; the second is told that there is none any more."""
    askers, ids = people
    owner, promotion = askers["owner"], players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="owner")
    token = (await owner.players.RenewToken(promotion)).token
    async with channel(owner.deck.address) as to_deck:
        other = Asker(to_deck, owner.deck, token)
        first, second = await at_once(
            owner.deck,
            lambda: owner.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["owner"], rol="guest")),
            lambda: other.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["guest"], rol="guest")),
        )
    assert first is None
    assert isinstance(second, NotAllowed)
    rows = await askers["owner"].deck.rows("SELECT rol FROM penny_players ORDER BY rol")
    assert [row["rol"] for row in rows] == ["guest", "owner", "supervisor"]


async def test_who_is_forgotten_has_no_token(people: People) -> None:
    """Everybody may be forgotten; an owner has others forgotten, but is not the last to go."""
    askers, ids = people
    assert isinstance(await refused(forget(askers["guest"], ids["supervisor"])), NotAllowed)
    assert isinstance(await refused(forget(askers["owner"], ids["owner"])), NotAllowed)
    await forget(askers["guest"], ids["guest"])
    assert isinstance(await refused(read(askers["guest"], "")), Unauthenticated)
    await forget(askers["owner"], ids["supervisor"])
    await forget(askers["owner"], ids["owner"])


async def test_a_deck_that_asks_for_tokens_is_not_opened_by_who_leaves(deck: Deck) -> None:
    """The last who has a token stays as long as anything of others is kept, be it without a file; then all may go."""
    (mine,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir()]
    hers = deck.second_player()
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        opened = await nobody.deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=hers))
        said = turno(opened.sesion_id, texto="lo suyo")
        await nobody.deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=said))
        made = await nobody.players.RenewToken(players_pb2.RenewTokenRequest(player_id=mine, rol="owner"))
        owner = Asker(to_deck, deck, made.token)
        path = deck.home / "planos" / "usuarios" / f"{hers}.yaml"
        for _ in range(2):
            error = await refused(forget(owner, mine))
            assert isinstance(error, NotAllowed)
            assert "have the others forgotten" in error.message
            assert isinstance(await refused(read(nobody, hers)), Unauthenticated)
            path.unlink(missing_ok=True)
        listed = [row async for row in owner.players.ListPlayers(players_pb2.ListPlayersRequest())]
        assert {(row.player_id, row.rol) for row in listed} == {(mine, "owner"), (hers, "")}
        assert (deck.home / "planos" / "usuarios" / f"{mine}.yaml").exists()

        await forget(owner, hers)
        await forget(owner, mine)
        assert [row async for row in nobody.players.ListPlayers(players_pb2.ListPlayersRequest())] == []
    assert await deck.rows("SELECT player_id FROM penny_llaves") == []


async def test_who_lives_alone_may_be_forgotten(deck: Deck) -> None:
    """With a token or without one; nothing of her stays, and DECK may be open, for there is nothing in it."""
    (mine,) = [path.stem for path in (deck.home / "planos" / "usuarios").iterdir()]
    async with channel(deck.address) as to_deck:
        nobody = Asker(to_deck, deck)
        made = await nobody.players.RenewToken(players_pb2.RenewTokenRequest(player_id=mine, rol="owner"))
        await forget(Asker(to_deck, deck, made.token), mine)
        await nobody.players.AddPlayer(players_pb2.AddPlayerRequest(nombre="Ana", rol="owner"))
    rows = await deck.rows("SELECT player_id FROM penny_players")
    assert mine not in {str(row["player_id"]) for row in rows}


@pytest.mark.parametrize("forgotten", [False, True])
async def test_nothing_is_kept_of_who_is_not_known_any_more_when_it_has_come(
    people: People, *, forgotten: bool
) -> None:
    """A file takes its time; meanwhile she has got another token, or was forgotten."""
    askers, ids = people
    supervisor, owner = askers["supervisor"], askers["owner"]
    coming, come = asyncio.Event(), asyncio.Event()

    async def messages() -> AsyncIterator[vault_pb2.UploadArchivoRequest]:
        yield vault_pb2.UploadArchivoRequest(begin=vault_pb2.UploadBegin(nombre="nota.txt"))
        yield vault_pb2.UploadArchivoRequest(data=b"una nota")
        coming.set()
        await come.wait()
        yield vault_pb2.UploadArchivoRequest(end=vault_pb2.UploadEnd())

    upload = asyncio.ensure_future(answered(supervisor.deck.vault.UploadArchivo(messages())))
    await asyncio.wait_for(coming.wait(), PATIENCE_S)
    if forgotten:
        await forget(owner, ids["supervisor"])
    else:
        await owner.players.RenewToken(players_pb2.RenewTokenRequest(player_id=ids["supervisor"]))
    come.set()
    assert isinstance(await refused(upload), Unauthenticated)
    assert await owner.deck.rows("SELECT id FROM penny_archivos") == []


async def test_plano_1_is_the_owners_to_change(people: People) -> None:
    """It is everybody's."""
    askers, _ = people
    request = deck_pb2.WritePlanoRequest(plano="PERSONALIDAD", version="1", autor="alguien")
    assert isinstance(await refused(askers["supervisor"].deck.stub.WritePlano(request)), NotAllowed)
    await askers["owner"].deck.stub.WritePlano(request)


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (players_pb2.AddPlayerRequest(nombre="Ana", rol="guest"), NotAllowed),
        (players_pb2.AddPlayerRequest(nombre="", rol="owner"), InvalidInput),
        (players_pb2.AddPlayerRequest(nombre="a\nb: {", rol="owner"), InvalidInput),
        (players_pb2.AddPlayerRequest(nombre="Ana", rol="reina"), InvalidInput),
    ],
)
async def test_who_cannot_be_let_in(deck: Deck, request_: players_pb2.AddPlayerRequest, kind: type[PennyError]) -> None:
    """The first to have a token is an owner."""
    async with channel(deck.address) as to_deck:
        assert isinstance(await refused(PlayersServiceStub(to_deck).AddPlayer(request_)), kind)


@pytest.mark.parametrize("name", ['Ana "la jefa"', "Ñ: [x] #1", "{player_id}", "'; DROP TABLE penny_players; --"])
async def test_a_name_is_a_name(deck: Deck, name: str) -> None:
    """Whatever signs it has, her file can be read."""
    async with channel(deck.address) as to_deck:
        stub = PlayersServiceStub(to_deck)
        added = await stub.AddPlayer(players_pb2.AddPlayerRequest(nombre=name, rol="owner"))
        owner = Asker(to_deck, deck, added.token)
        rows = [row async for row in owner.players.ListPlayers(players_pb2.ListPlayersRequest())]
    assert (name, "owner") in [(row.nombre, row.rol) for row in rows]


@contextlib.asynccontextmanager
async def conversing(house: House) -> AsyncIterator[tuple[Caller, Asker, str]]:
    """A conversation of the only player's, who has a token; DECK asked with that; and her id."""
    (first,) = [path.stem for path in (house.deck.home / "planos" / "usuarios").iterdir()]
    async with channel(house.deck.address) as to_deck:
        request = players_pb2.RenewTokenRequest(player_id=first, rol="owner")
        made = await PlayersServiceStub(to_deck).RenewToken(request)
        caller = Caller(Bearing(house.channel, made.token))  # type: ignore[arg-type]
        await caller.open()
        yield caller, Asker(to_deck, house.deck, made.token), first


def told(caller: Caller) -> tuple[list[str], list[str]]:
    """The codes of the notices and of the errors that the client has been sent."""
    notices = [frame.notice.code for frame in caller.frames if frame.HasField("notice")]
    return notices, [frame.error.code for frame in caller.frames if frame.HasField("error")]


async def kept(house: House) -> list[dict[str, Any]]:
    """What DECK has of conversations, and who has read what: rows and when they were changed last."""
    return await house.deck.rows(
        "SELECT id::text, xmin::text FROM penny_log UNION ALL SELECT id::text, xmin::text FROM penny_recados"
        " UNION ALL SELECT id::text, xmin::text FROM penny_auditoria ORDER BY 1"
    )


async def test_a_conversation_needs_a_token_too(house: House) -> None:
    """Which the gateway hands on to DECK with every call."""
    async with conversing(house) as (caller, asker, first):
        with pytest.raises((grpc.aio.AioRpcError, AssertionError)):
            await house.call()
        assert await say(caller, "Apunta comprar pan") == "¿Apunto comprar pan?"
        assert await say(caller, "Sí") == "Apuntado: comprar pan."
        request = vault_pb2.ListRecadosRequest(player_id=first)
        texts = [row.recado.texto async for row in asker.deck.vault.ListRecados(request)]
    assert "Comprar pan" in texts


UNKNOWN = "Ya no sé quién eres. Mira tu token y empieza otra vez."


async def test_who_has_another_token_meanwhile_is_not_known_in_the_conversation_that_goes_on(house: House) -> None:
    """She is told so, once on the screen and then aloud; nothing of hers is read or written any more."""
    async with conversing(house) as (caller, asker, first):
        assert await say(caller, "Apunta comprar pan") == "¿Apunto comprar pan?"
        await asker.players.RenewToken(players_pb2.RenewTokenRequest(player_id=first))
        before = await kept(house)

        assert (await say(caller, "Sí")).endswith(UNKNOWN)
        for text in ("¿Qué tengo pendiente?", "Apunta comprar sal", "¿Cuánto es la factura?"):
            assert await say(caller, text) == UNKNOWN
        assert told(caller) == (["UNAUTHENTICATED"], ["UNAUTHENTICATED"] * 4)
        await caller.hang_up()
        await caller.end()
        assert await kept(house) == before


async def test_a_conversation_without_a_token_ends_with_the_first_token(house: House) -> None:
    """From then on DECK asks who calls."""
    caller = await house.call()
    assert await say(caller, "hola") == "Has dicho: hola"
    async with conversing(house) as (known, _, _):
        await say(caller, "hola otra vez")
        assert await say(caller, "hola") == UNKNOWN
        assert told(caller)[0] == ["UNAUTHENTICATED"]
        assert await say(known, "hola") == "Has dicho: hola"


@pytest.mark.parametrize("with_token", [False, True])
async def test_who_is_forgotten_in_a_conversation_is_not_known_in_it(house: House, *, with_token: bool) -> None:
    """Penny says nothing more of what she has known."""
    async with contextlib.AsyncExitStack() as stack:
        if with_token:
            caller, asker, first = await stack.enter_async_context(conversing(house))
        else:
            caller = await house.call()
            (first,) = [path.stem for path in (house.deck.home / "planos" / "usuarios").iterdir()]
            asker = Asker(await stack.enter_async_context(channel(house.deck.address)), house.deck)
        await say(caller, "hola")
        await forget(asker, first)
        await say(caller, "¿Qué tengo pendiente?")
        assert await say(caller, "¿Y mañana?") == UNKNOWN
        assert told(caller)[0] == ["UNAUTHENTICATED"]
    assert await kept(house) == []
