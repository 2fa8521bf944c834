"""`python -m penny_asr`: the ASR service alone."""

from typing import NoReturn

from penny_asr.config import Settings
from penny_asr.service import AsrService
from penny_chassis.serve import run


def main() -> NoReturn:
    """Serve until SIGTERM or SIGINT."""
    run(
        Settings,
        AsrService,
        module="penny_asr",
        purpose="Penny's understanding of speech: audio in, words out while they are spoken.",
    )


if __name__ == "__main__":
    main()
