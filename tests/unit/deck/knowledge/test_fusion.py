"""Two rankings made one."""

import pytest

from penny_deck.knowledge.fusion import K, fused


def test_what_both_name_comes_first() -> None:
    """Two second places are worth more than one first."""
    found = fused({"a": 1.0, "b": 1.0}, {"c": 1.0, "b": 1.0})
    assert [one.what for one in found] == ["b", "a", "c"]
    assert found[0].puntos == pytest.approx(2 / (K + 2))
    assert [one.ranks for one in found] == [(2, 2), (1, 0), (0, 1)]


def test_a_passage_with_a_word_of_many_counts_little() -> None:
    """It does not come before what is meant."""
    assert fused({"a": 0.2}, {"b": 1.0, "c": 1.0})[0].what == "b"
    assert fused({"b": 0.25}, {"a": 1.0, "b": 1.0})[0].what == "a"
    assert fused({"b": 1.0}, {"a": 1.0, "b": 1.0})[0].what == "b"


def test_one_ranking_alone_keeps_its_order() -> None:
    """And none gives nothing."""
    assert [one.what for one in fused({"x": 1.0, "y": 0.9, "z": 0.1}, {})] == ["x", "y", "z"]
    assert fused({}, {}) == []
