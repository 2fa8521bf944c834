"""Between protobuf's messages and DECK's values."""

from penny.v1 import knowledge_pb2
from penny_chassis.errors import InvalidInput, OutOfOrder, TooLarge
from penny_deck.db.conocimiento import Coleccion, Documento, Hallado
from penny_deck.knowledge import nombres
from penny_deck.knowledge.busqueda import CANDIDATES, Consulta, Resultado

MAX_QUERY_CHARS = 500
USUAL_RESULTS = 5


def consulta_of(request: knowledge_pb2.SearchPasajesRequest) -> Consulta:
    """What is looked for.

    Raises:
        InvalidInput: Nothing is looked for, or less than nothing is wanted, or the collection has no name.
        TooLarge: It is too long, or too many are wanted.
    """
    texto = request.consulta.strip()
    if not texto:
        raise InvalidInput("Nothing is looked for.", remedy="Send a question, or some words.", field="consulta")
    if len(texto) > MAX_QUERY_CHARS:
        raise TooLarge.of("consulta", len(texto), MAX_QUERY_CHARS, "characters")
    if request.maximo < 0:
        raise InvalidInput("maximo is negative.", remedy="Send how many passages you want.", field="maximo")
    if request.maximo > CANDIDATES:
        raise TooLarge.of("maximo", request.maximo, CANDIDATES, "passages")
    coleccion = nombres.coleccion_of(request.coleccion, "coleccion") if request.coleccion else ""
    return Consulta(texto, coleccion, request.maximo or USUAL_RESULTS)


def begin_of(first: knowledge_pb2.AddDocumentoRequest | None) -> knowledge_pb2.AddDocumentoBegin:
    """How an upload begins.

    Raises:
        OutOfOrder: It does not.
    """
    if first is None or first.WhichOneof("body") != "begin":
        raise OutOfOrder("A document begins with 'begin'.", remedy="Send it first, once.", field="begin")
    return first.begin


def coleccion_message(coleccion: Coleccion) -> knowledge_pb2.Coleccion:
    """A collection."""
    message = knowledge_pb2.Coleccion(
        nombre=coleccion.nombre,
        ref=nombres.ref(coleccion.nombre),
        documentos=coleccion.documentos,
        pasajes=coleccion.pasajes,
    )
    message.actualizado.FromDatetime(coleccion.actualizado)
    return message


def documento_message(documento: Documento, coleccion: str, *, al_dia: bool) -> knowledge_pb2.Documento:
    """A document."""
    message = knowledge_pb2.Documento(
        nombre=documento.nombre,
        ref=nombres.ref(coleccion, documento.nombre),
        coleccion=coleccion,
        tipo=documento.tipo,
        bytes=documento.bytes,
        sha256=documento.sha256,
        paginas=documento.paginas,
        pasajes=documento.pasajes,
        al_dia=al_dia,
    )
    message.actualizado.FromDatetime(documento.actualizado)
    return message


def pasaje_message(pasaje: Hallado) -> knowledge_pb2.Pasaje:
    """A passage."""
    return knowledge_pb2.Pasaje(
        texto=pasaje.texto,
        coleccion=pasaje.coleccion,
        documento=pasaje.documento,
        ref=nombres.ref(pasaje.coleccion, pasaje.documento),
        cita=nombres.cita(pasaje.documento, pasaje.pagina, pasaje.pagina_final),
        pagina=pasaje.pagina,
        pagina_final=pasaje.pagina_final,
        numero=pasaje.numero,
    )


def resultado_message(found: Resultado) -> knowledge_pb2.Pasaje:
    """A passage that was found, and why."""
    message = pasaje_message(found.pasaje)
    message.puntos, message.cercania = found.puntos, found.cercania
    message.rango_palabras, message.rango_sentido = found.rango_palabras, found.rango_sentido
    return message
