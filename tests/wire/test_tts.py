"""The voice service over real gRPC, with the scripted engine: each word is 40 ms of a tone."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import grpc
import numpy as np
import pytest
from support.serving import serving

from penny.v1 import tts_pb2_grpc
from penny.v1.tts_pb2 import SynthesizeRequest, SynthesizeResponse, TtsConfig, TtsFinish, TtsText
from penny_chassis.audio import MAX_CHUNK_BYTES, decode_pcm
from penny_chassis.errors import EngineFailed, InvalidInput, OutOfOrder, Overloaded, PennyError, TooLarge
from penny_client.ending import Ending
from penny_tts.config import MAX_TEXT_CHARACTERS, MAX_WAITING_CLAUSES, Settings
from penny_tts.engine import Part
from penny_tts.engines.scripted import RATE_HZ, ScriptedSession
from penny_tts.service import TtsService

Call = grpc.aio.StreamStreamCall[SynthesizeRequest, SynthesizeResponse]

WORD_SAMPLES = 960
CONFIG = SynthesizeRequest(config=TtsConfig())
FINISH = SynthesizeRequest(finish=TtsFinish())
PATIENCE_S = 10.0
"""Longer than anything here takes, so that a fault ends the test instead of hanging it."""


def text(words: str) -> SynthesizeRequest:
    """A clause."""
    return SynthesizeRequest(text=TtsText(text=words))


def config(voice: str = "", language: str = "", speed: float = 0.0) -> SynthesizeRequest:
    """A config with these fields."""
    return SynthesizeRequest(config=TtsConfig(voice=voice, language=language, speed=speed))


def sound(responses: Iterable[SynthesizeResponse]) -> bytes:
    """All audio, one after the other."""
    return b"".join(response.audio.pcm for response in responses)


def clauses(responses: Iterable[SynthesizeResponse]) -> list[tuple[int, int, int]]:
    """Index, beginning and end of the clauses that were spoken, in words."""
    spoken = [response.clause for response in responses if response.HasField("clause")]
    return [(c.index, c.start_sample // WORD_SAMPLES, c.end_sample // WORD_SAMPLES) for c in spoken]


class Watch:
    """Tells when the engine is speaking, and when it has been stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.speaking = asyncio.Event()
        self.stopped = asyncio.Event()
        loop, speak, stop = asyncio.get_running_loop(), ScriptedSession.speak, ScriptedSession.stop

        def spoken(session: ScriptedSession, words: str) -> Iterator[Part]:
            loop.call_soon_threadsafe(self.speaking.set)
            yield from speak(session, words)

        def noted(session: ScriptedSession) -> None:
            stop(session)
            loop.call_soon_threadsafe(self.stopped.set)

        monkeypatch.setattr(ScriptedSession, "speak", spoken)
        monkeypatch.setattr(ScriptedSession, "stop", noted)


class House:
    """A running service and a channel to it."""

    def __init__(self, service: TtsService, channel: grpc.aio.Channel) -> None:
        self.service = service
        self._synthesize = tts_pb2_grpc.TtsServiceStub(channel).Synthesize

    async def open(self, *requests: SynthesizeRequest) -> Call:
        """A stream with these requests sent, left open."""
        call = self._synthesize()
        for request in requests:
            await call.write(request)
        return call

    async def speak(self, *requests: SynthesizeRequest) -> list[SynthesizeResponse]:
        """All responses to these requests, the stream half-closed behind them."""
        return [response async for response in self._synthesize(iter(requests))]

    async def refused(self, *requests: SynthesizeRequest) -> PennyError:
        """The error that these requests end with."""
        call = self._synthesize(iter(requests))
        ending = Ending(call)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            [response async for response in call]
        return PennyError.from_rpc(await ending.unmasked(caught.value), part="tts")


@asynccontextmanager
async def housed(folder: Path, **settings: object) -> AsyncIterator[House]:
    """A service with the scripted engine and these settings."""
    service = TtsService(Settings.model_validate({"engine": "scripted", "script_hang_word": "cuelga"} | settings))
    async with serving(service, folder) as address, grpc.aio.insecure_channel(address) as channel:
        yield House(service, channel)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A service with two streams at most."""
    async with housed(tmp_path, max_streams=2, script_fail_word="falla") as house:
        yield house


async def read(call: Call) -> SynthesizeResponse:
    """The next response, or a failed test instead of a hanging one."""
    return cast("SynthesizeResponse", await asyncio.wait_for(call.read(), PATIENCE_S))


async def rest(call: Call) -> list[SynthesizeResponse]:
    """All responses that are left."""
    responses = []
    while cast("object", response := await read(call)) is not grpc.aio.EOF:
        responses.append(response)
    return responses


async def test_clauses_are_spoken_in_order(house: House) -> None:
    """First the rate, then each clause's audio without gap or overlap, and its end behind it."""
    responses = await house.speak(CONFIG, text("Hola,"), text("son las dos y media."), FINISH)

    assert responses[0].started.sample_rate_hz == RATE_HZ
    assert [response.WhichOneof("body") for response in responses[1:]] == ["audio", "clause", *["audio"] * 5, "clause"]
    assert clauses(responses) == [(0, 0, 1), (1, 1, 6)]
    chunks = [response.audio for response in responses if response.HasField("audio")]
    assert [chunk.start_sample for chunk in chunks] == [WORD_SAMPLES * n for n in range(6)]
    assert {len(chunk.pcm) for chunk in chunks} == {2 * WORD_SAMPLES}
    assert 2 * WORD_SAMPLES <= MAX_CHUNK_BYTES
    assert all(response.clause.synthesis_ms > 0 for response in responses if response.HasField("clause"))


async def test_what_is_written_is_spelt_out(house: House) -> None:
    """Numbers are spoken as words: `45,90 €` is seven of them."""
    responses = await house.speak(CONFIG, text("45,90 €"), FINISH)

    said = ["cuarenta", "y", "cinco", "euros", "con", "noventa", "céntimos"]
    assert clauses(responses) == [(0, 0, len(said))]


@pytest.mark.parametrize("nothing", ["", "   ", "😀🎉", "**", "\n\n"])
async def test_a_clause_without_words_is_silent(house: House, nothing: str) -> None:
    """Its end is told all the same, and the next clause follows."""
    responses = await house.speak(CONFIG, text(nothing), text("hola"), FINISH)

    assert clauses(responses) == [(0, 0, 0), (1, 0, 1)]
    assert len(sound(responses)) == 2 * WORD_SAMPLES


async def test_audio_comes_while_text_is_still_written(house: House) -> None:
    """A clause is spoken before the next is there, and before anything is finished."""
    call = await house.open(CONFIG, text("hola"))

    seen = [(await read(call)).WhichOneof("body") for _ in range(3)]
    await call.write(text("adiós"))
    seen += [(await read(call)).WhichOneof("body") for _ in range(2)]
    await call.write(FINISH)

    assert seen == ["started", "audio", "clause", "audio", "clause"]
    assert cast("object", await read(call)) is grpc.aio.EOF
    assert await call.code() is grpc.StatusCode.OK


async def test_nothing_to_say(house: House) -> None:
    """A turn without text begins and ends; so does a stream that is closed without a word."""
    assert [response.WhichOneof("body") for response in await house.speak(CONFIG, FINISH)] == ["started"]
    assert await house.speak() == []


async def test_the_caller_may_choose_voice_and_speed(house: House) -> None:
    """Another voice sounds different; twice the speed takes half the time."""
    usual, other, fast = [
        decode_pcm(sound(await house.speak(config, text("hola, buenos días"), FINISH)))
        for config in (CONFIG, config(voice="em_alex", language="es"), config(speed=2.0))
    ]

    assert len(usual) == len(other) == 2 * len(fast)
    assert not np.array_equal(usual, other)


async def test_a_vanished_client_stops_the_engine(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The requests end without `finish` in the middle of a clause: the engine is told, and the call ends."""
    watch = Watch(monkeypatch)
    call = await house.open(CONFIG, text("cuelga"))
    await asyncio.wait_for(watch.speaking.wait(), PATIENCE_S)

    await call.done_writing()

    await asyncio.wait_for(watch.stopped.wait(), PATIENCE_S)
    assert [response.WhichOneof("body") async for response in call] == ["started"]


@pytest.mark.parametrize("finished", [False, True])
async def test_cancelling_stops_the_engine(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    finished: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    """Barge-in reaches the engine in the middle of a clause, before and after `finish`; then others can speak."""
    watch = Watch(monkeypatch)
    call = await house.open(CONFIG, text("cuelga"), *([FINISH] if finished else []))
    await asyncio.wait_for(watch.speaking.wait(), PATIENCE_S)

    call.cancel()

    await asyncio.wait_for(watch.stopped.wait(), PATIENCE_S)
    assert clauses(await house.speak(CONFIG, text("hola"), FINISH)) == [(0, 0, 1)]


async def test_an_engine_that_raises_ends_its_stream_only(house: House) -> None:
    """What was spoken before is kept, the status says that the engine failed, and the next stream is served."""
    call = await house.open(CONFIG, text("hola"), text("falla"), FINISH)
    seen: list[SynthesizeResponse] = []
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        seen += [response async for response in call]

    assert isinstance(PennyError.from_rpc(caught.value, part="tts"), EngineFailed)
    assert "falla" not in str(caught.value.details())
    assert clauses(await house.speak(CONFIG, text("hola"), FINISH)) == [(0, 0, 1)]


async def test_one_stream_too_many(house: House) -> None:
    """It is refused at the door, and there is room again when one of the others has ended."""
    first, second = await house.open(CONFIG), await house.open(CONFIG)
    await read(first)
    await read(second)

    assert isinstance(await house.refused(CONFIG, FINISH), Overloaded)
    await first.write(FINISH)
    assert cast("object", await read(first)) is grpc.aio.EOF
    assert [response.WhichOneof("body") for response in await house.speak(CONFIG, FINISH)] == ["started"]


REFUSED: dict[str, tuple[list[SynthesizeRequest], type[PennyError], str]] = {
    "text before config": ([text("hola")], OutOfOrder, "config"),
    "a second config": ([CONFIG, CONFIG], OutOfOrder, "finish"),
    "an empty message": ([CONFIG, SynthesizeRequest()], OutOfOrder, "text"),
    "a clause too long": ([CONFIG, text("a" * (MAX_TEXT_CHARACTERS + 1))], TooLarge, "1000"),
    "an unknown voice": ([config(voice="nadie")], InvalidInput, "ef_dora, em_alex, em_santa"),
    "an unknown language": ([config(language="xx")], InvalidInput, "es"),
    "too slow": ([config(speed=0.4)], InvalidInput, "0.5 and 2"),
    "too fast": ([config(speed=2.1)], InvalidInput, "0.5 and 2"),
    "a negative speed": ([config(speed=-1)], InvalidInput, "0.5 and 2"),
    "no number at all": ([config(speed=float("nan"))], InvalidInput, "0.5 and 2"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_refused(house: House, case: str) -> None:
    """Each fault of a caller has its status, and says what would be right."""
    requests, kind, hint = REFUSED[case]

    error = await house.refused(*requests)

    assert type(error) is kind
    assert hint in error.message


async def test_nothing_follows_finish(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """More text after `finish` is out of order, and what is being spoken stops."""
    watch = Watch(monkeypatch)

    error = await house.refused(CONFIG, text("cuelga"), FINISH, text("hola"))

    assert isinstance(error, OutOfOrder)
    await asyncio.wait_for(watch.stopped.wait(), PATIENCE_S)


async def test_a_clause_of_the_longest_length_is_spoken(house: House) -> None:
    """The limit itself is allowed."""
    responses = await house.speak(CONFIG, text("a " * (MAX_TEXT_CHARACTERS // 2)), FINISH)

    assert clauses(responses) == [(0, 0, MAX_TEXT_CHARACTERS // 2)]


async def test_waiting_clauses_have_a_limit(house: House) -> None:
    """A client that writes without end is refused; as many as may wait are spoken."""
    waiting = [text("hola")] * MAX_WAITING_CLAUSES

    assert isinstance(await house.refused(CONFIG, text("cuelga"), *waiting, text("hola")), TooLarge)
    assert len(clauses(await house.speak(CONFIG, *waiting, FINISH))) == MAX_WAITING_CLAUSES


async def test_nobody_waits_in_silence_behind_a_later_clause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that has heard nothing yet comes before the later clause of another that has waited for longer."""
    order: list[str] = []
    begun, gate = threading.Event(), threading.Event()
    speak = ScriptedSession.speak

    def noted(session: ScriptedSession, words: str) -> Iterator[Part]:
        order.append(words)
        if words == "larga":
            begun.set()
            gate.wait(PATIENCE_S)
        return speak(session, words)

    async def waiting(at: House, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(at.service._booth._waiting) < count:
                await asyncio.sleep(0.001)

    monkeypatch.setattr(ScriptedSession, "speak", noted)
    async with housed(tmp_path) as house:
        early = await house.open(CONFIG, text("primera"))
        assert [(await read(early)).WhichOneof("body") for _ in range(3)] == ["started", "audio", "clause"]
        busy = await house.open(CONFIG, text("larga"), FINISH)
        await asyncio.to_thread(begun.wait, PATIENCE_S)
        await early.write(text("segunda"))
        await waiting(house, 1)
        late = await house.open(CONFIG, text("urgente"), FINISH)
        await waiting(house, 2)
        gate.set()
        await early.write(FINISH)
        assert [len(clauses(await rest(call))) for call in (busy, early, late)] == [1, 1, 1]

    assert order == ["primera", "larga", "urgente", "segunda"]
