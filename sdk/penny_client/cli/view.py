"""What a person sees of a conversation: fed with its events, shown with rich.

On a terminal a few lines at the bottom live: Penny's state in the specification's colours (section 6.3), the person's
words as they are recognised (stable bold, volatile dim), Penny's as they are spoken (spoken bold, still to come dim).
What is settled moves up and stays. Without a terminal only what stays is printed, and each state as a line.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from penny_client import events
from penny_client.clock import Clock, WallClock
from penny_client.exchange import NO_ANSWER, NO_WORDS, NOT_HEARD, Exchange

STATE_STYLES = {
    events.State.IDLE: "dim blue",
    events.State.LISTENING: "bold bright_blue",
    events.State.PROCESSING: "yellow",
    events.State.SPEAKING: "green",
}
"""Azul tenue, azul pulsante (see `_state_style`), amarillo, verde."""
ERROR_STYLE = "red"
PULSE_S = 0.5
"""Half a beat of "pulsante"."""
FRAME_S = 0.1
COLUMNS = (
    ("end of turn", "end_of_turn_ms"),
    ("ASR", "asr_ms"),
    ("LLM first token", "llm_first_token_ms"),
    ("TTS first audio", "tts_first_audio_ms"),
    ("voice to voice", "voice_to_voice_ms"),
)
UNANSWERED = {
    NOT_HEARD: "Penny heard nobody speak. Is there a voice in it, and is it loud enough?",
    NO_WORDS: "Penny heard no words in it.",
    NO_ANSWER: "Penny did not answer. `penny status` tells whether all of her is well.",
}
_INDENT = 7


class View:
    """Shows one conversation."""

    def __init__(
        self,
        console: Console,
        *,
        progress: Callable[[], tuple[int, int]] = lambda: (0, 0),
        show_person: bool = True,
        clock: Clock | None = None,
    ) -> None:
        """`progress` gives samples received and samples played of the present response (a Player knows them)."""
        self._console = console
        self._progress = progress
        self._show_person = show_person
        self._clock = clock or WallClock()
        self._state = events.State.IDLE
        self._words = ("", "")
        self._answer: tuple[tuple[int, str], ...] = ()
        """Pieces of the answer, each with the sample where its sound begins."""

    @asynccontextmanager
    async def live(self) -> AsyncIterator[None]:
        """While this lasts, the bottom of the terminal lives.

        It is drawn by a task of this event loop: rich's own thread and our prints would now and then erase a line.
        """
        if not self._console.is_terminal:
            yield
            return
        with Live(get_renderable=self.render, console=self._console, transient=True, auto_refresh=False) as bottom:
            drawing = asyncio.create_task(_draw(bottom))
            try:
                yield
            finally:
                drawing.cancel()
                await asyncio.gather(drawing, return_exceptions=True)

    def feed(self, event: events.Event) -> None:
        """Take an event of the conversation."""
        match event:
            case events.StateChanged():
                self._change_state(event.state)
            case events.TranscriptUpdated():
                self._words = (event.stable, event.volatile)
            case events.TurnChanged(change=events.TurnChange.DROPPED):
                self._words = ("", "")
            case events.ResponseStarted():
                self._settle_words()
            case events.ResponseText():
                self._answer = (*self._answer, (self._progress()[0], event.text))
            case events.ResponseEnded():
                self._settle_answer(event)
            case _:
                self._feed_incident(event)

    def _feed_incident(self, event: events.Event) -> None:
        match event:
            case events.Noticed():
                self._say("·", Text(event.text, style="italic"))
            case events.Failed():
                self._say("error", Text(f"{event.text} ({event.code})"), ERROR_STYLE)
            case events.Reconnected():
                self._say("·", Text("the connection was lost and is back", style="italic"))

    def typed(self, text: str) -> None:
        """The person has written this."""
        self._words = (text, "")

    def render(self) -> RenderableType:
        """The lines that live."""
        lines: list[RenderableType] = [Text(f"● {self._state.value}", style=self._state_style())]
        if self._show_person and any(self._words):
            stable, volatile = self._words
            gap = " " if stable and volatile else ""
            lines.append(_line("you", Text.assemble((stable, "bold"), gap, (volatile, "dim")), "cyan"))
        if self._answer:
            lines.append(_line("penny", self._spoken(), STATE_STYLES[events.State.SPEAKING]))
        return Group(*lines)

    def conclude(self, exchange: Exchange, client_ms: float | None = None) -> None:
        """Print where the time of a turn went, or why there was no answer; of a failure it has been told already."""
        if exchange.latency is None:
            if reason := UNANSWERED.get(exchange.fault):
                self._console.print(reason, style=ERROR_STYLE)
            return
        cells = [(title, getattr(exchange.latency, field)) for title, field in COLUMNS]
        if client_ms is not None:
            cells.append(("at the client", client_ms))
        table = Table(caption=f"ms · trace {exchange.trace_id}", caption_justify="left", header_style="dim")
        for title, _ in cells:
            table.add_column(title, justify="right")
        table.add_row(*("–" if value is None else f"{value:.0f}" for _, value in cells))
        self._console.print(table)

    def _change_state(self, state: events.State) -> None:
        if state is not self._state and not self._console.is_terminal:
            self._console.print(f"● {state.value}", style=STATE_STYLES[state])
        self._state = state

    def _state_style(self) -> str:
        if self._state is events.State.LISTENING and int(self._clock.now_s() / PULSE_S) % 2:
            return "blue"
        return STATE_STYLES[self._state]

    def _spoken(self) -> Text:
        """The answer, with what has been played standing out from what has not."""
        played = self._progress()[1]
        text = Text()
        for start, piece in self._answer:
            text.append(events.join_words(text.plain, piece)[len(text.plain) :], "bold" if start <= played else "dim")
        return text

    def _settle_words(self) -> None:
        words = events.join_words(*self._words)
        if self._show_person and words:
            self._say("you", Text(words), "cyan")
        self._words = ("", "")
        self._answer = ()

    def _settle_answer(self, event: events.ResponseEnded) -> None:
        words = Text(event.heard_text)
        if event.interrupted:
            words.append(" — (interrupted)", "dim")
        if words:
            self._say("penny", words, STATE_STYLES[events.State.SPEAKING])
        self._answer = ()

    def _say(self, who: str, words: Text, style: str = "dim") -> None:
        self._console.print(_line(who, words, style))


async def _draw(bottom: Live) -> None:
    while True:
        bottom.refresh()
        await asyncio.sleep(FRAME_S)


def _line(who: str, words: Text, style: str) -> Table:
    """Who, in a narrow column, and what, wrapped beside it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_INDENT, justify="right")
    grid.add_column()
    grid.add_row(Text(who, style=style), words)
    return grid
