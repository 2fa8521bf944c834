"""What the doctor thinks of what it sees."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from penny_deck.config import Settings
from penny_deck.db.migrate import Migration
from penny_deck.doctor import casa, database, extras, llave
from penny_deck.doctor.database import Facts
from penny_deck.doctor.finding import Finding, Severity
from penny_deck.home import Home
from penny_deck.keys import master
from penny_deck.store import Store

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ONE, TWO = Migration(1, "0001_una", "SELECT 1"), Migration(2, "0002_dos", "SELECT 2")
WELL = Facts(
    version=16,
    superuser=False,
    bypasses=False,
    persona=True,
    unprotected=(),
    migrations=((1, ONE.sha256), (2, TWO.sha256)),
    masters=frozenset({"mia"}),
    in_clear=0,
    left_open=0,
    last_turn=NOW - timedelta(days=1),
    now=NOW,
)
ILLS = [
    ({"version": 15}, "POSTGRES_VERSION", Severity.ERROR, "PostgreSQL 15"),
    ({"superuser": True}, "POSTGRES_USER", Severity.ERROR, "superuser"),
    ({"bypasses": True}, "POSTGRES_USER", Severity.ERROR, "BYPASSRLS"),
    ({"persona": False}, "ROLE", Severity.ERROR, "may not act as penny_persona"),
    ({"unprotected": ["penny_log"]}, "ROW_SECURITY", Severity.ERROR, "penny_log"),
    ({"migrations": ((1, ONE.sha256),)}, "MIGRATIONS", Severity.ERROR, "1 migrations have not run"),
    ({"migrations": ((1, ONE.sha256), (2, "0"))}, "MIGRATIONS", Severity.ERROR, "has changed"),
    ({"migrations": (*WELL.migrations, (3, "0"))}, "MIGRATIONS", Severity.ERROR, "newer Penny"),
    ({"masters": frozenset({"mia", "otra"})}, "KEYS", Severity.ERROR, "another master key"),
    ({"in_clear": 7}, "SEALED", Severity.WARNING, "7 rows"),
    ({"left_open": 2}, "SESSIONS", Severity.WARNING, "2 conversations"),
    ({"last_turn": NOW + timedelta(hours=1)}, "CLOCK", Severity.WARNING, "2026-01-05 10:30"),
    ({"now": NOW - timedelta(hours=1)}, "CLOCK", Severity.WARNING, "clock and DECK's differ"),
]


def ill(found: list[Finding]) -> list[tuple[str, Severity]]:
    """What is not in order."""
    return [(finding.code, finding.severity) for finding in found if finding.severity is not Severity.OK]


@pytest.mark.parametrize("facts", [WELL, replace(WELL, last_turn=None), replace(WELL, masters=frozenset())])
def test_a_healthy_database_is_said_to_be_healthy(facts: Facts) -> None:
    """New ones too."""
    assert ill(database.judge(facts, [ONE, TWO], "mia", NOW)) == []


@pytest.mark.parametrize(("change", "code", "severity", "words"), ILLS)
def test_what_is_wrong_with_a_database(change: dict[str, object], code: str, severity: Severity, words: str) -> None:
    """One thing is, and is said, with what to do."""
    found = database.judge(replace(WELL, **change), [ONE, TWO], "mia", NOW)  # type: ignore[arg-type]  # of a table
    assert ill(found) == [(code, severity)]
    (finding,) = [finding for finding in found if finding.code == code]
    assert words in finding.text
    assert finding.remedy


@pytest.mark.parametrize(
    ("mode", "owner", "severity"),
    [(0o700, 1, "ok"), (0o500, 1, "ok"), (0o750, 1, "warning"), (0o701, 1, "warning"), (0o700, 2, "warning")],
)
def test_who_may_enter_the_home(mode: int, owner: int, severity: str) -> None:
    """Its owner alone, who runs DECK."""
    assert casa.folder(Path("/casa"), mode, owner, user=1).severity == severity


@pytest.mark.parametrize(
    ("free", "severity"), [(99_999_999, "error"), (100_000_000, "warning"), (999_999_999, "warning"), (10**9, "ok")]
)
def test_the_room_that_is_left(free: int, severity: str) -> None:
    """Below 1 GB a warning, below 100 MB an error."""
    assert casa.disk(free).severity == severity


@pytest.mark.parametrize(
    ("configured", "machine", "severity"), [(True, "UTC", "ok"), (False, "CET", "ok"), (False, "UTC", "warning")]
)
def test_the_time_zone(configured: bool, machine: str, severity: str) -> None:  # noqa: FBT001 - a row of the table
    """A machine at UTC is one that nobody has told where it is."""
    assert casa.zone(configured, machine).severity == severity


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home after its first start, which knows its time zone."""
    made = Home(tmp_path / "deck", fsync=False)
    made.prepare()
    (made.root / "config" / "penny.yaml").write_text("zona_horaria: Europe/Madrid\n", encoding="utf-8")
    return made


def test_a_healthy_home(home: Home) -> None:
    """Nothing to say, but on a disk that is full."""
    assert ill(casa.look(home)) in ([], [("DISK", Severity.WARNING)], [("DISK", Severity.ERROR)])
    assert ill(casa.files(home)) == []


def broken(path: Path) -> None:
    """A key that is not known, on line 3."""
    path.write_text(f"# una\n# dos\ncontenidos: 1\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["planos/sistema.yaml", "planos/personalidad.yaml", "config/penny.yaml", "planos/usuarios/{player}.yaml"]
)
def test_each_file_that_cannot_be_read_is_named(home: Home, name: str) -> None:
    """With its line and its key; the others are looked at all the same."""
    (player,) = home.players()
    path = home.root / name.format(player=player)
    broken(path)
    other = home.root / "planos" / ("personalidad.yaml" if "sistema" in name else "sistema.yaml")
    broken(other)
    found = [finding.text for finding in casa.files(home) if finding.code == "PLANOS"]
    assert sorted(text.partition(": ")[0] for text in found) == sorted([f"{path}:3", f"{other}:3"])
    assert all("contenidos" in text for text in found)


def test_a_file_that_is_no_players_is_named(home: Home) -> None:
    """It would keep DECK from starting."""
    (home.root / "planos" / "usuarios" / "carlos.yaml").touch()
    assert "carlos.yaml" in str(casa.files(home))


def test_a_home_that_is_gone(tmp_path: Path) -> None:
    """Not a failure of the doctor's."""
    assert ill(casa.look(Home(tmp_path / "nada"))) == [("HOME", Severity.ERROR)]


def test_plano_0_is_as_its_version_was(home: Home) -> None:
    """Or a new version, or else it is an error."""
    plano = casa.sistema(home)
    found = [casa.plano_0(plano, before).severity for before in (None, plano.contenido_hash, "0" * 64)]
    assert found == ["ok", "ok", "error"]


def readable(path: Path) -> None:
    """By everybody."""
    path.chmod(0o604)


def for_a_group(path: Path) -> None:
    """By a group."""
    path.chmod(0o640)


def no_key(path: Path) -> None:
    """Something else stands in the file."""
    path.write_text("hola\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (Path.exists, []),
        (readable, [("MASTER_KEY_MODE", Severity.ERROR)]),
        (for_a_group, [("MASTER_KEY_MODE", Severity.WARNING)]),
        (no_key, [("MASTER_KEY", Severity.ERROR)]),
        (Path.unlink, [("MASTER_KEY", Severity.ERROR)]),
    ],
)
def test_the_master_key_and_its_file(
    home: Home, harm: Callable[[Path], object], expected: list[tuple[str, Severity]]
) -> None:
    """Where it is from, and who may read it."""
    home.master_key(create=True)
    harm(home.root / "config" / "llave_maestra")
    assert ill(llave.judge(llave.look(Store(Settings.model_validate({"home": home.root})), ""))) == expected


@pytest.mark.parametrize(("folder", "there"), [("", True), ("config", True), ("voces", False)])
def test_the_master_key_among_the_backups(home: Home, folder: str, there: bool) -> None:  # noqa: FBT001 - a row
    """In their folder, or below it."""
    home.master_key(create=True)
    found = ill(llave.judge(llave.look(Store(Settings.model_validate({"home": home.root})), str(home.root / folder))))
    assert found == ([("MASTER_KEY_IN_BACKUPS", Severity.ERROR)] if there else [])


def test_a_master_key_of_the_environment(tmp_path: Path) -> None:
    """It has no file that anybody could read."""
    store = Store(Settings.model_validate({"home": tmp_path, "master_key": master.fresh()}))
    found = llave.judge(llave.look(store, str(tmp_path)))
    assert ill(found) == []
    assert "PENNY_DECK_MASTER_KEY" in found[0].text


def test_what_is_not_installed_is_said() -> None:
    """And what cannot be done without it."""
    assert extras.judge("ocr", there=True).severity == "ok"
    missing = extras.judge("ocr", there=False)
    assert (missing.code, missing.severity) == ("EXTRA_OCR", "warning")
    assert "photos" in missing.text
    assert {finding.code for finding in extras.look()} == {"EXTRA_OCR", "EXTRA_EMBEDDINGS"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_home_of_somebody_else_is_no_trouble_for_root(home: Home) -> None:
    """Who may read everything anyway."""
    os.chown(home.root, 65534, 65534)
    assert ("HOME", Severity.WARNING) not in ill(casa.look(home))
