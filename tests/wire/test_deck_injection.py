"""Every text of every request of DECK's, whatever it holds; and every id, whosever it is.

The requests are walked by their descriptors, so that a field or an rpc that is added later is tried as well. Of an rpc
that needs more than a player to be answered there is a sample below.
"""

import itertools
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from support.deck import Deck, refused, turno
from support.hostile import EVIL, NUMBER, NUMBERS, TEXT, leaves, name_of, put, texts

from penny.v1 import deck_pb2
from penny_chassis.errors import CallerError, InvalidInput, NotFound, PennyError, TooLarge

pytestmark = pytest.mark.slow

ASKED = {
    "SearchLogRequest.consulta",
    "ReadPlanosRequest.planos",
    "ReadVersionesRequest.version",
    "WritePlanoRequest.version",
    "WritePlanoRequest.si_version",
}
"""Texts that are compared with what is kept, and not kept themselves: nothing may be found, or something else."""

M = TypeVar("M", deck_pb2.Turno, deck_pb2.CompleteTurnRequest)
METHODS: list[MethodDescriptor] = [
    method
    for method in deck_pb2.DESCRIPTOR.services_by_name["DeckService"].methods
    if method.name not in {"KeepAudio", "ReadAudio"}  # of sounds, which have tests of their own (test_audio)
]
METHOD = {method.name: method for method in METHODS}
PLANO_2: dict[str, Any] = {"plano": "CONTEXTO_PERSONAL"}

every_rpc = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


async def answers(deck: Deck, method: MethodDescriptor, request: Message) -> list[Message]:
    """Call any rpc."""
    call = getattr(deck.stub, method.name)(iter([request]) if method.client_streaming else request)
    return [answer async for answer in call] if method.server_streaming else [await call]


@dataclass(frozen=True, slots=True)
class Known:
    """A player, and what she has in DECK."""

    player: str
    sesion: str
    turno: str


async def known(deck: Deck, player_id: str = "", *, says: str = "hola", names: tuple[str, ...] = ("hola",)) -> Known:
    """A player who has said something, and has changed her plano as often as `names` says."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=player_id))
    turn = turno(session.sesion_id, texto=says, texto_generado=says)
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    before = personal(deck, session.player_id)
    for name in names:
        await write(deck, session.player_id, re.sub("nombre_usuario: .*", f'nombre_usuario: "{name}"', before))
    return Known(session.player_id, session.sesion_id, turn.id)


async def write(deck: Deck, player: str, documento: str, plano: str = "CONTEXTO_PERSONAL") -> None:
    """Write a player's plano."""
    request = deck_pb2.WritePlanoRequest(player_id=player, plano=plano, documento=documento, autor="ana")
    await deck.stub.WritePlano(request)


def personal(deck: Deck, player: str) -> str:
    """A player's file."""
    return file_of(deck, player).read_text(encoding="utf-8")


def file_of(deck: Deck, player: str, plano: str = "CONTEXTO_PERSONAL") -> Path:
    """Where a plano is."""
    planos = deck.home / "planos"
    return planos / "personalidad.yaml" if plano == "PERSONALIDAD" else planos / "usuarios" / f"{player}.yaml"


def samples(deck: Deck, who: Known) -> dict[str, Callable[[], Message]]:
    """Of an rpc a request that DECK does as it is asked, and every text of which is set."""
    numbers = itertools.count(1)
    planos = {"SISTEMA": "0" * 64}

    def ended(message: M) -> M:
        """With an end."""
        message.timestamp_fin.GetCurrentTime()
        return message

    def append() -> Message:
        """The next turn."""
        more = {"texto": "hola", "texto_generado": "hola", "planos_activos": planos}
        return deck_pb2.AppendTurnRequest(turno=ended(turno(who.sesion, next(numbers), **more)))

    def another() -> dict[str, str]:
        """A change that is one: or else no author would be kept."""
        return {"documento": text.replace("jazz", f"jazz {next(numbers)}"), "autor": "ana"}

    text = personal(deck, who.player)
    player: dict[str, Any] = {"player_id": who.player}
    return {
        "OpenSession": lambda: deck_pb2.OpenSessionRequest(**player, sesion_id=str(uuid.uuid4())),
        "CloseSession": lambda: deck_pb2.CloseSessionRequest(sesion_id=who.sesion),
        "AppendTurn": append,
        "CompleteTurn": lambda: ended(deck_pb2.CompleteTurnRequest(id=who.turno, texto="a", texto_generado="b")),
        "ReadLog": lambda: deck_pb2.ReadLogRequest(**player, sesion_id=who.sesion),
        "SearchLog": lambda: deck_pb2.SearchLogRequest(**player, consulta="hola"),
        "ReadPlanos": lambda: deck_pb2.ReadPlanosRequest(**player, planos=["SISTEMA"]),
        "ReadVersiones": lambda: deck_pb2.ReadVersionesRequest(**player, **PLANO_2),
        "WritePlano": lambda: deck_pb2.WritePlanoRequest(**player, **PLANO_2, **another()),
        "ForgetPlayer": lambda: deck_pb2.ForgetPlayerRequest(**player),
    }


def sample_of(deck: Deck, who: Known, method: MethodDescriptor) -> Callable[[], Message]:
    """A request of any rpc; of one that is new, an empty one but for the player."""
    made = GetMessageClass(method.input_type)
    has_player = "player_id" in method.input_type.fields_by_name
    return samples(deck, who).get(method.name, partial(made, **{"player_id": who.player} if has_player else {}))


async def everything(deck: Deck, player: str) -> list[tuple[str, str]]:
    """Every text that DECK reads back of a player, with the name of its field."""
    of: dict[str, Any] = {"player_id": player}
    found: list[Message] = [row async for row in deck.stub.ReadLog(deck_pb2.ReadLogRequest(**of, max_sessions=1000))]
    for plano in ("PERSONALIDAD", "CONTEXTO_PERSONAL"):
        found += [row async for row in deck.stub.ReadVersiones(deck_pb2.ReadVersionesRequest(**of, plano=plano))]
    return [found_text for message in found for found_text in texts(message)]


async def tables(deck: Deck) -> dict[str, int]:
    """The tables, and how many columns each has."""
    found = await deck.rows(
        "SELECT table_name::text AS name, count(*) AS columns FROM information_schema.columns"
        " WHERE table_schema = 'public' GROUP BY table_name"
    )
    return {row["name"]: row["columns"] for row in found}


@every_rpc
async def test_a_sample_is_done_as_it_is_asked(deck: Deck, method: MethodDescriptor) -> None:
    """Or else the tests below would try nothing; of an rpc without one, no error is enough."""
    who = await known(deck)
    assert await answers(deck, method, sample_of(deck, who, method)()) or method.name not in samples(deck, who)


@every_rpc
async def test_every_text_is_kept_as_it_is_or_refused(deck: Deck, method: MethodDescriptor) -> None:
    """With INVALID_ARGUMENT and without being quoted; and all tables are there afterwards."""
    who = await known(deck)
    sample, before = sample_of(deck, who, method), await tables(deck)
    for path, text in itertools.product(leaves(method.input_type, TEXT), EVIL):
        request, name = sample(), name_of(path)
        put(request, path, text)
        try:
            await answers(deck, method, request)
        except grpc.aio.AioRpcError as error:
            meant = PennyError.from_rpc(error, part="deck")
            allowed = CallerError if name in ASKED else InvalidInput | TooLarge
            assert isinstance(meant, allowed), (name, ascii(text[:40]))
            quoted = name not in ASKED and len(text) > len("penny_log") and text in meant.message
            assert not quoted, (name, ascii(text[:40]))
        else:
            kept = name in ASKED or (path[-1].name, text) in await everything(deck, who.player)
            assert kept, (name, ascii(text[:40]))
    assert await tables(deck) == before


@every_rpc
async def test_every_number_is_taken_or_refused(deck: Deck, method: MethodDescriptor) -> None:
    """Be it at the end of its range; none is a fault of DECK's."""
    who = await known(deck)
    sample = sample_of(deck, who, method)
    for path, number in itertools.product(leaves(method.input_type, NUMBER), NUMBERS):
        request = sample()
        try:
            put(request, path, number)
        except ValueError:
            continue  # it cannot even be sent
        try:
            await answers(deck, method, request)
        except grpc.aio.AioRpcError as error:
            meant = PennyError.from_rpc(error, part="deck")
            assert isinstance(meant, CallerError), (name_of(path), number, meant)


@pytest.mark.parametrize(
    ("plano", "old"),
    [
        ("CONTEXTO_PERSONAL", '"hola"'),
        ("CONTEXTO_PERSONAL", '"jazz por la tarde"'),
        ("CONTEXTO_PERSONAL", "cafe"),
        ("CONTEXTO_PERSONAL", '"Prefiere respuestas cortas"'),
        ("CONTEXTO_PERSONAL", '"Comprar pan y leche"'),
        ("PERSONALIDAD", '"Tuteo natural"'),
        ("PERSONALIDAD", '"¡Por supuesto!"'),
    ],
)
async def test_every_text_of_a_plano_is_kept_as_it_is_or_refused(deck: Deck, plano: str, old: str) -> None:
    """Its values, and the keys of the preferences; what is refused leaves the file as it was."""
    who = await known(deck)
    path = file_of(deck, who.player, plano)
    first = path.read_text(encoding="utf-8")
    for text in EVIL:
        before = path.read_text(encoding="utf-8")
        documento = first.replace(old, quoted(text))
        try:
            await write(deck, who.player, documento, plano)
        except grpc.aio.AioRpcError as error:
            meant = PennyError.from_rpc(error, part="deck")
            assert isinstance(meant, InvalidInput | TooLarge), ascii(text[:40])
            assert path.read_text(encoding="utf-8") == before
        else:
            session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=who.player))
            kept = text in [found for _, found in texts(session)]
            assert kept, ascii(text[:40])
            assert path.read_text(encoding="utf-8") == documento


@pytest.mark.parametrize("end", ["\r\n", "\r"])
async def test_the_line_ends_of_a_file_stay_as_they_are(deck: Deck, end: str) -> None:
    """In the file and in its version; and to read it again makes no other version."""
    who = await known(deck)
    documento = personal(deck, who.player).replace("hola", "Ana").replace("\n", end)
    await write(deck, who.player, documento)
    request = deck_pb2.ReadVersionesRequest(player_id=who.player, **PLANO_2)
    versions = [version async for version in deck.stub.ReadVersiones(request)]
    assert [version.plano_version for version in versions] == ["3", "2", "1"]
    assert versions[0].documento == documento
    assert file_of(deck, who.player).read_bytes() == documento.encode()


def quoted(text: str) -> str:
    """A text as YAML has it in double quotes: as JSON does, and besides without the line ends that only YAML knows."""
    return json.dumps(text, ensure_ascii=False).replace("\x85", "\\N").replace("\u2028", "\\L")


PRIVATE = "ornitorrinco"


@pytest.fixture
async def two(deck: Deck) -> tuple[Known, Known]:
    """Two players of one DECK, of whom the second has something that the first is not to know."""
    mine = await known(deck)
    return mine, await known(deck, deck.second_player(), says=PRIVATE, names=("Eva", PRIVATE))


@pytest.mark.parametrize(
    "method",
    [method for method in METHODS if "player_id" in method.input_type.fields_by_name],
    ids=lambda method: method.name,
)
async def test_nothing_of_another_player_is_given_by_any_rpc_that_names_one(
    deck: Deck, two: tuple[Known, Known], method: MethodDescriptor
) -> None:
    """Whichever of the other's ids, versions and files stands in whichever field; and what is the other's stays."""
    mine, hers = two
    sample, before = sample_of(deck, mine, method), await everything(deck, hers.player)
    told = list[str]()
    for path, text in itertools.product(leaves(method.input_type, TEXT), await of(deck, hers)):
        request = sample()
        if path[-1].name != "player_id":
            put(request, path, text)
        try:
            told += [text for answer in await answers(deck, method, request) for _, text in texts(answer)]
        except grpc.aio.AioRpcError as error:
            told.append(error.details() or "")
    assert not [text for text in told if PRIVATE in text or hers.player in text]
    assert await everything(deck, hers.player) == before


async def of(deck: Deck, hers: Known) -> list[str]:
    """What a player has and another has not: her session, her turn, a version of her plano, her file and its hash."""
    request = deck_pb2.ReadVersionesRequest(player_id=hers.player, plano="CONTEXTO_PERSONAL")
    newest = await anext(aiter(deck.stub.ReadVersiones(request)))
    return [hers.sesion, hers.turno, newest.plano_version, newest.documento, newest.contenido_hash]


@pytest.mark.parametrize(
    ("rpc", "request_of", "kind"),
    [
        ("ReadLog", lambda me, her: deck_pb2.ReadLogRequest(**me, sesion_id=her.sesion), NotFound),
        ("ReadVersiones", lambda me, _: deck_pb2.ReadVersionesRequest(**me, **PLANO_2, version="3"), NotFound),
        ("WritePlano", lambda me, _: deck_pb2.WritePlanoRequest(**me, **PLANO_2, version="3", autor="a"), NotFound),
        ("OpenSession", lambda me, her: deck_pb2.OpenSessionRequest(**me, sesion_id=her.sesion), NotFound),
    ],
)
async def test_what_is_another_player_s_is_not_there(
    deck: Deck,
    two: tuple[Known, Known],
    rpc: str,
    request_of: Callable[[dict[str, str], Known], Message],
    kind: type[PennyError],
) -> None:
    """For herself it is."""
    mine, hers = two
    for who, expected in ((mine, kind), (hers, None)):
        call = answers(deck, METHOD[rpc], request_of({"player_id": who.player}, hers))
        if expected is None:
            assert await call
        else:
            assert type(await refused(call)) is expected


async def test_another_player_s_turn_is_not_written_over_by_one_with_its_id(
    deck: Deck, two: tuple[Known, Known]
) -> None:
    """In a session of one's own; and her words are found by her alone."""
    mine, hers = two
    turn = turno(mine.sesion, 1, id=hers.turno, texto="otra cosa")
    error = await refused(deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn)))
    assert isinstance(error, NotFound)
    for who, texto in ((mine, []), (hers, [PRIVATE])):
        request = deck_pb2.SearchLogRequest(player_id=who.player, consulta=PRIVATE)
        assert [answer.turno.texto async for answer in deck.stub.SearchLog(request)] == texto
