"""JSON Schemas of callers."""

import json

import pytest

from penny_chassis.errors import InvalidInput, TooLarge
from penny_llm.config import MAX_SCHEMA_BYTES
from penny_llm.engine import Schema
from penny_llm.schemas import conforms, parse_schema


def test_a_schema_is_read() -> None:
    """A schema comes back as it was sent, references to itself included."""
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string", "pattern": "^a"}}}

    assert parse_schema(json.dumps(schema), "f") == schema


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "true",
        '{"type": "objeto"}',
        '{"minLength": -1}',
        '{"$ref": "https://example.com/schema"}',
        '{"items": [{"x": {"$ref": "other.json#a"}}]}',
        '{"$dynamicRef": "#a"}',
        '{"patternProperties": {"^a": {}}}',
        '{"properties": {"a": {"patternProperties": {"(a+)+$": {}}}}}',
        "[" * 10_000,
        '{"not":' * 1500 + "{}" + "}" * 1500,
    ],
)
def test_what_is_no_schema_is_refused(text: str) -> None:
    """Broken JSON, wrong keywords, references to elsewhere and expressions for names are the caller's mistake."""
    with pytest.raises(InvalidInput) as caught:
        parse_schema(text, "config.response_schema_json")

    assert caught.value.field == "config.response_schema_json"


@pytest.mark.parametrize(
    "schema",
    [
        {"description": "x" * MAX_SCHEMA_BYTES},
        {"type": "array", "minItems": 1_000_000_000},
        {"properties": {"a": {"type": "string", "maxLength": 1e9}}},
    ],
)
def test_a_schema_has_limits(schema: Schema) -> None:
    """A schema that is too long, or asks for more than an answer can have, is refused."""
    with pytest.raises(TooLarge) as caught:
        parse_schema(json.dumps(schema), "f")

    assert caught.value.field == "f"


def test_conforming() -> None:
    """A value is measured against the schema."""
    schema = {
        "type": "object",
        "properties": {"minutos": {"type": "integer", "minimum": 1}},
        "required": ["minutos"],
        "additionalProperties": False,
    }

    assert conforms({"minutos": 3}, schema)
    assert not conforms({"minutos": 0}, schema)
    assert not conforms({"minutos": "3"}, schema)
    assert not conforms({"minutos": 3, "segundos": 1}, schema)
    assert not conforms({}, schema)


def test_endless_schemas_end() -> None:
    """A schema that refers to itself for ever, or to nothing, fits nothing; an endless expression is not run."""
    assert not conforms({}, {"$ref": "#"})
    assert not conforms({}, {"$ref": "#/$defs/missing"})
    doubling = {f"a{at}": {"allOf": [{"$ref": f"#/$defs/a{at - 1}"}] * 3} for at in range(1, 31)}
    assert not conforms("a", {"$ref": "#/$defs/a30", "$defs": {"a0": {"type": "string"}} | doubling})
    assert conforms("a" * 64 + "!", {"type": "string", "pattern": "^(a+)+$"})
