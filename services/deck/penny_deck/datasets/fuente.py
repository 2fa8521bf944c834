"""What plano 4 is loaded from."""

from dataclasses import dataclass
from typing import Final, Protocol

from penny_deck.datasets.relevante import Relevante
from penny_deck.planos.models import Plano
from penny_deck.store import Visit

FIRST_CHARACTERS: Final = 1000
"""Of the first records that are shown."""


@dataclass(frozen=True, slots=True)
class Cargado:
    """A dataset that was loaded."""

    plano: Plano
    primeros: tuple[str, ...]
    """Its first records, as the model would be given them."""


class Fuente(Protocol):
    """A file of the Vault, or a collection of knowledge; it notes who has read how much, before it is given."""

    async def load(self, visit: Visit) -> Cargado:
        """What is in it."""

    async def ask(self, visit: Visit, question: str, budget_characters: int) -> Relevante:
        """What of it a question is about, as text of at most so many characters."""
