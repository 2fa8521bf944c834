r"""What the model may write, as grammars for llguidance (Lark's notation with JSON Schema inside).

With tools: text, or a call, or text and then calls. Text has none of the three signs that a call begins with, so the
first of them opens a call, and from there on the model can write nothing but a call of a known tool with arguments of
its schema. Three ways of writing one are open to it: the tags of its family, the fenced JSON that the small models
prefer, and bare JSON.
"""

import json
from collections.abc import Sequence

from penny_llm.engine import Schema, Tool

_STYLE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": ", "lenient": True}
"""JSON as json.dumps writes it, which is how the model has seen it and shorter than indented; `lenient` leaves what a
grammar cannot say (uniqueItems, not) to the check afterwards, instead of giving up the grammar as a whole."""

_TEXT = r"""%llguidance {}
start: /[^`{<]+/"""
_TOOLS = r"""%llguidance {}
start: text | text? call (/\n*/ call)*
text: /[^`{<]+/
call: "<tool_call>\n" one "\n</tool_call>" | "```json\n" one "\n```" | one
one: """


def json_answer(schema: Schema) -> str:
    """One JSON value of a schema."""
    return f"%llguidance {{}}\nstart: {_json(schema)}"


def text_or_calls(tools: Sequence[Tool]) -> str:
    """Text, or calls of these tools; with none, text without anything that looks like a call."""
    if not tools:
        return _TEXT
    rules = [_TOOLS + " | ".join(f"tool_{index}" for index in range(len(tools)))]
    for index, tool in enumerate(tools):
        opening = f'{{"name": {json.dumps(tool.name)}, "arguments": '
        rules.append(f'tool_{index}: {json.dumps(opening)} arguments_{index} "}}"')
        rules.append(f"arguments_{index}: {_json(tool.parameters)}")
    return "\n".join(rules)


def _json(schema: Schema) -> str:
    return "%json " + json.dumps({**schema, "x-guidance": _STYLE})
