"""The way in: a client holds the channel to one gateway and begins conversations on it."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import grpc

from penny.v1 import gateway_pb2 as wire
from penny.v1.gateway_pb2_grpc import GatewayServiceStub
from penny_client.audio.pcm import SAMPLE_RATE_HZ
from penny_client.backoff import Backoff
from penny_client.clock import Clock, WallClock
from penny_client.conversation import Conversation
from penny_client.errors import ConversationOver
from penny_client.link import Dialer
from penny_client.tools import Tool
from penny_client.trace import traceparent

DEFAULT_TARGET = "127.0.0.1:50050"
OPEN_TIMEOUT_S = 60.0
"""Opening warms the model with what Penny is to know, which takes seconds on a small machine."""
CONNECT_MS = 5000
"""What a connection may take to come about; by its name it is a pause between tries, but grpc's core uses it for this.
Less, such as the pause itself, and whoever is far away or busy cannot be reached at all."""

_CHANNEL_OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", CONNECT_MS),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 20_000),
]


class PennyClient:
    """A client of one gateway.

        async with PennyClient("127.0.0.1:50050") as client, client.converse() as conversation:
            await conversation.say("¿Qué tengo pendiente?")
            async for event in conversation:
                ...

    Args:
        target: host:port of the gateway.
        token: Who you are, if the DECK behind the gateway asks: what `penny player add` has printed.
        credentials: For a gateway behind TLS; None means plain text.
        backoff: How often, and how soon, to try again when a conversation cannot be opened.
        resume_backoff: The same when the connection of a running conversation was lost.
        open_timeout_s: How long one try may take until the conversation is open.
        clock: Time, for tests.
    """

    def __init__(
        self,
        target: str = DEFAULT_TARGET,
        *,
        token: str = "",
        credentials: grpc.ChannelCredentials | None = None,
        backoff: Backoff | None = None,
        resume_backoff: Backoff | None = None,
        open_timeout_s: float = OPEN_TIMEOUT_S,
        clock: Clock | None = None,
    ) -> None:
        self.target = target
        self._token = token
        self._credentials = credentials
        self._backoff = backoff or Backoff()
        self._resume_backoff = resume_backoff or Backoff(tries=10)
        self._open_timeout_s = open_timeout_s
        self._clock = clock or WallClock()
        self._channel: grpc.aio.Channel | None = None

    async def __aenter__(self) -> Self:
        self._channel = (
            grpc.aio.insecure_channel(self.target, options=_CHANNEL_OPTIONS)
            if self._credentials is None
            else grpc.aio.secure_channel(self.target, self._credentials, options=_CHANNEL_OPTIONS)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._channel is not None:
            await self._channel.close()
            self._channel = None

    def converse(
        self,
        *,
        player_id: str = "",
        voice: str = "",
        language: str = "",
        tools: Sequence[Tool] = (),
    ) -> Conversation:
        """A conversation, to be entered with `async with`; entering opens it.

        Args:
            player_id: Whose; empty means the DECK's only player.
            voice: Penny's voice; empty means the personality's own.
            language: ISO 639-1; empty means the personality's own.
            tools: What the model may call.

        Raises:
            ConversationOver: The client is not open.
        """
        if self._channel is None:
            raise ConversationOver("The client is not open.", remedy="Use it inside its `async with` block.")
        dialer = Dialer(
            GatewayServiceStub(self._channel),
            self.target,
            open_timeout_s=self._open_timeout_s,
            clock=self._clock,
            token=self._token,
        )
        opening = wire.Open(
            player_id=player_id,
            sample_rate_hz=SAMPLE_RATE_HZ,
            language=language,
            voice=voice,
            tools=[tool.to_wire() for tool in tools],
            traceparent=traceparent(),
        )
        return Conversation(dialer, opening, self._clock, self._backoff, self._resume_backoff)
