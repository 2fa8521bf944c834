"""Where the commands find a Penny who runs already."""

import os
import re

from penny_client.errors import InvalidInput
from penny_client.local.services import BASE_PORT, SERVICES, targets

_HOST_AND_PORT = re.compile(r"([^\s:/]+|\[[0-9a-fA-F:.%]+\]):[0-9]{1,5}")
_OF_GRPC = re.compile(r"(dns|ipv4|ipv6|unix|unix-abstract|vsock|xds):\S+")


def address(service: str, given: str, base_port: int | None) -> str:
    """host:port of a service: as given, or else where this machine's Penny has it.

    Raises:
        InvalidInput: What is given is no address, or there is none.
    """
    if not given:
        return targets(base_port, os.environ)[service]
    require_address(given, BASE_PORT + SERVICES.index(service))
    return given


def require_address(target: str, usual_port: int) -> None:
    """Raise InvalidInput unless it is HOST:PORT or one of gRPC's own names, such as unix:/path.

    gRPC itself takes a name without a port for one with port 443, where no Penny listens.
    """
    if _HOST_AND_PORT.fullmatch(target) or _OF_GRPC.fullmatch(target):
        return
    if ":" not in target:
        raise InvalidInput(f"A port is missing in '{target}'.", remedy=f"Write {target}:{usual_port}.")
    raise InvalidInput(f"'{target}' is no address.", remedy=f"Write HOST:PORT, such as localhost:{usual_port}.")
