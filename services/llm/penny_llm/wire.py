"""Messages of the wire as values of ours, each checked against its limit, and back."""

import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from penny.v1 import llm_pb2, tools_pb2
from penny_chassis.errors import InvalidInput, TooLarge
from penny_llm.config import (
    MAX_ANSWER_TOKENS,
    MAX_CONTENT_CHARS,
    MAX_DESCRIPTION_CHARS,
    MAX_MESSAGES,
    MAX_SESSION_ID_CHARS,
    MAX_TEMPERATURE,
    MAX_TOOLS,
    MAX_WORDS_CHARS,
    Settings,
)
from penny_llm.engine import Call, Finish, Message, Plan, Role, Schema, Tool
from penny_llm.schemas import parse_object, parse_schema
from penny_llm.template import render

_ROLES = {
    llm_pb2.ROLE_SYSTEM: Role.SYSTEM,
    llm_pb2.ROLE_USER: Role.USER,
    llm_pb2.ROLE_ASSISTANT: Role.ASSISTANT,
    llm_pb2.ROLE_TOOL: Role.TOOL,
}
_FINISHES = {Finish.STOP: llm_pb2.FINISH_REASON_STOP, Finish.LENGTH: llm_pb2.FINISH_REASON_LENGTH}
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one answer is to be given from, and how."""

    session_id: str
    conversation: str
    """The messages so far, in the model's template."""
    after_tool: bool
    """The last of them is a tool's result: nobody has to say anything for the answer to go on."""
    plan: Plan


def session_id(value: str) -> str:
    """A session's id.

    Raises:
        InvalidInput: There is none.
        TooLarge: More than MAX_SESSION_ID_CHARS.
    """
    if not value:
        raise InvalidInput("There is no session id.", remedy="Send any id unique to the session.", field="session_id")
    _limit("session_id", len(value), MAX_SESSION_ID_CHARS)
    return value


def prefix(request: llm_pb2.HoldRequest) -> str:
    """The prefix that a session wants warm, in the model's template.

    Raises:
        InvalidInput: There is nothing to keep, or something in it cannot be used.
        TooLarge: Something is beyond its limit.
    """
    if not request.prefix and not request.tools:
        raise InvalidInput("There is no prefix to keep warm.", remedy="Send at least one message.", field="prefix")
    return render(_messages(request.prefix, "prefix"), _tools(request.tools, "tools"))


def turn(config: llm_pb2.GenerateConfig, settings: Settings) -> Turn:
    """What a stream is opened with.

    Raises:
        InvalidInput: Something in it cannot be used.
        TooLarge: Something is beyond its limit.
    """
    messages = _messages(config.messages, "config.messages")
    tools = _tools(config.tools, "config.tools")
    schema = None
    if config.response_schema_json:
        schema = parse_schema(config.response_schema_json, "config.response_schema_json")
        if tools:
            raise InvalidInput(
                "An answer in JSON cannot call tools.",
                remedy="Send tools or response_schema_json, not both.",
                field="config.response_schema_json",
            )
    return Turn(
        session_id(config.session_id),
        render(messages, tools),
        after_tool=bool(messages) and messages[-1].role is Role.TOOL,
        plan=_plan(config.sampling, settings, _not_called_yet(tools, messages) if tools else None, schema),
    )


def words(text: str, field: str) -> str:
    """What a person said, without the blanks around it.

    Raises:
        InvalidInput: Nothing.
        TooLarge: More than MAX_WORDS_CHARS.
    """
    _limit(field, len(text), MAX_WORDS_CHARS)
    if not (said := text.strip()):
        raise InvalidInput(f"{field} is empty.", remedy="Send what the person said.", field=field)
    return said


def tool_call(call: Call, call_id: str) -> tools_pb2.ToolCall:
    """A call as it travels."""
    return tools_pb2.ToolCall(id=call_id, name=call.name, arguments_json=json.dumps(call.arguments, ensure_ascii=False))


def finish_reason(finish: Finish, *, called: bool) -> llm_pb2.FinishReason.ValueType:
    """Why an answer ended, as it travels."""
    return llm_pb2.FINISH_REASON_TOOL_CALLS if called else _FINISHES[finish]


def _messages(messages: Sequence[llm_pb2.ChatMessage], field: str) -> list[Message]:
    _limit(field, len(messages), MAX_MESSAGES, "messages")
    return [_message(message, f"{field}[{index}]") for index, message in enumerate(messages)]


def _message(message: llm_pb2.ChatMessage, field: str) -> Message:
    role = _ROLES.get(message.role)
    if role is None:
        raise InvalidInput(f"{field} has no known role.", remedy="Say who speaks.", field=f"{field}.role")
    _limit(f"{field}.content", len(message.content), MAX_CONTENT_CHARS)
    _limit(f"{field}.tool_calls", len(message.tool_calls), MAX_TOOLS, "calls")
    if message.tool_calls and role is not Role.ASSISTANT:
        raise InvalidInput(f"{field} calls tools, but only an assistant's message can.", field=f"{field}.tool_calls")
    calls = tuple(_call(call, f"{field}.tool_calls") for call in message.tool_calls)
    if not message.content.strip() and not calls and role is not Role.TOOL:
        raise InvalidInput(f"{field} is empty.", remedy="Leave it out.", field=f"{field}.content")
    return Message(role, message.content, calls)


def _call(call: tools_pb2.ToolCall, field: str) -> Call:
    _tool_name(call.name, field)
    arguments = parse_object(call.arguments_json or "{}", f"{field}.arguments_json", "Send the arguments as they came.")
    return Call(call.name, arguments, call.id)


def _tools(tools: Sequence[tools_pb2.Tool], field: str) -> tuple[Tool, ...]:
    _limit(field, len(tools), MAX_TOOLS, "tools")
    names = {tool.name for tool in tools}
    if len(names) < len(tools):
        raise InvalidInput(f"{field} has two tools of one name.", remedy="Name each differently.", field=field)
    return tuple(_tool(tool, f"{field}[{index}]") for index, tool in enumerate(tools))


def _tool(tool: tools_pb2.Tool, field: str) -> Tool:
    _tool_name(tool.name, field)
    _limit(f"{field}.description", len(tool.description), MAX_DESCRIPTION_CHARS)
    parameters = parse_schema(tool.parameters_json or '{"type": "object"}', f"{field}.parameters_json")
    if parameters.get("type") != "object":
        raise InvalidInput(
            f"{field}.parameters_json does not describe an object.",
            remedy='Its "type" has to be "object".',
            field=f"{field}.parameters_json",
        )
    return Tool(tool.name, tool.description, parameters)


def _tool_name(name: str, field: str) -> None:
    if not _TOOL_NAME.fullmatch(name):
        raise InvalidInput(
            f"{field} has a name that cannot be used.",
            remedy="Use 1 to 64 letters without accents, digits, _ and -.",
            field=f"{field}.name",
        )


def _not_called_yet(tools: Sequence[Tool], messages: Sequence[Message]) -> tuple[Tool, ...]:
    """The tools that have not been called since the person last spoke.

    A small model asks for the same tool again and again instead of saying what came of it.
    """
    since = itertools.takewhile(lambda message: message.role is not Role.USER, reversed(messages))
    called = {call.name for message in since for call in message.calls}
    return tuple(tool for tool in tools if tool.name not in called)


def _plan(
    sampling: llm_pb2.Sampling, settings: Settings, tools: tuple[Tool, ...] | None, schema: Schema | None
) -> Plan:
    tokens = sampling.max_tokens or settings.max_tokens
    temperature = sampling.temperature if sampling.HasField("temperature") else settings.temperature
    top_p = sampling.top_p or 1.0
    _within("max_tokens", tokens, 1, MAX_ANSWER_TOKENS)
    _within("temperature", temperature, 0, MAX_TEMPERATURE)
    _within("top_p", top_p, 0, 1)
    seed = sampling.seed if sampling.HasField("seed") else None
    return Plan(tokens, temperature, top_p, seed, tools, schema)


def _within(field: str, value: float, low: float, high: float) -> None:
    """Refuse what lies outside; so written that it refuses NaN too."""
    if not low <= value <= high:
        raise InvalidInput(
            f"{field} is {value:g}; it must lie between {low:g} and {high:g}.",
            remedy="Leave it out for the service's own default.",
            field=f"config.sampling.{field}",
        )


def _limit(field: str, size: int, limit: int, unit: str = "characters") -> None:
    if size > limit:
        raise TooLarge.of(field, size, limit, unit)
