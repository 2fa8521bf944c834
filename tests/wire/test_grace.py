"""GRACE on the wire: contracts in, contracts out, about documents in the Vault."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.deck import Deck, put, refused
from support.papers import FACTURA, pdf

from penny.v1 import grace_pb2
from penny_chassis.errors import NotFound


def contract(module: str = "FIELD_EXTRACTOR", ttl_ms: int = 60_000, ago_s: float = 0, **payload: Any) -> dict[str, Any]:  # noqa: ANN401
    """A call."""
    began = datetime.now(UTC) - timedelta(seconds=ago_s)
    return {
        "contract_version": "1.2",
        "envelope": {"trace_id": str(uuid.uuid4()), "timestamp_init": began.isoformat(), "ttl_ms": ttl_ms},
        "routing": {"module": module, "provider_preference": ["local"]},
        "context": {"lang": "es", "caller": "TEST"},
        "payload": {"type": "document"} | (payload or {"content_ref": "vault://uploads/factura.pdf"}),
    }


async def call(deck: Deck, what: dict[str, Any] | str, player_id: str = "") -> dict[str, Any]:
    """The answer, as JSON."""
    text = what if isinstance(what, str) else json.dumps(what)
    answer = await deck.grace.Call(grace_pb2.CallRequest(player_id=player_id, contract_json=text))
    found: dict[str, Any] = json.loads(answer.contract_json)
    return found


async def test_what_an_invoice_says(deck: Deck) -> None:
    """The specification's example (5.4): the fields, and where each of them stands."""
    await put(deck, "factura.pdf", pdf(FACTURA))
    asked = contract()
    answer = await call(deck, asked)

    assert answer["status"] == "ok", answer
    assert answer["envelope"]["trace_id"] == asked["envelope"]["trace_id"]
    result = answer["result"]
    assert result["proveedor"] == "Telefónica de España, S.A.U."
    assert (result["nif_proveedor"], result["numero"], result["fecha"]) == ("A82018474", "TA7-0012345", "2025-11-03")
    assert (result["base"], result["total"]) == (37.93, 45.90)
    assert result["iva"] == [{"tipo": 21.0, "base": 37.93, "cuota": 7.97}]
    assert result["warnings"] == []
    total = next(field for field in result["fields"] if field["name"] == "total")
    assert (total["text"], total["page"]) == ("45,90 €", 1)
    assert all(0 <= side <= 1 for side in total["box"])


@pytest.mark.usefixtures("reading_here")
async def test_a_text_can_be_sent_instead_of_a_file(deck: Deck) -> None:
    """Such as what the person has dictated or pasted."""
    answer = await call(deck, contract(type="text", content=FACTURA))
    assert answer["result"]["total"] == 45.90


@pytest.mark.usefixtures("reading_here")
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (lambda: "{", "MALFORMED_CONTRACT"),
        (lambda: contract("ADIVINO"), "UNKNOWN_MODULE"),
        (lambda: contract(ago_s=70), "TTL_EXPIRED"),
        (lambda: contract(content_ref="vault://uploads/no-hay.pdf"), "CONTENT_NOT_FOUND"),
        (lambda: contract(content_ref="vault://../../etc/passwd"), "CONTENT_REFUSED"),
        (lambda: contract(content_ref="file:///etc/passwd"), "CONTENT_REFUSED"),
    ],
)
async def test_what_cannot_be_answered_is_answered_with_a_code(
    deck: Deck, asked: Callable[[], dict[str, Any] | str], code: str
) -> None:
    """Every error is a contract."""
    answer = await call(deck, asked())
    assert (answer["status"], answer["error"]["code"]) == ("error", code)
    assert "root" not in json.dumps(answer)


async def test_a_document_that_breaks_its_parser_is_refused(deck: Deck) -> None:
    """It breaks it in a process apart."""
    await put(deck, "rota.pdf", pdf(FACTURA)[:400])
    answer = await call(deck, contract(content_ref="vault://uploads/rota.pdf"))
    assert answer["error"]["code"] == "CONTENT_REFUSED"


async def test_the_time_of_a_call_is_kept(deck: Deck) -> None:
    """What takes longer is broken off."""
    await put(deck, "factura.pdf", pdf(FACTURA))
    answer = await call(deck, contract(ttl_ms=20))
    assert answer["error"]["code"] == "TTL_EXPIRED"
    assert answer["error"]["retryable"]


@pytest.mark.usefixtures("reading_here")
async def test_anothers_file_is_not_there(deck: Deck) -> None:
    """Whatever the contract says."""
    mine = deck.only_player()
    await put(deck, "factura.pdf", pdf(FACTURA), mine)
    other = deck.second_player()
    assert (await call(deck, contract(), other))["error"]["code"] == "CONTENT_NOT_FOUND"
    unknown = grace_pb2.CallRequest(player_id=str(uuid.uuid4()), contract_json="{}")
    assert isinstance(await refused(deck.grace.Call(unknown)), NotFound)


@pytest.mark.usefixtures("reading_here")
async def test_a_reading_is_noted(deck: Deck) -> None:
    """With the file's id and not its name."""
    kept = await put(deck, "factura.pdf", pdf(FACTURA))
    await call(deck, contract())
    rows = await deck.rows("SELECT accion, objeto FROM penny_auditoria")
    assert {"accion": "GRACE.FIELD_EXTRACTOR", "objeto": kept.archivo.id} in rows
    assert "factura" not in str(rows)


ACTA = """
Acta de la reunión del 10/11/2025

Se aprueba el presupuesto del año que viene, que sube un tres por ciento respecto al actual.
El proveedor de la limpieza seguirá siendo el mismo durante todo el año próximo.
Marta enviará el presupuesto al cliente antes del 14/11/2025.
ACCIÓN: Juan - revisar el contrato de alquiler (30/11/2025)
"""


@pytest.mark.usefixtures("reading_here")
async def test_the_other_modules(deck: Deck) -> None:
    """Tasks, kind and summary of the same minutes."""
    await put(deck, "acta.txt", ACTA.encode())
    ref: dict[str, Any] = {"content_ref": "vault://uploads/acta.txt"}

    tasks = (await call(deck, contract("TASK_DETECTOR", **ref)))["result"]["tareas"]
    assert [(task["quien"], task["para_cuando"]) for task in tasks] == [("Marta", "2025-11-14"), ("Juan", "2025-11-30")]
    kind = (await call(deck, contract("CLASSIFIER", **ref)))["result"]
    assert kind["label"] == "acta"
    assert all(word.lower() in ACTA.lower() for word in kind["evidence"])
    summary = (await call(deck, contract("SUMMARIZER", max_sentences=1, **ref)))["result"]
    assert summary["extractive"]
    assert summary["texto"].rstrip(".") in " ".join(ACTA.split())


@pytest.mark.usefixtures("reading_here")
async def test_labels_of_ones_own(deck: Deck) -> None:
    """The kinds among which the caller wants to choose."""
    asked = contract("CLASSIFIER", type="text", content=ACTA, labels=["receta: de cocina", "acta", "otro"])
    assert (await call(deck, asked))["result"]["label"] == "acta"
