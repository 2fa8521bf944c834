"""Runs DECK: `python -m penny_deck`, configured by PENNY_DECK_*; or one of its commands."""

from penny_chassis.serve import run
from penny_deck.config import Settings
from penny_deck.deck import Deck
from penny_deck.players.recovery import TOKEN


def main() -> None:
    """Serve until told to stop, or do what is asked for."""
    run(
        Settings,
        Deck,
        module="penny_deck",
        purpose="DECK: the only place where anything is kept.",
        commands=(TOKEN,),
    )


if __name__ == "__main__":
    main()
