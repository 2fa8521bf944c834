"""Documents in conversation: found by the person's words, looked at by GRACE, and told by the model."""

import json
from pathlib import Path

import pytest
from support.conversing import say
from support.deck import Deck, put
from support.gateway import House, scripted_house

pytestmark = pytest.mark.usefixtures("reading_here")

ASKED = "¿Qué dice la factura que escaneé ayer?"
FACTURA = """
Telefónica de España, S.A.U.
CIF: A82018474
FACTURA
Número de factura: TA7-0012345
Fecha: 03/11/2025
Base imponible: 37,93 €
IVA 21 %: 7,97 €
TOTAL A PAGAR: 45,90 €
"""
SCRIPT = {"por 45,90 euros": "La factura es de Telefónica por 45,90 euros."}


async def llamadas(deck: Deck) -> list[list[dict[str, object]]]:
    """What GRACE was asked, turn by turn."""
    return [json.loads(row["grace_llamadas"]) for row in await deck.log()]


async def test_what_the_invoice_says_is_told(deck: Deck, tmp_path: Path) -> None:
    """The specification's example (5.4), and what the log has of it: the call, and the file by its id."""
    kept = await put(deck, "factura-noviembre.txt", FACTURA.encode())
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(SCRIPT)}}) as house:
        caller = await house.call()
        assert await say(caller, ASKED) == "La factura es de Telefónica por 45,90 euros."
        person, penny = await llamadas(deck)
    assert person == []
    ((call),) = penny
    assert (call["modulo"], call["archivo_id"], call["estado"]) == ("FIELD_EXTRACTOR", kept.archivo.id, "ok")
    said = next(row for row in await deck.log() if row["rol"] == "usuario")
    assert said["texto"] == ASKED


async def test_the_facts_stay_in_the_conversation(deck: Deck, tmp_path: Path) -> None:
    """She may go on asking about them."""
    await put(deck, "factura.txt", FACTURA.encode())
    script = {"¿Y de cuándo es?": "Es del 3 de noviembre de 2025.", **SCRIPT}
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(script)}}) as house:
        caller = await house.call()
        await say(caller, ASKED)
        assert await say(caller, "¿Y de cuándo es?") == "Es del 3 de noviembre de 2025."


@pytest.mark.parametrize("made_up", ["Es de Vodafone.", "El total es 99 euros.", "Vence el día 88."])
async def test_what_the_document_does_not_say_is_not_said(deck: Deck, tmp_path: Path, made_up: str) -> None:
    """Whatever the model makes up."""
    await put(deck, "factura.txt", FACTURA.encode())
    script = {"por 45,90 euros": made_up}
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(script)}}) as house:
        caller = await house.call()
        assert await say(caller, ASKED) == "No lo sé, no tengo ese dato."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "¿Cuánto es la factura de Endesa?",
            "No encuentro ese documento en tu Vault; lo más parecido que tengo es IMG_1.txt.",
        ),
        ("¿Cuánto es la factura de Telefónica?", "Son 45,90 euros."),
        ("¿Cuánto es la factura de noviembre?", "Son 45,90 euros."),
        (
            "¿Cuánto es la factura de octubre?",
            "No encuentro ese documento en tu Vault; lo más parecido que tengo es IMG_1.txt.",
        ),
    ],
)
async def test_another_document_does_not_answer(deck: Deck, tmp_path: Path, asked: str, said: str) -> None:
    """What she calls it stands in its name or in it, or it is not the one."""
    await put(deck, "IMG_1.txt", FACTURA.encode())
    script = {"por 45,90 euros": "Son 45,90 euros."}
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(script)}}) as house:
        assert await say(await house.call(), asked) == said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("", b"", "No encuentro ese documento en tu Vault."),
        ("factura.pdf", b"%PDF-1.7 rota", "He encontrado el documento, pero no puedo leerlo."),
    ],
)
async def test_what_cannot_be_told_is_said_so(house: House, name: str, data: bytes, said: str) -> None:
    """In place of an answer."""
    if name:
        await put(house.deck, name, data)
    caller = await house.call()
    assert await say(caller, ASKED) == said


async def test_an_invoice_that_does_not_add_up_is_told_with_a_warning(deck: Deck, tmp_path: Path) -> None:
    """Whatever the model says of it."""
    await put(deck, "factura.txt", FACTURA.replace("45,90", "99,90").encode())
    script = {"por 99,90 euros": "El total es 99,90 euros."}
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(script)}}) as house:
        caller = await house.call()
        said = await say(caller, ASKED)
    assert said.startswith("El total es 99,90 euros. Ojo: Las cantidades no cuadran")


async def test_a_warning_is_given_with_amounts_alone(deck: Deck, tmp_path: Path) -> None:
    """And once, though the model repeats what it has heard itself say."""
    await put(deck, "factura.txt", FACTURA.replace("45,90", "99,90").encode())
    warning = "Ojo: Las cantidades no cuadran: la base, el IVA y el total se contradicen."
    script = {
        "¿Qué dice": f"El total es 99,90 euros. {warning}",
        "¿De quién": f"Es de Telefónica. {warning}",
    }
    async with scripted_house(deck, tmp_path, {"llm": {"script": json.dumps(script)}}) as house:
        caller = await house.call()
        assert await say(caller, ASKED) == f"El total es 99,90 euros. {warning}"
        assert await say(caller, "¿De quién es la factura?") == "Es de Telefónica."
