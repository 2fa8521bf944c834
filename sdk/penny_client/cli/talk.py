"""`penny talk`: say recordings, or what the microphone hears, and get spoken answers."""

import asyncio
import contextlib
import json
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from penny_client.audio.microphone import Microphone
from penny_client.audio.mute import MuteWatch
from penny_client.audio.player import Player
from penny_client.audio.speakers import Speakers
from penny_client.cli import options
from penny_client.cli.addresses import address
from penny_client.cli.opening import opened
from penny_client.cli.recordings import Recording, load
from penny_client.cli.turns import SpokenTurn, next_event, save, spoken_turn
from penny_client.cli.view import View
from penny_client.client import PennyClient
from penny_client.conversation import Conversation
from penny_client.exchange import Exchange

EXAMPLES = options.examples(
    "penny talk question.wav                one question, one answer",
    "penny talk first.ogg second.flac       two turns of one conversation",
    "penny talk --mic                       speak yourself; Ctrl-C ends it",
    "penny talk --json question.wav         one JSON object a turn, for programs",
)
MUTE = "The microphone gives no sound. Is it muted, or another one meant? `python -m sounddevice` lists them."


def talk(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="WAV, OGG or FLAC, any rate.")] = None,
    *,
    mic: Annotated[bool, typer.Option("--mic", help="Listen to the microphone instead of files.")] = False,
    json_: options.AsJson = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Save the answers there as WAV; without it none is.")
    ] = None,
    player: options.Player = "",
    server: options.Server = "",
    base_port: options.ItsBasePort = None,
) -> None:
    """Talk to Penny: each file is a turn, spoken in real time.

    Shows what she understands, her state and her answer as it is spoken,
    and where the time went. The exit status is 1 if a turn failed or was not
    answered.
    """
    if bool(files) == mic:
        raise typer.BadParameter("Give files to say, or --mic.")
    stage = Stage(options.client(address("gateway", server, base_port)), player, out, as_json=json_)
    if mic:
        with contextlib.suppress(KeyboardInterrupt):  # the way to hang up
            asyncio.run(stage.listen())
        return
    recordings = [load(path) for path in files or ()]
    if not asyncio.run(stage.say(recordings)):
        raise typer.Exit(1)


class Stage:
    """Where a conversation is held and shown."""

    def __init__(self, client: PennyClient, player_id: str, out: Path | None, *, as_json: bool) -> None:
        self._client = client
        self._player_id = player_id
        self._out = out
        self._as_json = as_json
        self._console = Console(highlight=False, quiet=as_json)

    async def say(self, recordings: list[Recording]) -> bool:
        """Say one recording after the other; True if each was answered."""
        well = True
        async with (
            opened(self._client, player_id=self._player_id) as conversation,
            Player(conversation.played) as player,
        ):
            view = self._view(player)
            async with view.live():
                for number, recording in enumerate(recordings, start=1):
                    numbered = Recording(f"{number:02d}-{recording.name}", recording.samples, recording.voiced_end)
                    turn = await spoken_turn(conversation, player, numbered, view.feed, self._out)
                    self._show(turn, view)
                    well = well and turn.exchange.answered
        return well

    async def listen(self) -> None:
        """Carry the microphone's sound to Penny and hers to the loudspeakers, until interrupted."""
        async with (
            Microphone() as microphone,
            opened(self._client, player_id=self._player_id) as conversation,
            Player(conversation.played, Speakers()) as player,
        ):
            carrying = asyncio.create_task(self._carry(microphone, conversation))
            view = self._view(player)
            self._console.print("Speak; Ctrl-C hangs up. With headphones she hears you best.", style="dim")
            try:
                async with view.live():
                    for number in count(1):
                        if not await self._one_exchange(conversation, player, view, f"{number:02d}-mic"):
                            break
            finally:
                carrying.cancel()
                await asyncio.gather(carrying, return_exceptions=True)

    async def _carry(self, microphone: Microphone, conversation: Conversation) -> None:
        watch = MuteWatch()
        async for pcm in microphone:
            if watch.noticed(pcm):
                self._console.print(MUTE, style="yellow")
            await conversation.send_audio(pcm)

    async def _one_exchange(self, conversation: Conversation, player: Player, view: View, name: str) -> bool:
        """Take in a question and its answer; False if the conversation has ended instead."""
        exchange = Exchange()
        while not exchange.over:
            event = await next_event(conversation, None)
            if event is None:
                return False
            for take in (player.feed, exchange.feed, view.feed):
                take(event)
        if exchange.latency or exchange.failure:
            self._show(SpokenTurn(name, exchange, None, save(exchange, self._out, name)), view)
        return True

    def _view(self, player: Player) -> View:
        return View(self._console, progress=lambda: (player.received_samples, player.played_samples))

    def _show(self, turn: SpokenTurn, view: View) -> None:
        if self._as_json:
            print(json.dumps(turn.to_json(), ensure_ascii=False), flush=True)
            return
        view.conclude(turn.exchange, turn.voice_to_voice_client_ms)
        if turn.audio_path is not None:
            self._console.print(f"saved {turn.audio_path}", style="dim")
