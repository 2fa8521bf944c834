"""`penny planos` and `penny player` as they are typed, on a real DECK."""

import asyncio
import os
import re
import uuid
from pathlib import Path

import pytest
from support.deck import Deck, turno
from typer.testing import CliRunner, Result

from penny.v1 import deck_pb2, vault_pb2
from penny_client.cli.app import app


async def penny(deck: Deck, *arguments: str, given: str | None = None) -> Result:
    """Run the command; it has an event loop of its own."""
    command = ["planos", *arguments, "--deck", deck.address]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command, input=given))


async def test_a_plano_goes_out_as_a_file_and_comes_back_changed(deck: Deck) -> None:
    """Shown, set, compared, listed and restored."""
    shown = await penny(deck, "show", "1")
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("# Plano 1: PERSONALIDAD.")

    changed = shown.output.replace("Directo, sin rodeos", "Con rodeos")
    written = await penny(deck, "set", "1", "-", "--if-version", "1", given=changed)
    assert written.output == "PERSONALIDAD: version 2 is in force; the next conversation begins with it.\n"

    compared = (await penny(deck, "diff", "1")).output
    assert compared.startswith("--- version 1\n+++ version 2\n")
    assert re.findall(r"^[+-]  .*$", compared, re.MULTILINE) == [
        '-  estilo: "Directo, sin rodeos"',
        '+  estilo: "Con rodeos"',
    ]
    assert [line.split()[1] for line in (await penny(deck, "history", "1")).output.splitlines()[3:5]] == ["2", "1"]

    assert "version 3 is in force" in (await penny(deck, "restore", "1", "1")).output
    assert (await penny(deck, "show", "1")).output == shown.output
    assert "Con rodeos" in (await penny(deck, "show", "1", "--version", "2")).output


async def test_last_lines_that_differ_are_two(deck: Deck) -> None:
    """One below the other."""
    shown = (await penny(deck, "show", "1")).output
    for word in ("uno", "dos"):
        await penny(deck, "set", "1", "-", given=shown.replace("Directo", word) + f"# {word}")
    assert (await penny(deck, "diff", "1")).output.splitlines()[-2:] == ["-# uno", "+# dos"]


async def test_what_deck_makes_itself_is_shown_and_has_no_history(deck: Deck) -> None:
    """Today, as the next conversation begins with it."""
    shown = (await penny(deck, "show", "3")).output
    assert "dia_semana:" in shown
    assert "recados_pendientes: 3\n" in shown
    assert [line for line in (await penny(deck, "show")).output.splitlines() if line.startswith("plano:")] == [
        "plano: SISTEMA",
        "plano: PERSONALIDAD",
        "plano: CONTEXTO_PERSONAL",
        "plano: CONTEXTO_AMBIENTAL",
    ]
    assert (await penny(deck, "history", "3")).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "given", "words"),
    [
        (["set", "0", "-"], "x: 1", "SISTEMA cannot be written"),
        (["set", "1", "-"], "", "is empty"),
        (["set", "1", "-"], "plano: 1", "penny: standard input:1: plano"),
        (["set", "1", "-"], "a: 1\nb: 1", " standard input:2: b"),
        (["set", "1", "/nowhere.yaml"], None, "cannot be read"),
        (["set", "1", "-", "--if-version", "7"], "x: 1", "Version 1 is in force"),
        (["restore", "1", "9"], None, "no such version"),
        (["diff", "1", "9"], None, "There is no version 9"),
        (["show", "3", "--version", "1"], None, "has no versions"),
        (["show", "--version", "1"], None, "not said of which"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_line(
    deck: Deck, arguments: list[str], given: str | None, words: str
) -> None:
    """What happened and what to do, and exit status 1."""
    result = await penny(deck, *arguments, given=given)

    assert result.exit_code == 1
    assert words in result.output
    assert result.output.count("\n") == 1


async def test_a_file_that_is_no_plano_is_named(deck: Deck, tmp_path: Path) -> None:
    """By the name that it has here."""
    file = tmp_path / "yo.yaml"
    file.write_text("contenido:\n  estilo: [\n", encoding="utf-8")
    output = (await penny(deck, "set", "1", str(file))).output
    assert output.startswith(f"penny: {file}:3: not valid YAML"), output


async def test_the_beginning_of_an_id_has_to_mean_one_recado(deck: Deck) -> None:
    """Of none, and of too few characters, it is said what to do."""

    def done(beginning: str) -> Result:
        return CliRunner().invoke(app, ["recados", "done", beginning, "--deck", deck.address])

    result = await asyncio.to_thread(done, "zzzz")
    said = "penny: No recado has an id that begins with 'zzzz'. See `penny recados --all`.\n"
    assert (result.exit_code, result.output) == (1, said)
    assert "That is too little of an id." in (await asyncio.to_thread(done, "z")).output


async def vault(deck: Deck, *files: str | Path) -> Result:
    """`penny vault put`."""
    command = ["vault", "put", *map(str, files), "--deck", deck.address]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command))


@pytest.mark.usefixtures("reading_here")
async def test_what_cannot_be_put_into_the_vault_does_not_stop_the_others(deck: Deck, tmp_path: Path) -> None:
    """A name that is not UTF-8, what is no kind of document, what never ends, and what never begins."""
    good, bad, odd = tmp_path / "a.txt", tmp_path / os.fsdecode(b"a\xf1o.txt"), tmp_path / "a.bin"
    for file in (good, bad):
        file.write_text("Hola.", encoding="utf-8")
    odd.write_bytes(b"\0\1\2")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    put = await asyncio.wait_for(vault(deck, bad, odd, "/dev/zero", fifo, tmp_path, good), 10)
    assert put.exit_code == 1
    lines = put.output.splitlines()
    assert "a\\xf1o.txt has a name that is not UTF-8. Give the file another name." in lines[0]
    assert "no kind of document" in lines[1]
    assert ["is no regular file" in line for line in lines[2:5]] == [True] * 3
    assert lines[5:] == [
        "vault://uploads/a.txt",
        "penny: 5 files could not be put into the Vault. See above.",
    ]
    assert (await vault(deck, bad)).output.count("\n") == 1


async def test_a_recado_that_is_not_utf_8_is_refused(deck: Deck) -> None:
    """In a line."""
    command = ["recados", "add", os.fsdecode(b"comprar pi\xf1a"), "--deck", deck.address]
    added = await asyncio.to_thread(lambda: CliRunner().invoke(app, command))
    assert (added.exit_code, added.output) == (1, "penny: What was given is not UTF-8. Give it in UTF-8.\n")


async def test_a_player_is_forgotten_when_it_is_certain(deck: Deck) -> None:
    """Nobody is asked where nobody is; with --yes it is done, once."""
    player = (await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())).player_id
    command = ["player", "forget", player, "--deck", deck.address]

    def run(*more: str) -> Result:
        return CliRunner().invoke(app, [*command, *more])

    unasked = await asyncio.to_thread(run)
    assert unasked.output == "penny: Nobody is there to be asked. Say --yes.\n"
    assert (await asyncio.to_thread(run, "--yes")).output == "Forgotten: 0 turns, 1 conversation, 1 version, the key.\n"
    again = await asyncio.to_thread(run, "--yes")
    assert (again.exit_code, again.output) == (1, f"penny: There is no player {player} in this DECK.\n")


async def test_the_log_is_searched(deck: Deck) -> None:
    """By words, as a person would remember them."""
    session = await deck.stub.OpenSession(deck_pb2.OpenSessionRequest())
    turn = turno(session.sesion_id, texto="Recuérdame llamar al dentista")
    await deck.stub.AppendTurn(deck_pb2.AppendTurnRequest(turno=turn))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["log", "search", *words, "--deck", deck.address])

    line, where = (await asyncio.to_thread(run, "llamadas", "dentistas")).output.splitlines()
    assert line.endswith("   you Recuérdame llamar al dentista")
    assert where.strip() == f"session {session.sesion_id}"
    assert (await asyncio.to_thread(run, "médico")).output == "Nothing like that has been said.\n"
    assert '"texto": "Recuérdame' in (await asyncio.to_thread(run, "dentista", "--json")).output
    assert (await asyncio.to_thread(run, "de")).exit_code == 1
    cut = await asyncio.to_thread(run, "dentista", "--last", "1")
    assert cut.stderr == "These are the latest 1; there may be more: --last N.\n"


@pytest.mark.parametrize("words", ["leer el capítulo [dos]", "[/b] y :x:", "[red]vino[/red] :wine_glass:"])
async def test_what_is_kept_is_listed_word_for_word(deck: Deck, tmp_path: Path, words: str) -> None:
    """Recados and files: a bracket is no style, and a colon makes no picture."""
    name = "factura [copia].txt"
    (tmp_path / name).write_text("una nota", encoding="utf-8")
    recado = vault_pb2.Recado(id=str(uuid.uuid4()), texto=words)
    await deck.vault.CreateRecado(vault_pb2.CreateRecadoRequest(recado=recado))
    there = ["--deck", deck.address]
    for command, wanted in ((["recados"], words), (["vault", "put", str(tmp_path / name)], name), (["vault"], name)):
        told = await asyncio.to_thread(CliRunner(env={"COLUMNS": "200"}).invoke, app, [*command, *there])
        assert told.exit_code == 0, told.output
        assert wanted in told.output
