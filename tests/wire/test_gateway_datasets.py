"""Datasets in conversation: opened by the person's words, looked into for each question, and closed."""

import json
from pathlib import Path

import pytest
from support.conversing import say
from support.deck import Deck, add_document, put
from support.gateway import House, scripted_house
from support.tables import PRECIOS

from penny.v1 import vault_pb2

pytestmark = pytest.mark.usefixtures("reading_here")

OPENED = "He abierto precios.csv: 7 registros. ¿Qué quieres saber?"
ASKED = "¿Cuánto cuesta el tornillo M8?"
SCRIPT = {
    "Precio: 0,12 €": "El tornillo M8 cuesta 0,12 euros.",
    "Mínimo de «Precio»": "El más barato cuesta 0,05 euros.",
    "unicornio": "No está en la lista.",
    "Tuerca M8": "Cuesta 170 euros.",
    "Bosch": "Lo vende también Makita.",
}


async def activos(deck: Deck) -> list[str]:
    """Of each turn, the hash of the dataset that was active; empty if none was."""
    return [json.loads(row["planos_activos"]).get("DATASET", "") for row in await deck.log()]


async def asked(deck: Deck) -> list[str]:
    """The readings of datasets that were noted."""
    rows = await deck.rows("SELECT accion FROM penny_auditoria WHERE accion LIKE '%Dataset' ORDER BY id")
    return [row["accion"] for row in rows]


async def test_a_question_is_answered_from_the_dataset(deck: Deck, tmp_path: Path) -> None:
    """Opened, asked, reckoned, closed; and the log knows in which turns it was active."""
    await put(deck, "precios.csv", PRECIOS)
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(SCRIPT)}}) as house:
        caller = await house.call()
        assert await say(caller, "Abre la lista de precios") == OPENED
        assert await say(caller, ASKED) == "El tornillo M8 cuesta 0,12 euros."
        assert await say(caller, "¿Cuál es el producto más barato?") == "El más barato cuesta 0,05 euros."
        # What is about something else is asked as it is.
        assert await say(caller, "¿Qué hora es?") == "Has dicho: ¿Qué hora es?"
        assert await say(caller, "Cierra la lista") == "He cerrado precios.csv."
        assert await say(caller, ASKED) == f"Has dicho: {ASKED}"
    hashes = await activos(deck)
    active = hashes[2]
    assert len(active) == 64
    assert hashes == ["", "", *[active] * 8, "", ""]  # two rows a turn
    assert await asked(deck) == ["LoadDataset", "AskDataset", "AskDataset", "AskDataset"]
    said = [row["texto"] for row in await deck.log() if row["rol"] == "usuario"]
    assert said[1] == ASKED  # what the model was given is no word of hers


async def test_what_the_dataset_does_not_say_is_not_said(deck: Deck, tmp_path: Path) -> None:
    """Neither another number, though the question and the data have numbers, nor another name."""
    await put(deck, "precios.csv", PRECIOS)
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(SCRIPT)}}) as house:
        caller = await house.call()
        await say(caller, "Abre la lista de precios")
        assert await say(caller, "¿Cuánto cuesta la tuerca M8?") == "No lo sé, no tengo ese dato."
        assert await say(caller, "¿Qué taladros hay?") == "No lo sé, no tengo ese dato."
        assert await say(caller, "¿Cuánto cuesta el unicornio?") == "No está en la lista."


async def test_one_is_open_at_a_time(house: House) -> None:
    """Another that is opened takes the place of the first; one that is deleted is missed, and can be closed."""
    caller = await house.call()
    assert await say(caller, "Abre el catálogo") == "No encuentro ese archivo en tu Vault."
    await put(house.deck, "precios.csv", PRECIOS)
    assert await say(caller, "Abre el catálogo") == OPENED  # whichever table there is
    await put(house.deck, "socios.csv", b"nombre;ciudad\nAna;Lugo\nLuis;Vigo\n")
    assert (await say(caller, "carga socios punto csv")).startswith("He abierto socios.csv: 2 registros.")
    assert "ciudad: Lugo" in await say(caller, "¿De qué ciudad es Ana?")
    await house.deck.vault.DeleteArchivo(vault_pb2.DeleteArchivoRequest(ref="vault://uploads/socios.csv"))
    assert await say(caller, ASKED) == "Ya no puedo leer socios.csv."
    assert await say(caller, "Ciérralo") == "He cerrado socios.csv."


async def test_the_open_document_answers_for_itself(house: House) -> None:
    """Though the question sounds like one for GRACE; recados go before it, and leave it open."""
    await put(house.deck, "contrato.txt", b"La fianza es de 1700 euros.\n")
    caller = await house.call()
    assert (await say(caller, "Abre el contrato")).startswith("He abierto contrato.txt: 1 pasaje.")
    assert await say(caller, "Apunta pagar la fianza") == "¿Apunto pagar la fianza?"
    await say(caller, "Sí")
    assert "La fianza es de 1700 euros." in await say(caller, "¿Qué dice el contrato de la fianza?")
    assert await asked(house.deck) == ["LoadDataset", "AskDataset"]
    hashes = await activos(house.deck)
    assert hashes[-1] == hashes[2] != ""


@pytest.mark.slow
async def test_a_collection_answers_like_a_document(house: House) -> None:
    """Opened by its name, asked, and closed; what is about something else is asked as it is."""
    await add_document(house.deck, "casa", "manual.txt", "El filtro de la caldera se cambia cada seis meses.")
    caller = await house.call()
    assert await say(caller, "Abre la colección cocina") == "No tienes ninguna colección que se llame cocina."
    assert await say(caller, "Abre la colección Casa") == "He abierto casa: 1 pasaje. ¿Qué quieres saber?"
    told = await say(caller, "¿Cada cuánto se cambia el filtro de la caldera?")
    assert "manual.txt: El filtro de la caldera se cambia cada seis meses." in told
    assert await say(caller, "¿Quién ganó el mundial?") == "Has dicho: ¿Quién ganó el mundial?"
    assert await say(caller, "Cierra la colección") == "He cerrado casa."
