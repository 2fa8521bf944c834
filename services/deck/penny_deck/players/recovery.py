"""`python -m penny_deck token`: a new token for an owner who has lost hers, from whoever commands DECK's machine.

Law: what the operator could take by hand, for the database and the home are hers, is given in order: under the lock of
all who change who may come in, by their rules, and noted. An owner gets another token; only where there is no owner is
somebody made one. The token alone goes to standard output, all else to standard error.
"""

import sys
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping

from penny_chassis.errors import InvalidInput, Misconfigured, NotAllowed, NotFound, Unavailable
from penny_chassis.serve import Command
from penny_deck import ids
from penny_deck.config import Settings
from penny_deck.db import auditoria, players, reach
from penny_deck.db.pool import ITSELF, Connection
from penny_deck.home import Home
from penny_deck.players.access import ANYBODY, OPERATOR, Rol
from penny_deck.players.door import BELIEVED_S, Change

_SAY_WHICH = "Say which: python -m penny_deck token PLAYER_ID."
_TO_SEE = "Leave the id out to see who there is."


async def renew(settings: Settings, player_id: str | None) -> None:
    """Give an owner a new token, and print it; without an id the only owner.

    Raises:
        InvalidInput: It is no player_id; or it is not said which, and there are several owners, or none.
        NotFound: There is no such player.
        NotAllowed: She is no owner, and somebody else is.
        ServiceError: The database cannot be reached, the home cannot be used, or the token cannot be printed.
    """
    named = ids.parse(player_id, "PLAYER_ID") if player_id is not None else None
    home = Home(settings.home)
    async with reach.database(settings, home.db) as database, database.transaction(ITSELF) as connection:
        change = Change(connection, ANYBODY, await _held(connection))
        if named is None:
            _tell(told(change.held, home.players, home.name))
        player = chosen(named, change.held, home.players)
        token = await change.give(player, Rol.OWNER)
        await auditoria.note_of(connection, player, OPERATOR, "RenewToken")
        _hand_over(token)
    _tell(outcome(player, change.held))


async def _held(connection: Connection) -> dict[uuid.UUID, Rol]:
    """Who has a token, and what she is; nobody else changes it until the transaction ends.

    Raises:
        Misconfigured: No DECK that knows of tokens has had this database.
    """
    if not await players.there(connection):
        raise Misconfigured("DECK has kept nothing in this database yet.", remedy="Start DECK once.")
    return await players.held(connection)


Known = Callable[[], Collection[uuid.UUID]]
"""Reads who has a file. Of an owner it is not asked: a home that cannot be read does not keep her out."""


def chosen(named: uuid.UUID | None, held: Mapping[uuid.UUID, Rol], known: Known) -> uuid.UUID:
    """Who is to have a new token.

    Raises:
        InvalidInput: It is not said, and there is not exactly one owner.
        NotFound: There is no such player.
        NotAllowed: She is no owner, and somebody else is.
    """
    owners = _owners(held)
    if named is None and len(owners) == 1:
        return owners[0]
    if named is None and owners:
        raise InvalidInput(f"This DECK has {len(owners)} owners.", remedy=_SAY_WHICH, field="PLAYER_ID")
    if named is None:
        raise InvalidInput(
            "This DECK has no owner.",
            remedy=f"{_SAY_WHICH} She becomes the owner, and whoever calls DECK needs a token from then on.",
            field="PLAYER_ID",
        )
    if named not in owners and named not in known():
        raise NotFound(f"There is no player {named} in this DECK.", remedy=_TO_SEE, field="PLAYER_ID")
    if owners and named not in owners:
        raise NotAllowed(
            "This player is no owner, and somebody else is.",
            remedy=f"{_TO_SEE} An owner gives others theirs: penny player token PLAYER_ID.",
            field="PLAYER_ID",
        )
    return named


def told(held: Mapping[uuid.UUID, Rol], known: Known, name: Callable[[uuid.UUID], str]) -> Iterable[str]:
    """Lines that say who is an owner; if nobody is, who could become one."""
    owners = _owners(held)
    yield "Owners:" if owners else "Players:"
    for player in owners or sorted(known()):
        called = name(player)
        yield f"  {player}  {called}" if called.isprintable() and called else f"  {player}"


def outcome(player: uuid.UUID, held: Mapping[uuid.UUID, Rol]) -> Iterable[str]:
    """Lines that say what has been done; `held`: who had a token before."""
    if player not in _owners(held):
        yield f"{player} is an owner now."
    if not held:
        yield "From now on whoever calls DECK needs a token."
    if player in held:
        yield f"The token that she had is of no use any more; a DECK that runs believes it for {BELIEVED_S:g} s."


def _owners(held: Mapping[uuid.UUID, Rol]) -> list[uuid.UUID]:
    return [player for player, rol in held.items() if rol is Rol.OWNER]


def _hand_over(token: str) -> None:
    """Print it before the change is made for good: if nobody gets it, the one that she may have stays of use.

    Raises:
        Unavailable: Standard output takes nothing.
    """
    try:
        sys.stdout.write(f"{token}\n")
        sys.stdout.flush()
    except OSError:
        raise Unavailable(
            "The token cannot be printed: nothing is changed.", remedy="See where standard output goes."
        ) from None


def _tell(lines: Iterable[str]) -> None:
    sys.stderr.writelines(f"{line}\n" for line in lines)


TOKEN = Command(
    name="token",
    argument="PLAYER_ID",
    purpose="print a new token for an owner who has lost hers, or without an id for the only one; DECK may run or not",
    run=renew,
)
