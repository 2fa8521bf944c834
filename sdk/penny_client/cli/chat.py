"""`penny chat`: write to Penny and read her answers."""

import asyncio
import sys
import threading
from typing import Annotated

import typer
from rich.console import Console

from penny_client import events
from penny_client.audio.pcm import BYTES_PER_SAMPLE
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.opening import opened
from penny_client.cli.turns import PATIENCE_S, next_event
from penny_client.cli.view import View
from penny_client.client import PennyClient
from penny_client.conversation import Conversation
from penny_client.exchange import Exchange

EXAMPLES = options.examples(
    "penny chat                          write line by line; Ctrl-D ends it",
    "echo '¿Qué hora es?' | penny chat   ask from a script",
)
_MAX_LINE_BYTES = 16_384


def chat(
    *,
    latency: Annotated[bool, typer.Option("--latency", help="Show where the time of each turn went.")] = False,
    player: options.Player = "",
    server: options.Server = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Write to Penny: a prompt on a terminal, one question a line from a pipe.

    The exit status is 1 if a question failed or was not answered.
    """
    if not asyncio.run(_chat(options.client(address("gateway", server, base_port)), player, latency=latency)):
        raise typer.Exit(1)


async def _chat(client: PennyClient, player_id: str, *, latency: bool) -> bool:
    console = Console(highlight=False)
    interactive = sys.stdin.isatty()
    view = View(console, show_person=not interactive)
    well = True
    async with opened(client, player_id=player_id) as conversation:
        while (line := await _next_line("you > " if interactive else "")) is not None:
            if not line:
                continue
            view.typed(line)
            async with view.live():
                exchange = await _ask(conversation, line, view)
            if latency or exchange.latency is None:
                view.conclude(exchange)
            well = well and exchange.answered
    return well


async def _ask(conversation: Conversation, text: str, view: View) -> Exchange:
    """Ask in writing; what is said is counted as heard at once, for it is read."""
    exchange = Exchange(noticed=True)  # what is written cannot be missed
    await conversation.say(text)
    while not exchange.over and (event := await next_event(conversation, PATIENCE_S)) is not None:
        exchange.feed(event)
        view.feed(event)
        if isinstance(event, events.ResponseAudio):
            end = event.start_sample + len(event.pcm) // BYTES_PER_SAMPLE
            await conversation.played(event.response_id, end)
    return exchange


async def _next_line(prompt: str) -> str | None:
    """The next line of standard input without its end, None after the last; the event loop goes on meanwhile.

    The reading thread must not keep an interrupted command from ending, so it is a daemon and reads past the buffer
    whose lock Python wants at exit.
    """
    if prompt:
        print(prompt, end="", flush=True)
    loop = asyncio.get_running_loop()
    line: asyncio.Future[bytes] = loop.create_future()
    source = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)

    def read() -> None:
        read_line = source.readline(_MAX_LINE_BYTES)
        loop.call_soon_threadsafe(lambda: None if line.done() else line.set_result(read_line))

    threading.Thread(target=read, daemon=True).start()
    whole = await line
    return whole.decode(errors="replace").strip() if whole else None
