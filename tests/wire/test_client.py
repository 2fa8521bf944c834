"""The client SDK against a gateway that plays by a script, over real gRPC."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import grpc
import numpy as np
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Span
from support.distance import far_away

from penny.v1 import gateway_pb2 as wire
from penny.v1 import tools_pb2
from penny_client import Backoff, Conversation, Exchange, PennyClient, Player, Tool, events
from penny_client.audio.pcm import FRAME_BYTES
from penny_client.conversation import MAX_FRAME_BYTES
from penny_client.errors import (
    ConversationLost,
    ConversationOver,
    InvalidInput,
    NotFound,
    Overloaded,
    ServerFailed,
    TooLarge,
    TooSlow,
    Unavailable,
    Unreachable,
)
from penny_client.testing import JumpClock, Parrot, Refusal, Script, ScriptedGateway

pytestmark = pytest.mark.timeout(60)

QUICKLY = Backoff(first_s=0.02, longest_s=0.05, tries=20)
VOICE = np.full(1600, 0.3, np.float32)
"""A tenth of a second."""


def client(gateway: ScriptedGateway) -> PennyClient:
    """A client that does not wait long."""
    return PennyClient(gateway.target, backoff=QUICKLY, resume_backoff=QUICKLY)


def opened(token: str = "") -> wire.ConverseResponse:
    """The conversation is open."""
    limits = wire.Limits(max_text_characters=2000)
    return wire.ConverseResponse(opened=wire.Opened(session_id="s", resume_token=token, limits=limits))


def pong(nonce: int) -> wire.ConverseResponse:
    """An answer that a test can wait for."""
    return wire.ConverseResponse(pong=wire.Ping(nonce=nonce))


def script(answer: Callable[[wire.ConverseRequest], Iterable[wire.ConverseResponse]], token: str = "") -> Script:
    """A script that opens, answers pings, and for the rest does as told."""

    def play(request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        match request.WhichOneof("body"):
            case "open":
                yield opened(token)
            case "ping":
                yield pong(request.ping.nonce)
            case _:
                yield from answer(request)

    return play


def silent(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
    """Answers nothing."""
    return ()


def break_off(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
    """Ends the call as a gateway that goes away."""
    raise Refusal(grpc.StatusCode.UNAVAILABLE, "going away")


def refuse(code: grpc.StatusCode, retry_s: int = 0) -> Script:
    """A script that does not even open."""
    status = status_pb2.Status(code=code.value[0], message="no")
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason="NO", domain="penny"))
    if retry_s:
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=retry_s)))

    def play(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
        raise Refusal(code, "no", status.SerializeToString())

    return play


def in_turn(*scripts: Script) -> Callable[[], Script]:
    """Each call plays the next script."""
    waiting = iter(scripts)
    return lambda: next(waiting)


async def until_pong(conversation: Conversation, nonce: int) -> list[events.Event]:
    """Everything that happens up to that pong."""
    await conversation.ping(nonce)
    seen: list[events.Event] = []
    async for event in conversation:
        if isinstance(event, events.Pong) and event.nonce == nonce:
            break
        seen.append(event)
    return seen


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


async def test_opening_waits_as_long_as_the_server_asks() -> None:
    """A full house is tried again, never sooner than it asked for; the program notices nothing."""
    clock = JumpClock()
    full = refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_s=7)
    with ScriptedGateway(in_turn(full, full, script(silent))) as gateway:
        penny = PennyClient(gateway.target, clock=clock)
        async with penny, penny.converse() as conversation:
            assert await anext(conversation) == events.Opened(
                session_id="s", player_id="", max_text_characters=2000, max_utterance_ms=0
            )
    assert clock.time_s == 14.0


async def test_opening_is_given_up_in_the_end() -> None:
    """After the last try the program gets the typed error."""
    full = refuse(grpc.StatusCode.RESOURCE_EXHAUSTED)
    with ScriptedGateway(lambda: full) as gateway:
        penny = PennyClient(gateway.target, backoff=Backoff(tries=3), clock=JumpClock())
        async with penny:
            with pytest.raises(Overloaded):
                await penny.converse().__aenter__()
    assert len(gateway.calls) == 3


async def test_what_cannot_be_helped_is_not_tried_again() -> None:
    """A refusal that is the caller's fault comes at once and once."""
    no = refuse(grpc.StatusCode.INVALID_ARGUMENT)
    with ScriptedGateway(lambda: no) as gateway:
        async with client(gateway) as penny:
            with pytest.raises(InvalidInput):
                await penny.converse(player_id="?").__aenter__()
    assert len(gateway.calls) == 1


async def test_opening_that_is_too_large_is_not_tried_again() -> None:
    """The refusal of gRPC itself has overload's code, but waiting makes nothing smaller."""
    tool = Tool("hora", "x" * 2**20, {"type": "object"})
    with ScriptedGateway(Parrot) as gateway:
        penny = PennyClient(gateway.target, clock=JumpClock())
        async with penny:
            with pytest.raises(TooLarge, match=gateway.target):
                await penny.converse(tools=[tool]).__aenter__()
    assert len(gateway.calls) == 1


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


async def test_nobody_there() -> None:
    """An address where nobody listens is a typed error that names it."""
    with ScriptedGateway(Parrot) as gateway:
        target = gateway.target
    async with PennyClient(target, backoff=Backoff(tries=1)) as penny:
        with pytest.raises(Unreachable, match=target):
            await penny.converse().__aenter__()


async def test_server_that_does_not_open() -> None:
    """A server that says nothing is too slow, one that says something else is no gateway."""
    with ScriptedGateway(in_turn(silent, lambda _: [pong(1)])) as gateway:
        async with PennyClient(gateway.target, backoff=Backoff(tries=1), open_timeout_s=0.1) as penny:
            with pytest.raises(TooSlow):
                await penny.converse().__aenter__()
        async with PennyClient(gateway.target, backoff=Backoff(tries=1)) as penny:
            with pytest.raises(ServerFailed):
                await penny.converse().__aenter__()


async def test_a_server_far_away_is_reached() -> None:
    """A connection takes some round trips before anything is said over it."""
    with ScriptedGateway(Parrot) as gateway:
        async with (
            far_away(gateway.target, 0.4) as target,
            PennyClient(target, backoff=Backoff(tries=1)) as penny,
            penny.converse() as conversation,
        ):
            assert conversation.session_id == "s1"


async def test_client_outside_its_block() -> None:
    """A conversation cannot be had of a client that is not open."""
    with pytest.raises(ConversationOver):
        PennyClient().converse()


async def test_lost_connection_is_taken_up_again() -> None:
    """With a resume token a break is an event, not an end; the new connection opens with the latest wishes."""
    with ScriptedGateway(in_turn(script(break_off, "token"), Parrot())) as gateway:
        async with client(gateway) as penny, penny.converse(voice="a", language="es") as conversation:
            with suppress(StopAsyncIteration):
                await anext(conversation)
            await conversation.patch(voice="b")
            event = await anext(conversation)
            await conversation.say("Hola")
            seen = await until_pong(conversation, 1)
    assert event == events.Reconnected(session_id="s1", lost_audio_ms=0.0)
    assert any(isinstance(each, events.ResponseText) for each in seen)
    reopened = gateway.calls[1][0]
    assert (reopened.seq, reopened.open.resume_token, reopened.open.voice, reopened.open.language) == (
        1,
        "token",
        "b",
        "es",
    )


async def test_restarted_gateway_is_found_again() -> None:
    """A gateway that is really gone and comes back on its port is found; the sound's places begin anew."""
    with ScriptedGateway(lambda: script(silent, "token")) as first:
        penny = client(first)
        async with penny, penny.converse() as conversation:
            await conversation.send_audio(bytes(FRAME_BYTES))
            await until_pong(conversation, 1)
            first.stop()
            with ScriptedGateway(lambda: script(silent, "token"), port=first.port) as second:
                event = await anext(conversation)
                await conversation.send_audio(bytes(FRAME_BYTES))
                await until_pong(conversation, 2)
    assert isinstance(event, events.Reconnected)
    assert [frame.audio.start_sample for frame in second.calls[0] if frame.HasField("audio")] == [0]


async def test_lost_connection_without_a_token_is_the_end() -> None:
    """Without a resume token the program gets a typed error, reading and writing, every time."""
    with ScriptedGateway(lambda: script(break_off)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.say("Hola")
            with pytest.raises(ConversationLost):
                await until_pong(conversation, 1)
            with pytest.raises(ConversationLost):
                await anext(conversation)
            with pytest.raises(ConversationLost):
                await conversation.say("Hola")


async def test_break_that_cannot_be_mended() -> None:
    """If the session is refused when it is taken up again, the refusal is the program's error."""
    with ScriptedGateway(in_turn(script(break_off, "token"), refuse(grpc.StatusCode.NOT_FOUND))) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.say("Hola")
            with pytest.raises(NotFound):
                await until_pong(conversation, 1)


async def test_server_failure_ends_the_conversation() -> None:
    """A status that trying again cannot help is not tried again, token or not."""

    def fail(_request: wire.ConverseRequest) -> Iterable[wire.ConverseResponse]:
        raise Refusal(grpc.StatusCode.INTERNAL, "broken")

    with ScriptedGateway(lambda: script(fail, "token")) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.say("Hola")
            with pytest.raises(ServerFailed, match="broken"):
                await until_pong(conversation, 1)
    assert len(gateway.calls) == 1


async def test_failure_inside_the_client_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in the client itself ends the events with an error instead of leaving the program waiting."""

    def broken(frame: wire.ConverseResponse) -> None:
        raise ZeroDivisionError(frame.seq)

    with ScriptedGateway(lambda: script(silent)) as gateway:
        async with client(gateway) as penny:
            monkeypatch.setattr("penny_client.keeper.decode", broken)
            async with penny.converse() as conversation:
                with pytest.raises(ServerFailed, match="ZeroDivisionError"):
                    await anext(conversation)


async def test_leaving_a_lost_conversation_is_peaceful() -> None:
    """Leaving the block after the end raises nothing, even if a piece of sound was never sent."""
    with ScriptedGateway(lambda: script(break_off)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            await conversation.send_audio(bytes(FRAME_BYTES + 2))
            with pytest.raises(ConversationLost):
                await until_pong(conversation, 1)


async def test_utterance_in_a_lost_conversation() -> None:
    """Whoever waits for a recording to be said learns that the conversation is lost."""
    with ScriptedGateway(lambda: script(break_off)) as gateway:
        async with client(gateway) as penny, penny.converse() as conversation:
            with pytest.raises(Unavailable):
                await conversation.speak(np.tile(VOICE, 50))


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
