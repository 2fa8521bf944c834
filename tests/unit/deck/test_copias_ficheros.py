"""The home's files in a backup: which they are, and putting them back or leaving all as it was."""

import uuid
from pathlib import Path

import pytest

from penny_chassis.errors import Misconfigured
from penny_deck.copias import ficheros
from penny_deck.copias.ficheros import Replacement
from penny_deck.home import Home

PLANO = "planos/personalidad.yaml"
SOMEBODY = uuid.UUID("3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home after its first start."""
    made = Home(tmp_path / "deck", fsync=False)
    made.prepare()
    return made


def content(home: Home) -> dict[str, bytes]:
    """All its files."""
    return {str(path.relative_to(home.root)): path.read_bytes() for path in home.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "path",
    [
        "config/llave_maestra",
        "planos/otro.yaml",
        "planos/usuarios/carlos.yaml",
        "planos/usuarios/../../config/llave_maestra",
        f"planos/usuarios/{SOMEBODY}",
        f"planos/usuarios/{str(SOMEBODY).upper()}.yaml",
        f"planos/usuarios/{SOMEBODY.hex}.yaml",
        "/etc/passwd",
        "",
    ],
)
def test_nothing_else_is_ever_written(path: str) -> None:
    """Least of all the master key."""
    assert not ficheros.known(path)


def test_those_that_are_written() -> None:
    """The planos, the configuration, and people's own files."""
    assert all(map(ficheros.known, [*ficheros.COMMON, ficheros.of_player(uuid.uuid4())]))


def test_what_is_peoples_own(home: Home) -> None:
    """Not what DECK has written itself, nor what the backup has just so."""
    (player,) = home.players()
    assert ficheros.own(home, {}) == []
    for path in (PLANO, ficheros.of_player(player)):
        (home.root / path).write_bytes(b"x: 1\n")
    assert ficheros.own(home, {}) == [PLANO, ficheros.of_player(player)]
    assert ficheros.own(home, {PLANO: b"x: 1\n"}) == [ficheros.of_player(player)]


def test_files_take_the_place_of_others_all_together(home: Home) -> None:
    """Who is not in the backup has no file afterwards; what it does not speak of stays."""
    before, eva = content(home), ficheros.of_player(uuid.uuid4())
    (player,) = home.players()
    new = Replacement(home, {PLANO: b"nuevo", eva: b"Eva"}, fsync=False)
    new.draft()
    new.put()
    after = content(home)
    assert after == {
        **{k: v for k, v in before.items() if k != ficheros.of_player(player)},
        PLANO: b"nuevo",
        eva: b"Eva",
    }
    new.undo()
    assert content(home) == before


def test_a_place_that_cannot_be_taken_leaves_all_as_it_was(home: Home) -> None:
    """The first file has been put, the second cannot be."""
    eva = ficheros.of_player(uuid.uuid4())
    before = content(home)
    new = Replacement(home, {PLANO: b"nuevo", eva: b"Eva"}, fsync=False)
    new.draft()
    (home.root / eva).mkdir()
    with pytest.raises(Misconfigured, match="cannot be used"):
        new.put()
    new.undo()
    assert content(home) == before


def test_a_draft_that_cannot_be_written_leaves_nothing(home: Home) -> None:
    """Where it should be, there is something else."""
    before = content(home)
    (home.root / "planos" / ".personalidad.yaml.restored").mkdir()
    new = Replacement(home, {"config/penny.yaml": b"x", PLANO: b"nuevo"}, fsync=False)
    with pytest.raises(Misconfigured):
        new.draft()
    new.undo()
    assert content(home) == before
