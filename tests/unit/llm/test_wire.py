"""Messages of the wire: what they become, and what is refused."""

import json
from collections.abc import Callable

import pytest

from penny.v1.llm_pb2 import (
    FINISH_REASON_LENGTH,
    FINISH_REASON_STOP,
    FINISH_REASON_TOOL_CALLS,
    ROLE_ASSISTANT,
    ROLE_SYSTEM,
    ROLE_TOOL,
    ROLE_USER,
    ChatMessage,
    GenerateConfig,
    HoldRequest,
    Sampling,
)
from penny.v1.tools_pb2 import Tool, ToolCall
from penny_chassis.errors import InvalidInput, PennyError, TooLarge
from penny_llm import config, wire
from penny_llm.config import Settings
from penny_llm.engine import Call, Finish, Plan
from penny_llm.engine import Tool as OurTool

SETTINGS = Settings.model_validate({"max_tokens": 99, "temperature": 0.5})
SYSTEM = ChatMessage(role=ROLE_SYSTEM, content="Eres Penny.")
USER = ChatMessage(role=ROLE_USER, content="Hola.")
SCHEMA = '{"type": "object", "properties": {"x": {"type": "string"}}}'
TOOL = Tool(name="parar", description="Para.", parameters_json=SCHEMA)


def test_what_is_left_out_is_the_services_own() -> None:
    """An empty sampling means the service's defaults."""
    turn = wire.turn(GenerateConfig(session_id="s", messages=[SYSTEM]), SETTINGS)

    assert turn == wire.Turn(
        "s", "<|im_start|>system\nEres Penny.<|im_end|>\n", after_tool=False, plan=Plan(99, temperature=0.5)
    )


def test_what_is_asked_for() -> None:
    """Sampling, tools and a temperature of zero arrive."""
    sampling = Sampling(max_tokens=7, temperature=0.0, top_p=0.5, seed=0)
    asked = GenerateConfig(session_id="s", messages=[SYSTEM], tools=[TOOL, Tool(name="b")], sampling=sampling)

    turn = wire.turn(asked, SETTINGS)

    tools = (OurTool("parar", "Para.", json.loads(SCHEMA)), OurTool("b", "", {"type": "object"}))
    assert turn.plan == Plan(7, temperature=0.0, top_p=0.5, seed=0, tools=tools)


def test_the_prefix_is_how_every_prompt_of_the_session_begins() -> None:
    """What Hold reads in and what Generate reads first are the same text."""
    request = HoldRequest(session_id="s", prefix=[SYSTEM], tools=[TOOL])
    later = [SYSTEM, ChatMessage(role=ROLE_USER, content="Hola."), ChatMessage(role=ROLE_ASSISTANT, content="Hola.")]

    turn = wire.turn(GenerateConfig(session_id="s", messages=later, tools=[TOOL]), SETTINGS)

    assert turn.conversation.startswith(wire.prefix(request))


def test_a_tools_result_asks_by_itself() -> None:
    """After a tool's message the answer can go on without a word from anybody."""
    call = ToolCall(id="1", name="parar", arguments_json='{"x": "a"}')
    messages = [ChatMessage(role=ROLE_ASSISTANT, tool_calls=[call]), ChatMessage(role=ROLE_TOOL, tool_call_id="1")]

    turn = wire.turn(GenerateConfig(session_id="s", messages=messages), SETTINGS)

    assert turn.after_tool
    assert turn.plan.tools is None
    assert '{"name": "parar", "arguments": {"x": "a"}}' in turn.conversation


def test_a_tool_is_called_once_a_turn() -> None:
    """A tool that has answered since the person last spoke cannot be called again before she speaks."""
    called = [ChatMessage(role=ROLE_ASSISTANT, tool_calls=[ToolCall(name="parar")]), ChatMessage(role=ROLE_TOOL)]
    tools = [TOOL, Tool(name="b")]

    def callable_after(*messages: ChatMessage) -> list[str]:
        asked = GenerateConfig(session_id="s", messages=[USER, *messages], tools=tools)
        return [offered.name for offered in wire.turn(asked, SETTINGS).plan.tools or ()]

    assert callable_after() == ["parar", "b"]
    assert callable_after(*called) == ["b"]
    assert callable_after(*called, ChatMessage(role=ROLE_ASSISTANT, content="Hecho."), USER) == ["parar", "b"]


def test_a_schema() -> None:
    """A response schema is part of the plan."""
    turn = wire.turn(GenerateConfig(session_id="s", response_schema_json=SCHEMA), SETTINGS)

    assert turn.plan.schema == json.loads(SCHEMA)


def test_a_call_travels_with_its_signs() -> None:
    """Arguments are JSON with accents as they are."""
    call = wire.tool_call(Call("parar", {"x": "mañana"}), "call_1")

    assert call == ToolCall(id="call_1", name="parar", arguments_json='{"x": "mañana"}')


def test_why_an_answer_ended() -> None:
    """Calls come before everything else."""
    assert [wire.finish_reason(finish, called=False) for finish in Finish] == [FINISH_REASON_STOP, FINISH_REASON_LENGTH]
    assert wire.finish_reason(Finish.STOP, called=True) == FINISH_REASON_TOOL_CALLS


def test_words_lose_only_the_blanks_around() -> None:
    """What was said is kept to the letter."""
    assert wire.words("  ¿Qué  hora?\n", "go.text") == "¿Qué  hora?"


def generate(**fields: object) -> Callable[[], object]:
    """A config with these fields, on its way in."""
    return lambda: wire.turn(GenerateConfig(**({"session_id": "s"} | fields)), SETTINGS)  # type: ignore[arg-type]


def tool(**fields: str) -> Callable[[], object]:
    """A config with one tool."""
    return generate(tools=[Tool(**({"name": "a"} | fields))])


LONG = "x" * (config.MAX_CONTENT_CHARS + 1)

REFUSED: dict[str, tuple[Callable[[], object], type[PennyError], str]] = {
    "no session": (generate(session_id=""), InvalidInput, "session_id"),
    "a long session id": (generate(session_id="x" * 129), TooLarge, "session_id"),
    "nothing to hold": (lambda: wire.prefix(HoldRequest(session_id="s")), InvalidInput, "prefix"),
    "an empty prefix": (
        lambda: wire.prefix(HoldRequest(prefix=[ChatMessage(role=ROLE_SYSTEM)])),
        InvalidInput,
        "prefix[0].content",
    ),
    "no role": (generate(messages=[ChatMessage(content="x")]), InvalidInput, "config.messages[0].role"),
    "an unknown role": (generate(messages=[ChatMessage(role=9, content="x")]), InvalidInput, "config.messages[0].role"),  # type: ignore[arg-type]
    "an empty message": (
        generate(messages=[USER, ChatMessage(role=ROLE_USER, content=" ")]),
        InvalidInput,
        "config.messages[1].content",
    ),
    "a long message": (
        generate(messages=[ChatMessage(role=ROLE_USER, content=LONG)]),
        TooLarge,
        "config.messages[0].content",
    ),
    "too many messages": (generate(messages=[USER] * 257), TooLarge, "config.messages"),
    "a user's call": (
        generate(messages=[ChatMessage(role=ROLE_USER, content="x", tool_calls=[ToolCall(name="a")])]),
        InvalidInput,
        "config.messages[0].tool_calls",
    ),
    "a call of nothing": (
        generate(messages=[ChatMessage(role=ROLE_ASSISTANT, tool_calls=[ToolCall()])]),
        InvalidInput,
        "config.messages[0].tool_calls.name",
    ),
    "a call with broken arguments": (
        generate(messages=[ChatMessage(role=ROLE_ASSISTANT, tool_calls=[ToolCall(name="a", arguments_json="{")])]),
        InvalidInput,
        "config.messages[0].tool_calls.arguments_json",
    ),
    "too many tools": (generate(tools=[Tool(name=f"t{i}") for i in range(33)]), TooLarge, "config.tools"),
    "two tools of one name": (generate(tools=[TOOL, TOOL]), InvalidInput, "config.tools"),
    "a tool without a name": (tool(name=""), InvalidInput, "config.tools[0].name"),
    "a tool with signs in its name": (tool(name='a"}'), InvalidInput, "config.tools[0].name"),
    "a tool with an accent": (tool(name="año"), InvalidInput, "config.tools[0].name"),
    "a long description": (tool(description="x" * 1025), TooLarge, "config.tools[0].description"),
    "broken parameters": (tool(parameters_json="{"), InvalidInput, "config.tools[0].parameters_json"),
    "parameters that are no schema": (
        tool(parameters_json='{"type": 3}'),
        InvalidInput,
        "config.tools[0].parameters_json",
    ),
    "parameters that are no object": (tool(parameters_json="{}"), InvalidInput, "config.tools[0].parameters_json"),
    "a broken schema": (generate(response_schema_json="{"), InvalidInput, "config.response_schema_json"),
    "a schema and tools": (
        generate(response_schema_json="{}", tools=[TOOL]),
        InvalidInput,
        "config.response_schema_json",
    ),
    "negative tokens": (generate(sampling=Sampling(max_tokens=-1)), InvalidInput, "config.sampling.max_tokens"),
    "too many tokens": (generate(sampling=Sampling(max_tokens=2049)), InvalidInput, "config.sampling.max_tokens"),
    "a hot temperature": (generate(sampling=Sampling(temperature=2.5)), InvalidInput, "config.sampling.temperature"),
    "no number": (generate(sampling=Sampling(temperature=float("nan"))), InvalidInput, "config.sampling.temperature"),
    "a top_p above one": (generate(sampling=Sampling(top_p=1.5)), InvalidInput, "config.sampling.top_p"),
    "silence": (lambda: wire.words(" \n", "go.text"), InvalidInput, "go.text"),
    "a long speech": (lambda: wire.words("x" * 4097, "words.text"), TooLarge, "words.text"),
}


@pytest.mark.parametrize(("read", "error", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_used_is_refused(read: Callable[[], object], error: type[PennyError], field: str) -> None:
    """Each fault has its typed error, which names the field and does not repeat what was sent."""
    with pytest.raises(PennyError) as caught:
        read()

    assert type(caught.value) is error
    assert caught.value.field == field
    assert "xx" not in str(caught.value)
