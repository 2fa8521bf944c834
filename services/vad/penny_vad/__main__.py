"""`python -m penny_vad`: the VAD service alone."""

from typing import NoReturn

from penny_chassis.serve import run
from penny_vad.config import Settings
from penny_vad.service import VadService


def main() -> NoReturn:
    """Serve until SIGTERM or SIGINT."""
    run(
        Settings,
        VadService,
        module="penny_vad",
        purpose="Penny's ear: tells when somebody speaks, and whether a pause is the end of the turn.",
    )


if __name__ == "__main__":
    main()
