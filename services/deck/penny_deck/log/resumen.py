"""What a session was about, in the person's own words. Pure.

Of what she said the things that say most: nothing is made up, and no model is asked.
"""

from collections.abc import Sequence

from penny_deck.grace.summarizer import rank
from penny_deck.log.terms import terms

MAX_SAID = 3
MAX_CHARS = 300
"""Of one thing that she said."""

_FEWEST_TERMS = 2
"""With fewer it is a greeting, or an answer: "vale", "el lunes"."""


def resumen(said: Sequence[str]) -> str:
    """A session's summary; empty if she said nothing that means something.

    Args:
        said: Her turns, in their order.
    """
    meaning = [text for text in said if len(terms(text)) >= _FEWEST_TERMS]
    chosen = rank.best([terms(text) for text in meaning], MAX_SAID)
    return " · ".join(_shortened(meaning[at]) for at in chosen)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CHARS else f"{text[: MAX_CHARS - 1].rstrip()}…"
