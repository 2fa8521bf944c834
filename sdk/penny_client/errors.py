"""What can go wrong for a client, as one tree; the status of a call becomes one of these.

    PennyError
    ├── CallerError            the caller's fault: the same call will fail again
    │   ├── InvalidInput       a value that cannot be used
    │   │   └── TooLarge       a value beyond its limit
    │   ├── OutOfOrder         a message that does not belong here
    │   ├── NotFound           a thing that is not there
    │   ├── Conflict           somebody else has changed it meanwhile
    │   ├── NotAllowed         what may not be done, or not by this caller
    │   ├── ConversationOver   a conversation used after its end
    │   └── DeviceUnavailable  no microphone, no loudspeaker, or not the library for them
    ├── ServerError            the server's fault, or an operator's
    │   ├── Misconfigured      an operator has to mend something
    │   └── ServerFailed       something broke inside
    └── TryLater               it may work in a moment; the client tries again by itself while it opens a conversation
        ├── Unavailable        a part of Penny is down
        │   ├── Unreachable    nobody answers at the address
        │   └── ConversationLost   the connection broke and could not be taken up again
        ├── Overloaded         no room now; says when to come back
        └── TooSlow            no answer in time

A message says what happened, `remedy` what to do about it; neither quotes what anybody said.
"""

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

_DETAILS_KEY = "grpc-status-details-bin"
_BEYOND_LIMIT = "larger than max"
"""In gRPC's own words about a message that is too large, which it refuses with the code that means overload to us."""


class PennyError(Exception):
    """Anything that goes wrong between a client and Penny."""

    def __init__(
        self, message: str, *, remedy: str = "", reason: str = "", field: str = "", retry_after_s: float = 0.0
    ) -> None:
        """Say what happened, what to do, the server's stable name for it, the field it is about, when to try again."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.reason = reason
        self.field = field
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class CallerError(PennyError):
    """The caller's fault: the same call will fail again."""


class InvalidInput(CallerError):
    """A value that cannot be used."""


class TooLarge(InvalidInput):
    """A value beyond its limit."""


class OutOfOrder(CallerError):
    """A message that does not belong here."""


class NotFound(CallerError):
    """A thing that is not there."""


class Conflict(CallerError):
    """Somebody else has changed it meanwhile."""


class NotAllowed(CallerError):
    """What may not be done, or not by this caller."""


class ConversationOver(CallerError):
    """A conversation used after its end."""


class DeviceUnavailable(CallerError):
    """No microphone, no loudspeaker, or not the library for them."""


class ServerError(PennyError):
    """The server's fault, or an operator's."""


class Misconfigured(ServerError):
    """An operator has to mend something; trying again does not help."""


class ServerFailed(ServerError):
    """Something broke inside."""


class TryLater(PennyError):
    """It may work in a moment."""


class Unavailable(TryLater):
    """A part of Penny is down."""


class Unreachable(Unavailable):
    """Nobody answers at the address."""


class ConversationLost(Unavailable):
    """The connection broke and could not be taken up again."""


class Overloaded(TryLater):
    """No room now; `retry_after_s` says when to come back."""


class TooSlow(TryLater):
    """No answer in time."""


_BY_REASON: dict[str, type[PennyError]] = {
    "CONFLICT": Conflict,
    "MISCONFIGURED": Misconfigured,
    "TOO_LARGE": TooLarge,
}
_BY_CODE: dict[grpc.StatusCode, type[PennyError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidInput,
    grpc.StatusCode.OUT_OF_RANGE: InvalidInput,
    grpc.StatusCode.FAILED_PRECONDITION: OutOfOrder,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.UNAUTHENTICATED: NotAllowed,
    grpc.StatusCode.PERMISSION_DENIED: NotAllowed,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.ABORTED: Unavailable,
    grpc.StatusCode.CANCELLED: Unavailable,  # a server that shuts down cancels what still runs
    grpc.StatusCode.RESOURCE_EXHAUSTED: Overloaded,
    grpc.StatusCode.DEADLINE_EXCEEDED: TooSlow,
}


def from_rpc(error: grpc.aio.AioRpcError, *, target: str) -> PennyError:
    """The typed error that a call's status stands for; `target` is host:port, for the message."""
    info, field, retry_after_s = _details(error)
    if not info.reason and not retry_after_s and (own := _of_grpc(error, target)):
        return own
    kind = _BY_REASON.get(info.reason) or _BY_CODE.get(error.code(), ServerFailed)
    remedy = info.metadata.get("remedy", "")
    message = (error.details() or error.code().name).removesuffix(remedy).rstrip()
    return kind(message, remedy=remedy, reason=info.reason, field=field, retry_after_s=retry_after_s)


def _of_grpc(error: grpc.aio.AioRpcError, target: str) -> PennyError | None:
    """What a status means that gRPC has made by itself: it carries none of our details."""
    match error.code():
        case grpc.StatusCode.UNAVAILABLE:
            return Unreachable(
                f"Nobody answers at {target}.", remedy="Is Penny running there? `penny up` starts it here."
            )
        case grpc.StatusCode.UNIMPLEMENTED:
            return Misconfigured(
                f"What answers at {target} does not know this call.",
                remedy="Is it the right service, and of this version? Conversations are the gateway's, port 50050.",
            )
        case grpc.StatusCode.RESOURCE_EXHAUSTED if _BEYOND_LIMIT in (error.details() or ""):
            return TooLarge(f"A message was larger than {target} takes.", remedy="Send less at a time.")
    return None


def _details(error: grpc.aio.AioRpcError) -> tuple[error_details_pb2.ErrorInfo, str, float]:
    """The status's ErrorInfo (empty if it has none), BadRequest's field and RetryInfo's delay in seconds."""
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for key, value in error.trailing_metadata() or ():
        if key != _DETAILS_KEY or not isinstance(value, bytes):
            continue
        try:
            details = status_pb2.Status.FromString(value).details
        except DecodeError:  # another server's bytes: the code alone has to do
            continue
        for detail in details:
            if not (detail.Unpack(info) or detail.Unpack(bad)):
                detail.Unpack(retry)
    field = bad.field_violations[0].field if bad.field_violations else ""
    return info, field, retry.retry_delay.ToMicroseconds() / 1e6
