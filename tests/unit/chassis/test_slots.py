"""Streams at once: as many as may be."""

import contextlib

import pytest

from penny_chassis.errors import Overloaded
from penny_chassis.rpc import Slots


@pytest.mark.parametrize(("limit", "words"), [(1, "The only stream is in use"), (2, "All 2 streams are in use")])
def test_one_more_is_refused_at_the_door(limit: int, words: str) -> None:
    """And is told of how many."""
    slots = Slots(limit)
    with contextlib.ExitStack() as held:
        for _ in range(limit):
            held.enter_context(slots)
        with pytest.raises(Overloaded, match=words), slots:
            pass
    assert slots.used == 0
