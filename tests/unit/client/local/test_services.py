"""Where the services listen and what they are told."""

import socket
from itertools import chain

import pytest

from penny_client.errors import InvalidInput
from penny_client.local.services import (
    SERVICES,
    STOP_ORDER,
    PortTaken,
    environment,
    listen_addresses,
    require_free,
    target_of,
    targets,
)


def test_default_ports() -> None:
    """Without any wish the services listen on 50050 to 50055 of this machine only."""
    assert listen_addresses(None, {}) == {
        "gateway": "127.0.0.1:50050",
        "vad": "127.0.0.1:50051",
        "asr": "127.0.0.1:50052",
        "llm": "127.0.0.1:50053",
        "tts": "127.0.0.1:50054",
        "deck": "127.0.0.1:50055",
    }


def test_environment_says_where_unless_a_base_port_does() -> None:
    """PENNY_<SERVICE>_LISTEN counts, but a base port is the louder word."""
    environ = {"PENNY_LLM_LISTEN": "0.0.0.0:7000"}
    assert listen_addresses(None, environ)["llm"] == "0.0.0.0:7000"
    assert listen_addresses(6000, environ)["llm"] == "127.0.0.1:6003"


def test_free_ports_differ() -> None:
    """Base port 0 gives six ports of which no two are the same and all can be listened on."""
    addresses = listen_addresses(0, {})
    assert len(set(addresses.values())) == len(SERVICES)
    require_free(addresses)


def test_base_port_needs_room() -> None:
    """Six ports do not fit above 65533."""
    with pytest.raises(InvalidInput):
        listen_addresses(65_533, {})


def test_gateway_is_told_where_the_stages_are() -> None:
    """Each service learns its own address, the gateway those of the stages, and the rest of the environment stays."""
    told = environment(listen_addresses(6000, {}), {"HOME": "/h"})
    assert told["HOME"] == "/h"
    assert told["PENNY_GATEWAY_LISTEN"] == "127.0.0.1:6000"
    stages = {name: told[f"PENNY_GATEWAY_{name.upper()}"] for name in SERVICES if name != "gateway"}
    assert stages == {
        "vad": "127.0.0.1:6001",
        "asr": "127.0.0.1:6002",
        "llm": "127.0.0.1:6003",
        "tts": "127.0.0.1:6004",
        "deck": "127.0.0.1:6005",
    }


@pytest.mark.parametrize(
    ("listen", "target"), [("0.0.0.0:5", "127.0.0.1:5"), ("[::]:5", "127.0.0.1:5"), ("10.0.0.7:5", "10.0.0.7:5")]
)
def test_anywhere_is_reached_here(listen: str, target: str) -> None:
    """Who listens everywhere is reached on this machine."""
    assert target_of(listen) == target


def test_running_services_are_reached_where_they_were_started() -> None:
    """The same base port, or the same environment, leads to the same Penny."""
    assert targets(6000, {})["deck"] == "127.0.0.1:6005"
    assert targets(None, {"PENNY_GATEWAY_LISTEN": "0.0.0.0:7000"})["gateway"] == "127.0.0.1:7000"


def test_free_ports_cannot_be_found_again() -> None:
    """Which ports were free when Penny was started is not in her base port."""
    with pytest.raises(InvalidInput, match=r"base port 0.*penny up"):
        targets(0, {})


def test_port_in_use_is_named() -> None:
    """A port that somebody listens on is refused, with the service and the address."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(PortTaken, match=f"asr cannot listen on {address}.*penny status"):
            require_free({"asr": address})


def test_everything_that_starts_is_stopped() -> None:
    """The order of stopping leaves nobody out, begins at the door and ends at the store."""
    assert sorted(chain(*STOP_ORDER)) == sorted(SERVICES)
    assert (STOP_ORDER[0], STOP_ORDER[-1]) == (("gateway",), ("deck",))
