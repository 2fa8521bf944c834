"""The files of DECK's home in a backup: the planos and the configuration, and never the master key.

A person's file is in clear in the home, which is hers; in a backup it is sealed under her key, and goes with it.
"""

import contextlib
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from penny_deck import faults
from penny_deck.home import Home

COMMON = ("planos/sistema.yaml", "planos/personalidad.yaml", "config/penny.yaml")
_TEMPLATES = Path(faults.__file__).parent / "plantillas"
_USUARIOS = "planos/usuarios/"


def of_player(player: uuid.UUID) -> str:
    """A person's file, as a path from the home."""
    return f"{_USUARIOS}{player}.yaml"


def player_of(path: str) -> uuid.UUID | None:
    """Whose file it is; None if it is everybody's."""
    return uuid.UUID(path.removeprefix(_USUARIOS).removesuffix(".yaml")) if path.startswith(_USUARIOS) else None


def known(path: str) -> bool:
    """Whether it is one of those that a backup has: nothing else is ever written."""
    try:
        player = player_of(path)
    except ValueError:
        return False
    return path in COMMON if player is None else path == of_player(player)


def place(path: str) -> str:
    """What a person's file is sealed for."""
    return f"copia/{path}"


def read(home: Home, path: str) -> bytes | None:
    """A file's content; None if there is none.

    Raises:
        ServiceError: It cannot be read.
    """
    try:
        return (home.root / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise faults.of_file(error, home.root / path) from None


def own(home: Home, wanted: Mapping[str, bytes]) -> list[str]:
    """The files that people have written and the backup has otherwise, or not at all.

    Raises:
        ServiceError: One cannot be read.
    """
    paths = [*COMMON, *(of_player(player) for player in home.players())]
    return [path for path in paths if read(home, path) not in {None, wanted.get(path), _template(path)}]


def _template(path: str) -> bytes:
    """What DECK itself writes there on its first start."""
    player = player_of(path)
    name = "usuario.yaml" if player else Path(path).name
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    return text.replace("{player_id}", str(player)).encode() if player else text.encode()


class Replacement:
    """Files that take the place of others, all together, and can be taken back."""

    def __init__(self, home: Home, wanted: Mapping[str, bytes], *, fsync: bool) -> None:
        """People who are not among `wanted` have no file afterwards; of the others, what is not wanted stays."""
        self._root = home.root
        self._wanted = wanted
        self._gone = [path for path in map(of_player, home.players()) if path not in wanted]
        self._fsync = fsync
        self._before: dict[str, bytes | None] = {}

    def draft(self) -> None:
        """Write them beside those that are there: a disk that is full is known from here on.

        Raises:
            ServiceError: They cannot be written.
        """
        for path, data in self._wanted.items():
            self._write(_draft_of(self._root / path), data)

    def put(self) -> None:
        """Put them in the others' place.

        Raises:
            ServiceError: It cannot be done; `undo` takes back what was.
        """
        for path in (*self._wanted, *self._gone):
            target = self._root / path
            try:
                self._before[path] = target.read_bytes() if target.exists() else None
                if path in self._wanted:
                    _draft_of(target).replace(target)
                else:
                    target.unlink()
            except OSError as error:
                raise faults.of_file(error, target) from None

    def undo(self) -> None:
        """Leave everything as it was."""
        for path, data in self._before.items():
            target = self._root / path
            if data is None:
                target.unlink(missing_ok=True)
            else:
                self._write(_draft_of(target), data)
                _draft_of(target).replace(target)
        _remove(_draft_of(self._root / path) for path in self._wanted)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                if self._fsync:
                    os.fsync(file.fileno())
        except OSError as error:
            raise faults.of_file(error, path) from None


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.restored")


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
