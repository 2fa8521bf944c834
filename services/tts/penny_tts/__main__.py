"""`python -m penny_tts`: the voice service alone."""

from typing import NoReturn

from penny_chassis.serve import run
from penny_tts.config import Settings
from penny_tts.service import TtsService


def main() -> NoReturn:
    """Serve until SIGTERM or SIGINT."""
    run(Settings, TtsService, module="penny_tts", purpose="Penny's voice: written text in, speech out as it is spoken.")


if __name__ == "__main__":
    main()
