"""What can go wrong, as one tree, and how it travels.

    PennyError
    ├── CallerError         the caller's fault: the same call will fail again
    │   ├── InvalidInput    a value that cannot be used              INVALID_ARGUMENT
    │   ├── TooLarge        a value beyond its limit                 INVALID_ARGUMENT
    │   ├── OutOfOrder      a message that does not belong here      FAILED_PRECONDITION
    │   ├── NotFound        a thing that is not there                NOT_FOUND
    │   ├── Conflict        somebody else has changed it meanwhile   ABORTED
    │   ├── NotAllowed      what this caller may not do              PERMISSION_DENIED
    │   └── Unauthenticated nobody knows who calls                   UNAUTHENTICATED
    └── ServiceError        ours: it may work later
        ├── Misconfigured   an operator has to mend something        FAILED_PRECONDITION
        ├── Overloaded      no room now; carries RetryInfo           RESOURCE_EXHAUSTED
        ├── Unavailable     a part we need is down                   UNAVAILABLE
        ├── TooSlow         a part did not answer in time            DEADLINE_EXCEEDED
        └── EngineFailed    an engine raised                         INTERNAL

On the wire each is a gRPC status with google.rpc details: ErrorInfo (reason, remedy), BadRequest (field), RetryInfo.
A message says what happened and never quotes what a person said.
"""

from typing import ClassVar, Self

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

DOMAIN = "penny"
"""ErrorInfo's domain: the reasons below are ours."""


class PennyError(Exception):
    """Anything that Penny reports by a typed status."""

    code: ClassVar[grpc.StatusCode] = grpc.StatusCode.UNKNOWN

    part = ""
    """Which other service of ours it happened in, if it is known."""

    def __init__(self, message: str, *, remedy: str = "", field: str = "", retry_after_ms: int = 0) -> None:
        """Say what happened, what to do about it, which field it concerns, and when to try again."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field
        self.retry_after_ms = retry_after_ms

    @property
    def reason(self) -> str:
        """The stable name of this kind of error, such as TOO_LARGE."""
        name = type(self).__name__
        return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()

    def to_status(self) -> grpc.Status:
        """As a gRPC status with google.rpc details."""
        status = status_pb2.Status(code=self.code.value[0], message=str(self))
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN)
        if self.remedy:
            info.metadata["remedy"] = self.remedy
        status.details.add().Pack(info)
        if self.field:
            violation = error_details_pb2.BadRequest.FieldViolation(field=self.field, description=self.message)
            status.details.add().Pack(error_details_pb2.BadRequest(field_violations=[violation]))
        if self.retry_after_ms:
            delay = Duration()
            delay.FromMilliseconds(self.retry_after_ms)
            status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
        return rpc_status.to_status(status)

    @classmethod
    def from_rpc(cls, error: grpc.aio.AioRpcError, *, part: str) -> "PennyError":
        """What another service of ours reported; `part` says which, for the message."""
        reason, field, retry_after_ms = _details(error)
        kind = _BY_REASON.get(reason) or _BY_CODE.get(error.code(), EngineFailed)
        message = f"{part}: {error.details() or error.code().name}"  # the remedy is the message's second part
        return kind(message, field=field, retry_after_ms=retry_after_ms).within(part)

    def within(self, part: str) -> Self:
        """The same, known to have happened in that service."""
        self.part = part
        return self


class CallerError(PennyError):
    """The caller's fault: the same call will fail again."""


class InvalidInput(CallerError):
    """A value that cannot be used."""

    code = grpc.StatusCode.INVALID_ARGUMENT


class TooLarge(CallerError):
    """A value beyond its limit."""

    code = grpc.StatusCode.INVALID_ARGUMENT

    @classmethod
    def of(cls, field: str, size: int, limit: int, unit: str) -> Self:
        """Name the field, its size and the limit."""
        return cls(f"{field} has {size} {unit}; the limit is {limit}.", remedy="Send less at a time.", field=field)


class OutOfOrder(CallerError):
    """A message that does not belong here."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class NotFound(CallerError):
    """A thing that is not there."""

    code = grpc.StatusCode.NOT_FOUND


class Conflict(CallerError):
    """Somebody else has changed it meanwhile."""

    code = grpc.StatusCode.ABORTED


class NotAllowed(CallerError):
    """What may not be done, whoever asks, or not by this caller."""

    code = grpc.StatusCode.PERMISSION_DENIED


class Unauthenticated(CallerError):
    """Nobody knows who calls."""

    code = grpc.StatusCode.UNAUTHENTICATED


class ServiceError(PennyError):
    """Ours: it may work later."""


class Misconfigured(ServiceError):
    """An operator has to mend something; restarting alone does not help."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class Overloaded(ServiceError):
    """No room now."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class Unavailable(ServiceError):
    """A part we need is down."""

    code = grpc.StatusCode.UNAVAILABLE


class TooSlow(ServiceError):
    """A part did not answer in time."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED


class EngineFailed(ServiceError):
    """An engine raised."""

    code = grpc.StatusCode.INTERNAL


_ALL: tuple[type[PennyError], ...] = (
    InvalidInput,
    TooLarge,
    OutOfOrder,
    NotFound,
    Conflict,
    NotAllowed,
    Unauthenticated,
    Misconfigured,
    Overloaded,
    Unavailable,
    TooSlow,
    EngineFailed,
)
_BY_REASON = {kind("").reason: kind for kind in _ALL}
_BY_CODE = {kind.code: kind for kind in reversed(_ALL)}


def first_cause(error: BaseException) -> BaseException:
    """The first exception of a group, however deep, that tells a reason; any other exception is its own cause."""
    while isinstance(error, BaseExceptionGroup):
        reasons = (cause for cause in error.exceptions if not isinstance(cause, GeneratorExit))
        error = next(reasons, error.exceptions[0])
    return error


def _details(error: grpc.aio.AioRpcError) -> tuple[str, str, int]:
    """ErrorInfo's reason, the field it concerns, and when to try again; empty if the status carries none of ours."""
    reason, field, retry_after_ms = "", "", 0
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode()).details:
            if detail.Unpack(info) and info.domain == DOMAIN:
                reason = info.reason
            elif detail.Unpack(bad) and bad.field_violations:
                field = bad.field_violations[0].field
            elif detail.Unpack(retry):
                retry_after_ms = retry.retry_delay.ToMilliseconds()
    return reason, field, retry_after_ms
