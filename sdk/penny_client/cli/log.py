"""`penny log`: what was said, from DECK."""

import asyncio
import json
from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from typing import Annotated

import grpc
import typer
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console
from rich.text import Text

from penny.v1 import deck_pb2
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.errors import from_rpc

EXAMPLES = options.examples(
    "penny log                    the latest conversations, newest first",
    "penny log --last 1           only the latest",
    "penny log --session ID       one conversation",
    "penny log --json | jq        one JSON object a conversation, names as in DECK's tables",
)
_TIMEOUT_S = 30.0
_WHO = {
    deck_pb2.ROL_USUARIO: ("you", "cyan"),
    deck_pb2.ROL_PENNY: ("penny", "green"),
    deck_pb2.ROL_SISTEMA: ("system", "dim"),
}
_METRICS = (
    ("latencia_total_ms", "total"),
    ("latencia_asr_ms", "ASR"),
    ("latencia_llm_ms", "LLM"),
    ("latencia_tts_ms", "TTS"),
)

Conversation = tuple[deck_pb2.Sesion, list[deck_pb2.Turno]]


def log(
    *,
    session: Annotated[str, typer.Option(metavar="ID", help="Only this conversation.")] = "",
    last: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="At most so many conversations.")] = 10,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.BasePort = None,
) -> None:
    """Read the log that DECK keeps: every conversation, turn by turn, with its times and trace ids."""
    request = deck_pb2.ReadLogRequest(player_id=player, sesion_id=session, max_sessions=last)
    if not asyncio.run(_show(address("deck", deck, base_port), request, as_json=json_)) and not json_:
        print("Nothing has been said yet.")


async def _show(target: str, request: deck_pb2.ReadLogRequest, *, as_json: bool) -> int:
    """Print the conversations as they come; gives their number.

    Raises:
        PennyError: DECK cannot be reached, or refuses.
    """
    shown = 0
    console = Console(highlight=False)
    async with grpc.aio.insecure_channel(target) as channel:
        try:
            async for conversation in _conversations(DeckServiceStub(channel).ReadLog(request, timeout=_TIMEOUT_S)):
                shown += 1
                if as_json:
                    print(json.dumps(_as_dict(conversation), ensure_ascii=False))
                else:
                    _print(console, conversation)
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, target=target) from None
    return shown


async def _conversations(rows: AsyncIterable[deck_pb2.ReadLogResponse]) -> AsyncIterator[Conversation]:
    """The stream's rows, put together: each session with its turns."""
    current: Conversation | None = None
    async for row in rows:
        if row.WhichOneof("body") == "sesion":
            if current is not None:
                yield current
            current = (row.sesion, [])
        elif current is not None:
            current[1].append(row.turno)
    if current is not None:
        yield current


def _as_dict(conversation: Conversation) -> dict[str, object]:
    sesion, turnos = conversation
    rows = [{**_row(turno), "rol": _rol(turno)} for turno in turnos]
    return {**_row(sesion), "turnos": rows}


def _rol(turno: deck_pb2.Turno) -> str:
    """As the table has it: usuario, penny or sistema."""
    return deck_pb2.Rol.Name(turno.rol).removeprefix("ROL_").lower()


def _row(message: Message) -> dict[str, object]:
    """A row of DECK's tables, every column in it."""
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def _print(console: Console, conversation: Conversation) -> None:
    sesion, turnos = conversation
    began = _local(sesion.inicio)
    console.rule(Text(f"{began:%Y-%m-%d %H:%M}  {sesion.estado}", style="bold"), align="left", style="dim")
    console.print(Text(f"session {sesion.id}", style="dim"))
    for turno in turnos:
        who, style = _WHO.get(turno.rol, ("?", "dim"))
        clock = f"{_local(turno.timestamp_inicio):%H:%M:%S} "
        line = Text.assemble((clock, "dim"), (f"{who:>6} ", style), turno.texto, (_mark(turno), "dim"))
        console.print(line, soft_wrap=True)
        if notes := _notes(turno):
            console.print(Text(" " * 16 + notes, style="dim"), soft_wrap=True)
    if not turnos:
        console.print("Nothing was said.", style="dim")
    console.print()


def _mark(turno: deck_pb2.Turno) -> str:
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


def _notes(turno: deck_pb2.Turno) -> str:
    """What was measured of Penny's turn, and where its trace is."""
    if turno.rol != deck_pb2.ROL_PENNY:
        return ""
    metricas = turno.metricas
    measured = [
        f"{name} {getattr(metricas, field)} ms"
        for field, name in _METRICS
        if metricas.HasField(field)  # type: ignore[arg-type]
    ]
    trace = [f"trace {turno.trace_id.replace('-', '')}"] if turno.trace_id else []
    return " · ".join([*measured, *trace])


def _local(moment: Timestamp) -> datetime:
    return datetime.fromtimestamp(moment.seconds + moment.nanos / 1e9).astimezone()
