"""Errors as they travel."""

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from penny_chassis import errors


def details(error: errors.PennyError) -> list[object]:
    """The google.rpc details that an error's status carries, unpacked."""
    status = error.to_status()
    packed = dict(status.trailing_metadata)["grpc-status-details-bin"]
    kinds = (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.RetryInfo)
    found: list[object] = []
    for detail in status_pb2.Status.FromString(packed).details:
        for kind in kinds:
            message = kind()
            if detail.Unpack(message):
                found.append(message)
    return found


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        (errors.InvalidInput, grpc.StatusCode.INVALID_ARGUMENT, "INVALID_INPUT"),
        (errors.TooLarge, grpc.StatusCode.INVALID_ARGUMENT, "TOO_LARGE"),
        (errors.OutOfOrder, grpc.StatusCode.FAILED_PRECONDITION, "OUT_OF_ORDER"),
        (errors.NotFound, grpc.StatusCode.NOT_FOUND, "NOT_FOUND"),
        (errors.Overloaded, grpc.StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED"),
        (errors.Unavailable, grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE"),
        (errors.TooSlow, grpc.StatusCode.DEADLINE_EXCEEDED, "TOO_SLOW"),
        (errors.EngineFailed, grpc.StatusCode.INTERNAL, "ENGINE_FAILED"),
    ],
)
def test_each_kind_has_its_status_and_reason(kind: type[errors.PennyError], code: grpc.StatusCode, reason: str) -> None:
    """A client can tell the kinds apart by code and by reason."""
    error = kind("It happened.", remedy="Do this.")
    info = details(error)[0]

    assert error.to_status().code is code
    assert isinstance(info, error_details_pb2.ErrorInfo)
    assert (info.reason, info.domain, info.metadata["remedy"]) == (reason, "penny", "Do this.")


def test_the_field_and_the_time_to_retry_travel_too() -> None:
    """BadRequest names the field, RetryInfo the delay."""
    bad = details(errors.InvalidInput("No.", field="audio.pcm"))[1]
    retry = details(errors.Overloaded("Full.", retry_after_ms=1500))[1]

    assert isinstance(bad, error_details_pb2.BadRequest)
    assert bad.field_violations[0].field == "audio.pcm"
    assert isinstance(retry, error_details_pb2.RetryInfo)
    assert retry.retry_delay.ToMilliseconds() == 1500


def test_the_first_cause_of_a_group_is_found() -> None:
    """However deep task groups wrap it."""
    cause = errors.TooSlow("late")
    group = ExceptionGroup("outer", [ExceptionGroup("inner", [cause])])

    assert errors.first_cause(group) is cause
    assert errors.first_cause(cause) is cause
