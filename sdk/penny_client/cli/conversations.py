"""Conversations as DECK has them, for the commands that show them."""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from penny.v1 import deck_pb2
from penny_client.cli.deck import Services, connected, patiently
from penny_client.cli.progress import Say
from penny_client.cli.rows import line, row

Conversation = tuple[deck_pb2.Sesion, list[deck_pb2.Turno]]


async def conversations(target: str, request: deck_pb2.ReadLogRequest) -> AsyncIterator[Conversation]:
    """The conversations asked for, newest first, each with its turns.

    Raises:
        PennyError: DECK cannot be reached, or refuses.
    """
    async with connected(target) as on:
        async for conversation in _put_together(patiently(on.deck.ReadLog(request))):
            yield conversation


async def all_(on: Services, request: deck_pb2.ReadLogRequest, say: Say) -> list[Conversation]:
    """The conversations asked for, oldest first; it is said how many have come.

    Raises:
        AioRpcError: DECK cannot be reached, or refuses.
        TooSlow: It gives nothing any more.
    """
    found = []
    async for conversation in _put_together(patiently(on.deck.ReadLog(request))):
        found.append(conversation)
        say(f"log, {len(found)}")
    return found[::-1]


def turn_as_json(turno: deck_pb2.Turno) -> str:
    """One JSON object: the turn's row."""
    return line(_turn_row(turno))


def as_json(conversation: Conversation) -> str:
    """One JSON object: the session's row, and in `turnos` those of its turns."""
    sesion, turnos = conversation
    return line({**row(sesion), "turnos": [_turn_row(turno) for turno in turnos]})


async def _put_together(rows: AsyncIterable[deck_pb2.ReadLogResponse]) -> AsyncIterator[Conversation]:
    """The stream's rows, put together: each session with its turns."""
    current: Conversation | None = None
    async for each in rows:
        if each.WhichOneof("body") == "sesion":
            if current is not None:
                yield current
            current = (each.sesion, [])
        elif current is not None:
            current[1].append(each.turno)
    if current is not None:
        yield current


def _turn_row(turno: deck_pb2.Turno) -> dict[str, object]:
    """Its `rol` as the table has it: usuario, penny or sistema."""
    return {**row(turno), "rol": deck_pb2.Rol.Name(turno.rol).removeprefix("ROL_").lower()}


def mark(turno: deck_pb2.Turno) -> str:
    """Of Penny's turn, whether it was cut, or no answer but an apology.

    An apology that stood in an answer's place is known by what it lacks: it was made beforehand, so that either the
    model wrote nothing in this turn or the voice made no sound. One that came after the beginning of an answer is not
    known from the log.
    """
    if turno.rol != deck_pb2.ROL_PENNY:
        return ""
    answered = turno.metricas.HasField("latencia_llm_ms") and turno.metricas.HasField("latencia_tts_ms")
    marks = ["interrupted"] if turno.interrumpido else []
    if turno.texto and not answered:
        marks.append("apology")
    return f" — ({', '.join(marks)})" if marks else ""


def local(moment: Timestamp) -> datetime:
    """In this machine's time zone."""
    return datetime.fromtimestamp(moment.seconds + moment.nanos / 1e9).astimezone()
