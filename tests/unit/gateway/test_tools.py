"""The desk where tool calls wait for their results."""

import asyncio

import pytest

from penny.v1 import tools_pb2
from penny_chassis.errors import OutOfOrder
from penny_gateway.tools import NO_ANSWER, ToolDesk

CALL = tools_pb2.ToolCall(id="c1", name="hora")


async def test_a_result_is_given_to_its_call() -> None:
    """The call goes out first."""
    desk, sent = ToolDesk(5.0), list[tools_pb2.ToolCall]()
    waiting = asyncio.create_task(desk.call(CALL, sent.append))
    await asyncio.sleep(0)
    desk.answer("c1", "las tres")

    assert await waiting == "las tres"
    assert sent == [CALL]


async def test_a_tool_that_is_silent_has_its_silence_for_a_result() -> None:
    """What comes later is of no use, and no offence."""
    desk = ToolDesk(0.001)

    assert await desk.call(CALL, lambda _: None) == NO_ANSWER
    desk.answer("c1", "las tres")


async def test_a_result_for_an_answer_that_was_stopped_is_no_offence() -> None:
    """The client could not know; the same id may be used again, and is answered then."""
    desk = ToolDesk(5.0)
    stopped = asyncio.create_task(desk.call(CALL, lambda _: None))
    await asyncio.sleep(0)
    stopped.cancel()
    await asyncio.wait([stopped])
    desk.answer("c1", "las tres")

    again = asyncio.create_task(desk.call(CALL, lambda _: None))
    await asyncio.sleep(0)
    desk.answer("c1", "las cuatro")
    assert await again == "las cuatro"


async def test_the_later_of_two_calls_of_one_name_has_the_result() -> None:
    """A model may write an id twice; nobody is lost with it."""
    desk = ToolDesk(0.05)
    both = [asyncio.create_task(desk.call(CALL, lambda _: None)) for _ in range(2)]
    await asyncio.sleep(0)
    desk.answer("c1", "las tres")

    assert await asyncio.gather(*both) == [NO_ANSWER, "las tres"]


def test_a_result_nobody_asked_for_is_refused() -> None:
    """It is the client that is wrong."""
    with pytest.raises(OutOfOrder):
        ToolDesk(1.0).answer("c9", "las tres")
