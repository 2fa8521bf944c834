"""JSON Schemas that callers send: whether they can be used, and whether a value conforms.

A schema is a small program of a stranger's, so it gets no more than it can need: sizes that an answer can reach, a
number of references to follow, and no regular expressions, which can take for ever. `pattern` is left to the grammar
that the model writes under; `patternProperties` is refused.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from penny_chassis.errors import InvalidInput, TooLarge
from penny_llm.config import MAX_SCHEMA_BYTES, MAX_SCHEMA_COUNT
from penny_llm.engine import Schema

_MAX_REFERENCES = 10_000
"""Followed for one value. Without references the work is bounded by the sizes of schema and value."""
_COUNTS = {f"{bound}{what}" for bound in ("min", "max") for what in ("Items", "Length", "Contains", "Properties")}
_NOT_HERE = {"patternProperties": "Name the properties.", "$dynamicRef": "Use $ref."}
_REMEDY = "Send a JSON Schema (draft 2020-12) as one JSON object."


def parse_object(text: str, field: str, remedy: str) -> dict[str, Any]:
    """A JSON object that came as text.

    Raises:
        TooLarge: More than MAX_SCHEMA_BYTES.
        InvalidInput: It is not JSON, or not an object.
    """
    size = len(text.encode())
    if size > MAX_SCHEMA_BYTES:
        raise TooLarge.of(field, size, MAX_SCHEMA_BYTES, "bytes")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput(f"{field} is not JSON.", remedy=remedy, field=field) from None
    if not isinstance(value, dict):
        raise InvalidInput(f"{field} is not a JSON object.", remedy=remedy, field=field)
    return value


def parse_schema(text: str, field: str) -> Schema:
    """A JSON Schema that came as text.

    Raises:
        TooLarge: More than MAX_SCHEMA_BYTES, or a count beyond MAX_SCHEMA_COUNT in it.
        InvalidInput: It is no JSON Schema, refers to something outside of itself, or has a keyword that is not for us.
    """
    schema = parse_object(text, field, _REMEDY)
    try:
        Draft202012Validator.check_schema(schema)
    except (SchemaError, RecursionError):
        raise InvalidInput(f"{field} is not a JSON Schema.", remedy=_REMEDY, field=field) from None
    for key, value in _entries(schema):
        _check_entry(key, value, field)
    return schema


def conforms(value: object, schema: Schema) -> bool:
    """Whether a JSON value is one of the schema; false too if that cannot be found out."""
    followed = itertools.count()

    def follow(validator: Any, ref: str, instance: object, within: object) -> Iterator[ValidationError]:  # noqa: ANN401
        if next(followed) >= _MAX_REFERENCES:
            raise RecursionError
        yield from Draft202012Validator.VALIDATORS["$ref"](validator, ref, instance, within)

    checks = {"$ref": follow, "pattern": _not_run}
    validator = extend(Draft202012Validator, checks)  # type: ignore[no-untyped-call]  # a gap of the stubs
    try:
        return bool(validator(schema, registry=Registry()).is_valid(value))
    except (Unresolvable, RecursionError):
        return False


def _not_run(*_: object) -> tuple[()]:
    """A keyword that is not checked here."""
    return ()


def _check_entry(key: str, value: object, field: str) -> None:
    if key == "$ref" and isinstance(value, str) and not value.startswith("#"):
        raise InvalidInput(f"{field} refers to something outside of itself.", remedy=_REMEDY, field=field)
    if key in _NOT_HERE:
        raise InvalidInput(f"{field} has {key}.", remedy=_NOT_HERE[key], field=field)
    if key in _COUNTS and isinstance(value, int | float) and value > MAX_SCHEMA_COUNT:
        raise TooLarge(f"{field} has a {key} beyond {MAX_SCHEMA_COUNT}.", remedy="Ask for less.", field=field)


def _entries(value: object) -> Iterator[tuple[str, object]]:
    """Every key and value of every object within, nested ones too; without recursion, for it may be deep."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield from current.items()
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
