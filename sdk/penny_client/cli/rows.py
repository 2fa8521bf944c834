"""Messages of DECK's as the rows of its tables that they are. Pure."""

import json
from collections.abc import Iterable

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message


def row(message: Message) -> dict[str, object]:
    """Every column, by its name in the table."""
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def line(data: object) -> str:
    """JSON in one line."""
    return json.dumps(data, ensure_ascii=False)


def lines(data: Iterable[object]) -> str:
    """JSON Lines."""
    return "".join(f"{line(each)}\n" for each in data)
