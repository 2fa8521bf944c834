"""Calls in what the model writes: told apart from speech while it streams, then read and checked.

A call is JSON with a name and arguments, in the tags of the model's family, in a code fence, or bare. Nothing from the
first sign of one is ever spoken; if it turns out not to be a call that can be made, the answer has failed.
"""

import json
from collections.abc import Mapping, Sequence

from penny_chassis.errors import EngineFailed
from penny_llm.engine import Call, Tool
from penny_llm.schemas import conforms

MAX_CALLS = 8
"""In one answer."""

_OPENINGS = ("<tool_call>", "```", "{")
_AROUND = ("<tool_call>", "</tool_call>", "```json", "```")


class SpeechFilter:
    """Lets through what is speech and keeps what is a call."""

    def __init__(self) -> None:
        self._held = ""
        self._calling = False

    def feed(self, piece: str) -> str:
        """The next piece of the answer; returns what of it, and of what was held back, can be spoken."""
        self._held += piece
        if self._calling:
            return ""
        found = [at for opening in _OPENINGS if (at := self._held.find(opening)) >= 0]
        self._calling = bool(found)
        return self._let_go(min(found) if found else len(self._held) - _opening_begun(self._held))

    def finish(self) -> tuple[str, str]:
        """At the end of the answer: the last of the speech, and the calls as they were written."""
        return ("", self._held) if self._calling else (self._held, "")

    def _let_go(self, length: int) -> str:
        speech, self._held = self._held[:length], self._held[length:]
        return speech


def _opening_begun(text: str) -> int:
    """How many characters at the end of the text may be the beginning of a call."""
    return max(
        (
            length
            for opening in _OPENINGS
            for length in range(1, min(len(opening), len(text) + 1))
            if text.endswith(opening[:length])
        ),
        default=0,
    )


def read_calls(written: str, tools: Sequence[Tool]) -> tuple[Call, ...]:
    """The calls in what the model wrote.

    Raises:
        EngineFailed: It is not JSON (or was cut), the tool is unknown, its arguments are not of its schema, or there
            are more than MAX_CALLS.
    """
    known = {tool.name: tool for tool in tools}
    calls: list[Call] = []
    rest = _skip_around(written)
    while rest:
        try:
            value, end = json.JSONDecoder().raw_decode(rest)
        except (ValueError, RecursionError):
            raise _unusable("is not whole JSON") from None
        calls.append(_checked(value, known))
        rest = _skip_around(rest[end:])
    if not 0 < len(calls) <= MAX_CALLS:
        raise _unusable(f"is {len(calls)} calls; 1 to {MAX_CALLS} can be made")
    return tuple(calls)


def _checked(value: object, known: Mapping[str, Tool]) -> Call:
    if not isinstance(value, dict) or not isinstance(value.get("arguments"), dict):
        raise _unusable("has no name and arguments")
    tool = known.get(str(value.get("name")))
    if tool is None:
        raise _unusable("names a tool that was not offered")
    if not conforms(value["arguments"], tool.parameters):
        raise _unusable("has arguments that are not of the tool's schema")
    return Call(tool.name, value["arguments"])


def _skip_around(text: str) -> str:
    """The text from its first JSON on."""
    text = text.lstrip()
    while sign := next((sign for sign in _AROUND if text.startswith(sign)), None):
        text = text.removeprefix(sign).lstrip()
    return text


def _unusable(what: str) -> EngineFailed:
    return EngineFailed(f"What the model wrote as a call {what}.", remedy="Ask again, or allow more tokens.")
