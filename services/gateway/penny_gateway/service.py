"""The gateway on the wire: opens a session, warms what it will need, and runs the conversation."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import grpc

from penny.v1 import gateway_pb2, gateway_pb2_grpc
from penny_chassis.audio import MAX_CHUNK_BYTES, require_rate
from penny_chassis.rpc import Slots, opening, streaming
from penny_gateway.backends import Backends
from penny_gateway.config import Settings
from penny_gateway.conversation import Conversation
from penny_gateway.doors.grpc import MAX_TEXT_CHARACTERS, FrameReader, require_first
from penny_gateway.record import Record
from penny_gateway.session import Session, open_session
from penny_gateway.stock import StockPhrases
from penny_gateway.warmth import Warmth

Context = grpc.aio.ServicerContext[Any, Any]

log = logging.getLogger(__name__)

WARM_TIMEOUT_S = 15.0
"""A session begins after this long even if its beginning is still being read in; its first answer then waits."""


class GatewayService(gateway_pb2_grpc.GatewayServiceServicer):
    """All conversations of this process."""

    name = "penny.v1.GatewayService"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slots = Slots(settings.max_streams)
        self._records: set[asyncio.Task[None]] = set()

    def add_to(self, server: grpc.aio.Server) -> None:
        """Register the handlers."""
        gateway_pb2_grpc.add_GatewayServiceServicer_to_server(self, server)

    async def start(self) -> None:
        """Connect; a stage that is not there yet is waited for when it is needed."""
        self._backends = Backends(self._settings)
        self._stock = StockPhrases(self._backends, self._settings.tts_timeout_s)

    async def stop(self) -> None:
        """Let what is being written down be written, then disconnect."""
        if self._records:
            await asyncio.wait(self._records, timeout=self._settings.deck_timeout_s)
        await self._backends.close()

    @streaming
    async def Converse(  # noqa: N802 - the name on the wire
        self, request_iterator: AsyncIterator[gateway_pb2.ConverseRequest], context: Context
    ) -> AsyncIterator[gateway_pb2.ConverseResponse]:
        """One conversation."""
        with self._slots:
            first = await opening(request_iterator, "open")
            if first is None:
                return
            require_first(first.seq)
            require_rate(first.open.sample_rate_hz)
            session = await open_session(self._backends, self._settings, first.open, _token(context))
            async with self._resources(session) as record:
                session.outbox.put(opened=_opened(session))
                conversation = Conversation(session, record, self._stock)
                reader = FrameReader(session, conversation)
                async with asyncio.TaskGroup() as tasks:
                    running = tasks.create_task(conversation.run())
                    running.add_done_callback(lambda _: session.outbox.close())
                    reading = tasks.create_task(reader.read(request_iterator))
                    async for frame in session.outbox:
                        yield frame
                    reading.cancel()

    @contextlib.asynccontextmanager
    async def _resources(self, session: Session) -> AsyncIterator[Record]:
        """What a session holds in the stages: a warm prefix, and the hand that writes its log."""
        record = Record(self._backends, session)
        self._keep(record.run())
        warmth = Warmth(session)
        holding = asyncio.create_task(warmth.run())
        try:
            await self._stock.prepare(session.voice, session.language)
            if not await warmth.wait(WARM_TIMEOUT_S):
                log.warning("session begins cold")
            yield record
        finally:
            holding.cancel()
            record.close()

    def _keep(self, writing: Coroutine[None, None, None]) -> None:
        """Run a record's worker beyond its conversation: what is left is written after the client has gone."""
        task = asyncio.create_task(writing)
        self._records.add(task)
        task.add_done_callback(self._records.discard)


def _token(context: Context) -> str:
    """What the client says of who it is; DECK judges it."""
    return next((str(value) for key, value in context.invocation_metadata() or () if key == "authorization"), "")


def _opened(session: Session) -> gateway_pb2.Opened:
    limits = gateway_pb2.Limits(
        max_audio_bytes=MAX_CHUNK_BYTES,
        max_text_characters=MAX_TEXT_CHARACTERS,
        max_utterance_ms=session.settings.max_utterance_ms,
    )
    return gateway_pb2.Opened(session_id=session.id, player_id=session.player_id, limits=limits)
