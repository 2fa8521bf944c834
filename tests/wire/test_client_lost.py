"""The client SDK when a conversation breaks off: taken up again, or ended with an error."""

from collections.abc import Iterable
from contextlib import suppress

import grpc
import numpy as np
import pytest
from support.scripts import VOICE, break_off, client, in_turn, refuse, script, silent, until_pong

from penny.v1 import gateway_pb2 as wire
from penny_client import events
from penny_client.audio.pcm import FRAME_BYTES
from penny_client.errors import (
    ConversationLost,
    NotFound,
    ServerFailed,
    Unavailable,
)
from penny_client.testing import Parrot, Refusal, ScriptedGateway

pytestmark = pytest.mark.timeout(60)


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
