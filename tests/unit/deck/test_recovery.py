"""Whose token `python -m penny_deck token` renews, and what it says."""

import uuid
from collections.abc import Collection, Mapping

import pytest

from penny_chassis.errors import InvalidInput, NotAllowed, NotFound, PennyError
from penny_deck.players.access import Rol
from penny_deck.players.recovery import chosen, outcome, told

OWNER, GUEST, SUPERVISOR = Rol
ANA, EVA, LUZ = (uuid.UUID(int=number) for number in (1, 2, 3))


def unread() -> Collection[uuid.UUID]:
    """The home, which nobody may ask for."""
    pytest.fail("the home was read")


@pytest.mark.parametrize(
    ("named", "held"),
    [
        (None, {ANA: OWNER}),
        (None, {EVA: GUEST, ANA: OWNER, LUZ: SUPERVISOR}),
        (ANA, {ANA: OWNER}),
        (ANA, {ANA: OWNER, EVA: OWNER}),
    ],
)
def test_an_owner_is_known_without_her_file(named: uuid.UUID | None, held: Mapping[uuid.UUID, Rol]) -> None:
    """The only one, or the one who is named; a home that cannot be read keeps her out no longer."""
    assert chosen(named, held, unread) == ANA


@pytest.mark.parametrize("held", [{}, {ANA: GUEST}, {EVA: GUEST}, {ANA: SUPERVISOR, EVA: GUEST}])
def test_where_there_is_no_owner_a_player_becomes_one(held: Mapping[uuid.UUID, Rol]) -> None:
    """Whoever has a file, and is named."""
    assert chosen(ANA, held, lambda: {ANA, EVA}) == ANA


@pytest.mark.parametrize(
    ("named", "held", "kind", "words"),
    [
        (None, {}, InvalidInput, "has no owner. Say which"),
        (None, {ANA: GUEST}, InvalidInput, "has no owner. Say which"),
        (None, {ANA: OWNER, EVA: OWNER}, InvalidInput, "has 2 owners. Say which"),
        (LUZ, {}, NotFound, "no player"),
        (LUZ, {ANA: OWNER}, NotFound, "no player"),
        (EVA, {ANA: OWNER}, NotAllowed, "no owner, and somebody else is"),
        (EVA, {ANA: OWNER, EVA: SUPERVISOR}, NotAllowed, "no owner, and somebody else is"),
    ],
)
def test_whoever_cannot_be_given_one(
    named: uuid.UUID | None, held: Mapping[uuid.UUID, Rol], kind: type[PennyError], words: str
) -> None:
    """It is said why, and what to do."""
    with pytest.raises(kind, match=words):
        chosen(named, held, lambda: {ANA, EVA})


def test_owners_are_told_with_their_names() -> None:
    """A name that cannot be read, or would not stay in its line, is left out."""
    names = {ANA: "Ana", EVA: "", LUZ: "Luz\n00000000-0000-0000-0000-000000000009  Eva"}
    held = {ANA: OWNER, EVA: OWNER, LUZ: OWNER, uuid.UUID(int=4): GUEST}
    assert list(told(held, unread, names.__getitem__)) == ["Owners:", f"  {ANA}  Ana", f"  {EVA}", f"  {LUZ}"]


def test_where_there_is_no_owner_the_players_are_told() -> None:
    """Those who could become one."""
    assert list(told({LUZ: GUEST}, lambda: {EVA, ANA}, lambda _: "")) == ["Players:", f"  {ANA}", f"  {EVA}"]


@pytest.mark.parametrize(
    ("held", "beginnings"),
    [
        ({ANA: OWNER}, ["The token that she had"]),
        ({ANA: GUEST}, [f"{ANA} is an owner now", "The token that she had"]),
        ({EVA: GUEST}, [f"{ANA} is an owner now"]),
        ({}, [f"{ANA} is an owner now", "From now on whoever calls"]),
    ],
)
def test_what_has_been_done_is_said(held: Mapping[uuid.UUID, Rol], beginnings: list[str]) -> None:
    """Above all that DECK asks for tokens from now on."""
    lines = list(outcome(ANA, held))
    assert len(lines) == len(beginnings)
    assert all(line.startswith(beginning) for line, beginning in zip(lines, beginnings, strict=True))
