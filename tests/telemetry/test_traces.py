"""What the running system tells its operators: one trace a turn through all services, and never what was said."""

import asyncio

import pytest
from support.otlp import Received
from support.penny import Penny

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

CANARY = "¿El canario azul se llama Filomeno?"
CANARY_WORDS = ("canario", "filomeno")


async def spans_of(penny: Penny, trace_id: str, services: set[str]) -> list[Received]:
    """A trace's spans, once all these services have sent theirs."""
    async with asyncio.timeout(20):
        while not services <= {received.service for received in penny.traces.of(trace_id)}:
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    return penny.traces.of(trace_id)


async def test_one_trace_goes_through_all_services(penny: Penny) -> None:
    """The turn's id, as the client was told it, is on spans of every stage, with durations."""
    (turn,) = await penny.ask(await penny.voice("¿Qué tengo pendiente?"))
    stages = {"penny-gateway", "penny-asr", "penny-llm", "penny-tts", "penny-deck"}

    spans = await spans_of(penny, turn.exchange.trace_id, stages)

    names = {received.span.name for received in spans if received.service == "penny-gateway"}
    assert {"turn", "end_of_turn", "asr", "llm", "tts", "deck"} <= names
    assert all(received.span.end_time_unix_nano >= received.span.start_time_unix_nano for received in spans)
    roots = [received for received in spans if not received.span.parent_span_id]
    assert [root.span.name for root in roots] == ["turn"]


async def test_what_was_said_is_in_no_log_and_no_span(penny: Penny) -> None:
    """A phrase that nobody else would say is looked for in everything the process side puts out (law 7)."""
    (turn,) = await penny.ask(await penny.voice(CANARY))
    heard = turn.exchange.user_text.lower()
    assert any(word in heard for word in CANARY_WORDS), "the canary was not recognised; the test would prove nothing"
    await spans_of(penny, turn.exchange.trace_id, {"penny-gateway", "penny-llm"})

    put_out = "".join(str(received.span) for received in penny.traces.spans).lower()
    put_out += "".join(file.read_text() for file in penny.logs.iterdir()).lower()
    assert put_out
    for word in (*CANARY_WORDS, *[w for w in heard.split() if len(w) > 6]):
        assert word.strip("¿?.,") not in put_out
