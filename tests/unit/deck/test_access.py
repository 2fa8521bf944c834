"""Who has to stay an owner."""

import contextlib

import pytest

from penny_chassis.errors import NotAllowed
from penny_deck.players.access import Rol, require_owner

O, G, S = Rol.OWNER, Rol.GUEST, Rol.SUPERVISOR


@pytest.mark.parametrize(
    ("had", "will_have", "left", "allowed"),
    [
        ([], [], True, True),  # nobody has a token: as before
        ([], [O], True, True),
        ([], [G], True, False),
        ([O], [O, G], True, True),
        ([O, O], [O, S], True, True),
        ([O, G], [G], True, False),
        ([O], [G], True, False),
        ([O], [], True, False),  # DECK would be open to anybody
        ([O], [], False, True),  # and there would be nothing in it
        ([G], [], True, False),
    ],
)
def test_somebody_can_let_people_in_and_deck_does_not_open_by_itself(
    had: list[Rol], will_have: list[Rol], *, left: bool, allowed: bool
) -> None:
    """As long as anything is kept of anybody."""
    with contextlib.nullcontext() if allowed else pytest.raises(NotAllowed, match="who can let people in"):
        require_owner(had, will_have, left=left)
