"""A backup that is to be restored, as it is and as what is sent of it."""

from pathlib import Path

import pytest
from support.copias import admin, fill, penny
from support.deck import Deck

from penny.v1 import admin_pb2
from penny_client.cli import backups
from penny_client.cli.administration import _whole
from penny_client.cli.backups import Backup
from penny_client.ending import answered

WORD, OTHER_WORD = "ornitorrinco", "canario"
"""What is said in a DECK, and in another or later."""


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
