"""The client SDK on its way to a gateway: tried again, given up, refused."""

import grpc
import pytest
from support.distance import far_away
from support.scripts import client, in_turn, pong, refuse, script, silent

from penny_client import Backoff, PennyClient, Tool, events
from penny_client.errors import (
    InvalidInput,
    Overloaded,
    ServerFailed,
    TooLarge,
    TooSlow,
    Unreachable,
)
from penny_client.testing import JumpClock, Parrot, ScriptedGateway

pytestmark = pytest.mark.timeout(60)


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
