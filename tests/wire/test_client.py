"""The client SDK against a gateway that plays by a script, over real gRPC."""

import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span
from support.scripts import VOICE, client, script, silent, until_pong

from penny.v1 import gateway_pb2 as wire
from penny.v1 import tools_pb2
from penny_client import Exchange, PennyClient, Player, Tool, events
from penny_client.audio.pcm import FRAME_BYTES
from penny_client.conversation import MAX_FRAME_BYTES
from penny_client.errors import (
    ConversationOver,
    InvalidInput,
    TooLarge,
)
from penny_client.testing import Parrot, ScriptedGateway

pytestmark = pytest.mark.timeout(60)


async def test_spoken_turn_from_voice_to_answer() -> None:
    """A spoken question is answered, played and acknowledged; the frames are gapless, 20 ms each, in one order."""
    exchange = Exchange()
    with ScriptedGateway(Parrot) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation, Player(conversation.played) as player:
            await conversation.speak(VOICE)
            async for event in conversation:
                player.feed(event)
                exchange.feed(event)
                if exchange.over:
                    break
    frames = gateway.calls[0]
    sounds = [frame.audio for frame in frames if frame.WhichOneof("body") == "audio"]
    assert exchange.answered
    assert (exchange.user_text, exchange.penny_text) == ("¿Qué tengo pendiente?", "Tienes tres recados.")
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))
    assert {len(sound.pcm) for sound in sounds} == {FRAME_BYTES}
    assert [sound.start_sample for sound in sounds] == [320 * n for n in range(len(sounds))]
    assert [frame.played.samples for frame in frames if frame.WhichOneof("body") == "played"][-1] == 4800


async def test_microphone_audio_of_any_length_is_cut_into_frames() -> None:
    """Pieces of odd lengths leave as whole frames; a commit sends what is left, filled up with silence."""
    with ScriptedGateway(lambda: script(silent)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            for length in (100, 1000, 640, 6):
                await conversation.send_audio(b"\1" * length)
            await conversation.commit()
            await until_pong(conversation, 1)
    sound = b"".join(frame.audio.pcm for frame in gateway.calls[0])
    assert sound == (b"\1" * 1746).ljust(3 * FRAME_BYTES, b"\0")
    assert [frame.WhichOneof("body") for frame in gateway.calls[0]][-3:] == ["audio", "commit", "ping"]


async def test_one_conversation_has_one_microphone() -> None:
    """Whoever speaks recordings cannot send a microphone's sound as well."""
    with ScriptedGateway(lambda: script(silent)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.utter(VOICE)
            with pytest.raises(InvalidInput, match="one microphone"):
                await conversation.send_audio(bytes(640))


@pytest.mark.parametrize(
    "samples", [np.full(320, np.nan, np.float32), np.zeros((320, 2), np.float32), np.zeros(320, np.int16)]
)
async def test_recording_that_is_no_sound_stays_here(samples: Any) -> None:  # noqa: ANN401 - what its type forbids
    """NaN, two channels or integers are refused before a frame of them is sent, and the conversation goes on."""
    with ScriptedGateway(Parrot) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            with pytest.raises(InvalidInput, match="float32"):
                await conversation.utter(samples)
            await until_pong(conversation, 1)
    assert not any(frame.HasField("audio") for frame in gateway.calls[0])


@pytest.mark.parametrize(("text", "kind"), [("  ", InvalidInput), ("a" * 2001, TooLarge)])
async def test_text_that_cannot_be_said_stays_here(text: str, kind: type[InvalidInput]) -> None:
    """Empty and overlong texts are refused before they are sent, and the conversation goes on."""
    with ScriptedGateway(Parrot) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            with pytest.raises(kind):
                await conversation.say(text)
            await conversation.say("Hola")
            await until_pong(conversation, 1)
    assert [frame.text.text for frame in gateway.calls[0] if frame.HasField("text")] == ["Hola"]


async def test_tools_are_offered_called_and_answered() -> None:
    """The client's tools are in `open`; a call comes as an event and its result goes back."""

    def call_tool(request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        if request.HasField("text"):
            call = tools_pb2.ToolCall(id="c1", name="hora", arguments_json="{}")
            yield wire.ConverseResponse(tool_call=call)

    tool = Tool("hora", "La hora.", {"type": "object"})
    with ScriptedGateway(lambda: script(call_tool)) as gateway:
        async with client(gateway) as penny, penny.converse(tools=[tool]) as conversation:
            await conversation.say("¿Qué hora es?")
            async for event in conversation:
                if isinstance(event, events.ToolRequested):
                    await conversation.tool_result(event.call_id, "las tres")
                    break
            await until_pong(conversation, 1)
    frames = gateway.calls[0]
    assert frames[0].open.tools[0] == tools_pb2.Tool(
        name="hora", description="La hora.", parameters_json='{"type": "object"}'
    )
    assert frames[2].tool_result == wire.ToolResult(call_id="c1", content="las tres")


async def test_stale_sound_is_dropped() -> None:
    """Sound that comes after a newer generation has begun is never handed out."""

    def stale(request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        if request.HasField("text"):
            for generation, start in ((1, 0), (2, 10), (1, 20), (2, 30)):
                sound = wire.ResponseAudio(response_id="1", sample_rate_hz=1, start_sample=start, pcm=b"ab")
                yield wire.ConverseResponse(generation=generation, audio=sound)

    with ScriptedGateway(lambda: script(stale)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.say("Hola")
            seen = await until_pong(conversation, 1)
    starts = [event.start_sample for event in seen if isinstance(event, events.ResponseAudio)]
    assert starts[-2:] == [10, 30]
    assert 20 not in starts


async def test_message_that_is_too_large_stays_here() -> None:
    """It is refused before it is sent, and the conversation goes on; the largest that is taken arrives."""
    with ScriptedGateway(lambda: script(silent)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            with pytest.raises(TooLarge, match="limit"):
                await conversation.tool_result("c1", "x" * MAX_FRAME_BYTES)
            await conversation.tool_result("c1", "x" * (MAX_FRAME_BYTES - 16))
            await until_pong(conversation, 1)
    assert [len(frame.tool_result.content) for frame in gateway.calls[0] if frame.HasField("tool_result")] == [
        MAX_FRAME_BYTES - 16
    ]


async def test_message_that_the_server_finds_too_large_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with a smaller limit: the typed error, and no new connection, token or not."""
    monkeypatch.setattr("penny_client.conversation.MAX_FRAME_BYTES", 2**30)
    with ScriptedGateway(lambda: script(silent, "token")) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.tool_result("c1", "x" * 2**20)
            with pytest.raises(TooLarge, match=gateway.target):
                await until_pong(conversation, 1)
    assert len(gateway.calls) == 1


async def test_client_outside_its_block() -> None:
    """A conversation cannot be had of a client that is not open."""
    with pytest.raises(ConversationOver):
        PennyClient().converse()


async def test_giving_up_on_an_event_does_no_harm() -> None:
    """Timing out while waiting for an event leaves the conversation as it was."""
    with ScriptedGateway(Parrot) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            assert isinstance(await anext(conversation), events.Opened)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await anext(conversation)
            assert await until_pong(conversation, 1) == []


async def test_goodbye_ends_the_events() -> None:
    """After `finish` the server has the last word, then the events end and nothing can be sent."""
    with ScriptedGateway(Parrot) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.say("Hola")
            await conversation.finish()
            seen = [event async for event in conversation]
            with pytest.raises(ConversationOver):
                await conversation.say("Hola")
    assert any(isinstance(event, events.ResponseText) for event in seen)


async def test_callers_trace_is_continued() -> None:
    """The trace of `open` is the caller's; a new one is told before the question that belongs to it, and only then."""
    tracer = TracerProvider().get_tracer("test")

    def traceparent(span: Span) -> str:
        context = span.get_span_context()
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    with ScriptedGateway(lambda: script(silent)) as gateway:
        async with client(gateway) as penny:
            with tracer.start_as_current_span("first") as first:
                conversation = await penny.converse().__aenter__()
                await conversation.say("uno")
            with tracer.start_as_current_span("second") as second:
                await conversation.say("dos")
                await conversation.say("tres")
            await conversation.say("cuatro")
            await until_pong(conversation, 1)
            await conversation.__aexit__(None, None, None)
    frames = gateway.calls[0]
    assert frames[0].open.traceparent == traceparent(first)
    assert [frame.WhichOneof("body") for frame in frames[1:6]] == ["text", "patch", "text", "text", "text"]
    assert frames[2].patch.traceparent == traceparent(second)
