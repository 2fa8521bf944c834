"""`python -m penny_llm`: the language service on its own."""

from penny_chassis.serve import run
from penny_llm.config import Settings
from penny_llm.service import LlmService


def main() -> None:
    """Serve until told to stop."""
    run(Settings, LlmService, module="penny_llm", purpose="Penny's language: messages in, tokens and tool calls out.")


if __name__ == "__main__":
    main()
