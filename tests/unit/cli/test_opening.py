"""What a person sees until a conversation is open."""

import threading
from collections.abc import Callable, Iterator

import pytest
from typer.testing import Result

from penny.v1 import gateway_pb2 as wire
from penny_client.testing import Parrot, ScriptedGateway

Penny = Callable[..., Result]

WAKING = "Waking Penny…"


class Sleepy(Parrot):
    """Opens only after a moment in which the status line has been drawn."""

    def __call__(self, request: wire.ConverseRequest) -> Iterator[wire.ConverseResponse]:
        """What is answered to a frame."""
        if request.HasField("open"):
            threading.Event().wait(0.2)
        yield from super().__call__(request)


def test_a_terminal_is_told_that_penny_wakes(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, and gone when the conversation is open; standard output is for the conversation."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with ScriptedGateway(Sleepy) as gateway:
        result = penny("chat", "--server", gateway.target, input="Hola\n")
    assert result.exit_code == 0
    assert WAKING in result.stderr
    assert result.stderr.endswith("\x1b[2K")
    assert WAKING not in result.stdout


def test_a_refusal_stands_alone(penny: Penny, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the conversation cannot be opened the status line has gone before the error comes."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with ScriptedGateway(Parrot) as gone:
        target = gone.target
    result = penny("chat", "--server", target, input="Hola\n")
    assert result.stderr.rpartition("\x1b[2K")[0]
    assert WAKING not in result.stderr.rpartition("\x1b[2K")[2]
    assert f"Nobody answers at {target}" in result.stderr


def test_into_a_file_goes_nothing_of_it(penny: Penny, gateway: ScriptedGateway) -> None:
    """Without a terminal there is nobody to be told."""
    assert penny("chat", "--server", gateway.target, input="Hola\n").stderr == ""
