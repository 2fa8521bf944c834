"""`penny log`: what was said, from DECK."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from penny.v1 import deck_pb2
from penny_client.cli import conversations, disk, names, options, sounds
from penny_client.cli.addresses import address
from penny_client.cli.conversations import Conversation, local, mark
from penny_client.cli.deck import ALL, TIMEOUT_S, ask, collected
from penny_client.cli.progress import reading
from penny_client.cli.transcript import Form, transcript
from penny_client.errors import InvalidInput

EXAMPLES = options.examples(
    "penny log                    the latest conversations, newest first",
    "penny log --last 1           only the latest",
    "penny log --session ID       one conversation",
    "penny log --json | jq        one JSON object a conversation",
    "penny log search dentista    who said what of the dentist, and when",
    "penny log audio ID a.wav     how a turn sounded, if you allow that it is kept",
    "penny log export log.html    all of them as a page; .md and .jsonl likewise",
)
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

app = typer.Typer(invoke_without_command=True)


@app.callback()
def log(
    context: typer.Context,
    *,
    session: Annotated[str, typer.Option(metavar="ID", help="Only this conversation.")] = "",
    last: Annotated[int, typer.Option(metavar="N", min=1, max=ALL, help="At most so many conversations.")] = 10,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Read the log that DECK keeps: every conversation, turn by turn, with its times and trace ids."""
    if context.invoked_subcommand is not None:
        return
    request = deck_pb2.ReadLogRequest(player_id=player, sesion_id=session, max_sessions=last)
    if not asyncio.run(_show(address("deck", deck, base_port), request, as_json=json_)) and not json_:
        print("Nothing has been said yet.")


@app.command("search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All have to occur, in any of their forms.")],
    *,
    last: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="At most so many turns.")] = 20,
    json_: options.AsJson = False,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Find what was said: "penny log search reuniones lunes" finds "la reunión del lunes"; newest first."""
    request = deck_pb2.SearchLogRequest(player_id=player, consulta=" ".join(words), max_turnos=last)
    target = address("deck", deck, base_port)
    found = [row.turno for row in ask(target, lambda on: collected(on.deck.SearchLog(request, timeout=TIMEOUT_S)))]
    console = Console(highlight=False)
    for turno in found:
        if json_:
            print(conversations.turn_as_json(turno))
        else:
            _print_turn(
                console, turno, f"{local(turno.timestamp_inicio):%Y-%m-%d %H:%M:%S} ", f"session {turno.sesion_id}"
            )
    if not found and not json_:
        print("Nothing like that has been said.")
    if len(found) == last:
        print(f"These are the latest {last}; there may be more: --last N.", file=sys.stderr)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: .jsonl, .md or .html; - is standard output.")],
    *,
    form: Annotated[
        Form | None, typer.Option("--format", metavar="FORM", help="jsonl, md or html; without it, by the file's name.")
    ] = None,
    session: Annotated[str, typer.Option(metavar="ID", help="Only this conversation.")] = "",
    last: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=ALL, help="At most so many, the latest; without it, all.")
    ] = None,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Write conversations to a file: JSON for programs, Markdown or a page for people; oldest first."""
    if form is None:
        try:
            form = Form(file.suffix.removeprefix("."))
        except ValueError:
            raise InvalidInput(
                f"The format cannot be told from {file}.", remedy="End it in .jsonl, .md or .html, or give --format."
            ) from None
    request = deck_pb2.ReadLogRequest(player_id=player, sesion_id=session, max_sessions=last or ALL)
    with reading() as say:
        found = ask(address("deck", deck, base_port), lambda on: conversations.all_(on, request, say))
    text = transcript(found, form)
    if str(file) == "-":
        print(text, end="")
        return
    _write(file, text.encode())
    print(f"Written to {names.shown(file)}; conversations: {len(found)}.")


@app.command("audio")
def audio(
    turn: Annotated[str, typer.Argument(metavar="ID", help="A turn's id: `penny log --json` has them.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: a WAV.")],
    *,
    player: options.Player = "",
    deck: options.Deck = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Write down how a turn sounded; only of who has guardar_audio: true in her file."""
    pcm = ask(address("deck", deck, base_port), lambda on: sounds.read(on, player, turn))
    _write(file, sounds.wav(pcm))
    print(f"Written to {names.shown(file)}: {sounds.seconds(pcm):.1f} s.")


def _write(file: Path, data: bytes) -> None:
    """Make a file, or write over it.

    Raises:
        InvalidInput: It cannot be written.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InvalidInput(
            f"{names.shown(file)} cannot be written: {disk.reason(error)}.", remedy="Name another file."
        ) from None


async def _show(target: str, request: deck_pb2.ReadLogRequest, *, as_json: bool) -> int:
    """Print the conversations as they come; gives their number.

    Raises:
        PennyError: DECK cannot be reached, or refuses.
    """
    shown = 0
    console = Console(highlight=False)
    async for conversation in conversations.conversations(target, request):
        shown += 1
        if as_json:
            print(conversations.as_json(conversation))
        else:
            _print(console, conversation)
    return shown


def _print(console: Console, conversation: Conversation) -> None:
    sesion, turnos = conversation
    began = local(sesion.inicio)
    console.rule(Text(f"{began:%Y-%m-%d %H:%M}  {sesion.estado}", style="bold"), align="left", style="dim")
    if sesion.resumen:
        console.print(Text(sesion.resumen, style="italic dim"))
    console.print(Text(f"session {sesion.id}", style="dim"))
    for turno in turnos:
        _print_turn(console, turno, f"{local(turno.timestamp_inicio):%H:%M:%S} ", _notes(turno))
    if not turnos:
        console.print("Nothing was said.", style="dim")
    console.print()


def _print_turn(console: Console, turno: deck_pb2.Turno, clock: str, notes: str) -> None:
    who, style = _WHO.get(turno.rol, ("?", "dim"))
    line = Text.assemble((clock, "dim"), (f"{who:>6} ", style), turno.texto, (mark(turno), "dim"))
    console.print(line, soft_wrap=True)
    if notes:
        console.print(Text(" " * (len(clock) + 7) + notes, style="dim"), soft_wrap=True)


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
