"""Plays what Penny says and tells her how much of it has been heard.

The law: what was heard is the truth. Every ACK_EVERY_S, and at the end of what is there, the samples that have left the
output are acknowledged. Sound that has become void (a newer generation, a cancelled
response, a lost connection) is forgotten, not played.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from penny_client import events
from penny_client.audio.output import Output, SimulatedOutput
from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.clock import Clock, WallClock
from penny_client.errors import PennyError

ACK_EVERY_S = 0.1

Acknowledge = Callable[[str, int], Awaitable[None]]
"""`Conversation.played`, or whatever takes a response's id and the samples heard of it."""


class Player:
    """Give it every event of the conversation; it plays and acknowledges while its `async with` block lasts."""

    def __init__(self, acknowledge: Acknowledge, output: Output | None = None, clock: Clock | None = None) -> None:
        self._acknowledge = acknowledge
        self._clock = clock or WallClock()
        self._output = output or SimulatedOutput(self._clock)
        self._response_id = ""
        self._generation = 0
        self._received = 0
        self._acknowledged = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._output.close()

    @property
    def received_samples(self) -> int:
        """Of the present response, how much has come."""
        return self._received

    @property
    def played_samples(self) -> int:
        """Of the present response, how much has been heard."""
        return self._output.played_samples() if self._response_id else 0

    def feed(self, event: events.Event) -> None:
        """Take an event of the conversation; those that are not about sound change nothing."""
        if event.generation > self._generation or isinstance(event, events.Reconnected):
            self._generation = event.generation
            self._forget()
        match event:
            case events.ResponseAudio():
                self._play(event)
            case events.ResponsePaused(response_id=self._response_id):
                self._output.pause()
            case events.ResponseResumed(response_id=self._response_id):
                self._output.resume()
            case events.ResponseCancelled(response_id=self._response_id):
                self._forget()
        self._news.set()

    def _play(self, event: events.ResponseAudio) -> None:
        if event.response_id != self._response_id:
            self._response_id = event.response_id
            self._received = self._acknowledged = 0
            self._output.start(event.sample_rate_hz)
        self._output.write(event.pcm)
        self._received += len(event.pcm) // BYTES_PER_SAMPLE

    def _forget(self) -> None:
        self._output.clear()
        self._received = self.played_samples

    async def _run(self) -> None:
        """Acknowledge while there is something to acknowledge, sleep otherwise."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while await self._acknowledge_heard():
                    await self._clock.sleep(ACK_EVERY_S)
        except PennyError:
            return  # the conversation is over; whoever reads its events learns why

    async def _acknowledge_heard(self) -> bool:
        """Say how much has been heard, if it has grown; False if all of it has been said."""
        response_id, played = self._response_id, self.played_samples
        if played > self._acknowledged:
            self._acknowledged = played
            await self._acknowledge(response_id, played)
        return played < self._received
