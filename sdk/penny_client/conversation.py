"""A conversation with Penny: what a program says, and the events it is told.

The law: one task, the keeper's, touches the connection. The program's own tasks only touch two bounded queues, so
that any of them may be cancelled or timed out at any await without harm to the conversation.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

from penny.v1 import audio_pb2
from penny.v1 import gateway_pb2 as wire
from penny_client import events
from penny_client.audio.narrator import Narrator, Utterance
from penny_client.audio.pcm import SAMPLE_RATE_HZ, Framer, Samples, require_rate, require_samples
from penny_client.backoff import Backoff
from penny_client.clock import Clock
from penny_client.errors import InvalidInput, PennyError, TooLarge
from penny_client.inbox import Inbox
from penny_client.keeper import Keeper
from penny_client.link import Dialer
from penny_client.outbox import Outbox
from penny_client.trace import traceparent

MAX_FRAME_BYTES = 1024 * 1024 - 64
"""A gateway takes messages of 1 MiB; the frame's number has yet to be added."""
CLOSE_TIMEOUT_S = 5.0
"""How long leaving the `async with` block may wait for the server's goodbye."""


class Conversation:
    """Made by `PennyClient.converse`; lives as long as its `async with` block. Read its events with one `async for`."""

    def __init__(
        self, dialer: Dialer, opening: wire.Open, clock: Clock, backoff: Backoff, resume_backoff: Backoff
    ) -> None:
        self._dialer = dialer
        self._opening = opening
        self._clock = clock
        self._backoff = backoff
        self._resume_backoff = resume_backoff
        self._outbox = Outbox()
        self._framer = Framer()
        self._inbox = Inbox()
        self._keeping: asyncio.Task[None] | None = None
        self._narrator: Narrator | None = None
        self._narrating: asyncio.Task[None] | None = None
        self.session_id = ""
        """The server's name for this conversation."""
        self.player_id = ""
        """Whose conversation it is."""
        self.max_text_characters = 0
        """The longest text that may be said; 0 if the server did not tell."""

    async def __aenter__(self) -> Self:
        link = await self._dialer.dial(self._opening, self._backoff)
        opened = link.greeting.opened
        self.session_id, self.player_id = opened.session_id, opened.player_id
        self.max_text_characters = opened.limits.max_text_characters
        keeper = Keeper(self._dialer, self._opening, self._outbox, self._inbox, self._resume_backoff)
        self._keeping = asyncio.create_task(keeper.run(link))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self._say_goodbye()
        finally:
            for task in (self._narrating, self._keeping):
                if task is not None:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

    async def _say_goodbye(self) -> None:
        """Finish and wait for the server's end; what it still says, and how it ends, nobody wants to know any more."""
        with contextlib.suppress(TimeoutError, PennyError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self.finish()
                while await self._inbox.get() is not None:
                    pass

    # What the program says.

    async def send_audio(self, pcm: bytes) -> None:
        """Send what the microphone heard: PCM s16le mono at 16 kHz, as it comes, any length.

        It goes out in frames of 20 ms. Waits while five seconds of it are already on their way; dropped while the
        connection is lost.

        Raises:
            InvalidInput: It ends in the middle of a sample, or `speak` has been used in this conversation.
            PennyError: The conversation is over.
        """
        if self._narrator is not None:
            raise InvalidInput("A conversation has one microphone.", remedy="Use either `send_audio` or `speak`.")
        await self._follow_trace()
        for frame in self._framer.push(pcm):
            await self._send_frame(frame)

    async def utter(self, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> Utterance:
        """Begin to speak a recording in real time, after those begun before, and go on with silence in real time.

        Raises:
            InvalidInput: The recording has another rate than 16 kHz, or is no row of finite floats.
            PennyError: The conversation is over.
        """
        require_rate(rate_hz)
        require_samples(samples)
        await self._follow_trace()
        if self._narrator is None:
            self._narrator = Narrator(self._send_frame, self._clock)
            self._narrating = asyncio.create_task(self._narrator.run())
        utterance = Utterance(samples)
        self._narrator.begin(utterance)
        return utterance

    async def speak(self, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> Utterance:
        """As `utter`, but returns when all of the recording has been said; silence goes on as from a microphone."""
        utterance = await self.utter(samples, rate_hz)
        await utterance.wait()
        return utterance

    async def say(self, text: str) -> None:
        """Ask in writing.

        Raises:
            InvalidInput: There is nothing but space in it.
            TooLarge: It is longer than the server takes.
            PennyError: The conversation is over.
        """
        if not text.strip():
            raise InvalidInput("There is nothing to say in an empty text.")
        if 0 < self.max_text_characters < len(text):
            raise TooLarge(f"The text has {len(text)} characters; the limit is {self.max_text_characters}.")
        await self._follow_trace()
        await self._send(text=wire.TextInput(text=text))

    async def commit(self) -> None:
        """Say that the person has finished speaking: do not wait for silence."""
        await self._flush()
        await self._send(commit=wire.Commit())

    async def played(self, response_id: str, samples: int) -> None:
        """Acknowledge how much of a response has left the loudspeaker, in samples since its beginning."""
        await self._send(played=wire.Played(response_id=response_id, samples=samples))

    async def cancel(self, response_id: str = "") -> None:
        """Stop what is being said; an empty id means whatever is being said now."""
        await self._send(cancel=wire.Cancel(response_id=response_id))

    async def tool_result(self, call_id: str, content: str) -> None:
        """Answer a ToolRequested event.

        Raises:
            TooLarge: The content is longer than MAX_FRAME_BYTES.
            PennyError: The conversation is over.
        """
        await self._send(tool_result=wire.ToolResult(call_id=call_id, content=content))

    async def patch(self, *, language: str = "", voice: str = "") -> None:
        """Change the language or the voice from the next turn on; what is empty stays as it is."""
        change = wire.Patch(language=language, voice=voice)
        self._remember(change)
        await self._send(patch=change)

    async def ping(self, nonce: int) -> None:
        """Ask for a Pong event with the same number."""
        await self._send(ping=wire.Ping(nonce=nonce))

    async def finish(self) -> None:
        """Say goodbye: what Penny is saying is said to its end, then the events end."""
        if self._narrating is not None:
            self._narrating.cancel()
        await self._flush()
        await self._outbox.finish()

    async def _follow_trace(self) -> None:
        """Tell Penny the caller's trace if it is another one than she knows."""
        current = traceparent()
        if current and current != self._opening.traceparent:
            change = wire.Patch(traceparent=current)
            self._remember(change)
            await self._send(patch=change)

    def _remember(self, change: wire.Patch) -> None:
        """A connection that has to be opened anew opens with the latest wishes."""
        self._opening.MergeFrom(wire.Open(language=change.language, voice=change.voice, traceparent=change.traceparent))

    async def _flush(self) -> None:
        for frame in self._framer.flush():
            await self._send_frame(frame)

    async def _send_frame(self, pcm: bytes) -> None:
        await self._send(audio=audio_pb2.AudioChunk(pcm=pcm))

    async def _send(self, **body: Any) -> None:  # noqa: ANN401 - one field of the oneof
        frame = wire.ConverseRequest(**body)
        if (size := frame.ByteSize()) > MAX_FRAME_BYTES:
            raise TooLarge(
                f"The message has {size} bytes; the limit is {MAX_FRAME_BYTES}.", remedy="Send less at a time."
            )
        await self._outbox.put(frame)

    # What the program is told.

    def __aiter__(self) -> AsyncIterator[events.Event]:
        return self

    async def __anext__(self) -> events.Event:
        """The next event; may be timed out or cancelled at will.

        Raises:
            PennyError: The conversation ended otherwise than by `finish`.
        """
        event = await self._inbox.get()
        if event is None:
            raise StopAsyncIteration
        return event
