"""Two rankings made one. Pure.

Reciprocal rank fusion: each ranking gives 1 / (60 + rank) to what it names (Cormack, Clarke & Büttcher, 2009).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = 60

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """Something, and where it stands."""

    what: T
    puntos: float
    ranks: tuple[int, ...]
    """In each of the rankings, from 1; 0 where it is not named."""


def fused(*rankings: Sequence[T]) -> list[Ranked[T]]:
    """All that is in any of the rankings, best first; what has the same points is in the order of its best rank."""
    places = [{what: rank for rank, what in enumerate(ranking, start=1)} for ranking in rankings]
    everything = dict.fromkeys(what for ranking in rankings for what in ranking)
    found = []
    for what in everything:
        ranks = tuple(place.get(what, 0) for place in places)
        found.append(Ranked(what, sum(1 / (K + rank) for rank in ranks if rank), ranks))
    return sorted(found, key=lambda ranked: (-ranked.puntos, min(rank for rank in ranked.ranks if rank)))
