"""An owner who has lost her token is given another where DECK runs; over a DSN, while DECK serves."""

import contextlib
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.deck import Deck, refused

from penny.v1 import deck_pb2, players_pb2
from penny.v1.deck_pb2_grpc import DeckServiceStub
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import (
    InvalidInput,
    Misconfigured,
    NotAllowed,
    NotFound,
    PennyError,
    Unauthenticated,
    Unavailable,
)
from penny_client.token import Bearing
from penny_deck.config import Settings
from penny_deck.db.embedded import Embedded
from penny_deck.players import tokens
from penny_deck.players.door import BELIEVED_S
from penny_deck.players.recovery import renew

Said = pytest.CaptureFixture[str]
UNKNOWN = str(uuid.UUID(int=1))


class House:
    """A DECK with an owner, who has a token, and a guest."""

    def __init__(self, deck: Deck, to_deck: Any) -> None:  # noqa: ANN401 - grpc's channel
        self.deck = deck
        self._to_deck = to_deck
        (self.owner,) = [path.stem for path in self.files.iterdir()]
        self.token = ""
        self.guest = ""

    @property
    def files(self) -> Path:
        """The folder of the people's files."""
        return self.deck.home / "planos" / "usuarios"

    @property
    def settings(self) -> Settings:
        """As DECK's own."""
        return Settings.model_validate({"home": self.deck.home, "dsn": self.deck.dsn, "fsync": False})

    async def settle(self) -> None:
        """Give the owner her token, and let the guest in."""
        made = await self.players().RenewToken(players_pb2.RenewTokenRequest(player_id=self.owner, rol="owner"))
        self.token = made.token
        added = await self.players(self.token).AddPlayer(players_pb2.AddPlayerRequest(nombre="Eva", rol="guest"))
        self.guest = added.player_id

    def players(self, token: str = "") -> Any:  # noqa: ANN401 - a stub
        """Asked with a token, or without one."""
        bearing: Any = Bearing(self._to_deck, token)
        return PlayersServiceStub(bearing)

    async def open(self, token: str = "") -> object:
        """Begin a session."""
        bearing: Any = Bearing(self._to_deck, token)
        return await DeckServiceStub(bearing).OpenSession(deck_pb2.OpenSessionRequest())

    async def kept(self) -> list[dict[str, Any]]:
        """Who has a token, and what is noted."""
        return await self.deck.rows("SELECT player_id::text, rol, token_hash FROM penny_players ORDER BY 1") + (
            await self.deck.rows("SELECT quien, player_id::text, accion FROM penny_auditoria ORDER BY id")
        )


@pytest.fixture
async def open_house(deck: Deck) -> AsyncIterator[House]:
    """Nobody has a token yet."""
    async with channel(deck.address) as to_deck:
        yield House(deck, to_deck)


@pytest.fixture
async def house(open_house: House) -> House:
    """There are an owner and a guest."""
    await open_house.settle()
    return open_house


async def test_the_only_owner_is_given_another_token(house: House, capsys: Said) -> None:
    """Alone on standard output; with it she is let in at once, with the old one not; and it is in the audit."""
    before = (await house.kept())[-1]
    await renew(house.settings, None)

    out, said = capsys.readouterr()
    token = out.removesuffix("\n")
    assert out == f"{token}\n"
    assert tokens.digest(token) in str(await house.kept())
    assert f"  {house.owner}  Carlos\n" in said
    assert token not in said
    assert token not in str(await house.kept())
    await house.open(token)
    assert len([row async for row in house.players(token).ListPlayers(players_pb2.ListPlayersRequest())]) == 2
    noted = (await house.kept())[-1]
    assert noted == {"quien": "operator", "player_id": house.owner, "accion": "RenewToken"}
    assert noted != before


async def test_a_token_that_cannot_be_printed_is_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk, or into a pipe that nobody reads: the one that she has stays of use."""
    with open("/dev/full", "w", encoding="utf-8", buffering=1) as full:  # noqa: ASYNC230, PTH123 - no disk is meant
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(Unavailable, match="nothing is changed"):
            await renew(house.settings, None)
        monkeypatch.undo()
        with contextlib.suppress(OSError):
            full.close()
    await house.open(house.token)


async def test_a_deck_that_runs_hears_of_it_in_a_moment(
    house: House, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new token it looks up, though it has refused it before; the old one it believes for BELIEVED_S, no longer."""
    now = 100.0
    monkeypatch.setattr("penny_deck.players.door.time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr("penny_deck.players.tokens.fresh", lambda: "penny_nueva")
    await house.open(house.token)
    for _ in range(2):
        assert isinstance(await refused(house.open("penny_nueva")), Unauthenticated)

    await renew(house.settings, house.owner.upper())
    assert capsys.readouterr().out == "penny_nueva\n"
    await house.open("penny_nueva")
    await house.open(house.token)
    now += BELIEVED_S + 0.1
    assert isinstance(await refused(house.open(house.token)), Unauthenticated)
    await house.open("penny_nueva")


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("guest", NotAllowed),
        (UNKNOWN, NotFound),
        ("Carlos", InvalidInput),
        ("", InvalidInput),
        ("--role", InvalidInput),
    ],
)
async def test_nobody_else_is_given_one(house: House, capsys: Said, named: str, kind: type[PennyError]) -> None:
    """Where there is an owner; and nothing changes, and nothing is on standard output."""
    before = await house.kept()
    with pytest.raises(kind):
        await renew(house.settings, house.guest if named == "guest" else named)
    assert capsys.readouterr().out == ""
    assert await house.kept() == before


async def test_of_several_owners_one_is_named(house: House, capsys: Said) -> None:
    """Without an id it is said who they are, and nobody's token changes."""
    second = players_pb2.RenewTokenRequest(player_id=house.guest, rol="owner")
    await house.players(house.token).RenewToken(second)
    before = await house.kept()
    with pytest.raises(InvalidInput, match="2 owners"):
        await renew(house.settings, None)
    out, said = capsys.readouterr()
    assert (out, said) == ("", f"Owners:\n  {house.owner}  Carlos\n  {house.guest}  Eva\n")
    assert await house.kept() == before

    await renew(house.settings, house.guest)
    await house.open(capsys.readouterr().out.strip())
    await house.open(house.token)


async def test_an_open_deck_is_closed_by_a_name_alone(open_house: House, capsys: Said) -> None:
    """Without an id the players are told, and DECK stays open; with one she is the owner, and all are asked."""
    with pytest.raises(InvalidInput, match="no owner"):
        await renew(open_house.settings, None)
    assert capsys.readouterr() == ("", f"Players:\n  {open_house.owner}  Carlos\n")
    await open_house.open()

    await renew(open_house.settings, open_house.owner)
    out, said = capsys.readouterr()
    assert "From now on whoever calls DECK needs a token." in said
    await open_house.open(out.strip())
    rows = await open_house.deck.rows("SELECT rol FROM penny_players")
    assert [row["rol"] for row in rows] == ["owner"]


async def test_where_nobody_is_an_owner_any_more_somebody_becomes_one(house: House, capsys: Said) -> None:
    """Of those who are known by a file."""
    await house.deck.rows("UPDATE penny_players SET rol = 'guest'")
    with pytest.raises(NotFound):
        await renew(house.settings, UNKNOWN)
    await renew(house.settings, house.guest)
    out, said = capsys.readouterr()
    assert f"{house.guest} is an owner now." in said
    assert len([row async for row in house.players(out.strip()).ListPlayers(players_pb2.ListPlayersRequest())]) == 2


async def test_an_owner_whose_file_is_broken_or_gone_is_one_still(house: House, capsys: Said) -> None:
    """She is known by the database; without a name."""
    path = house.files / f"{house.owner}.yaml"
    path.write_text("nada: [", encoding="utf-8")
    await renew(house.settings, None)
    assert f"Owners:\n  {house.owner}\n" in capsys.readouterr().err
    path.unlink()
    await renew(house.settings, None)
    token = capsys.readouterr().out.strip()
    await house.players(token).AddPlayer(players_pb2.AddPlayerRequest(nombre="Luz", rol="owner"))


async def test_a_database_in_which_deck_has_kept_nothing_is_left_alone(
    deck_postgres: Embedded, tmp_path: Path, capsys: Said
) -> None:
    """It is said what to do; neither tables nor a home are made."""
    home = tmp_path / "other"
    settings = Settings.model_validate({"home": home, "dsn": deck_postgres.dsn(database="postgres")})
    with pytest.raises(Misconfigured, match="Start DECK once"):
        await renew(settings, None)
    assert capsys.readouterr() == ("", "")
    assert not home.exists()


async def test_a_home_in_which_deck_has_not_been_is_left_alone(tmp_path: Path, capsys: Said) -> None:
    """A path that is mistyped does not become a new DECK."""
    home = tmp_path / "other"
    with pytest.raises(Misconfigured, match=r"nothing in .*other yet.*PENNY_DECK_HOME"):
        await renew(Settings.model_validate({"home": home}), None)
    assert capsys.readouterr() == ("", "")
    assert not home.exists()
