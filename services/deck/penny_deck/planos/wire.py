"""Planos on the wire: requests checked, and planos and their versions made messages."""

from google.protobuf.timestamp_pb2 import Timestamp

from penny.v1 import deck_pb2
from penny_chassis.errors import InvalidInput, TooLarge
from penny_deck.db.rows import Version
from penny_deck.planos.documento import MAX_BYTES
from penny_deck.planos.editing import Change
from penny_deck.planos.models import Nombre, Plano

MAX_AUTOR_CHARS = 100
MAX_VERSION_CHARS = 20


def nombre_of(text: str, field: str) -> Nombre:
    """A plano by its name.

    Raises:
        InvalidInput: None has this name.
    """
    try:
        return Nombre(text)
    except ValueError:
        known = ", ".join(Nombre)
        raise InvalidInput("There is no such plano.", remedy=f"Name one of: {known}.", field=field) from None


def change_of(request: deck_pb2.WritePlanoRequest) -> Change:
    """What is to become of a plano.

    Raises:
        InvalidInput: Neither a file nor a version is given, or the plano or the author is not named.
        TooLarge: The file is larger than one may be.
    """
    if not (request.documento or request.version):
        raise InvalidInput("There is nothing to write.", remedy="Send 'documento' or 'version'.", field="contenido")
    if (size := len(request.documento.encode())) > MAX_BYTES:
        raise TooLarge.of("documento", size, MAX_BYTES, "bytes")
    if not 0 < len(request.autor) <= MAX_AUTOR_CHARS or not request.autor.isprintable():
        raise InvalidInput("It is not said who writes it.", remedy="Send 'autor', one line.", field="autor")
    if max(len(request.version), len(request.si_version)) > MAX_VERSION_CHARS:
        raise TooLarge.of("version", len(request.version), MAX_VERSION_CHARS, "characters")
    return Change(
        nombre=nombre_of(request.plano, "plano"),
        autor=request.autor,
        documento=request.documento,
        version=request.version,
        si_version=request.si_version,
    )


def plano_message(plano: Plano) -> deck_pb2.Plano:
    """A plano as a conversation gets it."""
    message = deck_pb2.Plano(plano=plano.nombre, version=plano.version, contenido_hash=plano.contenido_hash)
    message.contenido.update(plano.contenido)
    if plano.ritmo is not None:
        message.ritmo.pausa_media_ms = round(plano.ritmo.pausa_media_ms)
        message.ritmo.pausas = plano.ritmo.pausas
    return message


def version_message(version: Version) -> deck_pb2.ReadVersionesResponse:
    """A row of penny_planos."""
    written = Timestamp()
    written.FromDatetime(version.fecha_modificacion)
    message = deck_pb2.ReadVersionesResponse(
        plano_version=version.plano_version,
        contenido_hash=version.contenido_hash,
        fecha_modificacion=written,
        activo=version.activo,
        autor=version.autor,
        documento=version.documento,
    )
    message.contenido.update(version.contenido)
    return message
