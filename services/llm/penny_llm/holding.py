"""One Hold stream: the session's prefix is read in, and again whenever it changes.

Of prefixes that come while another is being read only the newest is read, and only it is answered.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from penny.v1.llm_pb2 import HoldRequest, HoldResponse
from penny_chassis.errors import InvalidInput
from penny_llm import wire
from penny_llm.engine import Engine, Prompt, Reading, Stop
from penny_llm.mailbox import Asked, Gone, Mailbox


@dataclass(frozen=True, slots=True)
class _Warm:
    """A prefix has been read in, or could not be."""

    stop: Stop
    began: float
    outcome: "asyncio.Future[Reading]"


class Holding:
    """The course of one stream."""

    def __init__(self, engine: Engine, session_id: str, executor: Executor) -> None:
        self._engine = engine
        self._session_id = session_id
        self._mailbox: Mailbox[HoldRequest, _Warm] = Mailbox(executor)
        self._stop = Stop()

    async def responses(
        self, first: HoldRequest, requests: AsyncIterable[HoldRequest]
    ) -> AsyncGenerator[HoldResponse, None]:
        """An answer for each prefix that was read to its end, until the client is gone.

        Raises:
            InvalidInput: A prefix cannot be used, or is another session's.
            TooLarge: A prefix is beyond a limit, or does not fit in the context.
            EngineFailed: The engine raised.
        """
        async with self._mailbox.reading(requests):
            try:
                self._warm(first)
                while not isinstance(event := await self._mailbox.next(), Gone):
                    if isinstance(event, Asked):
                        self._warm(event.request)
                    elif event.stop is self._stop:
                        yield _response(event)
            finally:
                self._stop.set()

    def _warm(self, request: HoldRequest) -> None:
        if request.session_id != self._session_id:
            raise InvalidInput(
                "A stream holds one session.", remedy="Open another stream for another session.", field="session_id"
            )
        prompt = Prompt(self._session_id, wire.prefix(request))
        self._stop.set()
        self._stop = stop = Stop()
        began = time.perf_counter()
        self._mailbox.run(partial(self._engine.read, prompt, stop), lambda outcome: _Warm(stop, began, outcome))


def _response(warm: _Warm) -> HoldResponse:
    reading = warm.outcome.result()
    return HoldResponse(prefix_tokens=reading.prompt_tokens, warm_ms=(time.perf_counter() - warm.began) * 1000)
