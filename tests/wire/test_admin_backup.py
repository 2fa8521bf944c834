"""Backup and restore, as the commands do it, on a real DECK."""

import asyncio
import json
import os
import shutil
import stat
import uuid
import zipfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from support.copias import admin, everything, fill, penny, reborn, remade, running, state
from support.deck import Deck, refused, rows
from support.restoring import OTHER_WORD, WORD, backed_up, both, put

from penny.v1 import admin_pb2, deck_pb2
from penny_chassis.errors import NotAllowed, PennyError
from penny_deck.db.cluster import SUPERUSER
from penny_deck.db.embedded import Embedded
from penny_deck.keys import master

pytestmark = pytest.mark.slow


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
