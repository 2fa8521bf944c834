"""A conversation as the text that the model was trained on: ChatML with the tools format of the Qwen2.5 family.

The law: what is rendered only grows at its end. A session's prefix, the same with words of an open question, and the
same with the question closed begin alike, so that each is read from the cache of the one before. And nothing that
anybody said can look like the template's own marks: they are defused before they are put in.
"""

import json
import re
from collections.abc import Sequence
from itertools import groupby

from penny_llm.engine import Message, Role, Tool

START = "<|im_start|>"
END = "<|im_end|>"

_MARKS = re.compile(r"<\||\|>|</?(?=(?:tool_call|tool_response|tools)>)")
"""Where a token of the model's own can begin or end: <|im_end|> and its like, and the tags of the tools format."""
_DEFUSED = {"<|": "«", "|>": "»", "<": "‹", "</": "‹/"}

_TOOLS_OPENING = """# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
"""
_TOOLS_CLOSING = """
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>"""


def defuse(text: str) -> str:
    """The text with everything that the tokenizer would take for a mark turned into plain signs; otherwise unchanged.

    The signs put in are no part of any mark, so no second mark can arise from what is left.
    """
    return _MARKS.sub(lambda mark: _DEFUSED[mark[0]], text)


def render(messages: Sequence[Message], tools: Sequence[Tool] = ()) -> str:
    """A conversation as text, every message closed."""
    rest = list(messages)
    blocks: list[str] = []
    if tools:
        system = rest.pop(0).content if rest and rest[0].role is Role.SYSTEM else ""
        parts = [defuse(system), _tools_block(tools)] if system else [_tools_block(tools)]
        blocks.append(_block("system", "\n\n".join(parts)))
    for role, group in groupby(rest, key=lambda message: message.role):
        if role is Role.TOOL:
            blocks.append(_block("user", "\n".join(_result(message) for message in group)))
        else:
            blocks.extend(_block(role.value, _body(message)) for message in group)
    return "".join(blocks)


def ask_open(conversation: str, words: str) -> str:
    """The conversation with the beginning of a question that may go on."""
    return f"{conversation}{START}user\n{defuse(words)}"


def ask(conversation: str, question: str) -> str:
    """The conversation with a question, and the answer due."""
    return answer_due(f"{ask_open(conversation, question)}{END}\n")


def answer_due(conversation: str) -> str:
    """The conversation, and the answer due; after the result of a tool nobody has to ask again."""
    return f"{conversation}{START}assistant\n"


def _block(role: str, body: str) -> str:
    return f"{START}{role}\n{body}{END}\n"


def _body(message: Message) -> str:
    calls = [
        "<tool_call>\n"
        + defuse(json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False))
        + "\n</tool_call>"
        for call in message.calls
    ]
    return "\n".join([defuse(message.content), *calls] if message.content else calls)


def _result(message: Message) -> str:
    return f"<tool_response>\n{defuse(message.content)}\n</tool_response>"


def _tools_block(tools: Sequence[Tool]) -> str:
    signatures = (
        json.dumps(
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
            },
            ensure_ascii=False,
        )
        for tool in tools
    )
    return _TOOLS_OPENING + "\n".join(defuse(signature) for signature in signatures) + _TOOLS_CLOSING
