"""The VAD service: streams of audio in, what was noticed out.

Windows are judged on the event loop itself: at 70 µs each, a hop to a thread and back would cost half as much again.
The end of a turn, 27 ms, is judged on a few threads of its own, so that it delays no window of any stream.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import grpc

from penny.v1 import audio_pb2, vad_pb2, vad_pb2_grpc
from penny.v1.vad_pb2 import DetectRequest, DetectResponse
from penny_chassis import engines, telemetry
from penny_chassis.audio import SAMPLE_RATE_HZ, Samples, require_rate, to_ms
from penny_chassis.errors import InvalidInput, OutOfOrder, Unavailable
from penny_chassis.rpc import Slots, opening, streaming
from penny_vad.arrivals import Arrivals
from penny_vad.config import ENGINES, ONSET_MS, PAUSE_MS, SPEECH_THRESHOLDS, Settings
from penny_vad.detector import Activity, Event, Paused, Rules, Silence, Started
from penny_vad.engine import Engine
from penny_vad.listener import Judge, Listener

_JUDGEMENTS_PER_STREAM = 4
"""Pauses of one stream being judged at once. Live speech has one; only a client faster than life comes near it."""


class VadService(vad_pb2_grpc.VadServiceServicer):
    """penny.v1.VadService."""

    name = "penny.v1.VadService"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slots = Slots(settings.max_streams)
        self._threads = ThreadPoolExecutor(settings.turn_threads, thread_name_prefix="end-of-turn")
        self._engine: Engine | None = None

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        vad_pb2_grpc.add_VadServiceServicer_to_server(self, server)

    async def start(self) -> None:
        """Load the engine; seconds at worst, off the event loop.

        Raises:
            Misconfigured: There is no such engine, or its library or weights are missing.
        """
        load = cast(
            "Callable[[Settings], Engine]", engines.load(ENGINES, self._settings.engine, distribution="penny-vad")
        )
        self._engine = await asyncio.to_thread(load, self._settings)

    async def stop(self) -> None:
        """End the threads."""
        self._threads.shutdown(cancel_futures=True)

    @streaming
    async def Detect(  # noqa: N802 - the name on the wire
        self,
        request_iterator: AsyncIterator[DetectRequest],
        context: grpc.aio.ServicerContext[DetectRequest, DetectResponse],  # noqa: ARG002 - as gRPC calls it
    ) -> AsyncIterator[DetectResponse]:
        """See vad.proto."""
        with self._slots:
            first = await opening(request_iterator, "config")
            if first is None:
                return
            listener = self._listener(first.config)
            arrivals: Arrivals[DetectRequest, DetectResponse] = Arrivals(request_iterator, _JUDGEMENTS_PER_STREAM)
            try:
                while (arrival := await arrivals.next()) is not None:
                    if isinstance(arrival, DetectResponse):
                        yield arrival
                        continue
                    for noticed in listener.hear(_audio(arrival)):
                        if isinstance(noticed, Judge):
                            arrivals.begin(self._judge(noticed))
                        else:
                            yield _response(noticed)
            finally:
                await arrivals.close()

    def _listener(self, config: vad_pb2.VadConfig) -> Listener:
        """A listener for a stream with this configuration; what is zero there is the service's own."""
        require_rate(config.sample_rate_hz or SAMPLE_RATE_HZ)
        default = self._settings
        rules = Rules.of(
            threshold=_chosen("speech_threshold", config.speech_threshold, default.speech_threshold, SPEECH_THRESHOLDS),
            onset_ms=_chosen("onset_ms", config.onset_ms, default.onset_ms, ONSET_MS),
            pause_ms=_chosen("pause_ms", config.pause_ms, default.pause_ms, PAUSE_MS),
            new_turn_ms=default.new_turn_ms,
        )
        return Listener(self._ready().open(), rules)

    async def _judge(self, judge: Judge) -> DetectResponse:
        """Whether a pause is the end of its turn."""
        with telemetry.span("vad.end_of_turn", audio_ms=to_ms(len(judge.turn))) as span:
            loop = asyncio.get_running_loop()
            probability, took_ms = await loop.run_in_executor(self._threads, self._end_of_turn, judge.turn)
            span.set_attribute("inference_ms", took_ms)
        verdict = vad_pb2.EndOfTurn(end_sample=judge.end_sample, probability=probability, inference_ms=took_ms)
        return DetectResponse(end_of_turn=verdict)

    def _end_of_turn(self, turn: Samples) -> tuple[float, float]:
        """The engine's probability, and how many milliseconds it took; runs on a thread."""
        began = time.perf_counter()
        probability = self._ready().end_of_turn(turn)
        return probability, (time.perf_counter() - began) * 1000

    def _ready(self) -> Engine:
        if self._engine is None:
            raise Unavailable("The VAD engine is still loading.", remedy="Wait until the health check says SERVING.")
        return self._engine


def _chosen(field: str, asked: float, default: float, limits: tuple[float, float]) -> float:
    """What the caller asked for, or the default if that is zero; `not` so that a NaN is refused too."""
    if asked == 0:
        return default
    if not limits[0] <= asked <= limits[1]:
        raise InvalidInput(
            f"{field} is {asked:g}; it must lie between {limits[0]:g} and {limits[1]:g}.",
            remedy="Send 0 for the service's own default.",
            field=f"config.{field}",
        )
    return asked


def _audio(request: DetectRequest) -> audio_pb2.AudioChunk:
    """The audio of a request after the first."""
    if request.WhichOneof("body") != "audio":
        raise OutOfOrder("After 'config' only 'audio' may follow.", remedy="Open another stream.", field="body")
    return request.audio


def _response(event: Event) -> DetectResponse:
    """An event as it travels."""
    match event:
        case Started(start_sample, at_sample):
            return DetectResponse(speech_started=vad_pb2.SpeechStarted(start_sample=start_sample, at_sample=at_sample))
        case Activity(at_sample, voiced_ms, probability):
            return DetectResponse(
                speech_activity=vad_pb2.SpeechActivity(
                    at_sample=at_sample, voiced_ms=voiced_ms, probability=probability
                )
            )
        case Silence(end_sample, at_sample):
            return DetectResponse(silence_activity=vad_pb2.SilenceActivity(end_sample=end_sample, at_sample=at_sample))
        case Paused(end_sample, at_sample, voiced_ms):
            return DetectResponse(
                speech_paused=vad_pb2.SpeechPaused(end_sample=end_sample, at_sample=at_sample, voiced_ms=voiced_ms)
            )
