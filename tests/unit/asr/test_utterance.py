"""One stream's loop: which decodings it begins, keeps and gives up."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest

from penny.v1.asr_pb2 import AsrFinish, TranscribeRequest, TranscribeResponse
from penny.v1.audio_pb2 import AudioChunk
from penny_asr.decoders import Decoders
from penny_asr.engine import AbandonedError, Decoded, Hearing, Stopped
from penny_asr.transcriber import Transcriber
from penny_asr.utterance import Listening, Utterance
from penny_chassis.audio import Samples, encode_pcm, to_samples

LIMIT_S = 10
"""Longer than anything here takes, so that a fault ends the test instead of hanging it."""
FRAME_SAMPLES = 8000


class Gate:
    """A session whose decodings wait to be let through, and say what they were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []
        self.stopped = 0
        self.begun = threading.Event()
        self.open = threading.Event()

    def decode(self, samples: Samples, hearing: Hearing, stopped: Stopped) -> Decoded:
        """Wait at the gate."""
        self.asked.append((len(samples), hearing.thorough))
        number = len(self.asked)
        self.begun.set()
        for _ in range(LIMIT_S * 1000):
            if stopped():
                self.stopped += 1
                raise AbandonedError
            if self.open.wait(0.001) and not stopped():
                return Decoded(f"ventana {number}", "es", -0.1, 0.0, 2)
        raise TimeoutError


class Stream:
    """A client's side of an utterance."""

    def __init__(self, gate: Gate, decoders: Decoders) -> None:
        transcriber = Transcriber(partials=False, partial_every_ms=600, max_utterance_s=120)
        self._utterance = Utterance(Listening("es", "", partials=False), transcriber, gate, decoders)
        self._requests: asyncio.Queue[TranscribeRequest | None] = asyncio.Queue()
        self._sent = 0

    def say(self, samples: Samples) -> None:
        """Send audio."""
        for at in range(0, len(samples), FRAME_SAMPLES):
            pcm = encode_pcm(samples[at : at + FRAME_SAMPLES])
            chunk = AudioChunk(start_sample=self._sent + at, pcm=pcm)
            self._requests.put_nowait(TranscribeRequest(audio=chunk))
        self._sent += len(samples)

    def finish(self) -> None:
        """Ask."""
        self._requests.put_nowait(TranscribeRequest(finish=AsrFinish(revision=1)))

    async def text(self) -> str:
        """The answer's text; then the client closes."""
        texts = []
        async for response in self._utterance.answers(self._read()):
            texts.append(_final_text(response))
            self._requests.put_nowait(None)
        return "; ".join(texts)

    async def _read(self) -> AsyncIterator[TranscribeRequest]:
        while (request := await self._requests.get()) is not None:
            yield request


def _final_text(response: TranscribeResponse) -> str:
    assert response.WhichOneof("body") == "final"
    return response.final.text


def voice(milliseconds: int) -> Samples:
    """Something loud."""
    return np.random.default_rng(0).normal(scale=0.1, size=to_samples(milliseconds)).astype(np.float32)


def quiet(milliseconds: int) -> Samples:
    """Nothing."""
    return np.zeros(to_samples(milliseconds), np.float32)


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Opened at the end, whatever happens."""
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
async def decoders() -> AsyncIterator[Decoders]:
    """One thread."""
    decoders = Decoders(workers=1)
    yield decoders
    await asyncio.to_thread(decoders.close)


async def begun(gate: Gate) -> None:
    """Wait until a decoding is at the gate."""
    assert await asyncio.to_thread(gate.begun.wait, LIMIT_S)


async def rounds() -> None:
    """Let everything that can happen on the loop happen."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_a_finish_takes_the_guess_that_covers_it(gate: Gate, decoders: Decoders) -> None:
    """The decoding of the pause is under way: it is kept, and nobody else's answer ends it."""
    stream, other = Stream(gate, decoders), Stream(gate, decoders)
    stream.say(np.concatenate((quiet(200), voice(300), quiet(100))))
    answer = asyncio.create_task(stream.text())
    await begun(gate)
    stream.say(quiet(100))
    stream.finish()
    await rounds()
    other.say(voice(300))
    other.finish()
    others = asyncio.create_task(other.text())
    await rounds()
    gate.open.set()

    assert await answer == "ventana 1"
    assert await others == "ventana 2"
    assert gate.asked == [(to_samples(600), False), (to_samples(300), True)]
    assert gate.stopped == 0


async def test_a_finish_gives_up_the_guess_that_voice_has_overtaken(gate: Gate, decoders: Decoders) -> None:
    """Its answer would lack words."""
    stream = Stream(gate, decoders)
    stream.say(np.concatenate((quiet(200), voice(300), quiet(100))))
    answer = asyncio.create_task(stream.text())
    await begun(gate)
    stream.say(voice(300))
    stream.finish()
    await rounds()
    gate.open.set()

    assert await answer == "ventana 2"
    assert gate.asked == [(to_samples(600), False), (to_samples(900), True)]
    assert gate.stopped == 1


async def test_a_finish_waits_for_a_full_window(gate: Gate, decoders: Decoders) -> None:
    """The decoding that closes one is needed for the answer, whenever it was begun, and is thorough."""
    stream = Stream(gate, decoders)
    stream.say(voice(28_500))
    answer = asyncio.create_task(stream.text())
    await begun(gate)
    stream.finish()
    await rounds()
    gate.open.set()

    assert await answer == "ventana 1 ventana 2"
    assert [thorough for _, thorough in gate.asked] == [True, True]
    assert sum(length for length, _ in gate.asked) == to_samples(28_500)
    assert gate.stopped == 0


async def test_a_client_that_leaves_takes_its_decoding_along(gate: Gate, decoders: Decoders) -> None:
    """The task that reads is cancelled, as gRPC does."""
    stream = Stream(gate, decoders)
    stream.say(voice(300))
    stream.finish()
    answer = asyncio.create_task(stream.text())
    await begun(gate)
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    await asyncio.to_thread(decoders.close)

    assert gate.stopped == 1
