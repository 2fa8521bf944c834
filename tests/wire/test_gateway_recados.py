"""Recados in conversation: proposed, confirmed, and only then kept."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from support.conversing import say
from support.deck import Deck
from support.gateway import House, scripted_house

from penny.v1 import deck_pb2, vault_pb2
from penny_deck.db.pool import ITSELF, Database

PATIENCE_S = 10.0


async def kept(house: House) -> list[dict[str, Any]]:
    """The recados of the conversation, their texts opened."""
    rows = [row async for row in house.deck.vault.ListRecados(vault_pb2.ListRecadosRequest())]
    spoken = await house.deck.rows("SELECT id, turno_id FROM penny_recados WHERE origen = 'voz'")
    turns = {str(row["id"]): row["turno_id"] for row in spoken}
    return [
        {"texto": row.recado.texto, "dicho": row.recado.dicho, "turno": turns[row.recado.id]}
        for row in rows
        if row.recado.id in turns
    ]


async def test_a_recado_is_kept_when_she_has_said_yes(house: House) -> None:
    """Not before; and it bears the turn in which she said so."""
    caller = await house.call()
    asked = await say(caller, "Recuérdame llamar a mi madre mañana a las nueve.")
    assert asked == "¿Apunto llamar a tu madre, mañana a las nueve de la mañana?"
    assert await kept(house) == []

    assert await say(caller, "Sí, por favor.") == "Apuntado: llamar a tu madre, mañana a las nueve de la mañana."
    (recado,) = await kept(house)
    assert (recado["texto"], recado["dicho"]) == ("Llamar a mi madre", "mañana a las nueve de la mañana")
    yes = next(row for row in await house.deck.log() if row["texto"] == "Sí, por favor.")
    assert recado["turno"] == yes["id"]


@pytest.mark.parametrize("answer", ["No, gracias.", "Déjalo"])
async def test_nothing_is_kept_after_a_no(house: House, answer: str) -> None:
    """Nor does a yes after that change it."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    assert await say(caller, answer) == "De acuerdo, no lo apunto."
    assert await say(caller, "Sí") == "Has dicho: Sí"
    assert await kept(house) == []


async def test_a_proposal_lapses_when_she_speaks_of_something_else(house: House) -> None:
    """A yes later on is a yes to something else."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    assert await say(caller, "¿Qué hora es?") == "Has dicho: ¿Qué hora es?"
    assert await say(caller, "Sí") == "Has dicho: Sí"
    assert await kept(house) == []


async def test_a_proposal_is_changed_until_it_is_right(house: House) -> None:
    """What she does not change stays."""
    caller = await house.call()
    await say(caller, "Recuérdame llamar a mi madre mañana a las nueve.")
    asked = await say(caller, "No, mejor pasado mañana a las diez")
    assert asked == "¿Apunto llamar a tu madre, pasado mañana a las diez de la mañana?"
    await say(caller, "Eso es")
    assert [recado["dicho"] for recado in await kept(house)] == ["pasado mañana a las diez de la mañana"]


async def test_what_is_missing_is_asked_for(house: House) -> None:
    """And what she says then is what is to be done."""
    caller = await house.call()
    assert await say(caller, "Ponme un recado") == "¿Qué quieres que te apunte?"
    assert (await say(caller, "Regar las plantas el lunes")).startswith("¿Apunto regar las plantas, el lunes ")
    await say(caller, "Vale")
    assert [recado["texto"] for recado in await kept(house)] == ["Regar las plantas"]


async def test_a_time_that_cannot_be_is_not_kept(house: House) -> None:
    """She is asked for another."""
    caller = await house.call()
    said = await say(caller, "Recuérdame ayer comprar pan")
    assert said.startswith("Para ese momento no puedo apuntarlo.")
    assert await kept(house) == []


async def test_penny_knows_of_it_from_then_on(house: House) -> None:
    """Plano 3 is read anew: the log's next turn was answered from it, and so is the next session."""
    caller = await house.call()
    await say(caller, "hola")
    await say(caller, "Apunta comprar pilas")
    await say(caller, "Sí")
    await say(caller, "¿Qué recados tengo?")
    turns = [row for row in await house.deck.log() if row["rol"] == "usuario"]
    active = [row["planos_activos"] for row in turns]
    assert active[0] == active[1]
    assert active[-1] != active[0]
    opened = await house.deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    assert "Comprar pilas" in str(opened.planos)


async def test_what_deck_cannot_keep_is_said_so(house: House) -> None:
    """Nothing is promised that is not kept; said again, the same recado is kept."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    await house.deck.rows("ALTER TABLE penny_recados RENAME TO penny_recados_away")
    try:
        assert await say(caller, "Sí") == "Ahora mismo no puedo apuntarlo. Dímelo otra vez dentro de un momento."
    finally:
        await house.deck.rows("ALTER TABLE penny_recados_away RENAME TO penny_recados")
    assert await say(caller, "Sí") == "Apuntado: comprar pan."
    assert [recado["texto"] for recado in await kept(house)] == ["Comprar pan"]


async def test_a_yes_to_what_was_not_heard_is_none(deck: Deck, tmp_path: Path) -> None:
    """The voice fails in mid-proposal: nothing waits for a yes; in mid-change: what was heard before still does."""
    async with scripted_house(deck, tmp_path, {"tts": {"script_fail_word": "diez"}}) as house:
        caller = await house.call()
        assert (
            await say(caller, "Recuérdame a las diez sacar la basura.")
            == "Perdona, se me ha ido el santo al cielo. ¿Me lo repites?"
        )
        assert await say(caller, "Sí") == "Has dicho: Sí"
        assert await kept(house) == []

        await say(caller, "Recuérdame sacar la basura mañana a las nueve.")
        await say(caller, "Mejor a las diez")
        await say(caller, "Sí")
        (recado,) = await kept(house)
    assert recado["dicho"] == "mañana a las nueve de la mañana"


async def test_what_is_neither_yes_nor_no_is_asked_again(house: House) -> None:
    """By code, and the proposal stays: a model would agree to anything."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    for unclear in ("el ornitorrinco", "espera un momento"):
        assert await say(caller, unclear) == "¿Apunto comprar pan? Dime sí o no."
    assert await say(caller, "pues sí, por favor, apúntalo") == "Apuntado: comprar pan."
    assert [recado["texto"] for recado in await kept(house)] == ["Comprar pan"]


async def test_another_hour_keeps_the_day(house: House) -> None:
    """And another day the hour."""
    caller = await house.call()
    await say(caller, "Recuérdame llamar al taller pasado mañana a las diez")
    assert await say(caller, "Mejor a las once") == "¿Apunto llamar al taller, pasado mañana a las once de la mañana?"
    assert await say(caller, "No, mañana") == "¿Apunto llamar al taller, mañana a las once de la mañana?"


async def test_a_yes_is_no_recado(house: House) -> None:
    """When she has been asked which."""
    caller = await house.call()
    await say(caller, "Ponme un recado")
    assert await say(caller, "Sí") == "¿Qué quieres que te apunte?"
    assert await say(caller, "No") == "De acuerdo, no lo apunto."
    assert await kept(house) == []


async def test_of_two_requests_she_is_told_which_one_waits(house: House) -> None:
    """The first is not lost without a word."""
    caller = await house.call()
    await say(caller, "Apunta comprar leche")
    assert await say(caller, "Apunta llamar a Luis") == "Lo de antes no lo apunto. ¿Apunto llamar a Luis?"
    await say(caller, "Sí")
    assert [recado["texto"] for recado in await kept(house)] == ["Llamar a Luis"]


WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'penny_log'::regclass AND NOT granted"


async def test_a_recado_waits_for_the_turn_that_it_bears(house: House) -> None:
    """DECK refuses one of a turn that it does not have, and the turn's row may be slower."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    database = Database(house.deck.dsn, size=1)
    await database.open()
    async with database.transaction(ITSELF) as connection:
        await connection.execute("LOCK TABLE penny_log IN EXCLUSIVE MODE")  # it can be read
        said = asyncio.create_task(say(caller, "Sí"))
        async with asyncio.timeout(PATIENCE_S):
            while not await connection.fetchval(WAITING):
                await asyncio.sleep(0.01)
    assert await said == "Apuntado: comprar pan."
    await database.close()
    assert [(recado["texto"], recado["turno"] is not None) for recado in await kept(house)] == [("Comprar pan", True)]


async def test_a_recado_whose_turn_deck_does_not_take_is_kept_without_it(house: House) -> None:
    """What is to be done matters more than when it was said."""
    caller = await house.call()
    await say(caller, "Apunta comprar pan")
    await house.deck.rows(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'data_exception'; END $$"
    )
    try:
        await house.deck.rows("CREATE TRIGGER refuse BEFORE INSERT ON penny_log EXECUTE FUNCTION refuse()")
        assert await say(caller, "Sí") == "Apuntado: comprar pan."
    finally:
        await house.deck.rows("DROP FUNCTION refuse CASCADE")
    rows = await house.deck.rows("SELECT turno_id FROM penny_recados WHERE origen = 'mano'")
    assert [row["turno_id"] for row in rows] == [None]
