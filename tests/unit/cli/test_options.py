"""Options that several commands share."""

from collections.abc import Callable

import pytest
from typer.testing import Result

from penny_client.cli import options
from penny_client.errors import InvalidInput
from penny_client.local.services import SERVICES
from penny_client.testing import ScriptedGateway

Penny = Callable[..., Result]

FINDING = ["talk", "chat", "log", "status"]
"""Commands that speak with a Penny who runs already."""


@pytest.mark.parametrize("command", FINDING)
def test_base_port_leads_every_command_to_the_same_penny(
    penny: Penny, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PENNY_BASE_PORT moves not only `penny up`; as an option it is the louder word."""
    monkeypatch.setattr(options, "targets", lambda base_port, _: _found(base_port))
    monkeypatch.setattr("penny_client.cli.status.targets", lambda base_port, _: _found(base_port))
    arguments = [command, *(["x.wav"] if command == "talk" else [])]
    assert "asked for 6000" in str(penny(*arguments, env={"PENNY_BASE_PORT": "6000"}).exception)
    assert "asked for 7000" in str(penny(*arguments, "--base-port", 7000, env={"PENNY_BASE_PORT": "6000"}).exception)


def _found(base_port: int | None) -> dict[str, str]:
    raise LookupError(f"asked for {base_port}")


def test_gateway_is_found_by_the_base_port(penny: Penny, gateway: ScriptedGateway) -> None:
    """A question reaches the gateway on the first of the six ports."""
    result = penny("chat", input="Hola\n", env={"PENNY_BASE_PORT": str(gateway.port)})
    assert (result.exit_code, len(gateway.calls)) == (0, 1)


def test_an_address_is_the_louder_word(penny: Penny, gateway: ScriptedGateway) -> None:
    """Whoever says --server means it, wherever the base port leads."""
    result = penny("chat", "--server", gateway.target, input="Hola\n", env={"PENNY_BASE_PORT": "0"})
    assert (result.exit_code, len(gateway.calls)) == (0, 1)


def test_each_service_has_its_port() -> None:
    """DECK is the last of the six."""
    assert [options.address(name, "", 6000) for name in SERVICES] == [f"127.0.0.1:{6000 + n}" for n in range(6)]


def test_ports_that_only_the_start_knew_are_not_guessed(penny: Penny) -> None:
    """With base port 0 there is nothing to go by: one line that says so, exit status 1."""
    result = penny("log", env={"PENNY_BASE_PORT": "0"})
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "base port 0" in result.stderr
    with pytest.raises(InvalidInput):
        options.address("gateway", "", 0)
