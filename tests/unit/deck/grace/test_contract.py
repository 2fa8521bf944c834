"""The Contrato Común."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_deck.grace import contract
from penny_deck.grace.contract import Code, ContractError

NOW = datetime(2025, 12, 16, 10, 26, 1, tzinfo=UTC)
TRACE = str(uuid.UUID(int=1))


def call(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """The specification's example (5.3), with changes: `payload__type=...`."""
    data: dict[str, Any] = {
        "contract_version": "1.2",
        "envelope": {
            "trace_id": TRACE,
            "parent_trace_id": str(uuid.UUID(int=2)),
            "timestamp_init": "2025-12-16T10:26:00Z",
            "ttl_ms": 10000,
        },
        "routing": {"module": "FIELD_EXTRACTOR", "provider_preference": ["local"]},
        "context": {"lang": "es", "caller": "PENNY", "caller_sesion": str(uuid.UUID(int=2))},
        "payload": {"type": "document", "content_ref": "vault://uploads/factura.pdf"},
    }
    for path, value in changes.items():
        *parts, last = path.split("__")
        place = data
        for part in parts:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return data


def refused(data: object) -> ContractError:
    """Why a call is refused."""
    with pytest.raises(ContractError) as caught:
        contract.parse(data if isinstance(data, str) else json.dumps(data), NOW)
    return caught.value


def test_the_specifications_example_is_understood() -> None:
    """Word for word."""
    found = contract.parse(json.dumps(call()), NOW)
    assert (found.routing.module, found.payload.content_ref) == ("FIELD_EXTRACTOR", "vault://uploads/factura.pdf")
    assert found.envelope.deadline == datetime(2025, 12, 16, 10, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ("", Code.MALFORMED_CONTRACT, ""),
        ("[]", Code.MALFORMED_CONTRACT, ""),
        ("[" * 100_000, Code.MALFORMED_CONTRACT, ""),
        (" " * 300_000, Code.TOO_LARGE, ""),
        (call(contract_version=None), Code.MALFORMED_CONTRACT, "contract_version"),
        (call(contract_version=1.2), Code.MALFORMED_CONTRACT, "contract_version"),
        (call(contract_version="2.0"), Code.VERSION_UNSUPPORTED, "contract_version"),
        (call(contract_version="0.9"), Code.VERSION_UNSUPPORTED, "contract_version"),
        (call(envelope=None), Code.MALFORMED_CONTRACT, "envelope"),
        (call(envelope__trace_id="penny"), Code.MALFORMED_CONTRACT, "envelope.trace_id"),
        (call(envelope__ttl_ms=0), Code.MALFORMED_CONTRACT, "envelope.ttl_ms"),
        (call(envelope__ttl_ms="10000"), Code.MALFORMED_CONTRACT, "envelope.ttl_ms"),
        (call(envelope__ttl_ms=10**9), Code.MALFORMED_CONTRACT, "envelope.ttl_ms"),
        (call(envelope__timestamp_init="2025-12-16T10:26:00"), Code.MALFORMED_CONTRACT, "envelope.timestamp_init"),
        (call(envelope__timestamp_init="2030-01-01T00:00:00Z"), Code.MALFORMED_CONTRACT, "envelope.timestamp_init"),
        (call(envelope__timestamp_init="2025-12-16T10:25:00Z"), Code.TTL_EXPIRED, "envelope.ttl_ms"),
        (call(routing__module="extractor; DROP TABLE"), Code.MALFORMED_CONTRACT, "routing.module"),
        (call(routing__provider_preference=["openai"]), Code.PROVIDER_UNAVAILABLE, "routing.provider_preference"),
        (call(context__lang="castellano"), Code.MALFORMED_CONTRACT, "context.lang"),
        (call(payload__type="video"), Code.MALFORMED_CONTRACT, "payload.type"),
        (call(payload__content="también"), Code.MALFORMED_CONTRACT, "payload"),
        (call(payload__content_ref=None), Code.MALFORMED_CONTRACT, "payload"),
        (call(payload__labels=["uno"]), Code.MALFORMED_CONTRACT, "payload.labels"),
        (call(payload__otra="cosa"), Code.MALFORMED_CONTRACT, "payload.otra"),
        (call(otra="cosa"), Code.MALFORMED_CONTRACT, "otra"),
    ],
)
def test_what_is_no_contract_is_refused(data: object, code: Code, field: str) -> None:
    """With a code and the part that is wrong."""
    error = refused(data)
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_versions_of_ours_are_understood(version: str) -> None:
    """Each of them."""
    assert contract.parse(json.dumps(call(contract_version=version)), NOW).contract_version == version


def test_of_a_newer_minor_version_what_is_known_is_understood() -> None:
    """And the answer says which version it is in."""
    data = call(contract_version="1.9", payload__idioma_salida="en", prioridad="alta")
    found = contract.parse(json.dumps(data), NOW)
    assert json.loads(contract.answer(found, {}, NOW))["contract_version"] == "1.2"


def test_an_answer_bears_the_calls_trace() -> None:
    """And how long it took."""
    found = contract.parse(json.dumps(call()), NOW)
    answer = json.loads(contract.answer(found, {"total": "45.90"}, NOW + timedelta(seconds=1)))
    assert answer["envelope"]["trace_id"] == TRACE
    assert answer["envelope"]["elapsed_ms"] == 2000
    assert (answer["status"], answer["result"]) == ("ok", {"total": "45.90"})


def test_a_refusal_is_a_contract_too() -> None:
    """With the trace, if there is one, and what would be understood."""
    text = json.dumps(call(contract_version="3.0"))
    answer = json.loads(contract.refusal(text, refused(text), NOW))
    assert answer["envelope"]["trace_id"] == TRACE
    assert answer["error"] == {
        "code": "VERSION_UNSUPPORTED",
        "message": "This version is not understood.",
        "retryable": False,
        "field": "contract_version",
        "supported": ["1.0", "1.1", "1.2"],
    }


@given(st.recursive(st.none() | st.text() | st.integers() | st.booleans(), st.lists, max_leaves=5) | st.text())
def test_whatever_comes_is_answered(data: object) -> None:
    """Nothing but a ContractError, and never what was sent."""
    text = data if isinstance(data, str) else json.dumps({"envelope": data, "contract_version": "1.2"})
    error = refused(text)
    assert json.loads(contract.refusal(text, error, NOW))["status"] == "error"
