"""DECK's home."""

import os
import stat
import uuid
from pathlib import Path

import pytest

from penny_chassis.errors import InvalidInput, Misconfigured, NotFound
from penny_deck.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home after its first start."""
    made = Home(tmp_path / "datos" / "deck", fsync=False)
    made.prepare()
    return made


def only_player(home: Home) -> tuple[uuid.UUID, Path]:
    """The example's id and file."""
    ((player, path),) = home.players().items()
    return player, path


def test_the_first_start_makes_the_specifications_layout(home: Home) -> None:
    """Section 9.1, with one example player whose file bears his id; what is personal is the owner's alone."""
    player, path = only_player(home)
    assert path == home.root / "planos" / "usuarios" / f"{player}.yaml"
    assert {entry.name for entry in home.root.iterdir()} == {"planos", "voces", "db", "config"}
    assert {entry.name for entry in (home.root / "planos").iterdir()} == {
        "sistema.yaml",
        "personalidad.yaml",
        "usuarios",
    }
    assert (home.root / "config" / "penny.yaml").is_file()
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_later_start_writes_nothing_over(home: Home) -> None:
    """What a person has written stays, and no second example appears."""
    _, path = only_player(home)
    text = path.read_text(encoding="utf-8").replace("Carlos", "Marta")
    path.write_text(text, encoding="utf-8")
    home.prepare()
    assert only_player(home)[1].read_text(encoding="utf-8") == text


def test_the_planos_are_read_afresh(home: Home) -> None:
    """A change is known at the next load, with another hash."""
    player, path = only_player(home)
    before = home.load(player)
    path.write_text(path.read_text(encoding="utf-8").replace("Carlos", "Marta"), encoding="utf-8")
    after = home.load(player)
    assert [plano.nombre for plano in after.planos] == ["SISTEMA", "PERSONALIDAD", "CONTEXTO_PERSONAL"]
    assert after.persona.contenido.nombre_usuario == "Marta"
    assert [a.contenido_hash == b.contenido_hash for a, b in zip(before.planos, after.planos, strict=True)] == [
        True,
        True,
        False,
    ]


def test_the_time_is_that_of_the_nearest_zone_given(home: Home) -> None:
    """The person's zone before DECK's."""
    player, path = only_player(home)
    config = home.root / "config" / "penny.yaml"
    config.write_text('zona_horaria: "Asia/Tokyo"\n', encoding="utf-8")
    assert str(home.load(player).now.tzinfo) == "Asia/Tokyo"
    path.write_text(path.read_text(encoding="utf-8") + 'zona_horaria: "America/Lima"\n', encoding="utf-8")
    assert str(home.load(player).now.tzinfo) == "America/Lima"


def test_the_only_player_needs_no_name(home: Home) -> None:
    """An empty id means him."""
    player, _ = only_player(home)
    assert home.player("") == player
    assert home.player(str(player)) == player


def test_who_asks_a_deck_that_knows_nobody_is_told_what_to_do(home: Home) -> None:
    """As after the only player has been forgotten."""
    (player,) = home.players()
    assert home.forget(player)
    with pytest.raises(NotFound, match="start DECK again"):
        home.player("")


def test_of_several_players_one_must_be_named_or_chosen(home: Home) -> None:
    """Without a name it is an error, until config/penny.yaml chooses."""
    _, path = only_player(home)
    other = uuid.uuid4()
    text = path.read_text(encoding="utf-8").replace(path.stem, str(other))
    path.with_name(f"{other}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="2 players"):
        home.player("")
    (home.root / "config" / "penny.yaml").write_text(f"player_por_defecto: {other}\n", encoding="utf-8")
    assert home.player("") == other
    assert home.load(other).persona.player_id == other


@pytest.mark.parametrize("player_id", ["carlos", "3F0C8F6E2A534F0E9A530D8F5F6F1C11", "{}", "../../etc/passwd"])
def test_an_id_that_is_no_uuid_is_refused(home: Home, player_id: str) -> None:
    """The caller is told which field."""
    with pytest.raises(InvalidInput) as caught:
        home.player(player_id)
    assert caught.value.field == "player_id"


def test_an_unknown_player_is_not_found(home: Home) -> None:
    """A well-formed id without a file."""
    with pytest.raises(NotFound):
        home.load(uuid.uuid4())


@pytest.mark.parametrize("name", ["carlos.yaml", "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11.yml"])
def test_a_file_that_is_not_named_for_a_player_is_named(home: Home, name: str) -> None:
    """The error names the file and says how to call it."""
    (home.root / "planos" / "usuarios" / name).write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match=f"{name}: the name of this file must be a player_id"):
        home.prepare()


def test_hidden_and_other_files_are_left_alone(home: Home) -> None:
    """An editor's leftovers are no players."""
    for name in (".carlos.yaml", "carlos.yaml~", "LEEME.txt"):
        (home.root / "planos" / "usuarios" / name).write_text("", encoding="utf-8")
    home.prepare()
    assert len(home.players()) == 1


def test_a_file_whose_inside_names_another_player_is_refused(home: Home) -> None:
    """The line of player_id is named."""
    player, path = only_player(home)
    text = path.read_text(encoding="utf-8").replace(str(player), str(uuid.uuid4()))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"\.yaml:6: player_id: the file's name says"):
        home.load(player)


def test_a_broken_file_stops_the_start(home: Home) -> None:
    """DECK does not serve planos that it cannot understand."""
    path = home.root / "planos" / "personalidad.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("tono:", "tonno:"), encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"personalidad\.yaml:8: contenido\.tonno: .*did you mean 'tono'"):
        home.prepare()


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """The remedy names the variable."""
    path = tmp_path / "deck"
    path.write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match="PENNY_DECK_HOME"):
        Home(path).prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_without_the_right_to_write_is_refused(tmp_path: Path) -> None:
    """Permission denied is said, with the folder."""
    tmp_path.chmod(0o500)
    with pytest.raises(Misconfigured, match="permission denied"):
        Home(tmp_path / "deck").prepare()
    tmp_path.chmod(0o700)
