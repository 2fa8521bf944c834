"""The six services on one machine: where each listens, and what each is told by its environment."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack

from penny_client.errors import CallerError, InvalidInput

BASE_PORT = 50_050
SERVICES = ("gateway", "vad", "asr", "llm", "tts", "deck")
"""In the order of their ports, from the base port on."""
STOP_ORDER = (("gateway",), ("tts", "llm", "asr", "vad"), ("deck",))
"""Group after group, each group's at once: conversations end first, and what keeps them goes when all is written."""
STAGES = tuple(name for name in SERVICES if name != "gateway")

_HOST = "127.0.0.1"
_ANYWHERE = ("0.0.0.0", "[::]")
_LAST_PORT = 65_535


class PortTaken(CallerError):
    """Somebody listens there already."""


def module_of(name: str) -> str:
    """The Python module that is a service."""
    return f"penny_{name}"


def listen_addresses(base_port: int | None, environ: Mapping[str, str]) -> dict[str, str]:
    """host:port for each service to listen on.

    With a base port they follow one another from there, 0 meaning any that are free; without one,
    PENNY_<SERVICE>_LISTEN says where, or the default.

    Raises:
        InvalidInput: There is no room above the base port.
    """
    if base_port == 0:
        return dict(zip(SERVICES, _free_addresses(len(SERVICES)), strict=True))
    first = BASE_PORT if base_port is None else base_port
    if first + len(SERVICES) - 1 > _LAST_PORT:
        raise InvalidInput(f"There are no {len(SERVICES)} ports from {first} on.", remedy="Choose a smaller base port.")
    plain = {name: f"{_HOST}:{first + offset}" for offset, name in enumerate(SERVICES)}
    if base_port is not None:
        return plain
    return {name: environ.get(f"PENNY_{name.upper()}_LISTEN", address) for name, address in plain.items()}


def targets(base_port: int | None, environ: Mapping[str, str]) -> dict[str, str]:
    """host:port at which each service of a running Penny is reached, who was started with the same base port.

    Raises:
        InvalidInput: The base port is 0, or there is no room above it.
    """
    if base_port == 0:
        raise InvalidInput(
            "With base port 0 Penny is on ports that only her start knows.",
            remedy="Say where: `penny up` has printed the gateway's address, and each service's.",
        )
    return {name: target_of(listen) for name, listen in listen_addresses(base_port, environ).items()}


def target_of(listen: str) -> str:
    """Where to reach, from this machine, what listens there."""
    host, _, port = listen.rpartition(":")
    return f"{_HOST if host in _ANYWHERE else host}:{port}"


def environment(addresses: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What every service is told: where to listen, the gateway where the stages are, and DECK where the llm is."""
    listens = {f"PENNY_{name.upper()}_LISTEN": address for name, address in addresses.items()}
    stages = {f"PENNY_GATEWAY_{name.upper()}": target_of(addresses[name]) for name in STAGES}
    return {**environ, **stages, **listens, "PENNY_DECK_LLM": target_of(addresses["llm"])}


def require_free(addresses: Mapping[str, str]) -> None:
    """Raise PortTaken unless every address can be listened on."""
    for name, address in addresses.items():
        host, _, port = address.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), int(port)))
            except OSError as error:
                raise PortTaken(
                    f"{name} cannot listen on {address}: {error.strerror}.",
                    remedy="Is Penny running already? `penny status` tells; `--base-port` starts her elsewhere.",
                ) from None


def _free_addresses(count: int) -> list[str]:
    """So many addresses with nobody on them; all are held until all are known, so that they differ."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((_HOST, 0))
        return [f"{_HOST}:{probe.getsockname()[1]}" for probe in probes]
