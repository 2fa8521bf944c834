"""The language service: streams of requests in, answers out.

What the engine holds for a session is dropped when the session's last stream ends. As a rule that is its Hold; a
session that is never held loses it after each answer.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from typing import cast

import grpc
from opentelemetry import trace

from penny.v1 import llm_pb2_grpc
from penny.v1.llm_pb2 import GenerateDone, GenerateRequest, GenerateResponse, HoldRequest, HoldResponse
from penny_chassis import engines
from penny_chassis.errors import PennyError, Unavailable
from penny_chassis.rpc import Slots, opening, streaming
from penny_llm import wire
from penny_llm.answering import Answering
from penny_llm.config import ENGINES, Settings
from penny_llm.engine import Engine
from penny_llm.holding import Holding

log = logging.getLogger(__name__)

_THREADS_PER_STREAM = 3
"""A reading that is being stopped, the answer, and the forgetting afterwards: none waits for a thread."""


class LlmService(llm_pb2_grpc.LlmServiceServicer):
    """penny.v1.LlmService."""

    name = "penny.v1.LlmService"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answers = Slots(settings.max_streams)
        self._holds = Slots(settings.max_streams)
        self._streams: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(_THREADS_PER_STREAM * 2 * settings.max_streams, thread_name_prefix="llm")
        self._engine: Engine | None = None
        self._stopping = False

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        llm_pb2_grpc.add_LlmServiceServicer_to_server(self, server)

    async def start(self) -> None:
        """Load the engine; seconds, off the event loop.

        Raises:
            Misconfigured: There is no such engine, or its library or weights are missing.
        """
        load = cast(
            "Callable[[Settings], Engine]", engines.load(ENGINES, self._settings.engine, distribution="penny-llm")
        )
        self._engine = await asyncio.to_thread(load, self._settings)

    async def stop(self) -> None:
        """Wait for the engine's calls, which ended with their streams, and unload it."""
        self._stopping = True
        await asyncio.to_thread(self._threads.shutdown)
        if self._engine is not None:
            await asyncio.to_thread(self._engine.close)

    @streaming
    async def Hold(  # noqa: N802 - the name on the wire
        self,
        request_iterator: AsyncIterator[HoldRequest],
        context: grpc.aio.ServicerContext[HoldRequest, HoldResponse],  # noqa: ARG002 - as gRPC calls it
    ) -> AsyncIterator[HoldResponse]:
        """See llm.proto."""
        with self._holds:
            first = await anext(aiter(request_iterator), None)
            if first is None:
                return
            session_id = wire.session_id(first.session_id)
            engine = self._ready()
            with self._stream_of(session_id, engine):
                holding = Holding(engine, session_id, self._threads)
                async with aclosing(holding.responses(first, request_iterator)) as responses:
                    async for response in responses:
                        yield response

    @streaming
    async def Generate(  # noqa: N802 - the name on the wire
        self,
        request_iterator: AsyncIterator[GenerateRequest],
        context: grpc.aio.ServicerContext[GenerateRequest, GenerateResponse],  # noqa: ARG002 - as gRPC calls it
    ) -> AsyncIterator[GenerateResponse]:
        """See llm.proto."""
        with self._answers:
            first = await opening(request_iterator, "config")
            if first is None:
                return
            turn = wire.turn(first.config, self._settings)
            engine = self._ready()
            with self._stream_of(turn.session_id, engine):
                answering = Answering(engine, turn, self._threads)
                async with aclosing(answering.responses(request_iterator)) as responses:
                    async for response in responses:
                        if response.HasField("done"):
                            _measure(response.done)
                        yield response

    @contextmanager
    def _stream_of(self, session_id: str, engine: Engine) -> Iterator[None]:
        """A stream of a session; after the last of them the session is forgotten."""
        self._streams[session_id] += 1
        try:
            yield
        finally:
            self._streams[session_id] -= 1
            if not self._streams[session_id]:
                del self._streams[session_id]
                if not self._stopping:  # everything is dropped then, and no thread is left
                    self._threads.submit(self._forget, session_id, engine)

    def _forget(self, session_id: str, engine: Engine) -> None:
        """Runs on a thread, which may be late: the session may have come back."""
        if session_id in self._streams:
            return
        try:
            engine.forget(session_id)
        except PennyError as error:
            log.error("a session could not be forgotten", extra={"error": error.reason})  # noqa: TRY400 - no content

    def _ready(self) -> Engine:
        if self._engine is None:
            raise Unavailable(
                "The language model is still loading.", remedy="Wait until the health check says SERVING."
            )
        return self._engine


def _measure(done: GenerateDone) -> None:
    """Note an answer's figures on the call's span."""
    trace.get_current_span().set_attributes(
        {
            "llm.prompt_tokens": done.prompt_tokens,
            "llm.cached_tokens": done.cached_tokens,
            "llm.completion_tokens": done.completion_tokens,
            "llm.first_token_ms": done.first_token_ms,
            "llm.total_ms": done.total_ms,
        }
    )
