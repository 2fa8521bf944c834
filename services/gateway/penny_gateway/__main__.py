"""`python -m penny_gateway`."""

from penny_chassis.serve import run
from penny_gateway.config import Settings
from penny_gateway.service import GatewayService


def main() -> None:
    """Serve the gateway."""
    run(Settings, GatewayService, module="penny_gateway", purpose="Penny's gateway: holds the conversations.")


if __name__ == "__main__":
    main()
