"""Recados: proposed, kept, listed, done; and plano 3, which tells Penny of them."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from support.deck import Deck, refused

from penny.v1 import deck_pb2, vault_pb2
from penny_chassis.errors import InvalidInput, NotFound, PennyError, TooLarge
from penny_deck.vault.service import MAX_PENDING

EXAMPLES = ["Llamar a Telefónica por la factura de noviembre", "Comprar pan y leche", "Pedir cita con el dentista"]
"""Of the file that a new DECK begins with."""


def recado(texto: str, days: float | None = None, **fields: Any) -> vault_pb2.Recado:  # noqa: ANN401
    """A recado to create, due in so many days."""
    message = vault_pb2.Recado(id=str(uuid.uuid4()), texto=texto, **fields)
    if days is not None:
        message.cuando.FromDatetime(datetime.now(UTC) + timedelta(days=days))
    return message


async def create(deck: Deck, what: vault_pb2.Recado, player_id: str = "") -> vault_pb2.CreateRecadoResponse:
    """Keep it."""
    return await deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(player_id=player_id, recado=what))


async def listed(deck: Deck, *estados: int, player_id: str = "") -> list[str]:
    """The texts of those in these states; without those that the example file has."""
    request = vault_pb2.ListRecadosRequest(player_id=player_id, estados=estados)  # type: ignore[arg-type]
    texts = [row.recado.texto async for row in deck.vault.ListRecados(request)]
    return [text for text in texts if text not in EXAMPLES]


async def plano_3(deck: Deck, player_id: str = "") -> dict[str, Any]:
    """What a session that begins now is told of the day."""
    opened = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest(player_id=player_id))
    return next(MessageToDict(plano.contenido) for plano in opened.planos if plano.plano == "CONTEXTO_AMBIENTAL")


def personal(deck: Deck) -> Path:
    """The file of the only player."""
    return deck.file_of(deck.only_player())


async def test_a_proposal_says_what_was_understood_and_keeps_nothing(deck: Deck) -> None:
    """In words that Penny can say back."""
    asked = vault_pb2.ProposeRecadoRequest(peticion="Recuérdame llamar a mi madre mañana a las nueve.")
    proposed = (await deck.vault.ProposeRecado(asked)).recado

    assert (proposed.texto, proposed.dicho, proposed.con_hora) == (
        "Llamar a mi madre",
        "mañana a las nueve de la mañana",
        True,
    )
    assert await deck.rows("SELECT * FROM penny_recados") == []


async def test_a_proposal_can_be_changed(deck: Deck) -> None:
    """What is not changed stays."""
    asked = vault_pb2.ProposeRecadoRequest(peticion="Recuérdame llamar a mi madre mañana a las nueve.")
    before = (await deck.vault.ProposeRecado(asked)).recado
    changed = vault_pb2.ProposeRecadoRequest(peticion="No, mañana a las diez", anterior=before)
    after = (await deck.vault.ProposeRecado(changed)).recado
    assert (after.texto, after.dicho) == ("Llamar a mi madre", "mañana a las diez de la mañana")


async def test_what_is_created_is_listed_and_told_to_the_next_session(deck: Deck) -> None:
    """What is due first comes first; what is for today or overdue is a recordatorio."""
    await plano_3(deck)
    await create(deck, recado("Regar las plantas", 3))
    await create(deck, recado("Sacar la basura", -1, con_hora=True))

    assert await listed(deck) == ["Sacar la basura", "Regar las plantas"]
    day = await plano_3(deck)
    assert day["recados_pendientes"] == 5
    assert [text.split(",")[0] for text in day["recados"]] == ["Sacar la basura", "Regar las plantas", *EXAMPLES]
    assert [text.split(",")[0] for text in day["recordatorios"]] == ["Sacar la basura"]


async def test_the_same_id_again_is_the_same_recado(deck: Deck) -> None:
    """A call that is repeated does no harm; with another text it is a mistake."""
    what = recado("Regar las plantas")
    assert (await create(deck, what)).created
    assert not (await create(deck, what)).created
    what.texto = "Otra cosa"
    assert isinstance(await refused(create(deck, what)), InvalidInput)
    assert await listed(deck) == ["Regar las plantas"]


async def test_one_that_is_done_is_pending_no_more(deck: Deck) -> None:
    """And can be opened again."""
    kept = (await create(deck, recado("Regar las plantas"))).recado
    for estado, pending in ((vault_pb2.ESTADO_RECADO_HECHO, []), (vault_pb2.ESTADO_RECADO_PENDIENTE, [kept.texto])):
        await deck.vault.UpdateRecado(vault_pb2.UpdateRecadoRequest(id=kept.id, estado=estado))
        assert await listed(deck) == pending
    (row,) = await deck.rows("SELECT estado FROM penny_recados WHERE origen = 'mano'")
    assert row["estado"] == "pendiente"


async def test_what_the_file_says_is_listed_before_anything_has_been_said(deck: Deck) -> None:
    """As on a fresh DECK."""
    rows = [row.recado.texto async for row in deck.vault.ListRecados(vault_pb2.ListRecadosRequest())]
    assert rows == EXAMPLES


async def test_a_line_of_the_file_is_a_recado_once(deck: Deck) -> None:
    """Done, it stays done though the line is still there; it goes with its line."""
    assert (await plano_3(deck))["recados"] == EXAMPLES
    rows = [row.recado async for row in deck.vault.ListRecados(vault_pb2.ListRecadosRequest())]
    await deck.vault.UpdateRecado(vault_pb2.UpdateRecadoRequest(id=rows[0].id, estado=vault_pb2.ESTADO_RECADO_HECHO))
    assert (await plano_3(deck))["recados"] == EXAMPLES[1:]

    path = personal(deck)
    path.write_text(path.read_text(encoding="utf-8").replace('- "Comprar pan y leche"', '- "Comprar sal"'), "utf-8")
    assert (await plano_3(deck))["recados"] == [EXAMPLES[2], "Comprar sal"]
    assert len(await deck.rows("SELECT id FROM penny_recados")) == 3


async def test_what_is_to_be_done_is_sealed(deck: Deck) -> None:
    """As everything that a person says."""
    await create(deck, recado("Comprar un ornitorrinco", para="Ana"))
    (row,) = await deck.rows("SELECT * FROM penny_recados")
    assert "ornitorrinco" not in str(row)
    assert "Ana" not in str(row)


async def test_nobody_sees_or_changes_anothers(deck: Deck) -> None:
    """Not even by its id."""
    kept = (await create(deck, recado("Regar las plantas"))).recado
    mine = personal(deck).stem
    other = deck.second_player()
    assert await listed(deck, player_id=other) == []
    update = vault_pb2.UpdateRecadoRequest(player_id=other, id=kept.id, estado=vault_pb2.ESTADO_RECADO_HECHO)
    assert isinstance(await refused(deck.vault.UpdateRecado(update)), NotFound)
    theirs = vault_pb2.Recado(id=kept.id, texto="Otra")
    assert isinstance(await refused(create(deck, theirs, other)), NotFound)
    assert await listed(deck, player_id=mine) == ["Regar las plantas"]


@pytest.mark.parametrize(
    ("what", "kind", "field"),
    [
        (vault_pb2.Recado(texto="x"), InvalidInput, "recado.id"),
        (recado(" "), InvalidInput, "recado.texto"),
        (recado("x" * 501), TooLarge, "recado.texto"),
        (recado("x", para="y" * 101), TooLarge, "recado.para"),
        (recado("x", turno_id="nadie"), InvalidInput, "recado.turno_id"),
        (recado("x", cuando=Timestamp(seconds=-62_135_596_800)), InvalidInput, "recado.cuando"),  # the year 1
        (recado("x", cuando=Timestamp(seconds=253_402_300_799)), InvalidInput, "recado.cuando"),  # the year 9999
        (recado("x", cuando=Timestamp(seconds=2**62)), InvalidInput, "recado.cuando"),
    ],
)
async def test_what_cannot_be_kept_is_refused(
    deck: Deck, what: vault_pb2.Recado, kind: type[PennyError], field: str
) -> None:
    """With the field, and nothing is kept that could not be read."""
    error = await refused(create(deck, what))
    assert (type(error), error.field) == (kind, field)
    assert await deck.rows("SELECT id FROM penny_recados WHERE origen = 'mano'") == []


@pytest.mark.parametrize(
    ("peticion", "field"),
    [("", "peticion"), ("Recuérdame", "peticion"), ("Recuérdame ayer comprar pan", "cuando")],
)
async def test_what_is_not_understood_is_said_so(deck: Deck, peticion: str, field: str) -> None:
    """With what was not."""
    error = await refused(deck.vault.ProposeRecado(vault_pb2.ProposeRecadoRequest(peticion=peticion)))
    assert (type(error), error.field) == (InvalidInput, field)


async def test_there_is_an_end_to_recados(deck: Deck) -> None:
    """All of them are listed, and the first of them are read by the model."""
    for number in range(MAX_PENDING):
        await create(deck, recado(f"Cosa {number}"))
    assert isinstance(await refused(create(deck, recado("Una más"))), TooLarge)
    await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
