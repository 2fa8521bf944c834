"""The VAD service over real gRPC, with the scripted engine: loud is voice."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, cast

import grpc
import numpy as np
import pytest

from penny.v1 import vad_pb2_grpc
from penny.v1.audio_pb2 import AudioChunk
from penny.v1.vad_pb2 import DetectRequest, DetectResponse, VadConfig
from penny_chassis.audio import MAX_CHUNK_BYTES, Samples, encode_pcm, to_samples
from penny_chassis.config import read
from penny_chassis.errors import InvalidInput, OutOfOrder, PennyError, TooLarge
from penny_chassis.serve import build_server
from penny_client.ending import Ending
from penny_vad.config import Settings
from penny_vad.engines.scripted import Scripted
from penny_vad.service import VadService

Call = grpc.aio.StreamStreamCall[DetectRequest, DetectResponse]

CONFIG = DetectRequest(config=VadConfig(sample_rate_hz=16_000))
FRAME_SAMPLES = 320


def voice(milliseconds: int) -> Samples:
    """A loud tone."""
    tone: Samples = (0.3 * np.sin(np.arange(to_samples(milliseconds)) * 0.2)).astype(np.float32)
    return tone


def silence(milliseconds: int) -> Samples:
    """Nothing."""
    return np.zeros(to_samples(milliseconds), np.float32)


def chunks(*parts: Samples, size: int = FRAME_SAMPLES) -> Iterable[DetectRequest]:
    """Audio in frames."""
    audio = np.concatenate(parts)
    for at in range(0, len(audio), size):
        yield DetectRequest(audio=AudioChunk(start_sample=at, pcm=encode_pcm(audio[at : at + size])))


def kinds(responses: Iterable[DetectResponse]) -> list[str | None]:
    """Which responses these are, activities left out."""
    kinds_of_all = (response.WhichOneof("body") for response in responses)
    return [kind for kind in kinds_of_all if kind not in {"speech_activity", "silence_activity"}]


def without_silence(responses: Iterable[DetectResponse]) -> list[DetectResponse]:
    """The responses but for the silence after a pause, whose place beside a verdict is left to chance."""
    return [response for response in responses if response.WhichOneof("body") != "silence_activity"]


class House:
    """A running service and a channel to it."""

    def __init__(self, service: VadService, channel: grpc.aio.Channel) -> None:
        self.service = service
        self._detect = vad_pb2_grpc.VadServiceStub(channel).Detect

    async def say(self, *parts: Samples) -> Call:
        """A stream with this audio sent, left open."""
        call = self._detect()
        for request in (CONFIG, *chunks(*parts)):
            await call.write(request)
        return call

    async def detect(self, requests: Iterable[DetectRequest]) -> list[DetectResponse]:
        """All responses to these requests, the stream closed by the client."""
        return [response async for response in self._detect(iter(requests))]

    async def refused(self, requests: Iterable[DetectRequest]) -> grpc.aio.AioRpcError:
        """The error that these requests end with."""
        call = self._detect(iter(requests))
        ending = Ending(call)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            [response async for response in call]
        return await ending.unmasked(caught.value)


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A service with two streams at most."""
    monkeypatch.setenv("PENNY_VAD_ENGINE", "scripted")
    monkeypatch.setenv("PENNY_VAD_MAX_STREAMS", "2")
    service = VadService(read(Settings))
    address = f"unix:{tmp_path}/vad"
    server, _ = await build_server(service, address)
    await service.start()
    await server.start()
    async with grpc.aio.insecure_channel(address) as channel:
        yield House(service, channel)
    await server.stop(0)
    await service.stop()


async def test_a_turn_from_beginning_to_verdict(house: House) -> None:
    """Speech begins, goes on, pauses, and the pause is judged, with the positions of the voice."""
    responses = await house.detect([CONFIG, *chunks(silence(320), voice(640), silence(300))])

    assert kinds(responses) == ["speech_started", "speech_paused", "end_of_turn"]
    started, *activities, paused, verdict = without_silence(responses)
    assert started.speech_started.start_sample == to_samples(320)
    assert started.speech_started.at_sample == to_samples(320 + 96)
    assert [response.speech_activity.voiced_ms for response in activities] == [*range(128, 641, 32), *[640] * 3]
    assert paused.speech_paused.end_sample == to_samples(960)
    assert paused.speech_paused.at_sample == to_samples(960 + 224)
    assert paused.speech_paused.voiced_ms == 640
    assert verdict.end_of_turn.end_sample == to_samples(960)
    assert verdict.end_of_turn.probability == pytest.approx(0.95)
    assert verdict.end_of_turn.inference_ms >= 0


async def test_a_verdict_needs_no_more_audio(house: House) -> None:
    """A client that falls silent on the wire after a pause still gets the verdict."""
    call = await house.say(voice(500), silence(300))

    seen: list[DetectResponse] = []
    while "end_of_turn" not in kinds(seen):
        seen.append(cast("DetectResponse", await call.read()))

    assert kinds(seen) == ["speech_started", "speech_paused", "end_of_turn"]
    await call.done_writing()
    while (response := await call.read()) is not grpc.aio.EOF:
        assert cast("DetectResponse", response).HasField("silence_activity")
    assert await call.code() is grpc.StatusCode.OK


@pytest.mark.parametrize("size", [37, 160, 511, 512, 513, 1600, MAX_CHUNK_BYTES // 2])
async def test_frames_of_any_size(house: House, size: int) -> None:
    """The same audio says the same whatever the frames."""
    parts = (silence(100), voice(300), silence(260))

    responses = without_silence(await house.detect([CONFIG, *chunks(*parts, size=size)]))

    usual = without_silence(await house.detect([CONFIG, *chunks(*parts)]))
    for response in (*responses, *usual):
        response.end_of_turn.inference_ms = 0
    assert responses == usual


async def test_the_caller_may_choose(house: House) -> None:
    """Onset and pause of the config are obeyed."""
    chosen = config(sample_rate_hz=16_000, speech_threshold=0.7, onset_ms=320, pause_ms=64)

    responses = await house.detect([chosen, *chunks(voice(640), silence(100))])

    assert responses[0].speech_started.at_sample == to_samples(320)
    paused = [response for response in responses if response.WhichOneof("body") == "speech_paused"]
    assert [response.speech_paused.at_sample for response in paused] == [to_samples(640 + 64)]


@pytest.mark.parametrize("milliseconds", [0, 60_000])
async def test_silence_says_nothing(house: House, milliseconds: int) -> None:
    """Neither a stream without audio nor a minute of silence is worth a message, or an error."""
    assert await house.detect([CONFIG, *chunks(silence(milliseconds), size=4096)]) == []


async def test_a_minute_of_monologue(house: House) -> None:
    """A minute without a breath is one speech with one pause."""
    responses = await house.detect([CONFIG, *chunks(voice(60_000), silence(300), size=4096)])

    assert kinds(responses) == ["speech_started", "speech_paused", "end_of_turn"]
    paused = next(response for response in responses if response.HasField("speech_paused"))
    assert paused.speech_paused.voiced_ms == 60_000


async def test_silence_after_a_pause_is_counted_as_it_is_judged(house: House) -> None:
    """Window by window after the pause, until the turn could not be taken up again; then nothing more."""
    responses = await house.detect([CONFIG, *chunks(voice(640), silence(5000))])

    silences = [r.silence_activity for r in responses if r.HasField("silence_activity")]
    assert silences[0].at_sample == to_samples(640 + 224 + 32)
    assert {silence_.end_sample for silence_ in silences} == {to_samples(640)}
    assert silences[-1].at_sample - to_samples(640) <= to_samples(3000)
    assert silences[-1].at_sample - to_samples(640) > to_samples(2900)


def config(**fields: float) -> DetectRequest:
    """A config with these fields."""
    return DetectRequest(config=VadConfig(**cast("dict[str, Any]", fields)))


def audio(size: int) -> DetectRequest:
    """A first chunk of so many bytes."""
    return DetectRequest(audio=AudioChunk(start_sample=0, pcm=bytes(size)))


REFUSED: dict[str, tuple[list[DetectRequest], type[PennyError]]] = {
    "audio before config": ([audio(640)], OutOfOrder),
    "a second config": ([CONFIG, CONFIG], OutOfOrder),
    "an empty message": ([CONFIG, DetectRequest()], OutOfOrder),
    "the same frame twice": ([CONFIG, audio(640), audio(640)], OutOfOrder),
    "a frame too large": ([CONFIG, audio(MAX_CHUNK_BYTES + 2)], TooLarge),
    "half a sample": ([CONFIG, audio(641)], InvalidInput),
    "another rate": ([config(sample_rate_hz=48_000)], InvalidInput),
    "a negative rate": ([config(sample_rate_hz=-1)], InvalidInput),
    "a threshold above one": ([config(speech_threshold=1.5)], InvalidInput),
    "a threshold that is no number": ([config(speech_threshold=float("nan"))], InvalidInput),
    "a negative onset": ([config(onset_ms=-96)], InvalidInput),
    "a pause of a minute": ([config(pause_ms=60_000)], InvalidInput),
}


@pytest.mark.parametrize(("requests", "error"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_used_is_refused(
    house: House, requests: list[DetectRequest], error: type[PennyError]
) -> None:
    """Each wrong message ends the stream with its own typed status."""
    refusal = await house.refused(requests)

    assert refusal.code() is error.code
    assert type(PennyError.from_rpc(refusal, part="vad")) is error


async def test_one_stream_too_many_is_refused_at_the_door(house: House) -> None:
    """With all streams in use the next is refused, and served once one has ended."""
    first, second = await house.say(voice(100)), await house.say(voice(100))
    for call in (first, second):
        assert kinds([cast("DetectResponse", await call.read())]) == ["speech_started"]

    error = await house.refused([CONFIG])
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED

    await first.done_writing()
    assert await first.code() is grpc.StatusCode.OK
    assert await house.detect([CONFIG]) == []
    second.cancel()


class Held(Scripted):
    """A scripted engine whose verdict waits until the test lets it go."""

    def __init__(self) -> None:
        super().__init__(0.5)
        self.asked = threading.Event()
        self.gate = threading.Event()

    def end_of_turn(self, turn: Samples) -> float:
        """The verdict, once the gate is open."""
        self.asked.set()
        assert self.gate.wait(30)
        return super().end_of_turn(turn)


@pytest.fixture
def held(house: House) -> Iterable[Held]:
    """The house's engine, replaced by one that holds its verdicts."""
    engine = Held()
    house.service._engine = engine
    yield engine
    engine.gate.set()


async def test_a_slow_verdict_delays_nothing(house: House, held: Held) -> None:
    """While a pause is being judged, this stream and another go on; the verdict comes when it is there."""
    call = await house.say(voice(500), silence(300), voice(500))
    seen: list[DetectResponse] = []
    while kinds(seen) != ["speech_started", "speech_paused", "speech_started"]:
        seen.append(cast("DetectResponse", await call.read()))
    other = await house.detect([CONFIG, *chunks(voice(500))])
    assert kinds(other) == ["speech_started"]

    held.gate.set()
    await call.done_writing()
    while (response := await call.read()) is not grpc.aio.EOF:
        seen.append(cast("DetectResponse", response))

    assert kinds(seen)[3:] == ["end_of_turn"]


async def test_a_client_that_vanishes_leaves_nothing(house: House, held: Held) -> None:
    """A call cancelled while its pause is being judged gives its place back and leaves no task."""
    for _ in range(5):
        held.asked.clear()
        call = await house.say(voice(500), silence(300))
        assert await asyncio.to_thread(held.asked.wait, 30)
        call.cancel()
        async with asyncio.timeout(30):
            while house.service._slots.used:
                await asyncio.sleep(0.001)
        held.gate.set()
        held.gate.clear()

    leftovers = [task for task in asyncio.all_tasks() if "_judge" in repr(task) or "_read" in repr(task)]
    assert leftovers == []


async def test_an_engine_that_fails_ends_the_stream_without_its_text(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine's exception becomes INTERNAL, and what it said stays inside."""

    def fail(turn: Samples) -> float:
        raise ValueError(f"secret {len(turn)}")

    monkeypatch.setattr(Scripted, "end_of_turn", staticmethod(fail))

    error = await house.refused([CONFIG, *chunks(voice(500), silence(300))])

    assert error.code() is grpc.StatusCode.INTERNAL
    assert "secret" not in str(error.details())


async def test_a_service_that_still_loads_says_so(house: House) -> None:
    """Before the engine is loaded a stream is answered UNAVAILABLE."""
    house.service._engine = None

    error = await house.refused([CONFIG])

    assert error.code() is grpc.StatusCode.UNAVAILABLE
