"""Who has to stay an owner."""

import contextlib

import pytest

from penny_chassis.errors import NotAllowed
from penny_deck.players.access import Rol, require_owner

OWNER, GUEST, SUPERVISOR = Rol


@pytest.mark.parametrize(
    ("had", "will_have", "left", "allowed"),
    [
        ([], [], True, True),  # nobody has a token: as before
        ([], [OWNER], True, True),
        ([], [GUEST], True, False),
        ([OWNER], [OWNER, GUEST], True, True),
        ([OWNER, OWNER], [OWNER, SUPERVISOR], True, True),
        ([OWNER, GUEST], [GUEST], True, False),
        ([OWNER], [GUEST], True, False),
        ([OWNER], [], True, False),  # DECK would be open to anybody
        ([OWNER], [], False, True),  # and there would be nothing in it
        ([GUEST], [], True, False),
        ([GUEST, SUPERVISOR], [GUEST], True, True),  # there was none before her: whoever goes may go
        ([GUEST], [GUEST], True, True),
    ],
)
def test_somebody_can_let_people_in_and_deck_does_not_open_by_itself(
    had: list[Rol], will_have: list[Rol], *, left: bool, allowed: bool
) -> None:
    """As long as anything is kept of anybody."""
    with contextlib.nullcontext() if allowed else pytest.raises(NotAllowed, match="who can let people in"):
        require_owner(had, will_have, left=left)
