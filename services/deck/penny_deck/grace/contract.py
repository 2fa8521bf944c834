"""The Contrato Común, version 1.2 (specification 5.3): what GRACE is asked, and what she answers. Pure.

The law: whatever comes, a contract is answered with a contract. What is asked is understood strictly: a key that is not
there is refused by name. A minor version that is newer than ours may have keys that we do not know; they are passed
over, and the answer says which version it is in.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

VERSION = "1.2"
SUPPORTED = ("1.0", "1.1", "1.2")
MAX_BYTES = 256 * 1024
"""Of a contract; a document is referred to, not sent."""
MAX_TTL_MS = 600_000
SKEW = timedelta(seconds=5)
"""So far two clocks may differ: a call may seem to come from that far ahead."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


class Code(StrEnum):
    """Why a call could not be answered."""

    MALFORMED_CONTRACT = "MALFORMED_CONTRACT"
    VERSION_UNSUPPORTED = "VERSION_UNSUPPORTED"
    UNKNOWN_MODULE = "UNKNOWN_MODULE"
    PROVIDER_UNAVAILABLE = "PROVIDER_UNAVAILABLE"
    TTL_EXPIRED = "TTL_EXPIRED"
    CONTENT_NOT_FOUND = "CONTENT_NOT_FOUND"
    CONTENT_REFUSED = "CONTENT_REFUSED"
    TOO_LARGE = "TOO_LARGE"
    INTERNAL = "INTERNAL"


RETRYABLE = frozenset({Code.PROVIDER_UNAVAILABLE, Code.TTL_EXPIRED, Code.INTERNAL})
"""The same call may be answered later."""


class ContractError(Exception):
    """A call that cannot be answered; it becomes an answer of its own."""

    def __init__(self, code: Code, message: str, field: str = "") -> None:
        """Say why, and which part of the contract it concerns; never anything that the document says."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Envelope(_Strict):
    """Which call it is, and until when its answer is wanted."""

    trace_id: UUID
    parent_trace_id: UUID | None = None
    timestamp_init: AwareDatetime
    ttl_ms: Annotated[int, Field(strict=True, gt=0, le=MAX_TTL_MS)]

    @property
    def deadline(self) -> datetime:
        """When the answer is of no use any more."""
        return self.timestamp_init + timedelta(milliseconds=self.ttl_ms)


class Routing(_Strict):
    """Who is to do it."""

    module: Annotated[str, StringConstraints(pattern=r"^[A-Z_]{1,50}$")]
    provider_preference: Annotated[list[Name], Field(max_length=10)] = Field(default_factory=lambda: ["local"])


class Context(_Strict):
    """For whom, and in which language."""

    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "es"
    caller: Name
    caller_sesion: UUID | None = None


class Payload(_Strict):
    """What it is about: a file in the Vault, or a text; and what a module may be told besides."""

    type: Literal["document", "text", "email"]
    content_ref: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    content: Annotated[str, StringConstraints(min_length=1, max_length=100_000)] | None = None
    labels: Annotated[list[Name], Field(min_length=2, max_length=50)] | None = None
    max_sentences: Annotated[int, Field(strict=True, ge=1, le=20)] = 3

    @model_validator(mode="after")
    def _one_content(self) -> "Payload":
        if (self.content_ref is None) == (self.content is None):
            raise PydanticCustomError("content", "give it a content_ref or a content, and not both")
        return self


class Contract(_Strict):
    """A call."""

    contract_version: str
    envelope: Envelope
    routing: Routing
    context: Context
    payload: Payload


def parse(text: str, now: datetime) -> Contract:
    """Understand a call.

    Raises:
        ContractError: It is no contract, of another version, or comes too late.
    """
    data = _loaded(text)
    newer = _negotiated(data.get("contract_version"))
    try:
        contract = Contract.model_validate(_known(data) if newer else data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ContractError(Code.MALFORMED_CONTRACT, f"{field}: {first['msg']}.", field) from None
    if "local" not in contract.routing.provider_preference:
        raise ContractError(
            Code.PROVIDER_UNAVAILABLE, "Only the provider 'local' is here.", "routing.provider_preference"
        )
    if contract.envelope.timestamp_init > now + SKEW:
        raise ContractError(Code.MALFORMED_CONTRACT, "The call comes from the future.", "envelope.timestamp_init")
    if now >= contract.envelope.deadline:
        raise expired()
    return contract


def expired() -> ContractError:
    """The answer would come too late."""
    return ContractError(Code.TTL_EXPIRED, "The time for this call is over.", "envelope.ttl_ms")


def answer(contract: Contract, result: dict[str, Any], now: datetime) -> str:
    """The answer to a call that went well."""
    return _dumped(_frame(contract, now) | {"status": "ok", "result": result})


def refusal(text: str, error: ContractError, now: datetime) -> str:
    """The answer to one that did not; what of the call can be understood is said back."""
    reason = {"code": error.code, "message": error.message, "retryable": error.code in RETRYABLE}
    if error.field:
        reason["field"] = error.field
    if error.code is Code.VERSION_UNSUPPORTED:
        reason["supported"] = list(SUPPORTED)
    return _dumped(_echo(text, now) | {"status": "error", "error": reason})


def _loaded(text: str) -> dict[str, Any]:
    if len(text.encode()) > MAX_BYTES:
        raise ContractError(Code.TOO_LARGE, f"A contract has at most {MAX_BYTES} bytes.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ContractError(Code.MALFORMED_CONTRACT, "This is no JSON.") from None
    if not isinstance(data, dict):
        raise ContractError(Code.MALFORMED_CONTRACT, "A contract is a JSON object.")
    return data


def _negotiated(version: object) -> bool:
    """Whether a call is in a newer minor version than ours.

    Raises:
        ContractError: It is in none that we understand.
    """
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match is None:
        raise ContractError(Code.MALFORMED_CONTRACT, "It is not said in which version it is.", "contract_version")
    major, minor = (int(part) for part in VERSION.split("."))
    if int(match[1]) != major:
        raise ContractError(Code.VERSION_UNSUPPORTED, "This version is not understood.", "contract_version")
    return int(match[2]) > minor


def _known(data: dict[str, Any]) -> dict[str, Any]:
    """A newer contract without the keys that we do not know."""
    parts: dict[str, type[BaseModel]] = {
        "envelope": Envelope,
        "routing": Routing,
        "context": Context,
        "payload": Payload,
    }
    known: dict[str, Any] = {key: data[key] for key in ("contract_version", *parts) if key in data}
    for key, model in parts.items():
        if isinstance(known.get(key), dict):
            known[key] = {name: value for name, value in known[key].items() if name in model.model_fields}
    return known


def _frame(contract: Contract, now: datetime) -> dict[str, Any]:
    envelope = contract.envelope.model_dump(mode="json", exclude_none=True)
    elapsed = max(0, round((now - contract.envelope.timestamp_init).total_seconds() * 1000))
    return {
        "contract_version": VERSION,
        "envelope": envelope | {"timestamp_end": _iso(now), "elapsed_ms": elapsed},
        "routing": {"module": contract.routing.module, "provider": "local"},
        "context": contract.context.model_dump(mode="json", exclude_none=True),
    }


def _echo(text: str, now: datetime) -> dict[str, Any]:
    """Of a call that may be anything: its trace, if it has one."""
    frame: dict[str, Any] = {"contract_version": VERSION, "envelope": {"timestamp_end": _iso(now)}}
    try:
        envelope = json.loads(text)["envelope"]
        for key in ("trace_id", "parent_trace_id"):
            if envelope.get(key) is not None:
                frame["envelope"][key] = str(UUID(envelope[key]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return frame


def _iso(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
