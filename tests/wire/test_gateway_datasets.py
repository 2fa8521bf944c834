"""Datasets in conversation: opened by the person's words, looked into for each question, and closed."""

import json
from pathlib import Path

import pytest
from support.conversing import say
from support.deck import Deck, put
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
}


def scripted(**script: str) -> dict[str, dict[str, str]]:
    """Settings for a model that answers so."""
    return {"llm": {"script": json.dumps(script)}}


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
    async with scripted_house(deck, tmp_path, scripted(**SCRIPT)) as house:
        caller = await house.call()
        assert await say(caller, "Abre la lista de precios") == OPENED
        assert await say(caller, ASKED) == "El tornillo M8 cuesta 0,12 euros."
        assert await say(caller, "¿Cuál es el producto más barato?") == "El más barato cuesta 0,05 euros."
        assert await say(caller, "Cierra la lista") == "He cerrado precios.csv."
        assert await say(caller, ASKED) == f"Has dicho: {ASKED}"
    hashes = await activos(deck)
    active = hashes[2]
    assert len(active) == 64
    # Two rows a turn: opened in the first, closed in the fourth.
    assert hashes == ["", "", *[active] * 6, "", ""]
    said = [row["texto"] for row in await deck.log() if row["rol"] == "usuario"]
    assert said[1] == ASKED  # what the model was given is no word of hers


async def test_what_the_dataset_does_not_say_is_not_said(deck: Deck, tmp_path: Path) -> None:
    """Neither another number, though the question and the data have numbers, nor another name."""
    await put(deck, "precios.csv", PRECIOS)
    made_up = {"Tornillo M8": "Cuesta 17 euros.", "Bosch": "Lo vende también Makita."}
    async with scripted_house(deck, tmp_path, scripted(**made_up)) as house:
        caller = await house.call()
        await say(caller, "Abre la lista de precios")
        assert await say(caller, ASKED) == "No lo sé, no tengo ese dato."
        assert await say(caller, "¿Qué taladros hay?") == "No lo sé, no tengo ese dato."


async def test_what_is_about_something_else_is_asked_as_it_is(deck: Deck, tmp_path: Path) -> None:
    """The model is given nothing that would confuse it."""
    await put(deck, "precios.csv", PRECIOS)
    async with scripted_house(deck, tmp_path, scripted(**SCRIPT)) as house:
        caller = await house.call()
        await say(caller, "Abre la lista de precios")
        assert await say(caller, "¿Qué hora es?") == "Has dicho: ¿Qué hora es?"
        assert await say(caller, "¿Cuánto cuesta el unicornio?") == "No está en la lista."


@pytest.mark.parametrize(
    ("name", "data", "text", "said"),
    [
        ("", b"", "Abre el catálogo", "No encuentro ese archivo en tu Vault."),
        ("precios.csv", PRECIOS, "Abre el catálogo", OPENED),  # whichever table there is
        ("precios.csv", PRECIOS, "Abre la lista de invitados", "No encuentro ese archivo en tu Vault."),
        ("precios.csv", PRECIOS, "carga precios punto csv", OPENED),
        ("ancha.csv", b";".join([b"x"] * 501), "Abre la tabla ancha", "ancha.csv es demasiado grande para abrirlo."),
        ("rota.pdf", b"%PDF-1.7 rota", "Abre el documento rota", "He encontrado rota.pdf, pero no puedo leerlo."),
        ("nota.txt", b"La llave esta debajo.\n", "Abre el documento nota", "He abierto nota.txt: 1 pasaje."),
        ("", b"", "Cierra el catálogo", "No hay ningún archivo abierto."),
    ],
)
async def test_what_comes_of_opening_is_said(house: House, name: str, data: bytes, text: str, said: str) -> None:
    """In place of an answer."""
    if name:
        await put(house.deck, name, data)
    caller = await house.call()
    assert (await say(caller, text)).startswith(said)


async def test_a_file_that_is_deleted_while_it_is_open(house: House) -> None:
    """It is said so, and she may close it."""
    await put(house.deck, "precios.csv", PRECIOS)
    caller = await house.call()
    await say(caller, "Abre la lista de precios")
    await house.deck.vault.DeleteArchivo(vault_pb2.DeleteArchivoRequest(ref="vault://uploads/precios.csv"))
    assert await say(caller, ASKED) == "Ya no puedo leer precios.csv."
    assert await say(caller, "Ciérralo") == "He cerrado precios.csv."
    assert await say(caller, ASKED) == f"Has dicho: {ASKED}"


async def test_another_takes_its_place(house: House) -> None:
    """One is open at a time."""
    await put(house.deck, "precios.csv", PRECIOS)
    await put(house.deck, "socios.csv", b"nombre;cuota\nAna;12\nLuis;15\n")
    caller = await house.call()
    await say(caller, "Abre la lista de precios")
    assert (await say(caller, "Abre la lista de socios")).startswith("He abierto socios.csv: 2 registros.")
    assert "cuota: 12" in await say(caller, "¿Cuál es la cuota de Ana?")
    assert await say(caller, "¿Qué hay de tornillos?") == "Has dicho: ¿Qué hay de tornillos?"


async def test_the_open_document_answers_for_itself(house: House) -> None:
    """Though the question sounds like one for GRACE."""
    await put(house.deck, "contrato.txt", "La fianza es de 1700 euros.\n".encode())
    caller = await house.call()
    await say(caller, "Abre el contrato")
    assert "La fianza es de 1700 euros." in await say(caller, "¿Qué dice el contrato de la fianza?")
    assert await asked(house.deck) == ["LoadDataset", "AskDataset"]


async def test_recados_go_before_it(house: House) -> None:
    """And what is kept in a recado changes nothing about what is open."""
    await put(house.deck, "precios.csv", PRECIOS)
    caller = await house.call()
    await say(caller, "Abre la lista de precios")
    assert await say(caller, "Apunta comprar tornillos") == "¿Apunto comprar tornillos?"
    await say(caller, "Sí")
    await say(caller, "hola")
    await say(caller, ASKED)
    assert (await activos(house.deck))[-1] == (await activos(house.deck))[2] != ""


async def test_nothing_is_open_before_the_commit(house: House) -> None:
    """Words that are taken back opened nothing: a spoken turn that goes on is another question."""
    await put(house.deck, "precios.csv", PRECIOS)
    async with scripted_house(house.deck, house.folder, {"asr": {}, **scripted(**SCRIPT)}) as other:
        caller = await other.call()
        await say(caller, "hola")
        assert await say(caller, ASKED) == f"Has dicho: {ASKED}"
    assert await asked(house.deck) == []
