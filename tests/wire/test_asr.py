"""The ASR service over real gRPC, with the scripted engine and with engines that misbehave."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import grpc
import numpy as np
import pytest

from penny.v1 import asr_pb2_grpc
from penny.v1.asr_pb2 import AsrConfig, AsrFinish, FinalTranscript, TranscribeRequest, TranscribeResponse
from penny.v1.audio_pb2 import AudioChunk
from penny_asr.config import MAX_VOCABULARY_CHARACTERS, MAX_WAITING_FINISHES, Settings
from penny_asr.engine import AbandonedError, Decoded, Engine, Hearing, Session, Stopped
from penny_asr.engines.scripted import Scripted
from penny_asr.service import AsrService
from penny_chassis.audio import MAX_CHUNK_BYTES, Samples, encode_pcm, to_samples
from penny_chassis.config import read
from penny_chassis.errors import InvalidInput, OutOfOrder, Overloaded, PennyError, TooLarge, Unavailable
from penny_chassis.serve import build_server
from penny_client.ending import Ending

Call = grpc.aio.StreamStreamCall[TranscribeRequest, TranscribeResponse]

FRAME_SAMPLES = 320
CANARY = "el canario azul canta"
SCRIPT = f"qué tengo pendiente para hoy|{CANARY}"
LIMIT_S = 10
"""Longer than anything here takes."""


def config(**fields: Any) -> TranscribeRequest:  # noqa: ANN401 - any field of the config
    """The opening message."""
    return TranscribeRequest(config=AsrConfig(**{"sample_rate_hz": 16_000, "partials": True} | fields))


def finish(revision: int = 1) -> TranscribeRequest:
    """The question."""
    return TranscribeRequest(finish=AsrFinish(revision=revision))


def audio(samples: Samples, start_sample: int = 0, size: int = FRAME_SAMPLES) -> list[TranscribeRequest]:
    """Audio in frames."""
    return [
        TranscribeRequest(audio=AudioChunk(start_sample=start_sample + at, pcm=encode_pcm(samples[at : at + size])))
        for at in range(0, len(samples), size)
    ]


def voice(milliseconds: int) -> Samples:
    """Something loud."""
    noise = np.random.default_rng(0).normal(scale=0.1, size=to_samples(milliseconds))
    return noise.astype(np.float32)


def silence(milliseconds: int) -> Samples:
    """Nothing."""
    return np.zeros(to_samples(milliseconds), np.float32)


class House:
    """A running service and a channel to it."""

    def __init__(self, service: AsrService, channel: grpc.aio.Channel) -> None:
        self.service = service
        self._transcribe = asr_pb2_grpc.AsrServiceStub(channel).Transcribe

    def use(self, engine: Engine) -> None:
        """Another engine for the streams to come."""
        self.service._engine = engine

    async def say(self, *requests: TranscribeRequest) -> Call:
        """A stream with these requests written, left open."""
        call = self._transcribe()
        for request in requests:
            await call.write(request)
        return call

    async def refused(self, *requests: TranscribeRequest) -> PennyError:
        """The error that these requests end with."""
        call = self._transcribe(and_nothing_more(requests))
        ending = Ending(call)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            [response async for response in call]
        return PennyError.from_rpc(await ending.unmasked(caught.value), part="asr")


async def and_nothing_more(requests: Iterable[TranscribeRequest]) -> AsyncIterator[TranscribeRequest]:
    """Requests of a client that then waits for what comes; to close would be to leave."""
    for request in requests:
        yield request
    await asyncio.Event().wait()


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A service with two streams at most."""
    monkeypatch.setenv("PENNY_ASR_ENGINE", "scripted")
    monkeypatch.setenv("PENNY_ASR_SCRIPT", SCRIPT)
    monkeypatch.setenv("PENNY_ASR_MAX_STREAMS", "2")
    monkeypatch.setenv("PENNY_ASR_MAX_UTTERANCE_S", "5")
    service = AsrService(read(Settings))
    server, _ = await build_server(service, f"unix:{tmp_path}/asr")
    await service.start()
    await server.start()
    async with grpc.aio.insecure_channel(f"unix:{tmp_path}/asr") as channel:
        yield House(service, channel)
    await server.stop(0)
    await service.stop()


async def answer(call: Call) -> TranscribeResponse:
    """The next response."""
    response = await asyncio.wait_for(call.read(), LIMIT_S)
    assert response is not grpc.aio.EOF
    return cast("TranscribeResponse", response)


async def final(call: Call) -> FinalTranscript:
    """The next final transcript."""
    while (response := await answer(call)).WhichOneof("body") != "final":
        pass
    return response.final


async def until_free(house: House) -> None:
    """Wait until the service has no stream any more."""
    async with asyncio.timeout(LIMIT_S):
        while house.service._slots.used:
            await asyncio.sleep(0.001)


async def test_finish_asks_for_everything_so_far(house: House) -> None:
    """The answer has the finish's revision, and says how much audio it is about."""
    call = await house.say(config(), *audio(voice(700)), finish(7))

    transcript = await final(call)

    assert transcript.revision == 7
    assert transcript.text == "qué tengo pendiente para hoy"
    assert transcript.language == "es"
    assert transcript.audio_ms == 700
    assert transcript.avg_logprob == pytest.approx(-0.1)
    assert transcript.no_speech_probability == 0
    assert transcript.decode_ms > 0


async def test_the_person_may_go_on_after_a_finish(house: House) -> None:
    """The next finish is about the whole turn again."""
    call = await house.say(config(partials=False), *audio(voice(500)), finish(1))
    first = await final(call)
    for request in (*audio(voice(500), start_sample=8000), finish(2)):
        await call.write(request)
    second = await final(call)

    assert (first.revision, first.audio_ms) == (1, 500)
    assert (second.revision, second.audio_ms) == (2, 1000)
    assert first.text == second.text


async def test_every_finish_is_answered_in_order(house: House) -> None:
    """However fast they come, and each for the audio before it."""
    requests = [request for at in range(3) for request in (*audio(voice(100), to_samples(at * 100)), finish(at))]
    call = await house.say(config(partials=False), *requests)

    finals = [await final(call) for _ in range(3)]

    assert [(one.revision, one.audio_ms) for one in finals] == [(0, 100), (1, 200), (2, 300)]


async def test_a_finish_before_any_audio_is_answered(house: House) -> None:
    """With nothing."""
    transcript = await final(await house.say(config(), finish()))

    assert (transcript.text, transcript.audio_ms, transcript.no_speech_probability) == ("", 0, 1)


async def test_words_come_while_they_are_spoken(house: House) -> None:
    """The stable ones only grow, and positions are those of the client's stream."""
    start = 480_000
    call = await house.say(config())
    partials = []
    samples = voice(2400)
    for at in range(0, len(samples), to_samples(600)):
        for request in audio(samples[at : at + to_samples(600)], start + at):
            await call.write(request)
        partials.append((await answer(call)).partial)

    assert [partial.end_sample - start for partial in partials] == [to_samples(600 * n) for n in range(1, 5)]
    stable = [partial.stable_prefix for partial in partials]
    assert stable == ["", "qué tengo", "qué tengo pendiente para", "qué tengo pendiente para hoy"]
    assert all(later.startswith(earlier) for earlier, later in pairwise(stable))
    assert partials[0].volatile_tail == "qué tengo"


async def test_partials_are_sent_only_if_asked_for(house: House) -> None:
    """The first response is the final one."""
    call = await house.say(config(partials=False), *audio(np.concatenate((voice(2000), silence(500)))), finish())

    assert (await answer(call)).WhichOneof("body") == "final"


async def test_an_answer_is_not_announced_by_a_partial(house: House) -> None:
    """What a finish had decoded comes once."""
    call = await house.say(config(), *audio(voice(300)), finish())

    assert (await answer(call)).WhichOneof("body") == "final"


async def test_each_stream_has_its_own_words(house: House) -> None:
    """Two at once."""
    calls = [await house.say(config(), *audio(voice(300))) for _ in range(2)]
    for call in calls:
        await call.write(finish())

    assert {(await final(call)).text for call in calls} == set(SCRIPT.split("|"))


async def test_any_language_may_be_asked_for(house: House) -> None:
    """`auto` leaves it to the model; nothing means Spanish."""
    call = await house.say(config(language="EN"), *audio(voice(300)), finish())
    assert (await final(call)).language == "en"

    call = await house.say(config(language="auto"), *audio(voice(300)), finish())
    assert (await final(call)).language == "es"


@pytest.mark.parametrize(
    ("requests", "kind", "says"),
    [
        ([finish()], OutOfOrder, "must begin with 'config'"),
        ([config(), config()], OutOfOrder, "only 'audio' and 'finish'"),
        ([config(), TranscribeRequest()], OutOfOrder, "only 'audio' and 'finish'"),
        ([config(sample_rate_hz=8000)], InvalidInput, "8000 Hz"),
        ([config(sample_rate_hz=0)], InvalidInput, "0 Hz"),
        ([config(language="klingon")], InvalidInput, "does not understand"),
        ([config(vocabulary="x" * (MAX_VOCABULARY_CHARACTERS + 1))], TooLarge, "the limit is 1000"),
        ([config(), *audio(voice(40)), *audio(voice(20), 700)], OutOfOrder, "640 comes next"),
        ([config(), TranscribeRequest(audio=AudioChunk(pcm=b"abc"))], InvalidInput, "3 bytes"),
        ([config(), TranscribeRequest(audio=AudioChunk())], InvalidInput, "0 bytes"),
        ([config(), TranscribeRequest(audio=AudioChunk(pcm=bytes(MAX_CHUNK_BYTES + 2)))], TooLarge, "16384"),
        ([config(), *audio(silence(5020), size=8000)], TooLarge, "the limit is 5"),
    ],
)
async def test_bad_input_has_a_typed_answer(
    house: House, requests: list[TranscribeRequest], kind: type[PennyError], says: str
) -> None:
    """Each says what is wrong, and the stream's place is free again."""
    error = await house.refused(*requests)

    assert type(error) is kind
    assert says in error.message
    await until_free(house)


async def test_one_stream_too_many_is_refused_at_the_door(house: House) -> None:
    """And welcome again when another has ended."""
    calls = [await house.say(config(), *audio(voice(20)), finish()) for _ in range(2)]
    for call in calls:
        await final(call)

    assert type(await house.refused(config())) is Overloaded
    calls[0].cancel()
    await calls[1].done_writing()
    await until_free(house)
    assert (await final(await house.say(config(), *audio(voice(20)), finish()))).text


async def test_nobody_is_heard_before_the_engine_is_loaded(house: House) -> None:
    """The stream is told to come back."""
    house.service._engine = None

    assert type(await house.refused(config())) is Unavailable


class Stubborn(Scripted):
    """Guesses that last until they are told to stop; thorough decodings are made at once."""

    def __init__(self, *, hold_answers: bool = False) -> None:
        super().__init__("hola penny")
        self.hold_answers = hold_answers
        self.thorough: list[bool] = []
        self.begun = threading.Event()
        self.stopped = threading.Event()

    def open(self) -> Session:
        """One engine, one session."""
        return self

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """Wait, or answer."""
        self.thorough.append(hearing.thorough)
        self.begun.set()
        if hearing.thorough and not self.hold_answers:
            return super().open().decode(samples, hearing, stopped)
        for _ in range(LIMIT_S * 1000):
            if stopped():
                self.stopped.set()
                raise AbandonedError
            threading.Event().wait(0.001)
        raise TimeoutError


async def happened(event: threading.Event) -> bool:
    """Wait for something on an engine's thread."""
    return await asyncio.to_thread(event.wait, LIMIT_S)


async def test_a_finish_does_not_wait_for_a_guess(house: House) -> None:
    """The guess is stopped and the answer comes."""
    engine = Stubborn()
    house.use(engine)
    call = await house.say(config(), *audio(voice(700)))
    assert await happened(engine.begun)
    await call.write(finish())

    assert (await final(call)).text == "hola penny"
    assert engine.thorough == [False, True]
    assert engine.stopped.is_set()


async def test_a_finish_does_not_wait_for_the_guess_of_another_stream(house: House) -> None:
    """Answers go first across all streams."""
    engine = Stubborn()
    house.use(engine)
    await house.say(config(), *audio(voice(700)))
    assert await happened(engine.begun)
    call = await house.say(config(partials=False), *audio(voice(300)), finish())

    assert (await final(call)).text == "hola penny"
    assert engine.stopped.is_set()


@pytest.mark.parametrize("how", ["cancel", "half-close"])
async def test_a_client_that_leaves_stops_the_engine(house: House, how: str) -> None:
    """Cancelled or half-closed: nobody wants the answer any more."""
    engine = Stubborn(hold_answers=True)
    house.use(engine)
    call = await house.say(config(), *audio(voice(300)), finish())
    assert await happened(engine.begun)

    if how == "cancel":
        call.cancel()
    else:
        await call.done_writing()

    assert await happened(engine.stopped)
    await until_free(house)


async def test_a_half_close_without_finish_ends_without_an_answer(house: House) -> None:
    """The status is OK: nothing went wrong."""
    call = await house.say(config(partials=False), *audio(voice(300)))
    await call.done_writing()

    assert [response async for response in call] == []
    assert await call.code() is grpc.StatusCode.OK


async def test_too_many_questions_at_once_are_refused(house: House) -> None:
    """What waits for answers has a limit."""
    house.use(Stubborn(hold_answers=True))

    error = await house.refused(config(), *audio(voice(300)), *(finish(n) for n in range(MAX_WAITING_FINISHES + 1)))

    assert type(error) is OutOfOrder


class Counting(Scripted):
    """Counts what it is asked for; all it hears is settled."""

    def __init__(self) -> None:
        super().__init__("hola")
        self.lengths: list[int] = []

    def open(self) -> Session:
        """One engine, one session."""
        return self

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """The whole sentence, always."""
        self.lengths.append(len(samples))
        return super().open().decode(samples, Hearing(hearing.language), stopped)


async def test_a_pause_is_answered_before_the_question(house: House) -> None:
    """The decoding made when the voice ended is the answer, if nothing but quiet followed."""
    engine = Counting()
    house.use(engine)
    samples = np.concatenate((silence(200), voice(300), silence(200)))
    before, after = samples[: to_samples(580)], samples[to_samples(580) :]
    call = await house.say(config(), *audio(before))
    assert (await answer(call)).partial.volatile_tail == "hola"
    for request in (*audio(after, len(before)), finish(3)):
        await call.write(request)

    transcript = await final(call)

    assert (transcript.revision, transcript.text, transcript.audio_ms) == (3, "hola", 700)
    assert engine.lengths == [to_samples(580)]


async def test_voice_after_a_pause_is_decoded_with_what_came_before(house: House) -> None:
    """The whole turn, not the rest of it."""
    engine = Counting()
    house.use(engine)
    call = await house.say(config(partials=False), *audio(np.concatenate((voice(300), silence(100)))), finish(1))
    await final(call)
    for request in (*audio(voice(300), to_samples(400)), finish(2)):
        await call.write(request)
    await final(call)

    assert engine.lengths[-1] == to_samples(700)


class Broken(Scripted):
    """Fails, and quotes what it heard."""

    def open(self) -> Session:
        """One engine, one session."""
        return self

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:  # noqa: ARG002 - an engine's
        """Raise what a library might."""
        raise RuntimeError(CANARY)


async def test_an_engine_that_fails_ends_the_stream_only(house: House) -> None:
    """The client learns that it failed, not on what words; the next stream is served."""
    house.use(Broken("hola"))
    error = await house.refused(config(), *audio(voice(300)), finish())
    house.use(Scripted("hola"))

    assert error.reason == "ENGINE_FAILED"
    assert CANARY not in str(error)
    assert (await final(await house.say(config(), *audio(voice(300)), finish()))).text == "hola"


async def test_words_are_in_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Neither what was recognised, nor the vocabulary, nor what a failing engine says."""
    caplog.set_level("DEBUG")
    house.use(Scripted(CANARY))
    call = await house.say(config(vocabulary=CANARY), *audio(voice(700)), finish())
    assert (await final(call)).text == CANARY
    house.use(Broken("hola"))
    await house.refused(config(), *audio(voice(300)), finish())

    assert any(record.message == "handler failed" for record in caplog.records)
    assert CANARY not in caplog.text
    assert all(CANARY not in str(record.__dict__) for record in caplog.records)
