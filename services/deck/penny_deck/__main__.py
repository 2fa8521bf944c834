"""Runs DECK: `python -m penny_deck`, configured by PENNY_DECK_*."""

from penny_chassis.serve import run
from penny_deck.config import Settings
from penny_deck.deck import Deck


def main() -> None:
    """Serve until told to stop."""
    run(Settings, Deck, module="penny_deck", purpose="DECK: the only place where anything is kept.")


if __name__ == "__main__":
    main()
