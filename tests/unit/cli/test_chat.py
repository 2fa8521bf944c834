"""`penny chat`."""

from collections.abc import Callable, Iterator

from typer.testing import Result

from penny.v1 import gateway_pb2 as wire
from penny_client.testing import Parrot, ScriptedGateway

Penny = Callable[..., Result]


class Failing(Parrot):
    """Fails in every turn."""

    def _reply(self) -> Iterator[wire.ConverseResponse]:
        yield self._frame(error=wire.ErrorEvent(code="LLM_UNAVAILABLE", text="No puedo pensar."))
        yield self._frame(state=wire.StateEvent(state=wire.STATE_IDLE))


def test_lines_from_a_pipe_are_answered_in_order(penny: Penny, gateway: ScriptedGateway) -> None:
    """Each line that is not empty is a question; the words of both sides are printed; the end of the input ends it."""
    result = penny("chat", "--server", gateway.target, input="¿Qué hora es?\n\n¿Y mañana?\n")
    said = [line.strip() for line in result.stdout.splitlines() if not line.startswith("●")]
    assert result.exit_code == 0
    assert said == [
        "you ¿Qué hora es?",
        "penny Tienes tres recados.",
        "you ¿Y mañana?",
        "penny Tienes tres recados.",
    ]


def test_what_is_read_counts_as_heard(penny: Penny, gateway: ScriptedGateway) -> None:
    """The answer is acknowledged to its last sample at once, so that nobody waits for a voice that is not played."""
    penny("chat", "--server", gateway.target, input="Hola\n")
    played = [frame.played for frame in gateway.calls[0] if frame.HasField("played")]
    assert played == [wire.Played(response_id="1.0", samples=4800)]


def test_latency_is_shown_when_asked_for(penny: Penny, gateway: ScriptedGateway) -> None:
    """With --latency each answer is followed by its table and trace id."""
    result = penny("chat", "--latency", "--server", gateway.target, input="Hola\n")
    assert f"trace {1:032x}" in result.stdout


def test_failed_question_is_the_exit_status(penny: Penny) -> None:
    """A question that failed does not end the chat, but makes the exit status 1."""
    with ScriptedGateway(Failing) as gateway:
        result = penny("chat", "--server", gateway.target, input="uno\ndos\n")
    assert result.exit_code == 1
    assert result.stdout.count("No puedo pensar. (LLM_UNAVAILABLE)") == 2
