"""DECK's home (specification 9.1): what stands where, made on the first start, read again for every session.

    planos/sistema.yaml              plano 0
    planos/personalidad.yaml         plano 1
    planos/usuarios/{player_id}.yaml plano 2, one a person
    voces/                           voices to imitate
    db/                              PostgreSQL, if DECK runs its own
    config/penny.yaml                what holds for the whole DECK
    config/llave_maestra             the key without which nothing in db/ can be read, unless another is configured

What people have written is written over by nobody but themselves: a plano that is set takes the place of the one
before, of which a version stays.
"""

import json
import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from penny_chassis.errors import InvalidInput, Misconfigured, NotFound
from penny_deck import faults, ids
from penny_deck.keys import master
from penny_deck.keys.master import MasterKey
from penny_deck.planos import documento, models
from penny_deck.planos.documento import Document
from penny_deck.planos.models import Configuracion, ContextoPersonal, Nombre, Personalidad, Plano, Sistema

_TEMPLATES = Path(__file__).parent / "plantillas"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the files say for one person."""

    persona: ContextoPersonal
    planos: tuple[Plano, ...]
    """Planos 0, 1 and 2, in this order."""
    now: datetime
    """The moment, in the person's time zone."""

    def plano(self, nombre: Nombre) -> Plano:
        """One of the planos that are files."""
        return next(plano for plano in self.planos if plano.nombre is nombre)


class Home:
    """The folder."""

    def __init__(self, root: Path, *, fsync: bool = True) -> None:
        """`fsync`: whether a file that is written is on the disk before anything else happens."""
        self.root = root
        self._fsync = fsync
        self.db = root / "db"
        self._sistema = root / "planos" / "sistema.yaml"
        self._personalidad = root / "planos" / "personalidad.yaml"
        self._usuarios = root / "planos" / "usuarios"
        self._config = root / "config" / "penny.yaml"

    def prepare(self) -> None:
        """Make what is missing, and check that all files can be understood.

        Raises:
            Misconfigured: The folder cannot be used, or a file says something that cannot be understood.
            Unavailable: The disk is full.
        """
        path = self.root
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in (self._usuarios, self.root / "voces", self.db, self._config.parent):
                path.mkdir(parents=True, exist_ok=True)
            for path in (self._sistema, self._personalidad, self._config):
                if not path.exists():
                    self._write(path, (_TEMPLATES / path.name).read_text(encoding="utf-8"))
            if not self.players():
                self._add_example()
        except OSError as error:
            raise faults.of_file(error, path) from None
        for player in self.players():
            self.load(player)

    def _add_example(self) -> None:
        player = str(uuid.uuid4())
        template = (_TEMPLATES / "usuario.yaml").read_text(encoding="utf-8")
        self._write(self._usuarios / f"{player}.yaml", template.replace("{player_id}", player))

    def _write(self, path: Path, text: str) -> None:
        """Write a new file, whole or not at all, for the owner's eyes only."""
        draft = path.with_name(f".{path.name}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if self._fsync:
                os.fsync(file.fileno())
        draft.rename(path)

    def players(self) -> dict[uuid.UUID, Path]:
        """The people's files by player_id.

        Raises:
            Misconfigured: A file's name is not a player_id, or the folder cannot be read.
        """
        try:
            paths = sorted(self._usuarios.iterdir())
        except OSError as error:
            raise faults.of_file(error, self._usuarios) from None
        files = [path for path in paths if path.suffix in {".yaml", ".yml"} and not path.name.startswith(".")]
        return {_player_of(path): path for path in files}

    def player(self, player_id: str) -> uuid.UUID:
        """The player meant by an id; by an empty one, the only one or config/penny.yaml's.

        Raises:
            InvalidInput: It is not a UUID, or it is empty and there are several.
            NotFound: It is empty and there is nobody.
            Misconfigured: The configuration file cannot be understood.
        """
        if player_id:
            return ids.parse(player_id, "player_id")
        if chosen := models.read(self._config, Configuracion).player_por_defecto:
            return chosen
        known = list(self.players())
        if not known:
            raise NotFound(
                "This DECK knows nobody.",
                remedy="Put a file in planos/usuarios, or start DECK again: it writes an example.",
                field="player_id",
            )
        if len(known) != 1:
            raise InvalidInput(
                f"This DECK has {len(known)} players, and the call names none.",
                remedy="Send player_id, or set player_por_defecto in config/penny.yaml.",
                field="player_id",
            )
        return known[0]

    def load(self, player: uuid.UUID) -> Loaded:
        """Read the planos of a player.

        Raises:
            NotFound: There is no file for this player.
            Misconfigured: A file cannot be understood.
        """
        path = self.players().get(player)
        if path is None:
            raise NotFound(
                f"There is no player {player} in this DECK.",
                remedy=f"Add planos/usuarios/{player}.yaml.",
                field="player_id",
            )
        persona, personal = contexto_personal(documento.read(path), player)
        sistema, personalidad = documento.read(self._sistema), documento.read(self._personalidad)
        files = (
            models.plano_of(models.parse(sistema, Sistema), sistema.text),
            models.plano_of(models.parse(personalidad, Personalidad), personalidad.text),
            personal,
        )
        zone = models.read(self._config, Configuracion).zone(persona)
        return Loaded(persona, files, datetime.now(UTC).astimezone(zone))

    def name(self, player: uuid.UUID) -> str:
        """What a player's file calls her; empty if it is not there or cannot be read: `penny deck doctor` says why."""
        try:
            persona, _ = contexto_personal(documento.read(self._path(Nombre.CONTEXTO_PERSONAL, player)), player)
        except Misconfigured:
            return ""
        return persona.contenido.nombre_usuario

    def add(self, player: uuid.UUID, name: str) -> None:
        """Write a new player's file; with nothing in it but what she is called.

        Raises:
            ServiceError: The disk is full, or the folder cannot be written.
        """
        template = (_TEMPLATES / "persona.yaml").read_text(encoding="utf-8")
        quoted = json.dumps(name, ensure_ascii=False)  # a JSON text is a YAML text
        text = template.replace("{player_id}", str(player)).replace("{nombre}", quoted)
        self.replace(Nombre.CONTEXTO_PERSONAL, player, text)

    def forget(self, player: uuid.UUID) -> bool:
        """Delete a player's file; whether there was one.

        Raises:
            ServiceError: It cannot be deleted.
        """
        path = self._path(Nombre.CONTEXTO_PERSONAL, player)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise faults.of_file(error, path) from None
        return True

    def master_key(self, *, create: bool) -> MasterKey:
        """The key of config/llave_maestra.

        Raises:
            Misconfigured: It is no key, cannot be read, or is missing and not to be made.
            Unavailable: The disk is full.
        """
        path = self.root / "config" / "llave_maestra"
        try:
            if create and not path.exists():
                self._write(path, f"{master.fresh()}\n")
            return master.from_text(path.read_text(encoding="utf-8"), str(path))
        except FileNotFoundError:
            raise master.other_master() from None
        except OSError as error:
            raise faults.of_file(error, path) from None

    def replace(self, nombre: Nombre, player: uuid.UUID, text: str) -> None:
        """Put another file in the place of plano 1, or of a player's plano 2.

        Raises:
            ServiceError: The disk is full, or the folder cannot be written.
        """
        path = self._path(nombre, player)
        try:
            self._write(path, text)
        except OSError as error:
            raise faults.of_file(error, path) from None

    def _path(self, nombre: Nombre, player: uuid.UUID) -> Path:
        return self._personalidad if nombre is Nombre.PERSONALIDAD else self._usuarios / f"{player}.yaml"


def contexto_personal(document: Document, player: uuid.UUID) -> tuple[ContextoPersonal, Plano]:
    """What a file says of a player, and the plano 2 that it makes.

    Raises:
        Misconfigured: It cannot be understood, or is another player's.
    """
    persona = models.parse(document, ContextoPersonal)
    if persona.player_id != player:
        raise document.fault(("player_id",), f"the file's name says {player}.")
    return persona, models.plano_of(persona, document.text)


def _player_of(path: Path) -> uuid.UUID:
    try:
        if path.suffix == ".yaml":
            return ids.parse(path.stem, "player_id")
    except InvalidInput:
        pass
    raise Misconfigured(
        f"{path}: the name of this file must be a player_id, that is a UUID, and .yaml.",
        remedy=f"Rename it, for example to {uuid.uuid4()}.yaml, and give it the same player_id inside.",
    )
