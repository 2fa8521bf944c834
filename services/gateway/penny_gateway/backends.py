"""The stages as the gateway sees them: one channel each, and a stream that can be sent to without waiting."""

import asyncio
import contextlib
from typing import Any, Generic, TypeVar, cast

import grpc
from opentelemetry.context import Context

from penny.v1 import (
    asr_pb2,
    asr_pb2_grpc,
    datasets_pb2_grpc,
    deck_pb2_grpc,
    grace_pb2_grpc,
    llm_pb2,
    llm_pb2_grpc,
    tts_pb2,
    tts_pb2_grpc,
    vad_pb2,
    vad_pb2_grpc,
    vault_pb2_grpc,
)
from penny_chassis import connect, telemetry
from penny_chassis.errors import PennyError, TooSlow, Unavailable
from penny_gateway.config import Settings

Q = TypeVar("Q")
R = TypeVar("R")

_CALLER = "authorization"
"""The metadata in which a client says who it is; handed on to DECK as it came."""
MAX_WAITING_MESSAGES = 1500
"""What may wait to be sent to a stage: 30 s of audio frames. A stage that is further behind is taken to hang."""


class Stream(Generic[Q, R]):
    """One bidirectional call to a stage. Its owner cancels it in the end, whatever happened."""

    def __init__(self, method: Any, *, part: str, context: Context | None = None) -> None:  # noqa: ANN401 - any rpc
        self.part = part
        self._outgoing: asyncio.Queue[Q | None] = asyncio.Queue(MAX_WAITING_MESSAGES)
        self._call: grpc.aio.StreamStreamCall[Q, R] = method(metadata=telemetry.inject(context))
        self._writer = asyncio.create_task(self._write())

    def send(self, message: Q) -> None:
        """Send without waiting.

        Raises:
            TooSlow: The stage does not read what it is sent.
        """
        self._put(message)

    def finish(self) -> None:
        """Say that nothing more will be sent (a half-close)."""
        self._put(None)

    async def receive(self, timeout_s: float | None = None) -> R | None:
        """The next answer, or None when the stage has closed the stream.

        Raises:
            TooSlow: Nothing came within `timeout_s`.
            PennyError: The stage ended the stream with a status.
            Unavailable: The stream has been cancelled.
        """
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._call.read()
        except TimeoutError:
            raise TooSlow(f"{self.part} did not answer within {timeout_s} s.").within(self.part) from None
        except grpc.aio.AioRpcError as error:
            raise PennyError.from_rpc(error, part=self.part) from None
        except asyncio.CancelledError:
            # The call's cancellation looks like the task's own, which would end without a word.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise Unavailable(f"The call to {self.part} was stopped.").within(self.part) from None
        return None if answer is grpc.aio.EOF else cast("R", answer)

    def cancel(self) -> None:
        """Stop the call; the engine behind it stops too. Harmless after its end."""
        self._call.cancel()
        self._writer.cancel()

    def _put(self, message: Q | None) -> None:
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            raise TooSlow(f"{self.part} does not read what it is sent.").within(self.part) from None

    async def _write(self) -> None:
        """Pass on what is to be sent; a call that has ended tells its reader why."""
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            while (message := await self._outgoing.get()) is not None:
                await self._call.write(message)
            await self._call.done_writing()


DetectStream = Stream[vad_pb2.DetectRequest, vad_pb2.DetectResponse]
TranscribeStream = Stream[asr_pb2.TranscribeRequest, asr_pb2.TranscribeResponse]
HoldStream = Stream[llm_pb2.HoldRequest, llm_pb2.HoldResponse]
GenerateStream = Stream[llm_pb2.GenerateRequest, llm_pb2.GenerateResponse]
SynthesizeStream = Stream[tts_pb2.SynthesizeRequest, tts_pb2.SynthesizeResponse]


class Backends:
    """Channels to the five stages, shared by all conversations."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        targets = (settings.vad, settings.asr, settings.llm, settings.tts, settings.deck)
        self._channels = [connect.channel(target) for target in targets]
        vad, asr, llm, tts, deck = self._channels
        self._vad = vad_pb2_grpc.VadServiceStub(vad)
        self._asr = asr_pb2_grpc.AsrServiceStub(asr)
        self._llm = llm_pb2_grpc.LlmServiceStub(llm)
        self._tts = tts_pb2_grpc.TtsServiceStub(tts)
        self.datasets = datasets_pb2_grpc.DatasetServiceStub(deck)
        self.deck = deck_pb2_grpc.DeckServiceStub(deck)
        self.grace = grace_pb2_grpc.GraceServiceStub(deck)
        self.vault = vault_pb2_grpc.VaultServiceStub(deck)

    def detect(self, context: Context | None = None) -> DetectStream:
        """Voice activity of a session."""
        return Stream(self._vad.Detect, part="vad", context=context)

    def transcribe(self, context: Context) -> TranscribeStream:
        """Recognition of a turn."""
        return Stream(self._asr.Transcribe, part="asr", context=context)

    def hold(self, context: Context | None = None) -> HoldStream:
        """The warm prefix of a session."""
        return Stream(self._llm.Hold, part="llm", context=context)

    def generate(self, context: Context) -> GenerateStream:
        """The answer of a turn."""
        return Stream(self._llm.Generate, part="llm", context=context)

    def synthesize(self, context: Context) -> SynthesizeStream:
        """The voice of a turn."""
        return Stream(self._tts.Synthesize, part="tts", context=context)

    async def ask_deck(
        self,
        method: Any,  # noqa: ANN401 - any rpc
        request: Any,  # noqa: ANN401 - its request
        context: Context | None = None,
        *,
        timeout_s: float | None = None,
        token: str = "",
    ) -> Any:  # noqa: ANN401 - its answer
        """One call to DECK within its time, or within another, as whoever has the token.

        Raises:
            PennyError: What DECK reported.
            Unavailable: It cannot be reached.
        """
        try:
            metadata = [*telemetry.inject(context), *([(_CALLER, token)] if token else [])]
            return await method(request, timeout=timeout_s or self._settings.deck_timeout_s, metadata=metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                raise Unavailable("DECK is out of reach.", remedy="See `penny status`.") from None
            raise PennyError.from_rpc(error, part="deck") from None

    async def close(self) -> None:
        """Close all channels."""
        for channel in self._channels:
            await channel.close()
