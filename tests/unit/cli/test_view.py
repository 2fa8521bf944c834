"""What a person sees."""

import io

import pytest
from rich.console import Console

from penny_client import events
from penny_client.cli.view import View
from penny_client.testing import JumpClock


def console(*, terminal: bool) -> Console:
    """A console that writes into memory."""
    return Console(
        file=io.StringIO(),
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        width=60,
        highlight=False,
    )


def shown(view: View, on: Console) -> str:
    """The lines that live, with their colours."""
    with on.capture() as captured:
        on.print(view.render())
    return captured.get()


COLOURS = {
    events.State.IDLE: "\x1b[2;34m",
    events.State.LISTENING: "\x1b[1;94m",
    events.State.PROCESSING: "\x1b[33m",
    events.State.SPEAKING: "\x1b[32m",
}
"""Azul tenue, azul pulsante (its bright half), amarillo, verde."""


@pytest.mark.parametrize("state", list(events.State))
def test_states_have_the_colours_of_the_specification(state: events.State) -> None:
    """Section 6.3: each state is shown in its own colour."""
    on = console(terminal=True)
    view = View(on, clock=JumpClock())
    view.feed(events.StateChanged(state=state))
    assert f"{COLOURS[state]}● {state.value}" in shown(view, on)


def test_listening_pulses() -> None:
    """While Penny listens the blue changes twice a second."""
    on, clock = console(terminal=True), JumpClock()
    view = View(on, clock=clock)
    view.feed(events.StateChanged(state=events.State.LISTENING))
    beats = []
    for beat in range(4):
        clock.time_s = beat * 0.5
        beats.append(shown(view, on).partition("●")[0])
    assert beats == [COLOURS[events.State.LISTENING], "\x1b[34m", COLOURS[events.State.LISTENING], "\x1b[34m"]


def test_error_is_red() -> None:
    """A failed turn is a red line with its code."""
    on = console(terminal=True)
    with on.capture() as captured:
        View(on).feed(events.Failed(code="ASR_UNAVAILABLE", text="No te oigo."))
    assert "\x1b[31m" in captured.get()
    assert "No te oigo. (ASR_UNAVAILABLE)" in captured.get()


def test_stable_words_are_bold_and_volatile_ones_dim() -> None:
    """One sees which of the recognised words may still change."""
    on = console(terminal=True)
    view = View(on)
    view.feed(events.TranscriptUpdated(stable="¿Qué tengo", volatile="pendiente", is_final=False))
    assert "\x1b[1m¿Qué tengo\x1b[0m \x1b[2mpendiente\x1b[0m" in shown(view, on)


def test_answer_is_shown_as_it_is_spoken() -> None:
    """Words whose sound has begun stand out; those still to come are dim."""
    on = console(terminal=True)
    received, played = 0, 0
    view = View(on, progress=lambda: (received, played))
    view.feed(events.ResponseText(response_id="1", text="Tienes tres"))
    received = 1000
    view.feed(events.ResponseText(response_id="1", text="recados."))
    early = shown(view, on)
    played = 1000
    assert "\x1b[1mTienes tres\x1b[0m\x1b[2m recados.\x1b[0m" in early
    assert "\x1b[1mTienes tres recados.\x1b[0m" in shown(view, on).replace("\x1b[0m\x1b[1m", "")


def test_interruption_is_said() -> None:
    """What was heard of a cut answer stays on the screen, and that it was cut."""
    on = console(terminal=False)
    with on.capture() as captured:
        View(on).feed(
            events.ResponseCancelled(response_id="1", heard_text="Tienes", latency=events.Latency(), interrupted=True)
        )
    assert captured.get().strip() == "penny Tienes — (interrupted)"


async def test_without_a_terminal_nothing_lives() -> None:
    """Into a pipe go only lines that stay: no escape sequence, each state once."""
    on = console(terminal=False)
    view = View(on)
    with on.capture() as captured:
        async with view.live():
            for state in (events.State.LISTENING, events.State.LISTENING, events.State.IDLE):
                view.feed(events.StateChanged(state=state))
    assert captured.get().splitlines() == ["● listening", "● idle"]


async def test_on_a_terminal_the_live_lines_disappear() -> None:
    """When the conversation is over, the lines that lived are erased and the settled ones remain."""
    on = console(terminal=True)
    view = View(on)
    async with view.live():
        view.feed(events.TranscriptUpdated(stable="Hola", volatile="", is_final=True))
        view.feed(events.ResponseStarted(response_id="1", trace_id="t"))
    written = on.file.getvalue() if isinstance(on.file, io.StringIO) else ""
    assert "Hola" in written
    assert written.endswith(("\x1b[2K", "\x1b[?25h"))
