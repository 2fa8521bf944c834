"""Who goes first on the engine's threads."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from penny_asr.decoders import Decoders, Work
from penny_asr.engine import AbandonedError, Decoded, Stopped

LIMIT_S = 10
"""Longer than anything here takes, so that a fault ends the test instead of hanging it."""


def heard(text: str) -> Decoded:
    """A decoding's result."""
    return Decoded(text, "es", -0.1, 0.0, 1)


def saying(text: str) -> Work:
    """Work that is done at once."""
    return lambda _stopped: heard(text)


class Held:
    """Work that waits to be let go, and takes note of being told to stop."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self.stopped = False

    def __call__(self, stopped: Stopped) -> Decoded:
        """Wait."""
        self.begun.set()
        for _ in range(LIMIT_S * 1000):
            if stopped():
                self.stopped = True
                raise AbandonedError
            if self.let_go.wait(0.001):
                return heard("held")
        raise TimeoutError


@contextmanager
def several(count: int) -> Iterator[list[Held]]:
    """Held work that is let go at the end, whatever happens."""
    works = [Held() for _ in range(count)]
    try:
        yield works
    finally:
        for work in works:
            work.let_go.set()


@pytest.fixture
async def decoders() -> AsyncIterator[Decoders]:
    """One thread."""
    decoders = Decoders(workers=1)
    yield decoders
    await asyncio.to_thread(decoders.close)


async def begun(work: Held) -> None:
    """Wait until a thread is at it."""
    assert await asyncio.to_thread(work.begun.wait, LIMIT_S)


async def test_an_answer_is_made(decoders: Decoders) -> None:
    """With the time it took."""
    decoding = decoders.answer(saying("hola"))

    assert await decoding.answer == heard("hola")
    assert decoding.took_ms >= 0


async def test_guesses_are_made_only_when_nothing_else_is_done(decoders: Decoders) -> None:
    """A second one is not even queued."""
    with several(1) as [first]:
        guess = decoders.guess(first)
        assert guess is not None
        assert decoders.guess(saying("no")) is None

        first.let_go.set()
        assert await guess.answer == heard("held")


async def test_a_guess_gives_way_to_an_answer(decoders: Decoders) -> None:
    """It is told to stop, and whoever wanted it sees it cancelled."""
    with several(1) as [first]:
        guess = decoders.guess(first)
        assert guess is not None
        await begun(first)

        assert await decoders.answer(saying("hola")).answer == heard("hola")
        assert guess.answer.cancelled()
        assert first.stopped


async def test_a_promoted_guess_does_not_give_way(decoders: Decoders) -> None:
    """It has become an answer itself."""
    with several(1) as [first]:
        guess = decoders.guess(first)
        assert guess is not None
        decoders.promote(guess)
        answer = decoders.answer(saying("hola"))

        first.let_go.set()
        assert await guess.answer == heard("held")
        assert await answer.answer == heard("hola")


async def test_answers_are_made_in_their_order(decoders: Decoders) -> None:
    """Whoever asked first is served first; an answer never gives way."""
    order: list[str] = []
    with several(1) as [first]:
        answers = [decoders.answer(first)]
        for name in "abc":
            answers.append(decoders.answer(saying(name)))
            answers[-1].answer.add_done_callback(lambda done: order.append(done.result().text))
        first.let_go.set()
        await asyncio.gather(*(one.answer for one in answers))

    assert order == ["a", "b", "c"]
    assert not first.stopped


async def test_while_an_answer_waits_no_guess_is_made(decoders: Decoders) -> None:
    """Not even when the thread has just become free."""
    with several(2) as [first, second]:
        decoders.answer(first)
        waiting = decoders.answer(second)
        assert decoders.guess(saying("no")) is None

        first.let_go.set()
        await begun(second)
        assert decoders.guess(saying("no")) is None
        second.let_go.set()
        await waiting.answer


async def test_one_guess_gives_way_for_each_answer() -> None:
    """With two threads, an answer needs only one of them, also if another was asked for before and given up."""
    decoders = Decoders(workers=2)
    with several(3) as [one, other, asked]:
        guesses = [decoders.guess(one), decoders.guess(other)]
        await begun(one)
        await begun(other)
        decoders.abandon(decoders.answer(saying("no")))
        answer = decoders.answer(asked)
        await begun(asked)

        assert [one.stopped, other.stopped].count(True) == 1
        assert [guess.answer.cancelled() for guess in guesses if guess].count(True) == 1
        for work in (one, other, asked):
            work.let_go.set()
        await answer.answer
    await asyncio.to_thread(decoders.close)


async def test_what_nobody_wants_is_stopped_or_not_begun(decoders: Decoders) -> None:
    """Running or waiting."""
    with several(2) as [first, second]:
        running, waiting = decoders.answer(first), decoders.answer(second)
        await begun(first)
        decoders.abandon(waiting)
        decoders.abandon(running)

        assert await decoders.answer(saying("hola")).answer == heard("hola")
        assert first.stopped
        assert not second.begun.is_set()


async def test_a_failure_reaches_whoever_waits(decoders: Decoders) -> None:
    """And the thread goes on to the next."""

    def fail(_stopped: Stopped) -> Decoded:
        raise RuntimeError("engine")

    with pytest.raises(RuntimeError, match="engine"):
        await decoders.answer(fail).answer
    assert await decoders.answer(saying("hola")).answer == heard("hola")


async def test_a_failure_that_nobody_waits_for_is_logged_by_its_kind(
    decoders: Decoders, caplog: pytest.LogCaptureFixture
) -> None:
    """Its text may be anything, so it is not written."""
    release = threading.Event()

    def fail(_stopped: Stopped) -> Decoded:
        release.wait(LIMIT_S)
        raise RuntimeError("canary")

    decoders.abandon(decoders.answer(fail))
    release.set()
    await decoders.answer(saying("hola")).answer

    assert [record.message for record in caplog.records] == ["abandoned decoding failed"]
    assert caplog.records[0].__dict__["error"] == "RuntimeError"
    assert "canary" not in caplog.text


async def test_closing_stops_what_runs() -> None:
    """It waits for the next step only."""
    decoders = Decoders(workers=1)
    with several(1) as [first]:
        decoding = decoders.answer(first)
        await begun(first)
        await asyncio.to_thread(decoders.close)

        assert first.stopped
        with pytest.raises(asyncio.CancelledError):
            await decoding.answer
