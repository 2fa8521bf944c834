"""One Generate stream by itself: what is read of words that come faster than they can be read."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from penny.v1.llm_pb2 import GenerateGo, GenerateRequest, StableWords
from penny_llm import wire
from penny_llm.answering import Answering
from penny_llm.config import Settings
from penny_llm.engine import Plan, Prompt, Reading, Stop
from penny_llm.engines.scripted import Scripted

WAIT_S = 30


class Slow(Scripted):
    """An engine whose first reading waits for the test."""

    def __init__(self) -> None:
        super().__init__(Settings.model_validate({}), {})
        self.asked: list[str] = []
        self.began = threading.Event()
        self.gate = threading.Event()

    def read(self, prompt: Prompt, stop: Stop) -> Reading:
        """See Engine."""
        self.asked.append(prompt.question)
        self.began.set()
        assert self.gate.wait(WAIT_S)
        return super().read(prompt, stop)


@pytest.fixture
def slow() -> Iterator[Slow]:
    """Such an engine, let go in the end."""
    engine = Slow()
    yield engine
    engine.gate.set()


def words(text: str) -> GenerateRequest:
    """What the person has said so far."""
    return GenerateRequest(words=StableWords(text=text))


async def test_of_waiting_words_only_the_newest_are_read(slow: Slow) -> None:
    """Of words that come while others are being read, only the last are read, and only they are answered."""

    async def requests() -> AsyncIterator[GenerateRequest]:
        yield words("a")
        assert await asyncio.to_thread(slow.began.wait, WAIT_S)
        for said in ("a b", "a b c", "a b c d"):
            yield words(said)
        slow.gate.set()
        await asyncio.Event().wait()

    with ThreadPoolExecutor(2) as pool:
        answering = Answering(slow, wire.Turn("s", "", after_tool=False, plan=Plan(9, temperature=0)), pool)
        responses = answering.responses(requests())
        answered = [(await anext(responses)).completeness.characters for _ in range(2)]
        await responses.aclose()

    assert answered == [1, 7]
    assert slow.asked == ["a", "a b c d"]


@pytest.mark.parametrize("already_read", [True, False])
@pytest.mark.parametrize(
    ("read", "asked", "readings"),
    [
        ("qué hora es", "qué hora es?", ["qué hora es"]),
        ("qué hora", "qué hora es?", ["qué hora", "qué hora es?"]),
    ],
)
async def test_words_are_read_once_to_be_judged(
    slow: Slow, read: str, asked: str, readings: list[str], *, already_read: bool
) -> None:
    """A question that is just being read, or has been, is judged by that reading; any other is read first."""
    if already_read:
        slow.gate.set()
    told = asyncio.Event()

    async def requests() -> AsyncIterator[GenerateRequest]:
        yield words(read)
        assert await asyncio.to_thread(slow.began.wait, WAIT_S)
        if already_read:
            await told.wait()
        yield GenerateRequest(go=GenerateGo(text=asked, judge=True))
        slow.gate.set()
        await asyncio.Event().wait()

    with ThreadPoolExecutor(2) as pool:
        answering = Answering(slow, wire.Turn("s", "", after_tool=False, plan=Plan(9, temperature=0)), pool)
        judged, answer = [], ""
        async for response in answering.responses(requests()):
            if response.HasField("completeness"):
                judged.append(response.completeness.characters)
                told.set()
                assert not answer, "judged after the answer has begun"
            answer += response.delta.text

    assert slow.asked == readings
    assert judged[-1] == len(asked)
    assert len(judged) == 1 + already_read
    assert answer
