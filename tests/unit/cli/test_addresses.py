"""Where the commands find a Penny who runs already."""

from collections.abc import Callable

import pytest
from typer.testing import Result

from penny_client.cli import addresses
from penny_client.cli.addresses import address
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
    monkeypatch.setattr(addresses, "targets", lambda base_port, _: _found(base_port))
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
    assert [address(name, "", 6000) for name in SERVICES] == [f"127.0.0.1:{6000 + n}" for n in range(6)]


def test_ports_that_only_the_start_knew_are_not_guessed(penny: Penny) -> None:
    """With base port 0 there is nothing to go by: one line that says so, exit status 1."""
    result = penny("log", env={"PENNY_BASE_PORT": "0"})
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "base port 0" in result.stderr
    with pytest.raises(InvalidInput):
        address("gateway", "", 0)


@pytest.mark.parametrize(
    ("service", "given", "said"),
    [
        ("gateway", "localhost", "A port is missing in 'localhost'. Write localhost:50050."),
        ("deck", "10.0.0.7", "A port is missing in '10.0.0.7'. Write 10.0.0.7:50055."),
        ("gateway", "localhost:", "'localhost:' is no address. Write HOST:PORT, such as localhost:50050."),
        ("gateway", ":50050", "':50050' is no address."),
        ("gateway", "localhost:http", "'localhost:http' is no address."),
        ("gateway", "::1", "'::1' is no address."),
        ("gateway", "http://localhost:50050", "'http://localhost:50050' is no address."),
    ],
)
def test_an_address_without_a_port_is_not_guessed(service: str, given: str, said: str) -> None:
    """What is missing is said, and how to write it."""
    with pytest.raises(InvalidInput) as refusal:
        address(service, given, None)
    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize(
    "given", ["localhost:50050", "penny.example.org:1", "[::1]:50050", "unix:/run/penny", "dns:///localhost:50050"]
)
def test_addresses_are_taken_as_they_are(given: str) -> None:
    """Host and port, also of IPv6, and gRPC's own names."""
    assert address("gateway", given, None) == given


@pytest.mark.parametrize("arguments", [("chat", "--server"), ("talk", "x.wav", "--server"), ("log", "--deck")])
def test_a_missing_port_is_said_before_anything_is_tried(penny: Penny, arguments: tuple[str, ...]) -> None:
    """One line, exit status 1."""
    result = penny(*arguments, "localhost")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "A port is missing in 'localhost'" in result.stderr
