"""UUIDs as they come over the wire."""

import uuid

from penny_chassis.errors import InvalidInput


def parse(text: str, field: str) -> uuid.UUID:
    """A UUID in its usual form, hyphens and all.

    Raises:
        InvalidInput: It is something else.
    """
    try:
        value = uuid.UUID(text)
    except ValueError:
        value = None
    if value is None or str(value) != text.lower():
        raise InvalidInput(f"{field} is not a UUID.", remedy="A UUID has 36 characters, hyphens and all.", field=field)
    return value


def parse_optional(text: str, field: str) -> uuid.UUID | None:
    """A UUID, or None for an empty text.

    Raises:
        InvalidInput: It is something else.
    """
    return parse(text, field) if text else None
