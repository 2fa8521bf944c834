"""The Vault on the wire: requests checked, and rows made messages."""

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from penny.v1 import vault_pb2
from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck import ids, momentos
from penny_deck.db.recados import PENDIENTE
from penny_deck.db.rows import Archivo, Recado
from penny_deck.tiempo import decir
from penny_deck.vault import refs
from penny_deck.vault.propuesta import Propuesta

MAX_PETICION_CHARS = 1000
MAX_TEXTO_CHARS = 500
MAX_PARA_CHARS = 100
_NOT_A_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line ends, and what turns the direction of writing."""
_ESTADOS = {
    vault_pb2.ESTADO_RECADO_PENDIENTE: PENDIENTE,
    vault_pb2.ESTADO_RECADO_HECHO: "hecho",
    vault_pb2.ESTADO_RECADO_CANCELADO: "cancelado",
}
_ESTADOS_BACK = {name: number for number, name in _ESTADOS.items()}


def peticion_of(request: vault_pb2.ProposeRecadoRequest) -> str:
    """What the person said.

    Raises:
        InvalidInput: Nothing.
        TooLarge: Too much.
    """
    return text_of(request.peticion, "peticion", MAX_PETICION_CHARS)


def estado_of(number: vault_pb2.EstadoRecado.ValueType, field: str) -> str:
    """A state's name.

    Raises:
        InvalidInput: There is no such state.
    """
    if number not in _ESTADOS:
        raise InvalidInput("There is no such estado.", remedy="PENDIENTE, HECHO and CANCELADO are.", field=field)
    return _ESTADOS[number]


def estados_of(numbers: Iterable[vault_pb2.EstadoRecado.ValueType]) -> list[str]:
    """The states asked for: those that are pending, if none is."""
    return [estado_of(number, "estados") for number in numbers] or [PENDIENTE]


def recado_of(message: vault_pb2.Recado) -> Recado:
    """A recado to be kept.

    Raises:
        InvalidInput: A field cannot be used.
        TooLarge: A text is too long.
    """
    if len(message.para) > MAX_PARA_CHARS:
        raise TooLarge.of("recado.para", len(message.para), MAX_PARA_CHARS, "characters")
    for field, text in (("recado.texto", message.texto), ("recado.para", message.para)):
        if _NOT_A_LINE.search(text):
            raise InvalidInput("This is not one line of text.", remedy="Send one line.", field=field)
    turno = ids.parse_optional(message.turno_id, "recado.turno_id")
    return Recado(
        id=ids.parse(message.id, "recado.id"),
        texto=text_of(message.texto, "recado.texto", MAX_TEXTO_CHARS),
        para=message.para,
        cuando=_cuando(message, "recado.cuando"),
        con_hora=message.con_hora,
        estado=PENDIENTE,
        origen="voz" if turno else "mano",
        turno_id=turno,
        creado=datetime.now(UTC),
    )


def propuesta_of(message: vault_pb2.Recado, now: datetime) -> Propuesta:
    """What was proposed before; `now` has the person's time zone."""
    cuando = _cuando(message, "anterior.cuando")
    return Propuesta(
        text_of(message.texto, "anterior.texto", MAX_TEXTO_CHARS),
        message.para,
        cuando.astimezone(now.tzinfo) if cuando else None,
        message.con_hora,
    )


def propuesta_message(propuesta: Propuesta, now: datetime) -> vault_pb2.Recado:
    """What was understood."""
    message = vault_pb2.Recado(texto=propuesta.texto, para=propuesta.para, con_hora=propuesta.con_hora)
    _say(message, propuesta.cuando, now)
    return message


def recado_message(recado: Recado, now: datetime) -> vault_pb2.Recado:
    """A row, its time as it is said at a moment in the person's time zone."""
    message = vault_pb2.Recado(
        id=str(recado.id),
        texto=recado.texto,
        para=recado.para,
        con_hora=recado.con_hora,
        estado=_ESTADOS_BACK[recado.estado],
        turno_id=str(recado.turno_id or ""),
    )
    message.creado.FromDatetime(recado.creado)
    _say(message, recado.cuando, now)
    return message


def archivo_message(archivo: Archivo) -> vault_pb2.Archivo:
    """A row of penny_archivos."""
    message = vault_pb2.Archivo(
        id=str(archivo.id),
        nombre=archivo.nombre,
        ref=str(refs.Upload(archivo.nombre)),
        tipo=archivo.tipo,
        bytes=archivo.bytes,
        sha256=archivo.sha256,
    )
    message.creado.FromDatetime(archivo.creado)
    return message


def id_of(text: str) -> uuid.UUID:
    """Which recado.

    Raises:
        InvalidInput: It is not a UUID.
    """
    return ids.parse(text, "id")


def _say(message: vault_pb2.Recado, cuando: datetime | None, now: datetime) -> None:
    if cuando is not None:
        message.cuando.FromDatetime(cuando)
        message.dicho = decir.when(cuando, now, con_hora=message.con_hora)


def _cuando(message: vault_pb2.Recado, field: str) -> datetime | None:
    if not message.HasField("cuando"):
        return None
    return momentos.of(message.cuando, field)


def text_of(text: str, field: str, most: int) -> str:
    """A text that is neither empty nor too long, without what is around it.

    Raises:
        InvalidInput: It is empty.
        TooLarge: It is too long.
    """
    if not text.strip():
        raise InvalidInput("Nothing is said.", remedy="Send a text.", field=field)
    if len(text) > most:
        raise TooLarge.of(field, len(text), most, "characters")
    return text.strip()
