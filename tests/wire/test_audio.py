"""The sound of what a person says: kept only if she allows it, sealed, and hers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.deck import Deck, allow_sound, keep_sound, refused, sound_of, turno
from support.gateway import House, scripted_house

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput, NotAllowed, NotFound, OutOfOrder, PennyError, TooLarge, TooSlow
from penny_client.ending import answered
from penny_deck import service
from penny_deck.log import wire

Keep = deck_pb2.KeepAudioRequest
PCM = bytes(range(256)) * 4000
"""Some 32 s: more than one message."""


async def said(deck: Deck) -> str:
    """A turn of the only player's; gives its id."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    turn = turno(session.sesion_id)
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))
    return turn.id


def forbid_sound(deck: Deck) -> None:
    """The only player takes back what she has allowed."""
    path = deck.file_of(deck.only_player())
    path.write_text(path.read_text(encoding="utf-8").replace("guardar_audio: true", ""), encoding="utf-8")


async def heard(deck: Deck, turn: str, player: str = "") -> bytes:
    """What was kept."""
    request = deck_pb2.ReadAudioRequest(player_id=player, turno_id=turn)
    return b"".join([row.pcm async for row in deck.stub.ReadAudio(request)])


async def test_what_she_said_is_kept_as_it_sounded(deck: Deck) -> None:
    """And the turn says where; sent again it is the same."""
    allow_sound(deck)
    turn = await said(deck)
    for _ in range(2):
        assert (await keep_sound(deck, sound_of(turn, PCM))).audio_ref == f"audio://{turn}"
    assert await heard(deck, turn) == PCM
    (row,) = await deck.log()
    assert row["audio_ref"] == f"audio://{turn}"
    (kept,) = await deck.rows("SELECT datos FROM penny_audio")
    assert PCM[:64] not in kept["datos"]


async def test_nothing_is_kept_of_who_does_not_allow_it(deck: Deck) -> None:
    """Whatever a client sends."""
    assert isinstance(await refused(keep_sound(deck, sound_of(await said(deck), PCM))), NotAllowed)
    assert await deck.rows("SELECT * FROM penny_audio") == []


async def test_nobody_hears_another(deck: Deck) -> None:
    """Nor is anything left when she is forgotten."""
    allow_sound(deck)
    turn = await said(deck)
    await keep_sound(deck, sound_of(turn, PCM))
    mine = deck.only_player()
    other = deck.second_player()
    assert isinstance(await refused(heard(deck, turn, other)), NotFound)
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=mine))
    assert await deck.rows("SELECT * FROM penny_audio") == []


@pytest.mark.parametrize(
    ("all_", "kind"),
    [
        ([], OutOfOrder),
        (sound_of("x", PCM), InvalidInput),
        (sound_of("00000000-0000-4000-8000-000000000000", PCM), NotFound),
    ],
)
async def test_what_is_no_turns_sound_is_refused(deck: Deck, all_: list[Keep], kind: type[PennyError]) -> None:
    """With what is wrong."""
    allow_sound(deck)
    await said(deck)
    assert isinstance(await refused(keep_sound(deck, all_)), kind)


async def test_half_a_sound_is_none(deck: Deck) -> None:
    """Nor is one without end, or too long, or of half a sample."""
    allow_sound(deck)
    turn = await said(deck)
    for all_, kind in (
        (sound_of(turn, PCM)[:-1], OutOfOrder),
        (sound_of(turn, b""), InvalidInput),
        (sound_of(turn, b"abc"), InvalidInput),
        (sound_of(turn, bytes(4_500_000)), TooLarge),
    ):
        assert isinstance(await refused(keep_sound(deck, all_)), kind)
    assert await deck.rows("SELECT * FROM penny_audio") == []


async def test_what_is_forbidden_while_it_comes_is_not_kept(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """What her file says in the end counts."""
    allow_sound(deck)
    turn = await said(deck)

    async def forbidden(messages: AsyncIterator[Keep]) -> bytes:
        pcm = await wire.sound_of(messages)
        forbid_sound(deck)
        return pcm

    monkeypatch.setattr(service, "sound_of", forbidden)
    assert isinstance(await refused(keep_sound(deck, sound_of(turn, PCM))), NotAllowed)
    assert await deck.rows("SELECT * FROM penny_audio") == []


@pytest.mark.parametrize("allowed", [True, False])
async def test_a_conversation_is_kept_as_it_sounded(deck: Deck, tmp_path: Path, *, allowed: bool) -> None:
    """The person's turns alone, from a little before her voice; and none at all if she does not allow it."""
    if allowed:
        allow_sound(deck)
    async with scripted_house(deck, tmp_path) as house:
        await spoken(house)
    found = await deck.rows("SELECT turno_id, datos FROM penny_audio")
    assert len(found) == (1 if allowed else 0)
    for row in found:
        pcm = await heard(deck, str(row["turno_id"]))
        assert 600 <= len(pcm) / 32 <= 4000  # milliseconds
        assert any(pcm)


async def spoken(house: House) -> None:
    """A question, spoken; and something written, which has no sound."""
    caller = await house.call()
    await caller.ask()
    await caller.until_done()
    await caller.type("hola")
    await caller.until_done()
    async with asyncio.timeout(10):
        while len(await house.deck.log()) < 4:
            await asyncio.sleep(0.05)


async def test_who_forbids_it_in_a_conversation_is_not_told_that_it_failed(deck: Deck, tmp_path: Path) -> None:
    """Her turn is kept, and how it sounded is not."""
    allow_sound(deck)
    async with scripted_house(deck, tmp_path) as house:
        caller = await house.call()
        forbid_sound(deck)
        await caller.ask()
        await caller.until_done()
        await caller.hang_up()
        await caller.end()
        assert not [frame for frame in caller.frames if frame.HasField("notice")]
        assert [row["texto"] for row in await deck.log()] == ["hola penny", "Has dicho: hola penny"]
    assert await deck.rows("SELECT turno_id FROM penny_audio") == []


async def test_a_sound_that_stands_still_is_given_up(deck: Deck, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is kept."""
    monkeypatch.setattr(wire, "SILENCE_S", 0.2)
    allow_sound(deck)
    begun = sound_of(await said(deck), PCM)[:2]

    async def still() -> AsyncIterator[Keep]:
        for message in begun:
            yield message
        await asyncio.Event().wait()

    assert isinstance(await refused(answered(deck.stub.KeepAudio(still()))), TooSlow)
    assert await deck.rows("SELECT * FROM penny_audio") == []
