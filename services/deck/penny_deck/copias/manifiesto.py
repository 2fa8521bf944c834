"""What a backup says of itself, and the players' keys beside it. Pure but for the clock.

The law: whoever is forgotten is unreadable in old backups too. Rows and files are sealed under the players' keys; the
keys, wrapped by the master key, are a file of their own, which is written over by each backup. A backup says of each
player's key only by which mark it is known, so that another key of the same player is not taken for it. Keys that are
older than a backup do not open it: whoever came between the two would be taken for somebody who is forgotten.

A manifest is sealed by the master key: what DECK has not made itself, or what has been changed since, is not restored.
"""

import base64
import binascii
import hashlib
import importlib.metadata
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from penny_chassis.errors import InvalidInput, Misconfigured, PennyError
from penny_deck.copias.tablas import Forma
from penny_deck.db.migrate import Migration
from penny_deck.keys.master import KeyWrapper, other_master
from penny_deck.keys.seal import Seal

NAME = "manifiesto.json"
KEYS_NAME = "llaves.json"
FORMATO = 1

_ROWS, _HOME = "tablas/", "hogar/"
_SEALED_FOR = uuid.UUID(bytes=hashlib.sha256(b"penny copia").digest()[:16])
"""In the place of a player, so that a manifest's seal is never taken for a player's key."""
_MARK = "penny copia"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Migracion(_Kept):
    """A migration that had run."""

    numero: int
    nombre: str
    sha256: str


class Parte(_Kept):
    """A file of the backup."""

    nombre: str
    sha256: str
    bytes: int
    filas: int = 0
    columnas: tuple[str, ...] = ()
    forma: Forma = "text"

    @property
    def tabla(self) -> str:
        """The table whose rows it has; empty if it is a file of the home."""
        return self.nombre.removeprefix(_ROWS) if self.nombre.startswith(_ROWS) else ""

    @property
    def fichero(self) -> str:
        """The file of the home that it is, as a path from there; empty if it is a table."""
        return self.nombre.removeprefix(_HOME) if self.nombre.startswith(_HOME) else ""


class Manifiesto(_Kept):
    """What a backup is made of."""

    formato: int
    hecho: AwareDatetime
    penny: str
    maestra: str
    """The master's name."""
    migraciones: tuple[Migracion, ...]
    jugadores: dict[uuid.UUID, str]
    """The players, and the mark of each one's key."""
    partes: tuple[Parte, ...]
    """In the order in which they are put back."""


class Llave(_Kept):
    """A player's key, wrapped; base64."""

    llave: str
    maestra: str
    creada: datetime


class Llavero(_Kept):
    """The players' keys."""

    formato: int
    hecho: AwareDatetime
    llaves: dict[uuid.UUID, Llave]


def rows_part(tabla: str) -> str:
    """The name of the part that has a table's rows."""
    return f"{_ROWS}{tabla}"


def home_part(path: str) -> str:
    """The name of the part that has a file of the home."""
    return f"{_HOME}{path}"


def made(
    master: KeyWrapper,
    hecho: datetime,
    migraciones: Sequence[Migracion],
    jugadores: Mapping[uuid.UUID, str],
    partes: Sequence[Parte],
) -> bytes:
    """A manifest, sealed."""
    manifest = Manifiesto(
        formato=FORMATO,
        hecho=hecho,
        penny=importlib.metadata.version("penny-deck"),
        maestra=master.name,
        migraciones=tuple(migraciones),
        jugadores=dict(jugadores),
        partes=tuple(partes),
    )
    data = manifest.model_dump(mode="json")
    sello = base64.b64encode(master.wrap(_digest(data), _SEALED_FOR)).decode()
    return json.dumps({**data, "sello": sello}, ensure_ascii=False, indent=1).encode()


def opened(text: bytes, master: KeyWrapper, migrations: Sequence[Migration]) -> Manifiesto:
    """A manifest that was sealed by this master, of a database that is no newer than ours.

    Raises:
        InvalidInput: It is none, or has been changed.
        Misconfigured: It was sealed by another master; or a newer Penny, or one that never was, has made it.
    """
    data = _json(text, NAME)
    if isinstance(number := data.get("formato"), int) and number > FORMATO:
        raise _newer()
    if isinstance(name := data.get("maestra"), str) and name != master.name:
        raise other_master()
    sello = data.pop("sello", "")
    manifest = _parsed(data, Manifiesto, NAME)
    _require_seal(sello, data, master)
    _require_ours(manifest.migraciones, migrations)
    return manifest


def keys_text(llaves: Mapping[uuid.UUID, Llave], since: datetime) -> bytes:
    """The keys as their file has them; they are never older than their backup, which is of `since`."""
    hecho = max(since, datetime.now(UTC))  # the clock may have been put back
    keys = Llavero(formato=FORMATO, hecho=hecho, llaves=dict(llaves))
    return keys.model_dump_json(indent=1).encode()


def keys_of(text: bytes, manifest: Manifiesto, master: KeyWrapper) -> dict[uuid.UUID, tuple[Llave, Seal]]:
    """Of a backup's players those whose keys are there: the others have been forgotten.

    Raises:
        InvalidInput: It is no file of keys, or has been changed, or is older than the backup.
        Misconfigured: A key was wrapped by another master.
    """
    keys = _parsed(_json(text, KEYS_NAME), Llavero, KEYS_NAME)
    if keys.hecho < manifest.hecho:
        raise _older(keys.hecho, manifest.hecho)
    found = {}
    for player, llave in keys.llaves.items():
        if llave.maestra != master.name:
            raise other_master()
        seal = _seal(llave, player, master)
        if manifest.jugadores.get(player) == mark_of(seal):
            found[player] = llave, seal
    return found


def mark_of(seal: Seal) -> str:
    """By what a key is known: an HMAC under it, from which nothing can be learned of it."""
    return seal.hash(_MARK)


def wrapped_of(llave: Llave) -> bytes:
    """A key as penny_llaves has it."""
    return base64.b64decode(llave.llave, validate=True)


def _seal(llave: Llave, player: uuid.UUID, master: KeyWrapper) -> Seal:
    try:
        return Seal(master.unwrap(wrapped_of(llave), player))
    except (PennyError, ValueError, binascii.Error):
        raise _broken(KEYS_NAME) from None


def _require_seal(sello: object, data: dict[str, Any], master: KeyWrapper) -> None:
    try:
        sealed = master.unwrap(base64.b64decode(str(sello), validate=True), _SEALED_FOR)
    except (PennyError, ValueError, binascii.Error):
        raise _broken(NAME) from None
    if sealed != _digest(data):
        raise _broken(NAME)


def _require_ours(had: Sequence[Migracion], ours: Sequence[Migration]) -> None:
    """Raise Misconfigured unless the backup's migrations are the first of ours."""
    if len(had) > len(ours):
        raise _newer()
    for theirs, our in zip(had, ours, strict=False):
        if (theirs.numero, theirs.sha256) != (our.number, our.sha256):
            raise Misconfigured(
                f"The backup was made by another Penny: its migration {theirs.nombre} is not ours.",
                remedy="Restore it with the Penny that has made it.",
            )


def _newer() -> Misconfigured:
    return Misconfigured("A newer Penny has made this backup.", remedy="Update Penny.")


def _older(keys: datetime, backup: datetime) -> InvalidInput:
    return InvalidInput(
        f"{KEYS_NAME} is of {keys:%Y-%m-%d %H:%M:%S} UTC and older than the backup, of {backup:%Y-%m-%d %H:%M:%S} UTC:"
        " it cannot say who has been forgotten since. Nothing is restored.",
        remedy=f"Name with --keys the {KEYS_NAME} that was written with this backup, or with a later one.",
        field=KEYS_NAME,
    )


def _broken(name: str) -> InvalidInput:
    return InvalidInput(f"{name} is not as DECK has written it.", remedy="Take another backup.", field=name)


def _digest(data: dict[str, Any]) -> bytes:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def _json(text: bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _broken(name)
    return data


M = TypeVar("M", bound=BaseModel)


def _parsed(data: dict[str, Any], model: type[M], name: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError:
        raise _broken(name) from None
