"""What is not restored: no whole backup, one of others, one that would take something away. Nothing is changed then."""

import asyncio
import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.copias import admin, everything, fill, penny, reborn, remade, state
from support.deck import Deck, refused
from support.players import Asker, renew
from support.restoring import OTHER_WORD, WORD, backed_up, both, messages_of, put, sent

from penny.v1 import admin_pb2, deck_pb2
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, NotAllowed, OutOfOrder, Unavailable
from penny_client.ending import answered
from penny_deck.copias.ficheros import Replacement

pytestmark = pytest.mark.slow


async def test_keys_that_are_older_than_the_backup_are_refused(deck: Deck, copia: Path) -> None:
    """Whoever has come between the two would be taken for forgotten, and deleted."""
    await fill(deck, deck.second_player(), OTHER_WORD)
    older = copia.with_name("llaves-antes.json")
    shutil.copy(copia.with_name("llaves.json"), older)
    later = await backed_up(deck, copia.parent, "nueva.zip")
    before = await state(deck)
    result = await penny(deck, "restore", str(later), "--keys", str(older), "--replace", "--yes")
    assert result.exit_code == 1
    assert "older than the backup" in result.output
    assert "Name with --keys the llaves.json that was written with this backup" in result.output
    assert await state(deck) == before
    assert (await penny(deck, "restore", str(later), "--replace", "--yes")).exit_code == 0


async def test_a_deck_that_keeps_something_is_replaced_only_if_that_is_meant(deck: Deck, copia: Path) -> None:
    """Without --replace it is refused, with it somebody has to be there to say yes."""
    player = deck.only_player()
    await fill(deck, player, OTHER_WORD)
    before = await state(deck)
    for arguments, words in (([], "keeps something already: penny_llaves"), (["--replace"], "Nobody is there")):
        result = await penny(deck, "restore", str(copia), *arguments)
        assert (result.exit_code, words in result.output) == (1, True), result.output
        assert await state(deck) == before
    assert (await penny(deck, "restore", str(copia), "--replace", "--yes")).exit_code == 0
    log = (await everything(deck, player))["log"]
    assert WORD in str(log)
    assert OTHER_WORD not in str(log)


async def test_a_deck_that_asks_for_tokens_is_not_opened_by_a_backup(
    deck: Deck, copia: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of when it did not; with an owner's token in it, it is put back."""
    async with channel(deck.address) as to_deck:
        owner = Asker(to_deck, deck, await renew(Asker(to_deck, deck), deck.only_player(), "owner"))
        monkeypatch.setenv("PENNY_TOKEN", owner.token)
        later = await backed_up(deck, copia.parent / "later")
        tokens = await deck.rows("SELECT token_hash FROM penny_players")
        assert isinstance(await refused(answered(owner.admin.Restore(iter(messages_of(copia))))), NotAllowed)
        assert await deck.rows("SELECT token_hash FROM penny_players") == tokens
        await answered(owner.admin.Restore(iter(messages_of(later))))
    assert await deck.rows("SELECT token_hash FROM penny_players") == tokens


async def test_a_file_that_somebody_has_written_is_kept_too(deck: Deck, copia: Path, tmp_path: Path) -> None:
    """An empty database, and a plano that is neither Penny's own nor the backup's."""
    async with reborn(deck, tmp_path) as other:
        file = other.home / "planos" / "personalidad.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("Directo", "Prolijo"), encoding="utf-8")
        before = await state(other)
        result = await penny(other, "restore", str(copia))
        assert "keeps something already: planos/personalidad.yaml" in result.output
        assert await state(other) == before


async def test_nobody_is_talked_over(deck: Deck, copia: Path) -> None:
    """A conversation that is going on is not deleted."""
    await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    before = await state(deck)
    result = await penny(deck, "restore", str(copia), "--replace", "--yes")
    assert "A conversation is going on" in result.output
    assert await state(deck) == before


def truncated(path: Path) -> None:
    """The end is missing."""
    path.write_bytes(path.read_bytes()[:-100])


def flipped_at(share: float) -> Callable[[Path], None]:
    """A damage of one bit in the content of a part: what else a zip tells, such as its times, does not matter."""

    def flip(path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            parts = [part for part in file.infolist() if part.compress_size]
        part, data = parts[int(len(parts) * share)], bytearray(path.read_bytes())
        name, extra = (int.from_bytes(data[part.header_offset + at :][:2], "little") for at in (26, 28))
        data[part.header_offset + 30 + name + extra + part.compress_size // 2] ^= 4
        path.write_bytes(data)

    return flip


def foreign(path: Path) -> None:
    """A zip of something else."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("fotos/playa.jpg", b"\xff\xd8")


def no_zip(path: Path) -> None:
    """Something else altogether."""
    path.write_bytes(b"%PDF-1.7\n" * 100)


def with_more(path: Path) -> None:
    """A part that the manifest does not know."""
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("tablas/penny_llaves", b"")


HARMS = [truncated, foreign, no_zip, with_more, *(flipped_at(share) for share in (0.001, 0.2, 0.5, 0.8, 0.999))]


async def test_what_is_no_whole_backup_is_refused(deck: Deck, copia: Path) -> None:
    """Before anything has been sent."""
    whole, before = both(copia), await state(deck)
    for harm in HARMS:
        put(copia, whole)
        harm(copia)
        result = await penny(deck, "restore", str(copia), "--replace", "--yes")
        assert "is no backup of a DECK, or has been changed" in result.output, harm
        assert result.exit_code == 1
    assert await state(deck) == before


KEYS = {
    None: "keys cannot be read",
    b"": "llaves.json is not as DECK has written it",
    b"[]": "llaves.json is not as DECK has written it",
    b'{"formato": 1, "hecho": "2026-01-01T00:00:00Z", "llaves": {"x": {}}}': "llaves.json is not as DECK",
}


async def test_without_its_keys_it_is_refused(deck: Deck, copia: Path) -> None:
    """No file, or none of keys."""
    keys, before = copia.with_name("llaves.json"), await state(deck)
    for text, words in KEYS.items():
        keys.unlink() if text is None else keys.write_bytes(text)
        result = await penny(deck, "restore", str(copia), "--replace", "--yes")
        assert words in result.output
        assert result.exit_code == 1
    assert await state(deck) == before


async def test_under_another_master_key_it_is_refused(deck: Deck, copia: Path, tmp_path: Path) -> None:
    """The home has come back without its key, and DECK has made a new one."""
    async with reborn(deck, tmp_path, with_master=False) as other:
        before = await state(other)
        result = await penny(other, "restore", str(copia))
        assert (result.exit_code, "sealed under another master key" in result.output) == (78, True)
        assert await state(other) == before


CHANGES: list[tuple[dict[str, object], str]] = [
    ({"formato": 2}, "A newer Penny has made this backup"),
    ({"migraciones": [*range(40)]}, "is not as DECK has written it"),
    ({"migraciones": "more"}, "A newer Penny has made this backup"),
    ({"migraciones": "other"}, "made by another Penny: its migration 0001_tablas is not ours"),
    ({"sello": ""}, "manifiesto.json is not as DECK has written it"),
    ({"hecho": "2020-01-01T00:00:00Z", "sello": "keep"}, "manifiesto.json is not as DECK has written it"),
]


async def test_a_manifest_that_is_not_ours_is_refused(deck: Deck, copia: Path) -> None:
    """Of a newer or another Penny, or changed by somebody who has not the master key."""
    whole, before = both(copia), await state(deck)
    for change, words in CHANGES:
        put(copia, whole)
        remade(copia, deck.home, change)
        result = await penny(deck, "restore", str(copia), "--replace", "--yes")
        assert words in result.output, change
    assert await state(deck) == before


async def test_half_a_restore_has_changed_nothing(deck: Deck, copia: Path) -> None:
    """Wherever the stream ends: at its beginning, among the rows, or before it says that it is meant."""
    before, messages = await state(deck), messages_of(copia)
    for share in (0.0, 0.05, 0.3, 0.6, 0.95, 1.0):
        error = await refused(sent(deck, messages[: int((len(messages) - 1) * share)]))
        assert isinstance(error, OutOfOrder), share
        assert await state(deck) == before
    await sent(deck, messages)


async def test_a_part_that_is_changed_on_its_way_is_refused(deck: Deck, copia: Path) -> None:
    """By whoever sends it: every part is compared with the manifest, which only DECK can have sealed."""
    before, messages = await state(deck), messages_of(copia)
    ends = [number for number, message in enumerate(messages) if message.HasField("end")]
    for end in ends[2::3]:  # after the manifest and the keys
        if not messages[end - 1].HasField("data"):
            continue
        data = bytearray(messages[end - 1].data)
        data[-1] ^= 1
        changed = [*messages]
        changed[end - 1] = admin_pb2.RestoreRequest(data=bytes(data))
        assert isinstance(await refused(sent(deck, changed)), InvalidInput)
        begin = max(number for number in range(end) if messages[number].HasField("part"))
        whole = b"".join(message.data for message in changed[begin:end])
        sha256 = hashlib.sha256(whole).hexdigest()
        changed[end] = admin_pb2.RestoreRequest(end=admin_pb2.PartEnd(sha256=sha256))
        assert isinstance(await refused(sent(deck, changed)), InvalidInput)
    assert await state(deck) == before


async def test_what_fails_at_the_very_end_has_changed_nothing(
    deck: Deck, copia: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are written and the files put; then something breaks before it is certain."""
    await fill(deck, deck.only_player(), OTHER_WORD)
    before, put_all = await state(deck), Replacement.put

    def breaking(self: Replacement) -> None:
        put_all(self)
        raise Unavailable("The disk under DECK is full.")

    monkeypatch.setattr(Replacement, "put", breaking)
    assert isinstance(await refused(sent(deck, messages_of(copia))), Unavailable)
    assert await state(deck) == before


async def test_who_leaves_in_the_middle_has_changed_nothing(deck: Deck, copia: Path) -> None:
    """The call is cancelled among the rows; the tables are free again at once."""
    before, messages = await state(deck), messages_of(copia)
    async with admin(deck) as stub:
        call = stub.Restore()
        for message in messages[:-4]:
            await call.write(message)
        await asyncio.sleep(0.1)
        call.cancel()
    async with asyncio.timeout(5):
        assert await state(deck) == before
        await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
