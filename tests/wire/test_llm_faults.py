"""The language service over real gRPC: bad input, engines that fail, clients that leave, and nobody made to wait."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import grpc
import pytest
from support.llm import RECADO, SCRIPT, SYSTEM, WAIT_S, Gated, House, config, gate, go, house_in, rest, text_of, words

from penny.v1.llm_pb2 import (
    ROLE_SYSTEM,
    ROLE_USER,
    ChatMessage,
    GenerateRequest,
    HoldRequest,
    HoldResponse,
)
from penny_chassis.errors import EngineFailed, InvalidInput, OutOfOrder, PennyError, TooLarge
from penny_llm.config import Settings
from penny_llm.engine import Answer, Emit, Plan, Prompt, Stop, Stopped
from penny_llm.engines.scripted import Scripted


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A running service."""
    async with house_in(tmp_path) as running:
        yield running


@pytest.fixture
def gated(house: House) -> Gated:
    """The house's engine, replaced by one that waits."""
    return gate(house)


async def test_of_waiting_prefixes_only_the_newest_is_warmed(house: House, gated: Gated) -> None:
    """A prefix that comes while another is being read stops it, and only the last is answered."""
    hold = house.hold()
    for content in ("uno", "uno dos", "uno dos tres"):
        await hold.write(HoldRequest(session_id="a", prefix=[ChatMessage(role=ROLE_SYSTEM, content=content)]))
        await gated.until(lambda: len(gated.asked) > len(gated.stopped))
    await gated.until(lambda: len(gated.stopped) == 2)
    gated.let_go()

    assert cast("HoldResponse", await hold.read()).prefix_tokens == 4
    await hold.done_writing()
    assert await hold.read() is grpc.aio.EOF


async def test_go_does_not_wait_for_words(house: House, gated: Gated) -> None:
    """The question stops the reading of words that are no longer asked about."""
    call = await house.begin(config(), words("¿Qué hora"))
    await gated.until(lambda: gated.asked == ["read ¿Qué hora"])

    await call.write(go("¿Qué hora es?"))
    await gated.until(lambda: gated.stopped == ["read ¿Qué hora"])
    gated.let_go()

    responses = await rest(call)
    assert text_of(responses) == SCRIPT["hora"]
    assert [response.WhichOneof("body") for response in responses] == ["delta"] * 5 + ["done"]


@pytest.mark.parametrize("request_", [words("¿Qué hora"), go("¿Qué hora es?")], ids=["words", "go"])
@pytest.mark.parametrize("how", ["cancel", "half-close"])
async def test_the_clients_end_stops_the_engine(
    house: House, gated: Gated, request_: GenerateRequest, how: str
) -> None:
    """A cancellation and a half-close both stop what runs at once, and the place is free again."""
    call = await house.begin(config(), request_)
    await gated.until(lambda: len(gated.asked) == 1)

    if how == "cancel":
        call.cancel()
    else:
        await call.done_writing()

    await gated.until(lambda: gated.stopped == gated.asked)
    await house.all_ended()
    gated.let_go()
    assert text_of(await house.ask(config(), go("¿Qué hora es?"))) == SCRIPT["hora"]


async def test_the_end_of_a_hold_stops_its_warming(house: House, gated: Gated) -> None:
    """A session that leaves while its prefix is being read stops that, and is forgotten."""
    hold = house.hold()
    await hold.write(HoldRequest(session_id="a", prefix=[SYSTEM]))
    await gated.until(lambda: len(gated.asked) == 1)

    await hold.done_writing()

    await gated.until(lambda: gated.forgotten == ["a"] and len(gated.stopped) == 1)
    assert await hold.code() is grpc.StatusCode.OK


async def test_a_session_may_outlive_the_service(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A stream that ends after the service has stopped, as at shutdown, ends without a fault."""
    hold = house.hold()
    await hold.write(HoldRequest(session_id="a", prefix=[SYSTEM]))
    await hold.read()

    await house.service.stop()
    hold.cancel()
    await house.all_ended()

    assert [record.message for record in caplog.records if record.name == "penny_chassis.rpc"] == []


async def test_a_client_that_does_not_read_is_stopped_too(house: House) -> None:
    """A call that is cancelled while its answer is stuck on the way out stops the engine all the same."""

    class Flood(Scripted):
        """An engine that says more than fits into the connection, until it is stopped."""

        stopped = threading.Event()

        def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:  # noqa: ARG002
            """See Engine."""
            for _ in range(64):
                emit("x" * 65_536)
            stop.on_set(self.stopped.set)
            assert self.stopped.wait(WAIT_S)
            raise Stopped

    engine = Flood(Settings.model_validate({}), {})
    house.service._engine = engine
    call = await house.begin(config(), go("¿Qué hora es?"))
    await call.read()

    call.cancel()

    assert await asyncio.to_thread(engine.stopped.wait, WAIT_S)
    await house.all_ended()
    assert [task for task in asyncio.all_tasks() if "Mailbox._read" in repr(task)] == []


async def test_a_call_that_cannot_be_made_is_a_failure(house: House) -> None:
    """Arguments that are not of the tool's schema never reach the client."""
    error = await house.refused(config(tools=[RECADO]), go("Apunta huevos."))

    assert isinstance(error, EngineFailed)
    assert "guardar_recado" not in str(error)


REFUSED: dict[str, tuple[list[GenerateRequest], type[PennyError]]] = {
    "words before config": ([words("a")], OutOfOrder),
    "go before config": ([go("a")], OutOfOrder),
    "a second config": ([config(), config()], OutOfOrder),
    "an empty message": ([config(), GenerateRequest()], OutOfOrder),
    "words after go": ([config(), go("espera"), words("a")], OutOfOrder),
    "two questions": ([config(), go("espera"), go("b")], OutOfOrder),
    "no session": ([config("")], InvalidInput),
    "a bad schema": ([config(response_schema_json="{")], InvalidInput),
    "empty words": ([config(), words(" ")], InvalidInput),
    "an empty question": ([config(), go("")], InvalidInput),
    "a very long question": ([config(), go("x" * 5000)], TooLarge),
    "more than the context": ([config("a", *[ChatMessage(role=ROLE_USER, content="a " * 100)] * 6), go("b")], TooLarge),
    "words beyond the context": (
        [config("a", *[ChatMessage(role=ROLE_USER, content="a " * 100)] * 6), words("b")],
        TooLarge,
    ),
    "an engine that fails": ([config(), go("revienta")], EngineFailed),
    "an engine that fails at words": ([config(), words("revienta")], EngineFailed),
}


@pytest.mark.parametrize(("requests", "error"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_used_is_refused(
    house: House, requests: list[GenerateRequest], error: type[PennyError]
) -> None:
    """Each fault ends the stream with its own typed status, and the next call is served."""
    assert type(await house.refused(*requests)) is error

    await house.all_ended()
    assert text_of(await house.ask(config(), go("¿Qué hora es?"))) == SCRIPT["hora"]


@pytest.mark.parametrize(
    ("requests", "error"),
    [
        ([HoldRequest(prefix=[SYSTEM])], InvalidInput),
        ([HoldRequest(session_id="a")], InvalidInput),
        ([HoldRequest(session_id="a", prefix=[SYSTEM]), HoldRequest(session_id="b", prefix=[SYSTEM])], InvalidInput),
        ([HoldRequest(session_id="a", prefix=[ChatMessage(role=ROLE_SYSTEM, content="a " * 600)])], TooLarge),
    ],
    ids=["no session", "no prefix", "another session", "more than the context"],
)
async def test_a_hold_that_cannot_be_used_is_refused(
    house: House, requests: list[HoldRequest], error: type[PennyError]
) -> None:
    """Each fault ends the stream with its own typed status."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await house.hold_all(*requests)

    assert type(PennyError.from_rpc(caught.value, part="llm")) is error


async def test_a_stream_with_nothing(house: House) -> None:
    """A client that leaves without a word, or after the config, is no error."""
    for requests in ([], [config()]):
        call = await house.begin(*requests)
        await call.done_writing()
        assert await rest(call) == []
        assert await call.code() is grpc.StatusCode.OK
    hold = house.hold()
    await hold.done_writing()
    assert await hold.code() is grpc.StatusCode.OK


async def test_one_stream_too_many_is_refused_at_the_door(house: House, gated: Gated) -> None:
    """With all places taken the next is refused, and served once one is free."""
    calls = [await house.begin(config(session), go("¿Qué hora es?")) for session in "ab"]
    await gated.until(lambda: len(gated.asked) == 2)

    refusal = await house.refused(config("c"))
    assert refusal.reason == "OVERLOADED"

    gated.let_go()
    for call in calls:
        assert text_of(await rest(call)) == SCRIPT["hora"]
    await house.all_ended()
    assert text_of(await house.ask(config("c"), go("¿Qué hora es?"))) == SCRIPT["hora"]


async def test_a_service_that_still_loads_says_so(house: House) -> None:
    """Before the engine is loaded a stream is answered UNAVAILABLE."""
    house.service._engine = None

    assert (await house.refused(config())).reason == "UNAVAILABLE"


async def test_an_engine_that_raises_ends_the_stream_without_its_text(house: House) -> None:
    """What an engine's exception says stays inside."""

    class Broken(Scripted):
        """An engine with a fault."""

        def answer(self, prompt: Prompt, plan: Plan, emit: Emit, stop: Stop) -> Answer:  # noqa: ARG002
            """Fail with a text that must not travel."""
            raise ValueError(prompt.question)

    house.service._engine = Broken(Settings.model_validate({}), {})

    error = await house.refused(config(), go("secreto"))

    assert isinstance(error, EngineFailed)
    assert "secreto" not in str(error)
