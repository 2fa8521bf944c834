"""Statuses become typed errors."""

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from penny_client import errors

TARGET = "127.0.0.1:1"


def rpc_error(code: grpc.StatusCode, message: str, *details: Message) -> grpc.aio.AioRpcError:
    """What a call raises that ended with this status."""
    status = status_pb2.Status(code=code.value[0], message=message)
    for detail in details:
        status.details.add().Pack(detail)
    trailing = grpc.aio.Metadata(("grpc-status-details-bin", status.SerializeToString()))
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, message)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, errors.InvalidInput),
        (grpc.StatusCode.FAILED_PRECONDITION, errors.OutOfOrder),
        (grpc.StatusCode.NOT_FOUND, errors.NotFound),
        (grpc.StatusCode.PERMISSION_DENIED, errors.NotAllowed),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, errors.Overloaded),
        (grpc.StatusCode.DEADLINE_EXCEEDED, errors.TooSlow),
        (grpc.StatusCode.CANCELLED, errors.Unavailable),
        (grpc.StatusCode.INTERNAL, errors.ServerFailed),
        (grpc.StatusCode.UNIMPLEMENTED, errors.Misconfigured),
    ],
)
def test_code_says_the_kind(code: grpc.StatusCode, kind: type[errors.PennyError]) -> None:
    """A status without details is told apart by its code."""
    assert type(errors.from_rpc(rpc_error(code, "x"), target=TARGET)) is kind


def test_details_are_read() -> None:
    """Reason, remedy, field and the time to come back are taken from the details, and the remedy is said once."""
    info = error_details_pb2.ErrorInfo(reason="OVERLOADED", domain="penny", metadata={"remedy": "Try again."})
    bad = error_details_pb2.BadRequest(field_violations=[error_details_pb2.BadRequest.FieldViolation(field="room")])
    retry = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=1, nanos=500_000_000))
    error = errors.from_rpc(
        rpc_error(grpc.StatusCode.RESOURCE_EXHAUSTED, "All full. Try again.", info, bad, retry), target=TARGET
    )
    assert (error.message, error.remedy, error.reason, error.field, error.retry_after_s) == (
        "All full.",
        "Try again.",
        "OVERLOADED",
        "room",
        1.5,
    )
    assert str(error) == "All full. Try again."


def test_reason_is_finer_than_the_code() -> None:
    """A misconfigured server is not taken for a caller's mistake, though the code is the same."""
    info = error_details_pb2.ErrorInfo(reason="MISCONFIGURED", domain="penny")
    error = errors.from_rpc(rpc_error(grpc.StatusCode.FAILED_PRECONDITION, "No model.", info), target=TARGET)
    assert isinstance(error, errors.Misconfigured)


def test_nobody_there_is_told_from_a_part_that_is_down() -> None:
    """UNAVAILABLE from the network says the address; from Penny it says what she says."""
    info = error_details_pb2.ErrorInfo(reason="UNAVAILABLE", domain="penny")
    network = errors.from_rpc(rpc_error(grpc.StatusCode.UNAVAILABLE, "connect failed"), target=TARGET)
    penny = errors.from_rpc(rpc_error(grpc.StatusCode.UNAVAILABLE, "DECK is away.", info), target=TARGET)
    assert isinstance(network, errors.Unreachable)
    assert TARGET in str(network)
    assert type(penny) is errors.Unavailable
    assert penny.message == "DECK is away."


@pytest.mark.parametrize("who", ["Received", "SERVER: Received", "CLIENT: Sent"])
def test_too_large_is_told_from_overload(who: str) -> None:
    """The code is the same; what asks to come back is overload, whatever its words."""
    words = f"{who} message larger than max (2097163 vs. 1048576)"
    retry = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=1))
    size = errors.from_rpc(rpc_error(grpc.StatusCode.RESOURCE_EXHAUSTED, words), target=TARGET)
    load = errors.from_rpc(rpc_error(grpc.StatusCode.RESOURCE_EXHAUSTED, words, retry), target=TARGET)
    assert (type(size), str(size)) == (
        errors.TooLarge,
        f"A message was larger than {TARGET} takes. Send less at a time.",
    )
    assert type(load) is errors.Overloaded


def test_foreign_details_do_no_harm() -> None:
    """Details that are no google.rpc.Status leave the code to speak."""
    error = grpc.aio.AioRpcError(
        grpc.StatusCode.NOT_FOUND, grpc.aio.Metadata(), grpc.aio.Metadata(("grpc-status-details-bin", b"\xff\xff")), "x"
    )
    assert isinstance(errors.from_rpc(error, target=TARGET), errors.NotFound)
