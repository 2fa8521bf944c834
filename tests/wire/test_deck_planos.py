"""Planos read, changed and compared over real gRPC, on a real PostgreSQL that keeps plano 0 as it is."""

import asyncio
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import grpc
import pytest
from google.protobuf.json_format import MessageToDict
from support.deck import Deck, refused

from penny.v1 import deck_pb2
from penny_chassis.errors import Conflict, InvalidInput, Misconfigured, NotAllowed, NotFound, PennyError, TooLarge
from penny_deck.planos.documento import MAX_BYTES

UNKNOWN = "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11"


def personal(deck: Deck) -> Path:
    """The file of the only player."""
    return deck.file_of(deck.only_player())


async def write(deck: Deck, plano: str = "CONTEXTO_PERSONAL", **fields: Any) -> deck_pb2.Plano:  # noqa: ANN401
    """Write a plano."""
    request = deck_pb2.WritePlanoRequest(**{"plano": plano, "autor": "ana"} | fields)
    return (await deck.stub.WritePlano(request)).plano


async def versions(deck: Deck, plano: str = "CONTEXTO_PERSONAL", **fields: Any) -> list[deck_pb2.ReadVersionesResponse]:  # noqa: ANN401
    """Its history."""
    request = deck_pb2.ReadVersionesRequest(plano=plano, **fields)
    return [version async for version in deck.stub.ReadVersiones(request)]


async def opened(deck: Deck) -> dict[str, deck_pb2.Plano]:
    """What a new session begins with."""
    return {plano.plano: plano for plano in (await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())).planos}


@pytest.mark.parametrize("name", ["SISTEMA", "PERSONALIDAD", "CONTEXTO_PERSONAL", "CONTEXTO_AMBIENTAL"])
async def test_each_plano_can_be_had_by_itself(deck: Deck, name: str) -> None:
    """And is what a session would get."""
    (plano,) = (await deck.stub.ReadPlanos(deck_pb2.ReadPlanosRequest(planos=[name]))).planos

    session = (await opened(deck))[name]
    assert (plano.plano, plano.version[:10]) == (name, session.version[:10])
    assert MessageToDict(plano.contenido).keys() == MessageToDict(session.contenido).keys()


async def test_what_is_written_is_in_the_file_and_in_the_next_session(deck: Deck) -> None:
    """And the version before stays, with its author, its time and its file."""
    before = personal(deck).read_text(encoding="utf-8")
    after = before.replace('nombre_usuario: "Carlos"', 'nombre_usuario: "Ana"  # la nueva')

    written = await write(deck, documento=after)

    assert written.version == "2"
    assert personal(deck).read_text(encoding="utf-8") == after
    assert (await opened(deck))["CONTEXTO_PERSONAL"].contenido["nombre_usuario"] == "Ana"
    new, old = await versions(deck)
    assert [(v.plano_version, v.activo, v.autor, v.documento) for v in (new, old)] == [
        ("2", True, "ana", after),
        ("1", False, "archivo", before),
    ]
    assert new.fecha_modificacion.ToDatetime() >= old.fecha_modificacion.ToDatetime()
    assert new.contenido_hash != old.contenido_hash


async def test_an_older_version_is_restored_without_what_stands_beside_its_content(deck: Deck) -> None:
    """Its content and comments are in force again, as a new version; today's recados stay."""
    first = personal(deck).read_text(encoding="utf-8")
    second = first.replace("Carlos", "Ana").replace("Comprar pan y leche", "Comprar café")
    await write(deck, documento=second)

    restored = await write(deck, version="1")

    now = personal(deck).read_text(encoding="utf-8")
    assert restored.version == "3"
    assert restored.contenido["nombre_usuario"] == "Carlos"
    assert "# Hechos que Penny tiene presentes" in now
    assert "Comprar café" in now
    assert (await versions(deck))[0].contenido_hash == (await versions(deck, version="1"))[0].contenido_hash


async def test_of_two_writers_one_is_told_of_the_other(deck: Deck) -> None:
    """Both have read version 1; whoever comes second undoes nothing."""
    text = personal(deck).read_text(encoding="utf-8")
    changes = [write(deck, documento=text.replace("Carlos", name), si_version="1") for name in ("Ana", "Eva", "Luis")]

    results = await asyncio.gather(*changes, return_exceptions=True)

    lost = [result for result in results if isinstance(result, grpc.aio.AioRpcError)]
    assert len(lost) == 2
    for error in lost:
        assert isinstance(PennyError.from_rpc(error, part="deck"), Conflict)
        assert "Version 2 is in force, and the change was made from version 1." in (error.details() or "")
    assert len(await versions(deck)) == 2


async def test_a_change_by_hand_is_a_version_too(deck: Deck) -> None:
    """It was made since the writer read, so that the writer is told."""
    text = personal(deck).read_text(encoding="utf-8")
    await opened(deck)
    personal(deck).write_text(text.replace("Carlos", "Eva"), encoding="utf-8")

    assert isinstance(await refused(write(deck, documento=text.replace("Carlos", "Ana"), si_version="1")), Conflict)
    assert "Eva" in personal(deck).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("plano", "fields", "kind", "words"),
    [
        ("SISTEMA", {"documento": "x"}, NotAllowed, "SISTEMA cannot be written"),
        ("CONTEXTO_AMBIENTAL", {"documento": "x"}, NotAllowed, "cannot be written"),
        ("OTRO", {"documento": "x"}, InvalidInput, "no such plano"),
        ("PERSONALIDAD", {}, InvalidInput, "nothing to write"),
        ("PERSONALIDAD", {"documento": "x" * (MAX_BYTES + 1)}, TooLarge, "the limit is 65536"),
        ("PERSONALIDAD", {"documento": "plano: [", "autor": "ana"}, InvalidInput, "documento:2: not valid YAML"),
        ("PERSONALIDAD", {"documento": "plano: PERSONALIDAD\ntonto: 1"}, InvalidInput, "documento:2: tonto"),
        ("PERSONALIDAD", {"documento": "x", "autor": ""}, InvalidInput, "not said who"),
        ("PERSONALIDAD", {"documento": "x", "autor": "a\nb"}, InvalidInput, "not said who"),
        ("PERSONALIDAD", {"version": "9"}, NotFound, "no such version"),
        ("PERSONALIDAD", {"version": "9" * 21}, TooLarge, "characters"),
        ("CONTEXTO_PERSONAL", {"documento": "x", "player_id": UNKNOWN}, NotFound, UNKNOWN),
        ("CONTEXTO_PERSONAL", {"documento": "x", "player_id": "../../etc/passwd"}, InvalidInput, "not a UUID"),
    ],
)
async def test_what_cannot_be_written_changes_nothing(
    deck: Deck, plano: str, fields: dict[str, str], kind: type[PennyError], words: str
) -> None:
    """And the error says what is wrong: of a file the line and the key."""
    before = {path: path.read_text(encoding="utf-8") for path in (deck.home / "planos").rglob("*.yaml")}

    error = await refused(write(deck, plano, **fields))

    assert type(error) is kind
    assert words in error.message
    assert before == {path: path.read_text(encoding="utf-8") for path in (deck.home / "planos").rglob("*.yaml")}


async def test_another_players_plano_is_not_written_under_this_ones_name(deck: Deck) -> None:
    """The player_id inside has to be the one that is written for."""
    path = personal(deck)
    text = path.read_text(encoding="utf-8").replace(path.stem, str(uuid.uuid4()))

    assert "documento:6: player_id" in (await refused(write(deck, documento=text))).message


async def test_sql_is_a_text_like_any_other(deck: Deck) -> None:
    """It is kept as it is written."""
    evil = "'); DROP TABLE penny_log; --"
    text = personal(deck).read_text(encoding="utf-8").replace("Carlos", evil)

    await write(deck, documento=text, autor=evil)

    assert (await versions(deck))[0].autor == evil
    assert (await opened(deck))["CONTEXTO_PERSONAL"].contenido["nombre_usuario"] == evil


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE penny_planos SET contenido = '{}' WHERE plano_tipo = 'SISTEMA'",
        "UPDATE penny_planos SET contenido = '{}', sellado = true WHERE plano_tipo = 'SISTEMA'",
        "UPDATE penny_planos SET contenido = '{}', sellado = true WHERE plano_tipo = 'CONTEXTO_PERSONAL'",
        "UPDATE penny_planos SET autor = 'otro' WHERE plano_tipo = 'PERSONALIDAD'",
        "DELETE FROM penny_planos WHERE plano_tipo = 'SISTEMA'",
        "TRUNCATE penny_planos",
    ],
)
async def test_the_database_itself_keeps_versions_as_they_are(deck: Deck, statement: str) -> None:
    """Whoever speaks to it."""
    await opened(deck)
    connection = await asyncpg.connect(deck.dsn)
    try:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_plano_0_is_not_changed_in_its_file_either(deck: Deck) -> None:
    """No session begins with it, and the error says what to do; put back, all is well. Another version may come."""
    await opened(deck)
    path = deck.home / "planos" / "sistema.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("nunca_inventar_datos", "inventar_datos")
    path.write_text(changed, encoding="utf-8")

    error = await refused(opened(deck))
    assert isinstance(error, Misconfigured)
    assert "says something else than its version has said before" in error.message
    assert [version.documento for version in await versions(deck, "SISTEMA")] == [text]

    path.write_text(text, encoding="utf-8")
    await opened(deck)
    path.write_text(changed.replace('version: "1.0"', 'version: "1.1"'), encoding="utf-8")
    assert (await opened(deck))["SISTEMA"].version == "1.1"
    path.write_text(text, encoding="utf-8")
    assert (await opened(deck))["SISTEMA"].version == "1.0"


@pytest.mark.parametrize("name", ["CONTEXTO_AMBIENTAL", "DATASET", "OTRO"])
async def test_what_is_not_written_has_no_versions(deck: Deck, name: str) -> None:
    """It is made when it is needed."""
    assert isinstance(await refused(versions(deck, name)), NotFound | InvalidInput)


async def test_plano_0_has_a_version_before_the_first_session(deck: Deck) -> None:
    """What stands in its file."""
    assert [version.plano_version for version in await versions(deck, "SISTEMA")] == ["1.0"]


async def test_no_more_versions_are_given_than_are_wanted(deck: Deck) -> None:
    """The one in force first."""
    text = personal(deck).read_text(encoding="utf-8")
    for name in ("Ana", "Eva"):
        await write(deck, documento=text.replace("Carlos", name))
    request = deck_pb2.ReadVersionesRequest(plano="CONTEXTO_PERSONAL", max_versiones=2)
    assert [version.plano_version async for version in deck.stub.ReadVersiones(request)] == ["3", "2"]
    request.max_versiones = -1
    assert isinstance(await refused(anext(aiter(deck.stub.ReadVersiones(request)))), InvalidInput)
