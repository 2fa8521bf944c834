"""The language service over real gRPC, with the scripted engine: what it answers."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import grpc
import pytest
from support.llm import RECADO, SCRIPT, SYSTEM, Gated, House, config, gate, go, house_in, rest, text_of, words

from penny.v1.llm_pb2 import (
    FINISH_REASON_LENGTH,
    FINISH_REASON_STOP,
    FINISH_REASON_TOOL_CALLS,
    ROLE_ASSISTANT,
    ROLE_SYSTEM,
    ROLE_TOOL,
    ROLE_USER,
    ChatMessage,
    GenerateResponse,
    HoldRequest,
    HoldResponse,
    Sampling,
)
from penny.v1.tools_pb2 import ToolCall
from penny_chassis.errors import EngineFailed, InvalidInput


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A running service."""
    async with house_in(tmp_path) as running:
        yield running


@pytest.fixture
def gated(house: House) -> Gated:
    """The house's engine, replaced by one that waits."""
    return gate(house)


async def test_a_question_and_its_answer(house: House) -> None:
    """The answer comes word by word, then its figures, then the server closes."""
    call = await house.begin(config(), go("¿Qué hora es?"))
    responses = await rest(call)

    assert [response.delta.text for response in responses[:-1]] == ["Son", " las", " dos", " en", " punto."]
    done = responses[-1].done
    assert done.finish_reason == FINISH_REASON_STOP
    assert done.prompt_tokens == 12
    assert done.cached_tokens == 0
    assert done.completion_tokens == 5
    assert 0 < done.first_token_ms <= done.total_ms
    assert await call.code() is grpc.StatusCode.OK


async def test_words_before_the_question(house: House) -> None:
    """Each reading is answered with how complete it is, and the question finds in the cache what was read."""
    call = await house.begin(config())
    completeness = []
    for said in ("¿Qué hora", "¿Qué hora es?"):
        await call.write(words(said))
        completeness.append(cast("GenerateResponse", await call.read()).completeness)
    await call.write(go("¿Qué hora es?"))
    responses = await rest(call)

    assert [value.characters for value in completeness] == [9, 13]
    assert [value.probability for value in completeness] == pytest.approx([0.1, 0.9])
    assert text_of(responses) == SCRIPT["hora"]
    assert responses[-1].done.cached_tokens == 10


async def test_a_held_prefix_is_warm(house: House) -> None:
    """The first question finds the session's prefix in the cache, and the next one the first question too."""
    hold = house.hold()
    await hold.write(HoldRequest(session_id="a", prefix=[SYSTEM]))
    held = cast("HoldResponse", await hold.read())
    first = (await house.ask(config(), go("¿Qué hora es?")))[-1].done
    said = [ChatMessage(role=ROLE_USER, content="¿Qué hora es?"), ChatMessage(role=ROLE_ASSISTANT, content="Las dos.")]
    second = (await house.ask(config("a", *said), go("¿Y el día?")))[-1].done

    assert held.prefix_tokens == 7
    assert held.warm_ms > 0
    assert first.cached_tokens == held.prefix_tokens
    assert second.cached_tokens == first.prompt_tokens
    await hold.done_writing()
    assert await hold.code() is grpc.StatusCode.OK


async def test_a_session_ends_with_its_hold(house: House, gated: Gated) -> None:
    """When the Hold ends nothing is left of the session; while it lasts, an answer's end drops nothing."""
    gated.let_go()
    hold = house.hold()
    await hold.write(HoldRequest(session_id="a", prefix=[SYSTEM]))
    await hold.read()
    await house.ask(config(), go("¿Qué hora es?"))
    assert gated.forgotten == []

    hold.cancel()
    await gated.until(lambda: gated.forgotten == ["a"])
    assert gated._read == {}
    assert (await house.ask(config("b"), go("¿Qué hora es?")))[-1].done.cached_tokens == 0


async def test_a_session_that_is_not_held_ends_with_its_answer(house: House, gated: Gated) -> None:
    """Without a Hold nothing is kept from one answer to the next."""
    gated.let_go()
    await house.ask(config(), go("¿Qué hora es?"))

    await gated.until(lambda: gated.forgotten == ["a"])
    assert (await house.ask(config(), go("¿Qué hora es?")))[-1].done.cached_tokens == 0


async def test_a_prefix_that_changes_is_warmed_again(house: House) -> None:
    """Each new prefix of a session is answered."""
    hold = house.hold()
    tokens = []
    for content in ("uno", "uno dos"):
        await hold.write(HoldRequest(session_id="a", prefix=[ChatMessage(role=ROLE_SYSTEM, content=content)]))
        tokens.append(cast("HoldResponse", await hold.read()).prefix_tokens)

    assert tokens == [2, 3]
    hold.cancel()


async def test_two_sessions_side_by_side(house: House, gated: Gated) -> None:
    """Two sessions are answered together, each with its own answer."""
    calls = [await house.begin(config("a"), go("¿Qué hora es?")), await house.begin(config("b"), go("Hola."))]
    await gated.until(lambda: len(gated.asked) == 2)
    gated.let_go()

    answers = [text_of(await rest(call)) for call in calls]
    assert answers == [SCRIPT["hora"], "Has dicho: Hola."]


async def test_a_call_of_a_tool(house: House) -> None:
    """A call comes whole, checked, with an id of its own, and nothing of it as text."""
    responses = await house.ask(config(tools=[RECADO]), go("Apunta pan."))

    call, done = responses
    assert call.tool_call.name == "guardar_recado"
    assert json.loads(call.tool_call.arguments_json) == {"texto": "comprar pan"}
    assert call.tool_call.id.startswith("call_")
    assert done.done.finish_reason == FINISH_REASON_TOOL_CALLS


async def test_after_a_tools_result_the_answer_goes_on(house: House) -> None:
    """With a tool's message last, an empty go is answered; without one it is refused."""
    call = ToolCall(id="1", name="guardar_recado", arguments_json='{"texto": "pan"}')
    messages = [
        ChatMessage(role=ROLE_USER, content="Apunta pan."),
        ChatMessage(role=ROLE_ASSISTANT, tool_calls=[call]),
        ChatMessage(role=ROLE_TOOL, content="hecho", tool_call_id="1"),
    ]

    responses = await house.ask(config("a", *messages, tools=[RECADO]), go(""))

    assert responses[-1].done.finish_reason == FINISH_REASON_STOP
    assert isinstance(await house.refused(config(), go("")), InvalidInput)


async def test_an_answer_in_json(house: House) -> None:
    """With a schema the answer is one JSON value of it; a value that is not of it is a failure."""
    schema = '{"type": "object", "properties": {"edad": {"type": "integer"}}, "required": ["edad"]}'

    responses = await house.ask(config(response_schema_json=schema), go("¿Qué edad tiene?"))

    assert json.loads(text_of(responses)) == {"edad": 30}
    assert responses[-1].done.finish_reason == FINISH_REASON_STOP
    assert isinstance(await house.refused(config(response_schema_json=schema), go("¿Qué hora es?")), EngineFailed)


async def test_an_answer_has_a_length(house: House) -> None:
    """An answer stops at the tokens asked for and says so."""
    responses = await house.ask(config(sampling=Sampling(max_tokens=2)), go("¿Qué hora es?"))

    assert text_of(responses) == "Son las"
    assert responses[-1].done.finish_reason == FINISH_REASON_LENGTH


async def test_an_answer_that_goes_in_circles_is_ended(house: House) -> None:
    """Repetition is cut after its second time."""
    responses = await house.ask(config(), go("¿Qué dice el loro?"))

    answer = text_of(responses)
    assert answer.count("otra vez, te lo digo") <= 2
    assert len(answer) < len(str(SCRIPT["loro"])) / 3
    assert responses[-1].done.finish_reason == FINISH_REASON_STOP
