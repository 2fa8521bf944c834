"""`penny kb` as it is typed, on a real DECK."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from support.deck import Deck
from typer.testing import CliRunner, Result

from penny_client.cli import kb
from penny_client.cli.app import app
from penny_deck.grace import readers
from penny_deck.grace.document import Document
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.vault.tipos import Tipo

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read without a process of their own, which takes seconds to start."""

    async def read_here(_: Sandbox, data: bytes, tipo: Tipo) -> Document:
        return await asyncio.to_thread(readers.read, data, tipo)

    monkeypatch.setattr(Sandbox, "read_apart", read_here)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two documents, and what is none."""
    root = tmp_path / "Manuales"
    for name, text in {
        "horno.txt": "El horno se limpia con la función pirolítica.",
        "cocina/campana.md": "El filtro de carbón se cambia cada seis meses.",
        "precios.csv": "a;b",
        ".oculto.txt": "Nada.",
        ".git/config.txt": "Nada.",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def put_into(folder: Path, name: str) -> None:
    """A file with something in it."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("Nada.", encoding="utf-8")


async def penny(deck: Deck, *arguments: str) -> Result:
    """Run the command; it has an event loop of its own."""
    command = ["kb", *arguments, "--deck", deck.address]
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, command))


async def test_a_folder_is_added_and_searched(deck: Deck, folder: Path) -> None:
    """Everything below it but what is hidden or no document, which is said."""
    added = (await penny(deck, "add", "manuales", str(folder))).output
    assert added.splitlines() == [
        "Skipped, hidden or no document: .git/, .oculto.txt, precios.csv.",
        "[1/2] horno.txt: 1 passage",
        "[2/2] cocina/campana.md: 1 passage",
        "0 documents are as they were.",
    ]
    assert "manuales" in (await penny(deck)).output
    assert "cocina/campana.md" in (await penny(deck, "ls", "kb://manuales")).output
    found = (await penny(deck, "search", "filtro de carbón", "--in", "manuales")).output
    assert found.startswith("manuales: cocina/campana.md\nEl filtro de carbón")
    lines = (await penny(deck, "search", "filtro de carbón", "--json", "--max", "1")).output.splitlines()
    assert [json.loads(line)["cita"] for line in lines] == ["cocina/campana.md"]


async def test_only_what_has_changed_is_sent_again(deck: Deck, folder: Path) -> None:
    """And what has gone is forgotten if that is asked for."""
    await penny(deck, "add", "manuales", str(folder))
    assert (await penny(deck, "add", "manuales", str(folder))).output.endswith("\n2 documents are as they were.\n")
    (folder / "horno.txt").write_text("El horno se limpia a mano.", encoding="utf-8")
    (folder / "cocina/campana.md").unlink()
    kept = (await penny(deck, "add", "manuales", str(folder))).output
    assert kept.endswith("[1/1] horno.txt: 1 passage\n0 documents are as they were.\n")
    assert "cocina/campana.md" in (await penny(deck, "ls", "manuales")).output
    assert "Forgotten: cocina/campana.md.\n" in (await penny(deck, "add", "manuales", str(folder), "--prune")).output
    assert [row["documento_id"] for row in await deck.rows("SELECT DISTINCT documento_id FROM penny_pasajes")] == [
        row["id"] for row in await deck.rows("SELECT id FROM penny_documentos")
    ]


async def test_a_document_that_cannot_be_read_does_not_stop_the_others(deck: Deck, folder: Path) -> None:
    """It is said, and the command has failed."""
    (folder / "antes.pdf").write_bytes(b"%PDF-1.7 and no more")
    added = await penny(deck, "add", "manuales", str(folder))
    assert added.exit_code == 1
    assert "[1/3] antes.pdf: This document cannot be read" in added.output
    assert "[3/3] cocina/campana.md: 1 passage" in added.output
    assert "1 document could not be added" in added.output


async def test_a_name_that_is_not_utf_8_does_not_stop_the_others(deck: Deck, folder: Path) -> None:
    """Of a document, of a folder, and of what is skipped; each in a line that can be printed."""
    for name in (b"a\xf1o.txt", b"a\xf1o.csv", b"a\xf1os/dos.txt"):
        put_into(folder, os.fsdecode(name))
    added = await penny(deck, "add", "manuales", str(folder))
    assert added.exit_code == 1
    assert "a\\xf1o.csv" in added.output.splitlines()[0]
    for shown in ("a\\xf1o.txt", "a\\xf1os/dos.txt"):
        assert f"{shown}: the name is not UTF-8. Give the file another name." in added.output.splitlines()
    assert "[2/2] cocina/campana.md: 1 passage" in added.output
    assert "2 documents could not be added" in added.output


async def test_a_document_that_has_gone_meanwhile_does_not_stop_the_others(
    deck: Deck, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether DECK has it or not."""
    await penny(deck, "add", "manuales", str(folder))
    (folder / "nuevo.txt").write_text("Nada.", encoding="utf-8")
    found = kb.walked(folder)
    for name in ("horno.txt", "nuevo.txt"):
        (folder / name).unlink()
    monkeypatch.setattr(kb, "walked", lambda _: found)
    added = await penny(deck, "add", "manuales", str(folder))
    assert added.exit_code == 1
    assert added.output.count("cannot be read: there is no such file") == len(("horno.txt", "nuevo.txt"))
    assert "1 document is as it was." in added.output


async def test_a_document_and_a_collection_are_forgotten(deck: Deck, folder: Path) -> None:
    """By their names, or as references."""
    await penny(deck, "add", "manuales", str(folder))
    assert (await penny(deck, "rm", "kb://manuales/cocina/campana.md")).output == "Forgotten: cocina/campana.md.\n"
    assert (await penny(deck, "rm", "manuales")).output == "Forgotten: manuales, 1 document.\n"
    assert "There is no collection" in (await penny(deck)).output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rm", "manuales"], "no such collection"),
        (["rm", "manuales/horno.txt"], "no such collection"),
        (["ls", "manuales"], "no such collection"),
        (["add", "manuales", "/does/not/exist"], "is no folder"),
        (["search", "x" * 501], "characters; the limit is 500"),
    ],
)
async def test_what_cannot_be_done_is_said(deck: Deck, arguments: list[str], words: str) -> None:
    """In a line, and not with a traceback."""
    done = await penny(deck, *arguments)
    assert (done.exit_code, words in done.output) == (1, True), done.output


@pytest.mark.parametrize("there", [b"", b"a\xf1o.txt"])
async def test_an_empty_folder_does_not_empty_a_collection(
    deck: Deck, folder: Path, tmp_path: Path, there: bytes
) -> None:
    """As that of a disk that is not there today; nor one in which no name can be read."""
    await penny(deck, "add", "manuales", str(folder))
    (tmp_path / "nada").mkdir()
    if there:
        put_into(tmp_path / "nada", os.fsdecode(there))
    done = await penny(deck, "add", "manuales", str(tmp_path / "nada"), "--prune")
    assert (done.exit_code, "--prune would forget them all" in done.output) == (1, True)
    assert len(await deck.rows("SELECT * FROM penny_documentos")) == 2
