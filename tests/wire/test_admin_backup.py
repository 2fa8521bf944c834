"""Backup and restore, as the commands do it, on a real DECK."""

import asyncio
import hashlib
import json
import os
import shutil
import stat
import uuid
import zipfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from support.copias import (
    admin,
    everything,
    fill,
    penny,
    reborn,
    remade,
    running,
    state,
)
from support.deck import Deck, refused, rows

from penny.v1 import admin_pb2, admin_pb2_grpc, deck_pb2, players_pb2
from penny.v1.players_pb2_grpc import PlayersServiceStub
from penny_chassis.connect import channel
from penny_chassis.errors import InvalidInput, NotAllowed, OutOfOrder, PennyError, Unavailable
from penny_client.cli import backups
from penny_client.cli.administration import _whole
from penny_client.cli.backups import Backup
from penny_client.ending import answered
from penny_client.token import Bearing
from penny_deck.copias.ficheros import Replacement
from penny_deck.db.cluster import SUPERUSER
from penny_deck.db.embedded import Embedded
from penny_deck.keys import master

pytestmark = pytest.mark.slow

WORD, OTHER_WORD = "ornitorrinco", "canario"


def both(copia: Path) -> list[bytes]:
    """A backup and its keys, as they are on the disk."""
    return [copia.read_bytes(), copia.with_name("llaves.json").read_bytes()]


def put(copia: Path, content: list[bytes]) -> None:
    """Write them as they were."""
    copia.write_bytes(content[0])
    copia.with_name("llaves.json").write_bytes(content[1])


async def backed_up(deck: Deck, folder: Path, name: str = "copia.zip") -> Path:
    """Make a backup; gives its file."""
    file = folder / name
    result = await penny(deck, "backup", str(file))
    assert result.exit_code == 0, result.output
    return file


@pytest.fixture
async def copia(deck: Deck, tmp_path: Path) -> Path:
    """A backup of a DECK with one person in it."""
    await fill(deck, deck.only_player(), WORD)
    return await backed_up(deck, tmp_path / "copias")


async def test_what_was_lost_is_there_again(deck: Deck, tmp_path: Path) -> None:
    """The database and the home are gone, but for the master key: everything reads as before."""
    player = deck.only_player()
    await fill(deck, player, WORD)
    (deck.home / "config" / "penny.yaml").write_text('zona_horaria: "Asia/Tokyo"\n', encoding="utf-8")
    before = await everything(deck, player)
    result = await penny(deck, "backup", str(tmp_path / "copias"))
    (file,) = (tmp_path / "copias").glob("penny-????????-??????.zip")
    assert f"Written: {file}" in result.output
    assert "Delete every older copy of llaves.json" in result.output

    async with reborn(deck, tmp_path) as other:
        result = await penny(other, "restore", str(file))
        assert result.output.strip() == f"Restored: {await count(other)} rows of 1 person."
        assert await everything(other, player) == before
        assert (other.home / "config" / "penny.yaml").read_text(encoding="utf-8") == 'zona_horaria: "Asia/Tokyo"\n'
        assert [path.stem for path in (other.home / "planos" / "usuarios").iterdir()] == [player]
        audit = other.stub.ReadAuditoria(deck_pb2.ReadAuditoriaRequest(player_id=player))
        acts = [(row.accion, row.filas) async for row in audit]
        assert {"Backup", "Restore"} <= {act for act, filas in acts if filas > 10}
        await fill(other, player, OTHER_WORD)  # life goes on: the audit's numbers, the sessions, the versions


async def count(deck: Deck) -> int:
    """Rows that a restore has put there: all but what it has noted itself."""
    found = await state(deck)
    return sum(len(rows) for name, rows in found.items() if name.startswith("penny_") and name not in APART) - 1


APART = {"penny_llaves", "penny_migraciones"}


async def test_what_the_database_forbids_is_forbidden_afterwards(deck: Deck, copia: Path, tmp_path: Path) -> None:
    """A version of a plano stays what it was; a player sees her own rows alone."""
    async with reborn(deck, tmp_path) as other:
        assert (await penny(other, "restore", str(copia), "--replace", "--yes")).exit_code == 0
        with pytest.raises(PennyError):
            await other.rows("UPDATE penny_planos SET contenido = '{}' WHERE plano_tipo = 'SISTEMA'")
        with pytest.raises(PennyError):
            await other.rows("DELETE FROM penny_planos WHERE plano_tipo = 'SISTEMA'")
        assert await other.rows("SELECT FROM pg_class WHERE relname = 'penny_log' AND relrowsecurity")
        disabled = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'penny_planos'::regclass AND tgenabled <> 'O'"
        assert await other.rows(disabled) == []


async def test_neither_words_nor_keys_are_in_the_file(deck: Deck, copia: Path) -> None:
    """What was said is sealed, people's files too; the keys are beside it. All is for the owner's eyes only."""
    with zipfile.ZipFile(copia) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
        names = parts.namelist()
    (kept,) = await deck.rows("SELECT llave FROM penny_llaves")
    key = (deck.home / "config" / "llave_maestra").read_bytes().strip()
    for secret in (WORD.encode(), b"Carlos", kept["llave"], kept["llave"].hex().encode(), key):
        assert secret not in content
    assert not any("llave" in name for name in names)
    keys = copia.with_name("llaves.json")
    assert key not in keys.read_bytes()
    assert set(json.loads(keys.read_bytes())["llaves"]) == {deck.only_player()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (copia, keys)} == {0o600}
    assert stat.S_IMODE(copia.parent.stat().st_mode) == 0o700


async def test_who_is_forgotten_is_so_in_old_backups(deck: Deck, tmp_path: Path) -> None:
    """The next backup writes over the keys: with them nothing of hers comes out of the old one."""
    ana, eva = deck.only_player(), deck.second_player()
    await fill(deck, ana, WORD)
    await fill(deck, eva, OTHER_WORD)
    before = await everything(deck, ana)
    old = await backed_up(deck, tmp_path / "copias")
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=eva))
    await backed_up(deck, tmp_path / "copias", "nueva.zip")

    async with reborn(deck, tmp_path) as other:
        result = await penny(other, "restore", str(old))
        assert f"Forgotten since, and left out: {eva}." in result.output
        assert await everything(other, ana) == before
        found = await state(other)
        assert eva not in str(found).replace(f"UUID('{eva}')", eva)
        assert not other.file_of(eva).exists()


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


async def test_another_key_of_the_same_player_opens_nothing(deck: Deck, copia: Path, tmp_path: Path) -> None:
    """She was forgotten and has come back: what was sealed under her first key stays unreadable, and is left out."""
    player = deck.only_player()
    file = deck.file_of(player)
    text = file.read_text(encoding="utf-8")
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player))
    file.write_text(text, encoding="utf-8")
    await backed_up(deck, copia.parent, "nueva.zip")
    async with reborn(deck, tmp_path) as other:
        result = await penny(other, "restore", str(copia))
        assert f"left out: {player}" in result.output
        assert await other.rows("SELECT player_id FROM penny_log") == []
        assert await other.rows("SELECT player_id FROM penny_llaves") == []


async def test_a_deck_that_goes_on_uses_the_keys_that_are_restored(deck: Deck, copia: Path) -> None:
    """And not those that it has in memory: the player had been forgotten, and had come back with another key."""
    player, kept = deck.only_player(), both(copia)
    file = deck.file_of(player)
    text = file.read_text(encoding="utf-8")
    before = await everything(deck, player)
    await deck.stub.ForgetPlayer(deck_pb2.ForgetPlayerRequest(player_id=player))
    file.write_text(text, encoding="utf-8")
    await fill(deck, player, OTHER_WORD)
    put(copia, kept)
    assert (await penny(deck, "restore", str(copia), "--replace", "--yes")).exit_code == 0
    assert await everything(deck, player) == before
    await fill(deck, player, OTHER_WORD)
    assert OTHER_WORD in str((await everything(deck, player))["log"])


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
    player = deck.only_player()
    async with channel(deck.address) as to_deck:
        made = await PlayersServiceStub(to_deck).RenewToken(
            players_pb2.RenewTokenRequest(player_id=player, rol="owner")
        )
        bearing: Any = Bearing(to_deck, made.token)
        monkeypatch.setenv("PENNY_TOKEN", made.token)
        later = await backed_up(deck, copia.parent / "later")
        tokens = await deck.rows("SELECT token_hash FROM penny_players")
        stub = admin_pb2_grpc.AdminServiceStub(bearing)
        assert isinstance(await refused(answered(stub.Restore(iter(messages_of(copia))))), NotAllowed)
        assert await deck.rows("SELECT token_hash FROM penny_players") == tokens
        await answered(stub.Restore(iter(messages_of(later))))
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


async def test_what_an_older_schema_lacks_gets_its_default(deck: Deck, copia: Path, tmp_path: Path) -> None:
    """A backup of one migration less, without a column."""

    def shorter(rows_: bytes) -> bytes:
        return b"".join(line.rpartition(b"\t")[0] + b"\n" for line in rows_.splitlines())

    remade(copia, deck.home, {"migraciones": "fewer"}, table="penny_ritmo", cut=shorter)
    async with reborn(deck, tmp_path) as other:
        result = await penny(other, "restore", str(copia))
        assert result.exit_code == 0, result.output
        (row,) = await other.rows("SELECT pausas, now() - actualizado < interval '1 minute' AS fresh FROM penny_ritmo")
        assert row == {"pausas": 3, "fresh": True}


async def sent(deck: Deck, messages: list[admin_pb2.RestoreRequest]) -> admin_pb2.RestoreResponse:
    """Send these messages."""
    async with admin(deck) as stub:
        return await answered(stub.Restore(iter(messages)))


def messages_of(copia: Path) -> list[admin_pb2.RestoreRequest]:
    """What the command sends to replace everything."""
    with Backup(copia) as found:
        parts = list(_whole(found, backups.read_keys(copia.with_name("llaves.json"))))
    begin = admin_pb2.RestoreRequest(begin=admin_pb2.RestoreBegin(replace=True))
    return [begin, *parts, admin_pb2.RestoreRequest(commit=admin_pb2.RestoreCommit())]


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


async def test_a_backup_that_nobody_reads_to_its_end_ends(deck: Deck, copia: Path) -> None:
    """Another one can be made at once."""
    await deck.rows(
        "INSERT INTO penny_trozos SELECT id, n, player_id, decode(repeat('00', 1000000), 'hex')"
        " FROM penny_archivos, generate_series(100, 130) AS n"
    )
    async with admin(deck) as stub:
        call = stub.Backup(admin_pb2.BackupRequest())
        sizes = []
        async for message in call:
            sizes.append(message.ByteSize())
            if len(sizes) > 40:
                break
        call.cancel()
    assert max(sizes) < 300_000
    async with asyncio.timeout(5):
        await backed_up(deck, copia.parent, "nueva.zip")


async def test_the_key_does_not_go_where_the_backup_is(deck: Deck) -> None:
    """A backup into the folder of the master key is refused."""
    result = await penny(deck, "backup", str(deck.home / "config"))
    assert "The master key lies in this folder" in result.output
    assert sorted(path.name for path in (deck.home / "config").iterdir()) == ["llave_maestra", "penny.yaml"]
    async with admin(deck) as stub:
        call = stub.Backup(admin_pb2.BackupRequest(folder=str(deck.home)))
        error = await refused(anext(aiter(call)))
    assert isinstance(error, NotAllowed)


async def test_a_backup_takes_nobodys_place(deck: Deck, copia: Path) -> None:
    """A file that is there stays, and so do its keys."""
    before = both(copia)
    result = await penny(deck, "backup", str(copia))
    assert "is there already" in result.output
    assert before == both(copia)


async def test_tables_of_other_makers_are_found(deck: Deck, deck_postgres: Embedded, tmp_path: Path) -> None:
    """Whatever is named penny_… goes with it, after what it refers to, whatever its types: no list by hand."""
    player = uuid.UUID(deck.only_player())
    administrator = deck_postgres.dsn(SUPERUSER)
    await fill(deck, str(player), WORD)
    extension = await rows(administrator, "SELECT FROM pg_available_extensions WHERE name = 'vector'")
    kind, value = ("vector(3)", "[1,0.1,-3.5e-8]") if extension else ("float4[]", "{1,0.1,-3.5e-8}")
    if extension:
        await rows(administrator, "CREATE EXTENSION IF NOT EXISTS vector")
    await deck.rows("CREATE TABLE penny_z_obra (id SERIAL PRIMARY KEY, player_id UUID NOT NULL, n INT UNIQUE)")
    await deck.rows(
        "CREATE TABLE penny_a_frase (id BIGINT GENERATED ALWAYS AS IDENTITY, obra INT NOT NULL REFERENCES penny_z_obra,"
        f" padre INT REFERENCES penny_z_obra (n), v {kind}, t TEXT, l INT GENERATED ALWAYS AS (length(t)) STORED)"
    )
    try:
        await deck.rows("INSERT INTO penny_z_obra (player_id, n) VALUES ($1, 7)", player)
        text = "tab\tbar\\ línea\n «ñ» \\N"
        add = f"INSERT INTO penny_a_frase (obra, padre, v, t) VALUES (1, 7, '{value}', $1)"  # noqa: S608 - the test's own
        await deck.rows(add, text)
        query = "SELECT id, obra, padre, v::text, t, l FROM penny_a_frase"
        before = await deck.rows(query)
        copia = await backed_up(deck, tmp_path / "copias")
        async with reborn(deck, tmp_path) as other:
            result = await penny(other, "restore", str(copia))
            assert result.exit_code == 0, result.output
            assert await other.rows(query) == before
            await other.rows(add, "")
            assert [row["id"] for row in await other.rows("SELECT id FROM penny_a_frase ORDER BY id")] == [1, 2]
    finally:
        await deck.rows("DROP TABLE penny_a_frase, penny_z_obra")


async def test_a_real_deck_with_its_own_postgresql(deck_mould: Path, tmp_path: Path) -> None:
    """The data folder and the planos are thrown away, the master key stays; the process begins anew."""
    home = tmp_path / "casa"

    async def begin(name: str) -> AbstractAsyncContextManager[Deck]:
        home.mkdir(exist_ok=True)
        shutil.rmtree(home / "db", ignore_errors=True)
        shutil.rmtree(home / "planos", ignore_errors=True)
        (home / "db").mkdir()
        await asyncio.to_thread(shutil.copytree, deck_mould / "pgdata", home / "db" / "pgdata")
        if os.geteuid() == 0:
            owner = (deck_mould / "pgdata").stat()
            for path in ((home / "db" / "pgdata"), *(home / "db" / "pgdata").rglob("*")):
                os.chown(path, owner.st_uid, owner.st_gid)
        return running(None, home, tmp_path / name)

    async with await begin("a") as deck:
        player = deck.only_player()
        await fill(deck, player, WORD)
        before = await everything(deck, player)
        copia = await backed_up(deck, tmp_path / "copias")
    async with await begin("b") as deck:
        assert deck.only_player() != player
        result = await penny(deck, "restore", str(copia))
        assert result.exit_code == 0, result.output
        assert await everything(deck, player) == before


async def test_a_master_key_that_was_exchanged_is_noticed(deck: Deck, copia: Path) -> None:
    """Before anything is changed: DECK seals with the key that it began with."""
    before = await deck.rows("SELECT * FROM penny_log")
    (deck.home / "config" / "llave_maestra").write_text(master.fresh())
    for arguments in (("restore", str(copia), "--replace", "--yes"), ("backup", str(copia.parent / "otra.zip"))):
        result = await penny(deck, *arguments)
        assert "Start DECK again" in " ".join(result.output.split())
        assert result.exit_code != 0
    assert await deck.rows("SELECT * FROM penny_log") == before
