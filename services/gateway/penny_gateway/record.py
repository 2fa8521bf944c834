"""Writing the conversation down in DECK: a turn when it is committed, the rest of it when it has ended.

One worker writes in order, so that the voice never waits for the disk. A write that fails because DECK is away is
tried again until `PATIENCE_S` has passed; after that the client is told, and the conversation goes on. Of somebody whom
DECK does not know any more nothing is written.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from opentelemetry.context import Context

from penny.v1 import deck_pb2
from penny_chassis import telemetry
from penny_chassis.errors import NotAllowed, NotFound, PennyError, ServiceError
from penny_gateway.backends import Backends
from penny_gateway.session import Row, Session

PATIENCE_S = 30.0
FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 3.0
_PIECE_BYTES = 256 * 1024


@dataclass(slots=True)
class _Write:
    method: Any
    request: Any
    context: Context
    done: asyncio.Future[bool]


class Record:
    """The log of one session."""

    def __init__(self, backends: Backends, session: Session) -> None:
        self._backends = backends
        self._session = session
        self._writes: asyncio.Queue[_Write | None] = asyncio.Queue()
        self._next_index = 0

    def begin(self, rol: deck_pb2.Rol.ValueType, texto: str, trace_id: uuid.UUID, context: Context, **more: Any) -> Row:  # noqa: ANN401
        """Write down that somebody has the word."""
        turno = deck_pb2.Turno(
            id=str(uuid.uuid4()),
            sesion_id=self._session.id,
            turno_index=self._next_index,
            rol=rol,
            texto=texto,
            trace_id=str(trace_id),
            planos_activos={plano.plano: plano.contenido_hash for plano in self._session.planos},
            **more,
        )
        turno.timestamp_inicio.GetCurrentTime()
        self._next_index += 1
        request = deck_pb2.AppendTurnRequest(turno=turno)
        return Row(turno.id, self._write(self._backends.deck.AppendTurn, request, context))

    def complete(self, request: deck_pb2.CompleteTurnRequest, context: Context) -> asyncio.Future[bool]:
        """Write down how a turn ended; the future says whether DECK has it."""
        request.timestamp_fin.GetCurrentTime()
        return self._write(self._backends.deck.CompleteTurn, request, context)

    def keep_sound(self, turno_id: str, pcm: bytes, context: Context) -> None:
        """Write down how a turn sounded."""
        self._write(self._keep_audio, (turno_id, pcm), context)

    async def _keep_audio(self, request: tuple[str, bytes], **options: Any) -> Any:  # noqa: ANN401 - a call's
        """One call that sends a stream, as one that sends a request."""
        return await self._backends.deck.KeepAudio(_sound(*request), **options)

    async def run(self) -> None:
        """Write until `close` has been called and everything is written or given up."""
        while (write := await self._writes.get()) is not None:
            with telemetry.span("deck", parent=write.context):
                done = await self._try(write)
            if not done and not self._session.unknown.is_set():
                self._session.notice("DECK_UNAVAILABLE")
            if not write.done.cancelled():
                write.done.set_result(done)

    def close(self) -> None:
        """The session is over: write that down last, and how the person paused in it."""
        pauses = self._session.rhythm.session
        ritmo = deck_pb2.Ritmo(pausa_media_ms=round(pauses.mean_ms), pausas=pauses.count)
        request = deck_pb2.CloseSessionRequest(sesion_id=self._session.id, ritmo=ritmo)
        self._write(self._backends.deck.CloseSession, request, Context())
        self._writes.put_nowait(None)

    def _write(self, method: Any, request: Any, context: Context) -> asyncio.Future[bool]:  # noqa: ANN401 - any rpc
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._writes.put_nowait(_Write(method, request, context, done))
        return done

    async def _try(self, write: _Write) -> bool:
        deadline, pause = time.monotonic() + PATIENCE_S, FIRST_RETRY_S
        while True:
            try:
                await self._session.ask(write.method, write.request)
            except ServiceError:
                if time.monotonic() + pause > deadline:
                    return False
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_S)
            except NotAllowed:
                return True  # how she sounded, which she has forbidden meanwhile to keep: all is as she wants it
            except PennyError as error:
                if isinstance(error, NotFound) and error.field == "sesion_id":
                    self._session.lose()  # the whole session is gone: she was forgotten
                return False
            else:
                return True


async def _sound(turno_id: str, pcm: bytes) -> AsyncIterator[deck_pb2.KeepAudioRequest]:
    yield deck_pb2.KeepAudioRequest(begin=deck_pb2.KeepAudioBegin(turno_id=turno_id))
    for at in range(0, len(pcm), _PIECE_BYTES):
        yield deck_pb2.KeepAudioRequest(pcm=pcm[at : at + _PIECE_BYTES])
    yield deck_pb2.KeepAudioRequest(end=deck_pb2.KeepAudioEnd())
