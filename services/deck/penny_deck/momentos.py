"""Moments that callers send. Pure."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from penny_chassis.errors import InvalidInput

_FIRST_YEAR, _LAST_YEAR = 1970, 9998
"""What can be said in every time zone, and kept."""


def of(stamp: Timestamp, field: str) -> datetime:
    """A moment, in UTC.

    Raises:
        InvalidInput: It is none that can be kept.
    """
    try:
        moment = stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidInput("This is no time that can be kept.", remedy="Send the wall clock's, in UTC.", field=field)
    return moment
