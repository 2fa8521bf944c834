"""How much is found and how much is not to be replaced and is, on marked sentences."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from penny_client.pseudonyms import Pseudonyms

CORPUS = Path(__file__).parent / "corpus"
_MARK = re.compile(r"\[([A-Z]+):([^\]]+)\]")
_SIGN = re.compile(r"\w")


@dataclass
class Score:
    """Of a file of sentences."""

    marked: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    others: int = 0
    replaced: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of the marked things, those of which not a letter or digit is left."""
        return 1 - len(self.missed) / self.marked.total()

    @property
    def wrong(self) -> float:
        """Of the words that are not marked, those that were touched."""
        return len(self.replaced) / self.others


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A sentence as it is, and where the marked things stand in it."""
    text, places, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        places.append((len(text), len(text) + len(match[2]), match[1]))
        text, at = text + match[2], match.end()
    return text + line[at:], places


def score(name: str) -> Score:
    """Every sentence by itself, as if it were all that is known."""
    found = Score()
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, places = unmarked(line)
        covered = {at for span in Pseudonyms().spans(text) for at in range(span.begin, span.end)}
        for begin, end, kind in places:
            found.marked[kind] += 1
            if any(_SIGN.match(text[at]) and at not in covered for at in range(begin, end)):
                found.missed.append(f"{kind}: {text[begin:end]}")
        for word in re.finditer(r"\w+", text):
            if not any(begin <= word.start() < end for begin, end, _ in places):
                found.others += 1
                if word.start() in covered:
                    found.replaced.append(f"{word[0]} in: {text}")
    return found


@pytest.mark.parametrize("name", ["afinado.txt", "reservado.txt"])
def test_recall_and_precision_on_marked_sentences(name: str, record_property: Callable[[str, object], None]) -> None:
    """At least 95 % of the marked things are found, and at most 5 % of the other words are touched."""
    found = score(name)
    record_property("recall", found.recall)
    record_property("wrong", found.wrong)
    assert found.recall >= 0.95, found.missed
    assert found.wrong <= 0.05, found.replaced


def test_the_corpus_is_large_enough_and_has_every_kind_twice() -> None:
    """At least sixty sentences in all; what stands in the part that was tuned on stands in the other too."""
    scores = [score("afinado.txt"), score("reservado.txt")]
    lines = [line for path in CORPUS.iterdir() for line in path.read_text(encoding="utf-8").splitlines()]
    assert sum(not line.startswith("#") for line in lines) >= 60
    assert scores[0].marked.keys() == scores[1].marked.keys()
    assert sum(each.marked.total() for each in scores) >= 60
