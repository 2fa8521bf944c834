"""The threads on which decodings are made, and who goes first.

The law: an answer that somebody waits for never waits for a guess. Answers (urgent) are made in the order in which they
were asked for, across all streams. Guesses (partial transcripts, pauses that may be ends) are made only when a thread
is free and no answer waits; they are not queued, and give way: when an answer finds no free thread, a guess is told to
stop, which it does at its next step. The model itself cannot be interrupted within a step.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from penny_asr.engine import AbandonedError, Decoded, Stopped

log = logging.getLogger(__name__)

Work = Callable[[Stopped], Decoded]


@dataclass(slots=True, eq=False)
class Decoding:
    """One decoding, waiting or under way."""

    work: Work
    answer: asyncio.Future[Decoded]
    """The result; cancelled if the decoding was given up."""
    urgent: bool
    took_ms: float = 0.0
    """Wall time on its thread."""
    stop: threading.Event = field(default_factory=threading.Event)


class Decoders:
    """As many decodings at once as the engine has workers."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="decoder")
        self._running: set[Decoding] = set()
        self._waiting: deque[Decoding] = deque()

    def answer(self, work: Work) -> Decoding:
        """Have something decoded as soon as possible."""
        decoding = Decoding(work, asyncio.get_running_loop().create_future(), urgent=True)
        self._waiting.append(decoding)
        self._begin_waiting()
        return decoding

    def guess(self, work: Work) -> Decoding | None:
        """Have something decoded at once, or not at all."""
        if len(self._running) >= self._workers:  # so none waits either
            return None
        decoding = Decoding(work, asyncio.get_running_loop().create_future(), urgent=False)
        self._begin(decoding)
        return decoding

    def promote(self, decoding: Decoding) -> None:
        """A guess turns out to be what somebody waits for: it no longer gives way."""
        decoding.urgent = True

    def abandon(self, decoding: Decoding) -> None:
        """Nobody wants the result any more."""
        decoding.stop.set()
        if not decoding.answer.cancel() and not decoding.answer.cancelled():
            decoding.answer.exception()  # seen: a failure that nobody waits for is no longer anybody's
        if decoding in self._waiting:
            self._waiting.remove(decoding)

    def close(self) -> None:
        """Wait for what is running, which stops at its next step, and end the threads; blocks."""
        for decoding in tuple(self._running):
            decoding.stop.set()
        self._threads.shutdown(cancel_futures=True)

    def _begin_waiting(self) -> None:
        while self._waiting and len(self._running) < self._workers:
            self._begin(self._waiting.popleft())
        giving_way = [guess for guess in self._running if not guess.urgent and not guess.stop.is_set()]
        stopping = sum(running.stop.is_set() for running in self._running)
        for guess in giving_way[: max(0, len(self._waiting) - stopping)]:
            self.abandon(guess)

    def _begin(self, decoding: Decoding) -> None:
        self._running.add(decoding)
        loop = asyncio.get_running_loop()
        future = self._threads.submit(_timed, decoding)
        future.add_done_callback(lambda done: loop.call_soon_threadsafe(self._ended, decoding, done))

    def _ended(self, decoding: Decoding, done: Future[Decoded]) -> None:
        self._running.discard(decoding)
        self._begin_waiting()
        error = done.exception()
        if decoding.answer.done():
            if error is not None and not isinstance(error, AbandonedError):
                log.warning("abandoned decoding failed", extra={"error": type(error).__name__})
        elif error is None:
            decoding.answer.set_result(done.result())
        elif isinstance(error, AbandonedError):
            decoding.answer.cancel()
        else:
            decoding.answer.set_exception(error)


def _timed(decoding: Decoding) -> Decoded:
    """Do the work and take the time; on a thread."""
    began = time.perf_counter()
    try:
        if decoding.stop.is_set():
            raise AbandonedError
        return decoding.work(decoding.stop.is_set)
    finally:
        decoding.took_ms = (time.perf_counter() - began) * 1000
