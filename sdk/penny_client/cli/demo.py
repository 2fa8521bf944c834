"""`penny demo`: everything at once, by itself: a spoken conversation between a caller and Penny."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from penny_client.audio.player import Player
from penny_client.cli import caller, options, weights
from penny_client.cli.opening import opened
from penny_client.cli.recordings import Recording
from penny_client.cli.starting import log_folder, supervisor
from penny_client.cli.turns import SpokenTurn, spoken_turn
from penny_client.cli.view import View
from penny_client.client import PennyClient
from penny_client.local.services import listen_addresses, target_of

EXAMPLES = options.examples(
    "penny demo                  all that is needed: it fetches the models first",
    "penny demo --out replies    save Penny's answers there",
)
CALLER_VOICE = "em_alex"
PENNY_VOICE = "ef_dora"
QUESTIONS = (
    "¿Qué tengo pendiente?",
    "¿A qué hora es la llamada con el cliente?",
    "¿Qué día es hoy?",
    "¿Qué prefiero, respuestas cortas o largas?",
)
_EXIT_TERMINATED = 143


def demo(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where Penny's answers are saved as WAV.")] = Path(
        "out/demo"
    ),
) -> None:
    """Hear a whole conversation: a caller asks Penny four questions aloud, in real time, and she answers.

    Fetches the models if need be, starts Penny on free ports with a DECK of
    its own (yours is not touched), and ends by itself. The exit status is 1
    if a question failed or was not answered.
    """
    console = Console(highlight=False)
    weights.require(os.environ, console, fetch=True)
    with TemporaryDirectory(prefix="penny-demo-") as home:
        console.print(
            f"Starting Penny with a DECK for this demo only: {home} (removed at the end; yours is not touched).",
            soft_wrap=True,
        )
        try:
            well = asyncio.run(_demo(environment(os.environ, Path(home)), out, console))
        except asyncio.CancelledError:
            raise typer.Exit(_EXIT_TERMINATED) from None
    if not well:
        raise typer.Exit(1)


def environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """The demo's environment: nothing in it leads to the user's own DECK."""
    foreign = {name for name in environ if name.startswith("PENNY_DECK_") or name == "PENNY_SECRETS_DIR"}
    return {name: value for name, value in environ.items() if name not in foreign} | {"PENNY_DECK_HOME": str(home)}


async def _demo(environ: Mapping[str, str], out: Path, console: Console) -> bool:
    """Start, converse, stop; True if every question was answered."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    addresses = listen_addresses(0, environ)
    async with supervisor(addresses, environ, log_folder("demo"), console) as services:
        await services.ready()
        console.print(f"The caller ({CALLER_VOICE}) prepares four questions…", style="dim")
        voice = target_of(addresses["tts"])
        questions = [
            await caller.say(voice, text, name=f"{number:02d}", voice=CALLER_VOICE)
            for number, text in enumerate(QUESTIONS, start=1)
        ]
        turns = await _converse(target_of(addresses["gateway"]), questions, out, console)
    _sum_up(turns, out, console)
    return len(turns) == len(QUESTIONS) and all(turn.exchange.answered for turn in turns)


async def _converse(server: str, questions: list[Recording], out: Path, console: Console) -> list[SpokenTurn]:
    turns = []
    async with (
        opened(PennyClient(server), voice=PENNY_VOICE) as conversation,
        Player(conversation.played) as player,
    ):
        view = View(console, progress=lambda: (player.received_samples, player.played_samples))
        async with view.live():
            for question in questions:
                console.rule(style="dim")
                turn = await spoken_turn(conversation, player, question, view.feed, out)
                view.conclude(turn.exchange, turn.voice_to_voice_client_ms)
                turns.append(turn)
    return turns


def _sum_up(turns: list[SpokenTurn], out: Path, console: Console) -> None:
    answered = [turn for turn in turns if turn.exchange.answered]
    console.print(f"{len(answered)} of {len(QUESTIONS)} questions answered; the answers are in {out}.", style="bold")
    measured = [
        turn.exchange.latency.voice_to_voice_ms
        for turn in answered
        if turn.exchange.latency is not None and turn.exchange.latency.voice_to_voice_ms is not None
    ]
    if measured:
        console.print(f"Voice to voice, median: {median(measured):.0f} ms.")
