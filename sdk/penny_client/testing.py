"""For tests of programs that use this SDK: a gateway that plays by a script, over real gRPC, and a clock that jumps.

with ScriptedGateway(Parrot) as gateway:
    async with PennyClient(gateway.target) as client:
        ...
    assert gateway.calls[0][1].text.text == "Hola"
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import grpc
import numpy as np

from penny.v1 import gateway_pb2 as wire
from penny.v1 import gateway_pb2_grpc
from penny_client.audio.pcm import decode, encode


class JumpClock:
    """A clock on which nobody waits: a sleep moves it on at once."""

    def __init__(self) -> None:
        self.time_s = 0.0

    def now_s(self) -> float:
        """The time, in seconds since its making."""
        return self.time_s

    async def sleep(self, seconds: float) -> None:
        """Jump."""
        self.time_s += max(0.0, seconds)
        await asyncio.sleep(0)


Script = Callable[[wire.ConverseRequest], Iterable[wire.ConverseResponse]]
"""What a gateway answers to each frame of one call; it may raise Refusal or HungUp."""


class HungUp(Exception):
    """Ends the call well, as after a goodbye."""


class Refusal(Exception):
    """Ends the call with this status; `details` is a serialised google.rpc.Status."""

    def __init__(self, code: grpc.StatusCode, message: str, details: bytes = b"") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class ScriptedGateway(gateway_pb2_grpc.GatewayServiceServicer):
    """Serves on this machine while its `with` block lasts; each call gets a script of its own."""

    def __init__(self, begin: Callable[[], Script], port: int = 0) -> None:
        """`begin` makes the script of a call; port 0 means a free one."""
        self._begin = begin
        options = [
            ("grpc.so_reuseport", 0),
            ("grpc.http2.min_ping_interval_without_data_ms", 5000),
            ("grpc.max_receive_message_length", 1024 * 1024),
        ]
        self._server = grpc.server(ThreadPoolExecutor(max_workers=8), options=options)
        gateway_pb2_grpc.add_GatewayServiceServicer_to_server(self, self._server)
        self.port = self._server.add_insecure_port(f"127.0.0.1:{port}")
        self.target = f"127.0.0.1:{self.port}"
        self.calls: list[list[wire.ConverseRequest]] = []
        """Every frame received, call by call."""

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Break every call and give the port back."""
        self._server.stop(0).wait()

    def Converse(self, request_iterator: Any, context: Any) -> Iterator[wire.ConverseResponse]:  # noqa: ANN401, N802
        """One call, by its script."""
        received: list[wire.ConverseRequest] = []
        self.calls.append(received)
        script, seq = self._begin(), 0
        for request in request_iterator:
            received.append(request)
            try:
                for response in script(request):
                    seq += 1
                    response.seq = seq
                    yield response
            except HungUp:
                return
            except Refusal as refusal:
                context.set_trailing_metadata((("grpc-status-details-bin", refusal.details),))
                context.abort(refusal.code, refusal.message)


class Parrot:
    """A script: answers every text, and every voice followed by silence, with the same words and a tone."""

    SILENT_FRAMES = 10
    THRESHOLD = 0.02

    def __init__(self, question: str = "¿Qué tengo pendiente?", answer: str = "Tienes tres recados.") -> None:
        self.question = question
        self.answer = answer
        self.rate_hz = 24_000
        self.tone = encode((0.3 * np.sin(np.arange(4800) * 0.1)).astype(np.float32))
        self.generation = 1
        self._turn = 0
        self._silent_frames = 0
        self._listening = False

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        match request.WhichOneof("body"):
            case "open":
                limits = wire.Limits(max_text_characters=2000)
                yield self._frame(opened=wire.Opened(session_id="s1", player_id="p1", limits=limits))
            case "audio":
                yield from self._hear(request.audio.pcm)
            case "text":
                self._turn += 1
                yield from self._reply()
            case "played" if request.played.samples == len(self.tone) // 2:
                yield from self._end(wire.ResponseEvent.KIND_DONE, self.answer)
            case "cancel":
                self.generation += 1
                yield from self._end(wire.ResponseEvent.KIND_CANCELLED, "")
            case "ping":
                yield self._frame(pong=request.ping)

    def _hear(self, pcm: bytes) -> Iterator[wire.ConverseResponse]:
        voiced = bool(np.abs(decode(pcm)).max() > self.THRESHOLD)
        self._silent_frames = 0 if voiced else self._silent_frames + 1
        if voiced and not self._listening:
            self._listening = True
            self._turn += 1
            yield self._frame(state=wire.StateEvent(state=wire.STATE_LISTENING))
            yield self._frame(transcript=wire.TranscriptEvent(volatile_tail=self.question.split()[0]))
        if self._listening and self._silent_frames == self.SILENT_FRAMES:
            self._listening = False
            yield self._frame(transcript=wire.TranscriptEvent(stable_prefix=self.question, is_final=True))
            yield self._frame(turn=wire.TurnEvent(kind=wire.TurnEvent.KIND_COMMITTED))
            yield from self._reply()

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        created = wire.ResponseEvent(
            kind=wire.ResponseEvent.KIND_CREATED, response_id=self._response_id, trace_id=f"{self._turn:032x}"
        )
        yield self._frame(state=wire.StateEvent(state=wire.STATE_PROCESSING))
        yield self._frame(response=created)
        yield self._frame(text=wire.ResponseText(response_id=self._response_id, text=self.answer))
        yield self._frame(
            audio=wire.ResponseAudio(response_id=self._response_id, sample_rate_hz=self.rate_hz, pcm=self.tone)
        )
        yield self._frame(state=wire.StateEvent(state=wire.STATE_SPEAKING))

    def _end(self, kind: wire.ResponseEvent.Kind.ValueType, heard_text: str) -> Iterator[wire.ConverseResponse]:
        latency = wire.LatencyBreakdown(
            end_of_turn_ms=200, asr_ms=150, llm_first_token_ms=250, tts_first_audio_ms=300, voice_to_voice_ms=900
        )
        yield self._frame(
            response=wire.ResponseEvent(
                kind=kind, response_id=self._response_id, latency=latency, heard_text=heard_text
            )
        )
        yield self._frame(state=wire.StateEvent(state=wire.STATE_IDLE))

    @property
    def _response_id(self) -> str:
        return f"{self._turn}.0"

    def _frame(self, **body: Any) -> wire.ConverseResponse:  # noqa: ANN401 - one field of the oneof
        return wire.ConverseResponse(turn_id=self._turn, generation=self.generation, **body)
