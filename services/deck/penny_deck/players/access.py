"""Who may do what. Pure.

- An owner may do everything with what is hers and with what is everybody's (plano 1), and let others in and have them
  forgotten; what others say is not hers to read.
- A guest may talk, read what is hers, and be forgotten.
- A supervisor may, besides, read what is others' (log, planos, Vault, knowledge), and change nothing of it; each such
  reading is in the audit. With what is her own she may do what an owner may, but for plano 1.
- As long as nobody has a token, whoever can reach DECK may do everything. Once somebody has one, DECK is not open again
  before nothing of anybody is in it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from penny_chassis.errors import NotAllowed


class Rol(StrEnum):
    """What a player is, as penny_players has it."""

    OWNER = "owner"
    GUEST = "guest"
    SUPERVISOR = "supervisor"


class Right(Enum):
    """What somebody wants to do."""

    TALK = "talk"
    """Have a conversation: sessions, turns, recados asked for in it."""
    READ = "read"
    """Read the log, the planos, the Vault, the audit."""
    WRITE = "write"
    """Change planos, the Vault and knowledge; be forgotten."""
    ADMIN = "admin"
    """Let people in; back up and restore."""


LOCAL = "local"
"""Whoever can reach DECK, as penny_auditoria names her."""
OPERATOR = "operator"
"""Whoever commands the machine that DECK runs on, as penny_auditoria names her."""
_OWN = {
    Rol.OWNER: frozenset(Right),
    Rol.GUEST: frozenset({Right.TALK, Right.READ}),
    Rol.SUPERVISOR: frozenset({Right.TALK, Right.READ, Right.WRITE}),
}
_OTHERS = {
    Rol.OWNER: frozenset({Right.ADMIN}),
    Rol.GUEST: frozenset[Right](),
    Rol.SUPERVISOR: frozenset({Right.READ}),
}

_REMEDIES = {Rol.OWNER: "What is another's only she herself or a supervisor can read, and only she can change."}
"""An owner cannot ask one: nobody may do more, but with what is her own."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls."""

    player: uuid.UUID | None
    """None: nobody has a token yet."""
    rol: Rol = Rol.OWNER

    @property
    def name(self) -> str:
        """As penny_auditoria has it."""
        return str(self.player) if self.player is not None else LOCAL

    def require(self, right: Right, player: uuid.UUID | None) -> None:
        """Let her do something with what is a player's, or (None) with the whole DECK.

        Raises:
            NotAllowed: She may not.
        """
        rights = _OWN[self.rol] if player == self.player else _OTHERS[self.rol]
        if self.player is not None and right not in rights:
            whose = "your own" if player == self.player else "another player's"
            raise NotAllowed(
                f"As {self.rol} you may not do this{f' with what is {whose}' if player else ''}.",
                remedy=_REMEDIES.get(self.rol, "Ask an owner."),
            )


def require_owner(had: Iterable[Rol], will_have: Iterable[Rol], *, left: bool) -> None:
    """See to it that somebody can let people in, and that a DECK that asks for tokens goes on doing so.

    Args:
        had: What those are who have had tokens so far.
        will_have: What those are who will have them.
        left: Whether something will be kept of anybody.

    Raises:
        NotAllowed: Nobody could, or whoever reaches DECK might do everything with what others have left in it.
    """
    before, after = set(had), set(will_have)
    as_it_was = Rol.OWNER not in before and bool(before) == bool(after)  # open, or without an owner already
    if left and not as_it_was and Rol.OWNER not in after:
        if not before:
            raise NotAllowed(
                "The first token has to be an owner's: she alone can let people in.",
                remedy="Give yourself one first: `penny player token ID --role owner`; `penny player list` has the ID.",
            )
        raise NotAllowed(
            "Nobody would be left who can let people in.",
            remedy="Make somebody else an owner first; or, to be the last who is forgotten, have the others forgotten.",
        )


ANYBODY = Caller(None)
"""Whoever can reach DECK, as long as nobody has a token."""
