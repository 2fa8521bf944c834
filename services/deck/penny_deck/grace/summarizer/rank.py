"""Which sentences say most of a text: LexRank, with a preference for what stands first. Pure.

G. Erkan and D. R. Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 22 (2004):
the sentences that many others resemble, found as the stationary distribution of a walk among them, in its continuous
form. Of sentences that say the same one is enough: J. Carbonell and J. Goldstein, "The Use of MMR", SIGIR 1998.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

MAX_RANKED: Final = 200
"""Sentences; what is compared grows with their square. Some seven pages have as many."""
_DAMPING = 0.85
"""Of PageRank; LexRank's authors use it too."""
_ROUNDS = 20
"""0.85 to the power of 20 is 4 %: the order of the first ones has settled long before."""
_SAME = 0.6
"""Cosine of two sentences that say the same."""
_FIRST, _LATER = 1.0, 0.3
"""How much more likely the walk begins at the first sentence: what a text is about stands at its beginning."""

_Vector = Mapping[str, float]


def best(sentences: Sequence[Sequence[str]], count: int) -> list[int]:
    """The indices of the sentences that say most, in their order.

    Args:
        sentences: The stems of each.
        count: How many at most.
    """
    vectors = _vectors(sentences[:MAX_RANKED])
    scores = _scores(vectors)
    chosen: list[int] = []
    for n in heapq.nlargest(len(vectors), range(len(vectors)), key=lambda n: (scores[n], -n)):
        if len(chosen) < count and all(cosine(vectors[n], vectors[other]) < _SAME for other in chosen):
            chosen.append(n)
    return sorted(chosen)


def cosine(one: _Vector, other: _Vector) -> float:
    """Of two vectors of length 1."""
    small, large = sorted((one, other), key=len)
    return sum(value * large[stem] for stem, value in small.items() if stem in large)


def _vectors(sentences: Sequence[Sequence[str]]) -> list[_Vector]:
    """Of each sentence its stems' frequencies, weighed by how few sentences have them, with length 1."""
    having = Counter(stem for stems in sentences for stem in set(stems))
    rare = {stem: math.log(1 + len(sentences) / count) for stem, count in having.items()}
    vectors: list[_Vector] = []
    for stems in sentences:
        weights = {stem: count * rare[stem] for stem, count in Counter(stems).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({stem: weight / length for stem, weight in weights.items()})
    return vectors


def _scores(vectors: Sequence[_Vector]) -> list[float]:
    """How often a walk is at each sentence."""
    count = len(vectors)
    start = [_LATER + (_FIRST - _LATER) / (1 + n) for n in range(count)]
    start = [each / sum(start) for each in start]
    links = _links(vectors)
    scores = start
    for _ in range(_ROUNDS):
        walked = [0.0] * count
        for n, near in enumerate(links):
            total = sum(near.values())
            for other, weight in near.items():
                walked[other] += scores[n] * weight / total
        scores = [(1 - _DAMPING) * begin + _DAMPING * reached for begin, reached in zip(start, walked, strict=True)]
    return scores


def _links(vectors: Sequence[_Vector]) -> list[dict[int, float]]:
    """Of each sentence how much it resembles each other one, by way of the stems that they share."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for n, vector in enumerate(vectors):
        for stem in vector:
            having[stem].append(n)
    links: list[dict[int, float]] = []
    for n, vector in enumerate(vectors):
        near: dict[int, float] = {}
        for stem, value in vector.items():
            for other in having[stem]:
                if other != n:
                    near[other] = near.get(other, 0.0) + value * vectors[other][stem]
        links.append(near)
    return links
