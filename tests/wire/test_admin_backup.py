"""Backup and restore, as the commands do it, on a real DECK."""

from pathlib import Path

from support.copias import everything, fill, only_player, penny, reborn
from support.deck import Deck


async def test_what_was_lost_is_there_again(deck: Deck, tmp_path: Path) -> None:
    """The database and the home are gone, but for the master key: everything reads as before."""
    player = only_player(deck)
    await fill(deck, player, "ornitorrinco")
    before = await everything(deck, player)
    result = await penny(deck, "backup", str(tmp_path / "copias"))
    assert result.exit_code == 0, result.output
    print(result.output)
    (file,) = (tmp_path / "copias").glob("penny-*.zip")
    async with reborn(deck, tmp_path) as other:
        result = await penny(other, "restore", str(file))
        print(result.output)
        assert result.exit_code == 0, result.output
        assert await everything(other, player) == before
