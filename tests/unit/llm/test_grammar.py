"""Grammars that the model writes under."""

from penny_llm.engine import Tool
from penny_llm.grammar import json_answer, text_or_calls

STYLE = '"x-guidance": {"whitespace_flexible": false, "item_separator": ", ", "key_separator": ": ", "lenient": true}'


def test_a_json_answer() -> None:
    """The schema goes in as it is, with our way of writing JSON; a caller's own settings do not."""
    schema = {"type": "integer", "x-guidance": {"lenient": False}}

    assert json_answer(schema) == f'%llguidance {{}}\nstart: %json {{"type": "integer", {STYLE}}}'


def test_only_text() -> None:
    """Without a tool to call the model cannot write anything that looks like a call."""
    assert text_or_calls([]) == "%llguidance {}\nstart: /[^`{<]+/"


def test_text_or_calls() -> None:
    """Text without the signs that open a call, or calls of just these tools, each with its own schema as a whole."""
    tools = [Tool("a-1", "", {"type": "object"}), Tool("b", "", {"$ref": "#/$defs/x"})]

    assert text_or_calls(tools) == "\n".join(
        [
            "%llguidance {}",
            r"start: text | text? call (/\n*/ call)*",
            r"text: /[^`{<]+/",
            r'call: "<tool_call>\n" one "\n</tool_call>" | "```json\n" one "\n```" | one',
            "one: tool_0 | tool_1",
            r'tool_0: "{\"name\": \"a-1\", \"arguments\": " arguments_0 "}"',
            f'arguments_0: %json {{"type": "object", {STYLE}}}',
            r'tool_1: "{\"name\": \"b\", \"arguments\": " arguments_1 "}"',
            f'arguments_1: %json {{"$ref": "#/$defs/x", {STYLE}}}',
        ]
    )
