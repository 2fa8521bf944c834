"""One connection of a conversation: a single Converse call, from `open` to its end.

The law: every frame of a call gets its number, and every chunk of audio its place, at the moment it is written. Both
are gapless by construction, whatever was dropped or put off before.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Self

import grpc
from opentelemetry import propagate

from penny.v1 import gateway_pb2 as wire
from penny.v1 import gateway_pb2_grpc
from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.backoff import Backoff
from penny_client.clock import Clock
from penny_client.ending import Ending
from penny_client.errors import ServerFailed, TooSlow, TryLater, from_rpc
from penny_client.token import bearing

Call = grpc.aio.StreamStreamCall[wire.ConverseRequest, wire.ConverseResponse]


class Link:
    """A connection over which `opened` has come."""

    def __init__(self, call: Call, target: str) -> None:
        self._call = call
        self._ending = Ending(call)
        self._target = target
        self._seq = 0
        self._next_sample = 0
        self.greeting = wire.ConverseResponse()
        """The frame with `opened`."""

    @classmethod
    async def open(
        cls, stub: "gateway_pb2_grpc.GatewayServiceAsyncStub", target: str, opening: wire.Open, token: str = ""
    ) -> Self:
        """Begin a call and wait until the conversation is open; the caller limits the time.

        Raises:
            PennyError: The server refused, or cannot be reached.
        """
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        link = cls(stub.Converse(metadata=(*carrier.items(), *bearing(token))), target)
        try:
            await link.write(wire.ConverseRequest(open=opening))
            link.greeting = await link._greeting()
        except BaseException:
            link.cancel()
            raise
        return link

    async def _greeting(self) -> wire.ConverseResponse:
        async for frame in self.frames():
            if frame.WhichOneof("body") != "opened":
                break
            return frame
        raise ServerFailed(f"{self._target} does not begin a conversation as Penny does.", remedy="Is it a gateway?")

    async def write(self, frame: wire.ConverseRequest) -> None:
        """Send a frame, numbered. One at a time.

        Raises:
            PennyError: The call has ended.
        """
        self._seq += 1
        frame.seq = self._seq
        if frame.WhichOneof("body") == "audio":
            frame.audio.start_sample = self._next_sample
            self._next_sample += len(frame.audio.pcm) // BYTES_PER_SAMPLE
        try:
            await self._call.write(frame)
        except grpc.aio.AioRpcError as error:
            raise from_rpc(await self._ending.unmasked(error), target=self._target) from None
        except asyncio.InvalidStateError as error:  # grpc's word for a call that ended before
            raise ServerFailed("The call has ended.") from error

    async def half_close(self) -> None:
        """Say that nothing more will be sent."""
        await self._call.done_writing()

    def cancel(self) -> None:
        """Drop the call at once; harmless after its end."""
        self._call.cancel()

    async def frames(self) -> AsyncIterator[wire.ConverseResponse]:
        """What the server sends, until it ends the call.

        Raises:
            PennyError: The status it ended with, if that is not OK.
        """
        try:
            # Not `read()`: once a write has failed it no longer gives what the server said before it ended the call,
            # and grpc keeps the status back until that has been read.
            async for frame in self._call:
                yield frame
        except grpc.aio.AioRpcError as error:
            status = await self._ending.unmasked(error)
            if status.code() is not grpc.StatusCode.OK:
                raise from_rpc(status, target=self._target) from None


class Dialer:
    """Opens connections to one server, trying again with backoff while that may help."""

    def __init__(
        self,
        stub: "gateway_pb2_grpc.GatewayServiceAsyncStub",
        target: str,
        *,
        open_timeout_s: float,
        clock: Clock,
        token: str = "",
    ) -> None:
        self._stub = stub
        self._token = token
        self._target = target
        self._open_timeout_s = open_timeout_s
        self._clock = clock

    async def dial(self, opening: wire.Open, backoff: Backoff) -> Link:
        """An open connection.

        Raises:
            PennyError: What cannot be helped by trying again, or the last failure when all tries are used.
        """
        failures = 0
        while True:
            try:
                return await self._try(opening)
            except TryLater as error:
                failures += 1
                if failures >= backoff.tries:
                    raise
                delay_s = backoff.delay_s(failures, asked_s=error.retry_after_s)
            await self._clock.sleep(delay_s)

    async def _try(self, opening: wire.Open) -> Link:
        try:
            async with asyncio.timeout(self._open_timeout_s):
                return await Link.open(self._stub, self._target, opening, self._token)
        except TimeoutError:
            raise TooSlow(
                f"{self._target} did not open the conversation within {self._open_timeout_s:g} s.",
                remedy="See `penny status`.",
            ) from None
