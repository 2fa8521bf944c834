"""Who has to stay an owner, and what is said to whom may not."""

import contextlib
import uuid

import pytest

from penny_chassis.errors import NotAllowed
from penny_deck.players.access import Caller, Right, Rol, require_owner

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
    with contextlib.nullcontext() if allowed else pytest.raises(NotAllowed, match="can let people in"):
        require_owner(had, will_have, left=left)


def test_whoever_begins_with_a_guest_is_told_to_begin_with_herself() -> None:
    """Nobody is to be made an owner "else", and nobody forgotten: there is nobody yet."""
    with pytest.raises(NotAllowed, match="The first token has to be an owner's") as refused:
        require_owner([], [GUEST], left=True)
    assert "penny player token ID --role owner" in (refused.value.remedy or "")


@pytest.mark.parametrize(
    ("rol", "remedy"), [(Rol.OWNER, "only she herself or a supervisor can read"), (Rol.GUEST, "Ask an owner")]
)
def test_who_is_refused_is_told_what_she_can_do(rol: Rol, remedy: str) -> None:
    """An owner is not told to ask an owner."""
    with pytest.raises(NotAllowed, match=f"As {rol} you may not do this with what is another player's.*{remedy}"):
        Caller(uuid.uuid4(), rol).require(Right.READ, uuid.uuid4())
